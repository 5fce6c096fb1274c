import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { READER_NAMES, type Rig, rigProblem, startRig } from '../../../../tools/pcsc-rig/rig.ts';
import { NTAG_ATR, type Script, scriptedCard } from '../../../../tools/pcsc-rig/scripted-card.ts';
import { fromHex, toHex } from '../../src/bytes.ts';
import type { Reader } from '../../src/readers/connection.ts';
import { listPcscReaders, openPcscReader } from '../../src/readers/pcsc.ts';
import { createChip, VirtualFirmware } from '../../src/virtual/index.ts';
import { presentOverVpcd, type VpcdPresence } from '../../src/virtual/vpcd.ts';
import { readerContract } from './contract.ts';

// The real nfc-pcsc, libpcsclite and pcscd; only the card and its reader's driver are ours.

const problem = rigProblem();
if (problem !== undefined && process.env.CI === 'true') throw new Error(`PC/SC cannot be tested: ${problem}`);
if (problem !== undefined) process.stderr.write(`PC/SC over pcscd is not tested: ${problem}\n`);

const GET_UID = fromHex('FFCA000000');
const UID = '04E10CDA993C80';

/** Knows its UID, and answers a read of block hhll with hhll. */
const plainScript: Script = (command) => {
  if (command === 'FFCA000000') return `${UID}9000`;
  const block = /^FFB0(....)02$/.exec(command)?.[1];
  return block === undefined ? undefined : `${block}9000`;
};
const readBlock = (block: number) => fromHex(`FFB0${block.toString(16).padStart(4, '0')}02`);

const readers: Reader[] = [];
const presences: VpcdPresence[] = [];

async function open(name?: string): Promise<Reader> {
  const reader = await openPcscReader(name === undefined ? {} : { name });
  readers.push(reader);
  return reader;
}

async function lay(rig: Rig, script: Script = plainScript, index = 0) {
  const card = scriptedCard(script);
  const presence = await presentOverVpcd(card, { port: rig.readers[index]!.port, timeoutMs: 10_000 });
  presences.push(presence);
  return { card, remove: presence.remove };
}

/**
 * Takes away the cards, waits until pcscd has noticed (it looks every 400 ms), and closes the readers. A card that
 * met an unknown command fails the test here.
 */
async function clear(): Promise<void> {
  const removals = await Promise.allSettled(presences.splice(0).map((presence) => presence.remove()));
  for (const reader of readers.splice(0)) {
    await reader.waitForRemoval().catch(() => {}); // the reader may be lost or closed
    await reader.close();
  }
  for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
}

/** Runs a script in a process of its own and returns its JSON; it has to end by itself. */
async function runAlone(
  body: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, unknown>> {
  const pcsc = JSON.stringify(join(import.meta.dirname, '../../src/readers/pcsc.ts'));
  const script = `import * as pcsc from ${pcsc}; ${body}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', script],
    { env: { ...env, NODE_OPTIONS: '' }, timeout: 60_000 },
  );
  return JSON.parse(stdout);
}

describe.skipIf(problem !== undefined)('one ACR122U behind pcscd', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u] });
  });
  afterEach(clear);
  afterAll(() => rig.dispose());

  test('is listed with its profile, without and with a card', async () => {
    const name = 'ACS ACR122U PICC Interface 00 00';
    const empty = await listPcscReaders();
    expect(empty.map((reader) => [reader.name, reader.profile.id, reader.hasCard])).toEqual([
      [name, 'acr122u', false],
    ]);
    await lay(rig);
    const reader = await open();
    await reader.waitForCard();
    const full = await listPcscReaders();
    expect(full.map((entry) => [entry.name, entry.hasCard])).toEqual([[name, true]]);
  });

  test('reads a UID and the ATR', async () => {
    await lay(rig);
    const connection = await (await open()).waitForCard();
    expect(toHex(connection.atr)).toBe(NTAG_ATR);
    expect(connection.readerName).toBe('ACS ACR122U PICC Interface 00 00');
    const { data, sw } = await connection.transmit(GET_UID);
    expect([toHex(data), sw]).toEqual([UID, 0x9000]);
  });

  test('any status word is an answer', async () => {
    await lay(rig, () => '6300');
    const connection = await (await open()).waitForCard();
    expect(await connection.transmit(GET_UID)).toEqual({ data: new Uint8Array(), sw: 0x6300 });
  });

  test('a full short response of 256 bytes comes through', async () => {
    await lay(rig, (command) => (command === 'FFB0000000' ? `${'A5'.repeat(256)}9000` : undefined));
    const connection = await (await open()).waitForCard();
    const { data } = await connection.transmit(fromHex('FFB0000000'));
    expect(data).toEqual(new Uint8Array(256).fill(0xa5));
  });

  test('hundreds of exchanges, one after another', async () => {
    const { card } = await lay(rig);
    const connection = await (await open()).waitForCard();
    for (let block = 0; block < 400; block++) {
      const { data } = await connection.transmit(readBlock(block));
      expect(toHex(data)).toBe(block.toString(16).padStart(4, '0').toUpperCase());
    }
    expect(card.heard).toHaveLength(400);
  });

  test('exchanges asked for at once reach the card in order, and each caller gets its own answer', async () => {
    const { card } = await lay(rig);
    const connection = await (await open()).waitForCard();
    const blocks = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(blocks.map((block) => connection.transmit(readBlock(block))));
    expect(answers.map(({ data }) => data[0]! * 256 + data[1]!)).toEqual(blocks);
    expect(card.heard).toEqual(blocks.map((block) => toHex(readBlock(block))));
  });

  test('a card removed in the middle: this and every waiting exchange fail, and none of those is sent', async () => {
    const { card } = await lay(rig, (command) => (command === 'FFB0000202' ? 'gone' : plainScript(command)));
    const reader = await open();
    const connection = await reader.waitForCard();
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((block) => connection.transmit(readBlock(block))),
    );
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'ok'))).toEqual([
      'ok',
      'card-removed',
      'card-removed',
      'card-removed',
    ]);
    expect(card.heard).toEqual(['FFB0000102', 'FFB0000202']);

    await reader.waitForRemoval();
    await lay(rig);
    const second = await reader.waitForCard();
    expect(toHex((await second.transmit(GET_UID)).data)).toBe(UID);
  });

  test('the same card can be asked for again after close, without leaving', async () => {
    await lay(rig);
    const reader = await open();
    for (let turn = 0; turn < 3; turn++) {
      const connection = await reader.waitForCard();
      expect(toHex((await connection.transmit(GET_UID)).data)).toBe(UID);
      await connection.close();
      await expect(connection.transmit(GET_UID)).rejects.toMatchObject({ code: 'card-removed' });
    }
  });

  test('waits for a card that comes later, and for its removal', async () => {
    const reader = await open();
    await reader.waitForRemoval(); // nothing lies there
    const coming = reader.waitForCard();
    const { remove } = await lay(rig);
    await (await coming).transmit(GET_UID);
    const leaving = reader.waitForRemoval();
    await remove();
    await leaving;
  });

  test('keeps the card to itself: a second program is refused until it is let go', async () => {
    await lay(rig);
    const first = await (await open()).waitForCard();
    const second = await open();
    await expect(second.waitForCard()).rejects.toMatchObject({ code: 'reader-failed' });
    await first.transmit(GET_UID);
    await first.close();
    await (await second.waitForCard()).transmit(GET_UID);
  });

  test('closing the reader while a card is being connected lets go of the card', async () => {
    const { card } = await lay(rig);
    const reader = await open();
    await (await reader.waitForCard()).close();
    const waiting = expect(reader.waitForCard()).rejects.toMatchObject({ code: 'reader-lost' });
    await reader.close();
    await waiting;
    await (await (await open()).waitForCard()).transmit(GET_UID);
    expect(card.heard).toEqual(['FFCA000000']);
  });

  test.each(['acr1252', 'ACR122U PICC Interface 00 01', ''])('no reader is called "%s"', async (name) => {
    await expect(open(name)).rejects.toMatchObject({ code: 'reader-unknown' });
  });

  test('a process that has read a card and closed the reader ends by itself', async () => {
    await lay(rig);
    const result = await runAlone(`
      const reader = await pcsc.openPcscReader();
      const connection = await reader.waitForCard();
      const { data, sw } = await connection.transmit(Uint8Array.of(0xff, 0xca, 0, 0, 0));
      await reader.close();
      console.log(JSON.stringify({ uid: Buffer.from(data).toString('hex'), sw }));`);
    expect(result).toEqual({ uid: UID.toLowerCase(), sw: 0x9000 });
  });

  test('an unplugged reader is lost for whoever waits, and found again when it is back', async () => {
    const reader = await open();
    const waiting = expect(reader.waitForCard()).rejects.toMatchObject({ code: 'reader-lost' });
    await rig.unplug();
    await waiting;
    await expect(reader.waitForRemoval()).rejects.toMatchObject({ code: 'reader-lost' });
    rig.plug();
    await lay(rig);
    await expect.poll(async () => (await listPcscReaders())[0]?.hasCard, { timeout: 20_000 }).toBe(true);
    await (await (await open()).waitForCard()).transmit(GET_UID);
  });
});

describe.skipIf(problem !== undefined)('with a virtual chip behind pcscd', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u] });
  });
  afterAll(() => rig.dispose());

  readerContract('nfc-pcsc over pcscd', async (state) => {
    const firmware = new VirtualFirmware();
    const chip = createChip(state);
    let presence: VpcdPresence | undefined;
    const removeCard = async () => {
      await presence?.remove();
      presence = undefined;
      firmware.remove();
    };
    return {
      reader: await openPcscReader(),
      placeCard: async () => {
        firmware.insert(chip);
        presence = await presentOverVpcd(firmware, { port: rig.readers[0]!.port });
      },
      removeCard,
      dispose: async () => {
        await removeCard();
        // pcscd looks every 400 ms: the next test must not find this card.
        const observer = await openPcscReader();
        await observer.waitForRemoval();
        await observer.close();
      },
    };
  });
});

describe.skipIf(problem !== undefined)('the daemon', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u] });
  });
  afterEach(clear);
  afterAll(() => rig.dispose());

  test.each(['kill', 'stop'] as const)(
    'after a %s the reader is lost, and the next open works',
    async (how) => {
      await lay(rig);
      const reader = await open();
      const connection = await reader.waitForCard();
      await connection.transmit(GET_UID);
      const removal = expect(reader.waitForRemoval()).rejects.toMatchObject({ code: 'reader-lost' });
      await rig[how]();
      await removal;
      await expect(connection.transmit(GET_UID)).rejects.toMatchObject({ code: 'reader-lost' });
      await expect(reader.waitForCard()).rejects.toMatchObject({ code: 'reader-lost' });
      await expect(openPcscReader()).rejects.toMatchObject({ code: 'daemon-absent' });
      await reader.close();

      await rig.start();
      await lay(rig);
      const next = await (await open()).waitForCard();
      expect(toHex((await next.transmit(GET_UID)).data)).toBe(UID);
    },
  );

  test.each(['no socket', 'a stale socket'])('%s: daemon-absent at once, without work', async (what) => {
    if (what === 'no socket') await rig.stop();
    else await rig.kill();
    const body = `
      const codes = [];
      for (const use of [() => pcsc.openPcscReader(), () => pcsc.listPcscReaders()]) {
        await use().catch((error) => codes.push(error.code));
      }
      const { user, system } = process.cpuUsage();
      console.log(JSON.stringify({ codes, cpuMs: (user + system) / 1000 }));`;
    const { codes, cpuMs } = await runAlone(body);
    expect(codes).toEqual(['daemon-absent', 'daemon-absent']);
    // pcsclite itself would use a whole core until it is killed.
    expect(cpuMs).toBeLessThan(5_000);
    await rig.start();
  });
});

describe.skipIf(problem !== undefined)('several readers', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u, READER_NAMES.acr1252, READER_NAMES.acr1252Sam] });
  });
  afterEach(clear);
  afterAll(() => rig.dispose());

  test('none named is ambiguous, and the names are told; a SAM slot does not count', async () => {
    const error = await openPcscReader().catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'reader-ambiguous',
      details: { names: 'ACS ACR122U PICC Interface 00 00, ACS ACR1252 1S CL Reader PICC 00 00' },
    });
    expect((await listPcscReaders()).map(({ profile }) => profile.id)).toEqual(['acr122u', 'transparent']);
  });

  test('a process that could not choose ends by itself', async () => {
    const body =
      'await pcsc.openPcscReader().catch((error) => console.log(JSON.stringify({ code: error.code })));';
    expect(await runAlone(body)).toEqual({ code: 'reader-ambiguous' });
  });

  test.each([
    ['ACS ACR1252 1S CL Reader PICC 00 00', 1],
    ['acs acr122', 0],
    ['1252', 1],
  ])('"%s" is enough for reader %i', async (name, index) => {
    const { card } = await lay(rig, plainScript, index);
    const reader = await open(name);
    expect(reader.name).toBe(rig.readers[index]!.name);
    await (await reader.waitForCard()).transmit(GET_UID);
    expect(card.heard).toEqual(['FFCA000000']);
  });

  test('both work at the same time', async () => {
    const cards = [await lay(rig, plainScript, 0), await lay(rig, plainScript, 1)];
    const connections = await Promise.all(
      ['acr122', 'acr1252'].map(async (name) => (await open(name)).waitForCard()),
    );
    await Promise.all(
      connections.flatMap((connection, index) =>
        Array.from({ length: 50 }, (_, turn) => connection.transmit(readBlock(index * 1000 + turn))),
      ),
    );
    expect(cards.map(({ card }) => card.heard.length)).toEqual([50, 50]);
  });
});

describe.skipIf(problem !== undefined)('only a SAM slot', () => {
  test('is no reader', async () => {
    const rig = await startRig({ readers: [READER_NAMES.acr1252Sam] });
    try {
      await expect(openPcscReader()).rejects.toMatchObject({ code: 'reader-none' });
      expect(await listPcscReaders()).toEqual([]);
    } finally {
      await rig.dispose();
    }
  });
});
