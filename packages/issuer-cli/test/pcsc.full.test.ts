import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { READER_NAMES, type Rig, rigProblem, startRig } from '../../../tools/pcsc-rig/rig.ts';
import { CommandLine, resultOf } from './cli.ts';
import { temporaryFolder } from './helpers.ts';

// The real nfc-pcsc, libpcsclite and pcscd; the card is one of ours behind vpcd.

const problem = rigProblem();
if (problem !== undefined && process.env.CI === 'true') throw new Error(`PC/SC cannot be tested: ${problem}`);

const presented: ChildProcess[] = [];

/** Lays a card on the reader by the command for it, and comes back when it lies there. */
async function present(cli: CommandLine, file: string, port: number, as: string): Promise<ChildProcess> {
  const child = cli.start(['--json', 'card', 'present', file, '--port', String(port), '--as', as]);
  presented.push(child);
  await once(child.stderr!, 'data');
  return child;
}

afterEach(() => {
  for (const child of presented.splice(0)) child.kill('SIGKILL');
});

describe.skipIf(problem !== undefined).each([
  ['acr122u', READER_NAMES.acr122u],
  ['transparent', READER_NAMES.acr1252],
] as const)('through a reader behind pcscd that works as %s', (as, readerName) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [readerName] });
  });
  afterAll(() => rig?.dispose());

  it.each(['ntag215', 'classic-1k'])('a %s is issued, checked, and taken away', async (kind) => {
    const env = { PCSCLITE_CSOCK_NAME: rig.socketPath };
    const cli = new CommandLine(temporaryFolder(), env);
    await cli.json('init', '--org', 'IKARHOLAZ');
    await cli.json('member', 'add', '--name', 'Ani Lestari', '--cohort', '1989');
    const { uid } = await cli.json('card', 'new', kind, '-o', 'ani.nfc');
    const card = await present(cli, 'ani.nfc', rig.readers[0]!.port, as);

    const order = ['card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'pcsc'];
    expect(await cli.json(...order)).toMatchObject({ outcome: 'issued', uid, kind });
    expect(await cli.json(...order)).toMatchObject({ outcome: 'already-issued', uid });
    expect(await cli.json('card', 'verify', '--reader', 'pcsc')).toMatchObject({ ok: true, uid });
    expect(await cli.json('card', 'inspect', '--reader', 'pcsc')).toMatchObject({
      identity: { valid: true },
    });
    expect(await cli.json('reader', 'list')).toMatchObject({
      readers: [{ name: rig.readers[0]!.name, hasCard: true }],
    });

    card.kill('SIGINT');
    const { status, stdout } = await resultOf(card);
    expect({ status, result: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      result: { outcome: 'taken-away', uid },
    });
    expect(await cli.json('card', 'verify', '--reader', 'virtual:ani.nfc')).toMatchObject({ ok: true });
    const absent = await cli.run(['--json', 'card', 'verify', '--reader', 'pcsc', '--wait', '1']);
    expect(JSON.parse(absent.stdout)).toMatchObject({ error: { code: 'no-card' } });
    expect(absent.status).toBe(5);
  });
});
