import { KartuError } from '../errors.ts';

/** What the status codes of PC/SC mean for us. Values: pcsclite.h of pcsc-lite. */
export const SCARD = {
  E_INVALID_HANDLE: 0x80100003,
  E_INSUFFICIENT_BUFFER: 0x80100008,
  E_UNKNOWN_READER: 0x80100009,
  E_SHARING_VIOLATION: 0x8010000b,
  E_NO_SMARTCARD: 0x8010000c,
  E_PROTO_MISMATCH: 0x8010000f,
  F_COMM_ERROR: 0x80100013,
  E_NOT_TRANSACTED: 0x80100016,
  E_READER_UNAVAILABLE: 0x80100017,
  E_NO_SERVICE: 0x8010001d,
  E_SERVICE_STOPPED: 0x8010001e,
  W_UNRESPONSIVE_CARD: 0x80100066,
  W_UNPOWERED_CARD: 0x80100067,
  W_RESET_CARD: 0x80100068,
  W_REMOVED_CARD: 0x80100069,
  W_SECURITY_VIOLATION: 0x8010006a,
} as const;

const READER_GONE: readonly number[] = [
  SCARD.E_INVALID_HANDLE,
  SCARD.E_UNKNOWN_READER,
  SCARD.F_COMM_ERROR,
  SCARD.E_READER_UNAVAILABLE,
  SCARD.E_NO_SERVICE,
  SCARD.E_SERVICE_STOPPED,
];

const CARD_GONE: readonly number[] = [
  SCARD.E_NO_SMARTCARD,
  SCARD.E_PROTO_MISMATCH,
  SCARD.E_NOT_TRANSACTED,
  SCARD.W_UNRESPONSIVE_CARD,
  SCARD.W_UNPOWERED_CARD,
  SCARD.W_RESET_CARD,
  SCARD.W_REMOVED_CARD,
];

/** The code that pcsclite prints at the end of its messages, "… (0x80100016)"; undefined when there is none. */
export function scardCode(error: unknown): number | undefined {
  const text = error instanceof Error ? error.message : String(error);
  const digits = /\(0x([0-9a-f]{8,16})\)/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits.slice(-8), 16);
}

export function isCardGone(error: unknown): boolean {
  const code = scardCode(error);
  return code !== undefined && CARD_GONE.includes(code);
}

/** The reader is gone, or the daemon; also what a context of an earlier daemon gives. */
export function isReaderGone(error: unknown): boolean {
  const code = scardCode(error);
  return code !== undefined && READER_GONE.includes(code);
}

export function isSharingViolation(error: unknown): boolean {
  return scardCode(error) === SCARD.E_SHARING_VIOLATION;
}

/** The reader was unplugged or the daemon ended. */
export function readerLost(reader: string, cause?: unknown): KartuError {
  const why =
    scardCode(cause) === SCARD.F_COMM_ERROR ? 'the PC/SC daemon ended' : 'the reader is no longer connected';
  return new KartuError('reader-lost', `${reader}: ${why}`, { details: { reader }, cause });
}

/** The card left, or no longer answers, or another program reset it: what the last command did is unknown. */
export function cardRemoved(reader: string, cause?: unknown): KartuError {
  return new KartuError('card-removed', `${reader}: the card was removed`, { details: { reader }, cause });
}

/** The error of a failed connect or exchange; `reader-failed` for what PC/SC says about neither card nor reader. */
export function exchangeError(reader: string, cause: unknown): KartuError {
  if (cause instanceof KartuError) return cause;
  if (isCardGone(cause)) return cardRemoved(reader, cause);
  if (isReaderGone(cause)) return readerLost(reader, cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  return new KartuError('reader-failed', `${reader}: ${text}`, { details: { reader }, cause });
}
