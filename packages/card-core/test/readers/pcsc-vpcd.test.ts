import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/bytes.ts';
import { KartuError } from '../../src/errors.ts';
import { frameReader, presentOverVpcd, type VpcdCard } from '../../src/virtual/vpcd.ts';

// The framing is virtualsmartcard/src/vpcd/vpcd.c (protocol-facts §7): u16 big-endian length, then the body.

const ATR = '3B8F8001804F0CA0000003060300030000000068';

/** Answers only what it was told to, and notes what happened to it. */
function scriptedCard(script: Record<string, string | undefined>): VpcdCard & { readonly notes: string[] } {
  const notes: string[] = [];
  return {
    notes,
    atr: fromHex(ATR),
    powerOn: () => notes.push('on'),
    powerOff: () => notes.push('off'),
    transmit: (apdu) => {
      const command = toHex(apdu);
      notes.push(command);
      if (!(command in script)) throw new Error(`unexpected ${command}`);
      const answer = script[command];
      return answer === undefined ? undefined : fromHex(answer);
    },
  };
}

interface FakeVpcd {
  readonly port: number;
  readonly client: Promise<Socket>;
  close(): void;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function fakeVpcd(port = 0): Promise<FakeVpcd> {
  const server: Server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const client = once(server, 'connection').then(([socket]) => socket as Socket);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () => {
    server.close();
    void client.then((socket) => socket.destroy());
  };
  closing.push(close);
  return { port: address.port, client, close };
}

/** Reads as many bytes as the expected text has, so that a missing answer ends in the test's time-out. */
async function expectFromCard(socket: Socket, expectedHex: string): Promise<void> {
  let received = Buffer.alloc(0);
  while (received.length < expectedHex.length / 2) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    received = Buffer.concat([received, chunk]);
  }
  expect(toHex(received)).toBe(expectedHex);
}

const frameOf = (hex: string) => (hex.length / 2).toString(16).padStart(4, '0').toUpperCase() + hex;

describe('a card over vpcd', () => {
  test.each([
    ['the ATR', '000104', frameOf(ATR)],
    ['an APDU', '0005FFCA000000', '00069000AABB9000'],
    ['power on, then the ATR', '000101000104', frameOf(ATR)],
    ['power off, then an APDU', '0001000005FFCA000000', '00069000AABB9000'],
    ['reset, then the ATR twice', '000102000104000104', frameOf(ATR) + frameOf(ATR)],
  ])('answers %s', async (_what, request, reply) => {
    const vpcd = await fakeVpcd();
    const card = scriptedCard({ FFCA000000: '9000AABB9000' });
    const presence = await presentOverVpcd(card, { port: vpcd.port });
    const socket = await vpcd.client;
    socket.write(fromHex(request));
    await expectFromCard(socket, reply);
    await presence.remove();
  });

  test('reset is off and on', async () => {
    const vpcd = await fakeVpcd();
    const card = scriptedCard({});
    const presence = await presentOverVpcd(card, { port: vpcd.port });
    const socket = await vpcd.client;
    socket.write(fromHex('000101 000102 000100 000104'));
    await expectFromCard(socket, frameOf(ATR));
    expect(card.notes).toEqual(['on', 'off', 'on', 'off']);
    await presence.remove();
  });

  test('a frame that arrives one byte at a time', async () => {
    const vpcd = await fakeVpcd();
    const presence = await presentOverVpcd(scriptedCard({ FFCA000000: 'AABB9000' }), { port: vpcd.port });
    const socket = await vpcd.client;
    socket.setNoDelay(true);
    for (const byte of fromHex('0005FFCA000000')) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expectFromCard(socket, '0004AABB9000');
    await presence.remove();
  });

  test('frames come out the same however the stream is cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (expected, cuts) => {
        const stream = concat(
          ...expected.flatMap((body) => [Uint8Array.of(body.length >> 8, body.length & 0xff), body]),
        );
        const read = frameReader();
        const found: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length]!;
          found.push(...read(stream.slice(at, at + size)));
          at += size;
        }
        expect(found.map(toHex)).toEqual(expected.map(toHex));
      }),
    );
  });

  test.each([
    ['answers nothing', () => undefined],
    [
      'throws card-removed',
      () => {
        throw new KartuError('card-removed', 'torn');
      },
    ],
  ])('a card that %s has left: the socket closes', async (_what, transmit) => {
    const vpcd = await fakeVpcd();
    const presence = await presentOverVpcd({ ...scriptedCard({}), transmit }, { port: vpcd.port });
    const socket = await vpcd.client;
    socket.resume().on('error', () => {});
    socket.write(fromHex('0005FFCA000000'));
    await once(socket, 'close');
    await expect(presence.removed).resolves.toBeUndefined();
  });

  test.each([
    ['an unexpected command', '0005FFB0000410', 'unexpected FFB0000410'],
    ['an empty answer', '0005FFCA000000', 'a card answered with 0 bytes'],
  ])('%s fails loudly, not as a removal', async (_what, request, message) => {
    const vpcd = await fakeVpcd();
    const presence = await presentOverVpcd(scriptedCard({ FFCA000000: '' }), { port: vpcd.port });
    const socket = await vpcd.client;
    socket.resume().on('error', () => {});
    socket.write(fromHex(request));
    await once(socket, 'close');
    await expect(presence.remove()).rejects.toThrow(message);
  });

  test('the daemon ending is a removal', async () => {
    const vpcd = await fakeVpcd();
    const presence = await presentOverVpcd(scriptedCard({}), { port: vpcd.port });
    (await vpcd.client).resetAndDestroy();
    await expect(presence.removed).resolves.toBeUndefined();
  });

  test('waits for a daemon that starts later', async () => {
    const first = await fakeVpcd();
    first.close();
    const coming = presentOverVpcd(scriptedCard({}), { port: first.port });
    const vpcd = await fakeVpcd(first.port);
    const presence = await coming;
    const socket = await vpcd.client;
    socket.write(fromHex('000104'));
    await expectFromCard(socket, frameOf(ATR));
    await presence.remove();
  });

  test('gives up after the time with daemon-absent', async () => {
    const vpcd = await fakeVpcd();
    vpcd.close();
    await expect(presentOverVpcd(scriptedCard({}), { port: vpcd.port, timeoutMs: 1 })).rejects.toMatchObject({
      code: 'daemon-absent',
    });
  });

  test('the signal ends the waiting, and later takes the card away', async () => {
    const absent = await fakeVpcd();
    absent.close();
    const waiting = new AbortController();
    const given = presentOverVpcd(scriptedCard({}), { port: absent.port, signal: waiting.signal });
    waiting.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');

    const vpcd = await fakeVpcd();
    const lying = new AbortController();
    const presence = await presentOverVpcd(scriptedCard({}), { port: vpcd.port, signal: lying.signal });
    lying.abort();
    await expect(presence.removed).resolves.toBeUndefined();
  });
});
