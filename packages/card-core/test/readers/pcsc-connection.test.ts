import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import { KartuError } from '../../src/errors.ts';
import { type Exchanger, PcscConnection } from '../../src/readers/pcsc-connection.ts';

/** A channel whose answers the test gives by hand, one at a time. */
function manualChannel() {
  const sent: string[] = [];
  const closed: string[] = [];
  let pending: PromiseWithResolvers<Uint8Array> | undefined;
  const channel: Exchanger = {
    transmit: (command) => {
      if (pending !== undefined) throw new Error('two exchanges at once');
      sent.push(toHex(command));
      pending = Promise.withResolvers();
      return pending.promise;
    },
    connect: async () => {
      closed.push('connect');
    },
    disconnect: async (how) => {
      closed.push(how);
    },
  };
  const settle = (act: (exchange: PromiseWithResolvers<Uint8Array>) => void) => {
    const exchange = pending;
    if (exchange === undefined) throw new Error('nothing was sent');
    pending = undefined;
    act(exchange);
    return new Promise((resolve) => setImmediate(resolve)); // lets the queue go on
  };
  return {
    channel,
    sent,
    closed,
    answer: (hex: string) => settle(({ resolve }) => resolve(fromHex(hex))),
    fail: (message: string) => settle(({ reject }) => reject(new Error(message))),
  };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));
const command = (block: number) => Uint8Array.of(0xff, 0xb0, 0, block, 4);
const connect = (channel: Exchanger, isCardThere = true) =>
  new PcscConnection('R', fromHex('3B00'), channel, () => isCardThere);

describe('exchanges with a card', () => {
  test('the next command is sent when the one before is answered', async () => {
    const manual = manualChannel();
    const connection = connect(manual.channel);
    const answers = Promise.all([1, 2].map((block) => connection.transmit(command(block))));
    await tick();
    expect(manual.sent).toEqual(['FFB0000104']);
    await manual.answer('AA9000');
    expect(manual.sent).toEqual(['FFB0000104', 'FFB0000204']);
    await manual.answer('6300');
    expect(await answers).toEqual([
      { data: Uint8Array.of(0xaa), sw: 0x9000 },
      { data: new Uint8Array(), sw: 0x6300 },
    ]);
  });

  test('the command is taken as it is at the call', async () => {
    const manual = manualChannel();
    const connection = connect(manual.channel);
    const bytes = command(1);
    const answer = connection.transmit(bytes);
    bytes.fill(0);
    await tick();
    await manual.answer('9000');
    await answer;
    expect(manual.sent).toEqual(['FFB0000104']);
  });

  test.each([
    ['SCardTransmit error: Transaction failed.(0x80100016)', 'card-removed'],
    ['SCardTransmit error: RPC transport error.(0x80100013)', 'reader-lost'],
    ['SCardTransmit error: Insufficient buffer.(0x80100008)', 'reader-failed'],
  ])('after %s nothing more is sent, and all that waits fails with %s', async (message, code) => {
    const manual = manualChannel();
    const connection = connect(manual.channel);
    const answers = Promise.allSettled([1, 2, 3].map((block) => connection.transmit(command(block))));
    await tick();
    await manual.fail(message);
    for (const result of await answers)
      expect(result).toMatchObject({ status: 'rejected', reason: { code } });
    await expect(connection.transmit(command(4))).rejects.toMatchObject({ code });
    expect(manual.sent).toEqual(['FFB0000104']);
  });

  test.each(['', '90'])('an answer of "%s" has no status word: the card left', async (answer) => {
    const manual = manualChannel();
    const connection = connect(manual.channel);
    const failed = expect(connection.transmit(command(1))).rejects.toMatchObject({ code: 'card-removed' });
    await tick();
    await manual.answer(answer);
    await failed;
  });

  test('a channel that throws at once fails the exchange, not the caller', async () => {
    const channel: Exchanger = {
      transmit: () => {
        throw new Error('No card or connection available.');
      },
      connect: async () => {},
      disconnect: async () => {},
    };
    await expect(connect(channel).transmit(command(1))).rejects.toMatchObject({ code: 'reader-failed' });
  });

  test('a lost reader ends the exchange under way and all that waits', async () => {
    const manual = manualChannel();
    const connection = connect(manual.channel);
    const answers = Promise.allSettled([1, 2].map((block) => connection.transmit(command(block))));
    await tick();
    const lost = new KartuError('reader-lost', 'unplugged');
    connection.fail(lost);
    expect((await answers).map((result) => result.status === 'rejected' && result.reason)).toEqual([
      lost,
      lost,
    ]);
    expect(manual.sent).toEqual(['FFB0000104']);
  });

  test.each([0, 1, 3, 262])('a command of %i bytes is a fault of ours and is not sent', async (length) => {
    const manual = manualChannel();
    const given = connect(manual.channel).transmit(new Uint8Array(length));
    await expect(given).rejects.toMatchObject({ code: 'internal-error' });
    expect(manual.sent).toEqual([]);
  });

  test.each([
    ['resets a card that is there', true, 'reset'],
    ['leaves a reader whose card has gone', false, 'leave'],
  ])('close waits for what was asked for and %s, once', async (_what, isCardThere, how) => {
    const manual = manualChannel();
    const connection = connect(manual.channel, isCardThere);
    const answer = connection.transmit(command(1));
    const closing = Promise.all([connection.close(), connection.close()]);
    await tick();
    expect(manual.closed).toEqual([]);
    await manual.answer('9000');
    await answer;
    await closing;
    expect(manual.closed).toEqual([how]);
    await expect(connection.transmit(command(2))).rejects.toMatchObject({ code: 'card-removed' });
  });
});
