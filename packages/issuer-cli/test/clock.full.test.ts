/** A clock set back: nothing is dated before what was done last, until somebody says that the clock is right now. */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CommandLine } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

const CLOCK = fileURLToPath(new URL('../../../tools/test/manual-clock.ts', import.meta.url));
const DAY_MS = 86_400_000;
const at = (days: number) => ({
  NODE_OPTIONS: `--import=${CLOCK}`,
  MANUAL_CLOCK_SHIFT_MS: String(days * DAY_MS),
});
const ADD = ['member', 'add', '--cohort', '1989', '--name'];

it('holds changes back and lets look, until the present time is accepted', async () => {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  expect((await cli.run([...ADD, 'Ani'], at(400))).status).toBe(0);

  const refused = await cli.run([...ADD, 'Budi'], at(0));
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('Set the clock right first.');
  expect((await cli.run(['member', 'list'], at(0))).stdout).toContain('Ani');
  expect((await cli.run(['doctor'], at(0))).stdout).toContain('but the last change was made at');

  const accepted = await cli.run(['clock', 'accept', '--reason', 'battery was empty'], at(0));
  expect(accepted.stdout).toContain('The present time counts again');
  expect((await cli.run([...ADD, 'Budi'], at(0))).status).toBe(0);
  expect((await cli.run(['audit', 'show', '--kind', 'clock'], at(0))).stdout).toContain('battery was empty');
});
