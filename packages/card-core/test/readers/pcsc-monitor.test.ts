import { EventEmitter } from 'node:events';
import type { RawReader } from 'nfc-pcsc';
import { describe, expect, test } from 'vitest';
import { ReaderMonitor } from '../../src/readers/pcsc-monitor.ts';

// dwEventState of pcsclite.h: CHANGED 02, UNKNOWN 04, UNAVAILABLE 08, EMPTY 10, PRESENT 20, MUTE 200.
const EMPTY = 0x0012;
const PRESENT = 0x0022;
const ATR = Buffer.from('3B8F8001', 'hex');

/** Stands for pcsclite's native reader: what the monitor touches and nothing else. */
class FakeRaw extends EventEmitter {
  readonly name = 'R';
  closes = 0;
  close(): void {
    this.closes++;
  }
  report(state: number, movements = 0): void {
    this.emit('status', { state: movements * 0x10000 + state, atr: ATR });
  }
}

function watched() {
  const raw = new FakeRaw();
  const monitor = new ReaderMonitor(raw as unknown as RawReader);
  return { raw, monitor };
}

const present = (monitor: ReaderMonitor, timeoutMs?: number) =>
  monitor.waitFor((status) => status.present || undefined, timeoutMs === undefined ? {} : { timeoutMs });

describe('a reader that is watched', () => {
  test("nfc-pcsc's own status listener, which connects by itself, is taken off", () => {
    const raw = new FakeRaw();
    raw.on('status', () => {
      throw new Error('still there');
    });
    new ReaderMonitor(raw as unknown as RawReader);
    expect(() => raw.report(PRESENT)).not.toThrow();
  });

  test('tells what lies on it, without the ATR that a removed card leaves behind', async () => {
    const { raw, monitor } = watched();
    raw.report(PRESENT, 3);
    expect(await monitor.waitFor((status) => status)).toEqual({
      present: true,
      atr: new Uint8Array(ATR),
      movements: 3,
    });
    raw.report(EMPTY, 4);
    expect(await monitor.waitFor((status) => status)).toEqual({
      present: false,
      atr: new Uint8Array(),
      movements: 4,
    });
  });

  test('waits over reports that do not fit', async () => {
    const { raw, monitor } = watched();
    const waiting = present(monitor);
    raw.report(EMPTY);
    raw.report(PRESENT);
    expect(await waiting).toBe(true);
  });

  test('a movement count beyond 7FFF stays positive', async () => {
    const { raw, monitor } = watched();
    raw.report(PRESENT, 0xffff);
    expect(await monitor.waitFor((status) => status.movements)).toBe(0xffff);
  });

  test.each<[string, (raw: FakeRaw) => void]>([
    ['an error of the daemon', (raw) => raw.emit('error', new Error('RPC transport error.(0x80100013)'))],
    ['the end of its thread', (raw) => raw.emit('end')],
    ['UNAVAILABLE', (raw) => raw.report(0x000a)],
    ['UNKNOWN', (raw) => raw.report(0x000e)],
  ])('%s is a loss for who waits and for who asks later', async (_what, lose) => {
    const { raw, monitor } = watched();
    const waiting = expect(present(monitor)).rejects.toMatchObject({ code: 'reader-lost' });
    lose(raw);
    await waiting;
    raw.report(PRESENT);
    await expect(present(monitor)).rejects.toMatchObject({ code: 'reader-lost' });
    expect(monitor.hasCard).toBe(false);
  });

  test('gives up after the time, and when aborted with the reason as cause', async () => {
    const { monitor } = watched();
    await expect(present(monitor, 1)).rejects.toMatchObject({ code: 'no-card' });
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = monitor.waitFor(() => undefined, { signal });
    controller.abort('enough');
    await expect(waiting).rejects.toMatchObject({ code: 'no-card', cause: 'enough' });
    await expect(monitor.waitFor(() => true, { signal })).rejects.toMatchObject({ code: 'no-card' });
  });

  test('close ends what waits at once, and the thread later and once: not inside its own callback', async () => {
    const { raw, monitor } = watched();
    const waiting = expect(present(monitor)).rejects.toMatchObject({ code: 'reader-lost' });
    const closing = [monitor.close(), monitor.close()];
    expect(raw.closes).toBe(0);
    await waiting;
    await Promise.all(closing);
    expect(raw.closes).toBe(1);
    expect(monitor.isClosed).toBe(true);
  });
});
