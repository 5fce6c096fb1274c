import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { concat } from '../bytes.ts';
import { isKartuError, KartuError } from '../errors.ts';

/**
 * A virtual card on the virtual reader of vsmartcard's `vpcd` behind the real pcscd: our process is the TCP
 * client, and plays card and contactless reader in one, since pseudo-APDUs of class FF come through untouched.
 * Protocol: protocol-facts §7 and virtualsmartcard/src/vpcd/vpcd.c.
 */
export interface VpcdCard {
  // Each of these may throw `card-removed`: the card has left the field.
  readonly atr: Uint8Array;
  powerOn(): void;
  powerOff(): void;
  /** The response; undefined says the same as `card-removed`. */
  transmit(apdu: Uint8Array): Uint8Array | undefined;
}

export interface VpcdOptions {
  readonly host?: string;
  /** 35963 is vpcd's first slot as Debian configures it, 35964 its second. */
  readonly port?: number;
  /** How long to go on trying while pcscd does not listen; without end when not given. */
  readonly timeoutMs?: number;
  /** Ends the waiting, and later takes the card away. */
  readonly signal?: AbortSignal;
}

/** A card that lies on a virtual reader. */
export interface VpcdPresence {
  /** Settles when the card is gone for whatever reason; rejects with what the card threw beside `card-removed`. */
  readonly removed: Promise<void>;
  /** Takes the card away; rejects like `removed`. */
  remove(): Promise<void>;
}

const CONTROL_OFF = 0x00;
const CONTROL_ON = 0x01;
const CONTROL_RESET = 0x02;
const CONTROL_ATR = 0x04;
const RETRY_MS = 50;

/**
 * Lays a card on a vpcd reader. Resolves when the connection stands; pcscd sees the card at its next poll.
 * Throws `daemon-absent` when nothing listens in `timeoutMs`, or the abort reason.
 */
export async function presentOverVpcd(card: VpcdCard, options: VpcdOptions = {}): Promise<VpcdPresence> {
  const socket = await connectPatiently(options);
  // Each exchange is one small frame each way: waiting to fill a segment would cost 40 ms.
  socket.setNoDelay(true);
  const removed = serve(card, socket);
  removed.catch(() => {}); // a card's failure is told to whoever awaits `removed` or `remove`
  const leave = () => socket.destroy();
  options.signal?.addEventListener('abort', leave, { once: true });
  socket.once('close', () => options.signal?.removeEventListener('abort', leave));
  if (options.signal?.aborted) leave();
  return {
    removed,
    remove: () => {
      leave();
      return removed;
    },
  };
}

async function connectPatiently(options: VpcdOptions): Promise<Socket> {
  const { host = '127.0.0.1', port = 35963, timeoutMs, signal } = options;
  const deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  while (true) {
    signal?.throwIfAborted();
    const socket = connect({ host, port });
    try {
      await once(socket, 'connect', signal === undefined ? {} : { signal });
      return socket;
    } catch (error) {
      socket.destroy();
      signal?.throwIfAborted();
      if (Date.now() + RETRY_MS > deadline) {
        throw new KartuError('daemon-absent', `no vpcd listens on ${host}:${port}`, { cause: error });
      }
    }
    await delay(RETRY_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Cuts a byte stream into frames: u16 big-endian length, then as many bytes. */
export function frameReader(): (chunk: Uint8Array) => Uint8Array[] {
  let rest: Uint8Array = new Uint8Array();
  return (chunk) => {
    rest = rest.length === 0 ? chunk : concat(rest, chunk);
    const frames: Uint8Array[] = [];
    while (rest.length >= 2) {
      const end = 2 + rest[0]! * 256 + rest[1]!;
      if (rest.length < end) break;
      frames.push(rest.slice(2, end));
      rest = rest.subarray(end);
    }
    return frames;
  };
}

/** A frame around 1 to 65535 bytes; a frame of length zero would mean that the card was removed. */
function frame(body: Uint8Array): Uint8Array {
  if (body.length === 0 || body.length > 0xffff) {
    throw new KartuError('internal-error', `a card answered with ${body.length} bytes`);
  }
  return concat(Uint8Array.of(body.length >> 8, body.length & 0xff), body);
}

/** The answer to one frame; undefined when there is none, 'removed' when the card has gone. */
function answer(card: VpcdCard, body: Uint8Array): Uint8Array | undefined | 'removed' {
  try {
    switch (body.length === 1 ? body[0] : undefined) {
      case CONTROL_OFF:
        return void card.powerOff();
      case CONTROL_ON:
        return void card.powerOn();
      case CONTROL_RESET:
        card.powerOff();
        return void card.powerOn();
      case CONTROL_ATR:
        return card.atr;
      default:
        return card.transmit(body) ?? 'removed';
    }
  } catch (error) {
    if (isKartuError(error, 'card-removed')) return 'removed';
    throw error;
  }
}

function serve(card: VpcdCard, socket: Socket): Promise<void> {
  const framesOf = frameReader();
  return new Promise((resolve, reject) => {
    let failure: { error: unknown } | undefined;
    socket.on('data', (chunk) => {
      try {
        for (const body of framesOf(chunk)) {
          if (socket.destroyed) return;
          const reply = answer(card, body);
          if (reply === 'removed') socket.destroy();
          else if (reply !== undefined) socket.write(frame(reply));
        }
      } catch (error) {
        failure = { error };
        socket.destroy();
      }
    });
    // pcscd ended or was killed: for the card that is a removal like any other; 'close' follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      if (failure === undefined) resolve();
      else reject(failure.error);
    });
  });
}
