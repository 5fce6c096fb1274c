import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { READER_NAMES, type Rig, rigProblem, startRig } from '../../../tools/pcsc-rig/rig.ts';
import { CommandLine, resultOf } from './cli.ts';
import { temporaryFolder } from './helpers.ts';

// The real nfc-pcsc, libpcsclite and pcscd; cards are ours behind vpcd, laid and taken away one after the other.

const problem = rigProblem();
if (problem !== undefined && process.env.CI === 'true') throw new Error(`PC/SC cannot be tested: ${problem}`);

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Waits until a command has said something on standard error. */
function heard(child: ChildProcess): (text: string) => Promise<void> {
  let all = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (all += text));
  return async (text) => {
    while (!all.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it ended without "${text}": ${all}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
}

describe.skipIf(problem !== undefined)('a batch on a real reader', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u] });
  });
  afterAll(() => rig?.dispose());

  it('goes on with the next card on each tap, and is not misled by one that stays', async () => {
    const cli = new CommandLine(temporaryFolder(), { PCSCLITE_CSOCK_NAME: rig.socketPath });
    await cli.json('init', '--org', 'IKARHOLAZ');
    for (const name of ['Ani', 'Budi']) await cli.json('member', 'add', '--name', name, '--cohort', '1989');
    for (const file of ['a.nfc', 'b.nfc']) await cli.json('card', 'new', 'ntag213', '-o', file);
    await cli.json('batch', 'create', '--theme', 'sawah');
    const run = cli.start(['--json', 'batch', 'encode', '1', '--reader', 'pcsc', '--wait', '60']);
    running.push(run);
    const ended = resultOf(run);
    const said = heard(run);
    for (const [index, file] of ['a.nfc', 'a.nfc', 'b.nfc'].entries()) {
      const port = String(rig.readers[0]!.port);
      const card = cli.start(['--json', 'card', 'present', file, '--port', port, '--as', 'acr122u']);
      running.push(card);
      await said(['card 1 is made', 'made already', 'card 2 is made'][index]!);
      const gone = resultOf(card);
      card.kill('SIGINT');
      await gone;
    }
    const { status, stdout } = await ended;
    expect({ status, document: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      document: {
        ended: 'complete',
        taps: [
          { outcome: 'encoded', position: 1 },
          { outcome: 'already', position: 1 },
          { outcome: 'encoded', position: 2 },
        ],
      },
    });
    for (const file of ['a.nfc', 'b.nfc']) {
      expect(await cli.json('card', 'verify', '--reader', `virtual:${file}`)).toMatchObject({ ok: true });
    }
  });
});
