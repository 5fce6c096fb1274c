import type { ChipKind } from '../card-kind.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import type { Area } from './layout.ts';

/**
 * A personalized card in the field, as the rest of the toolkit sees it: areas of bytes, however the chip keeps them.
 * A driver plans its own exchanges and makes as few as the reader's profile allows.
 */
export interface CardDriver {
  readonly kind: ChipKind;
  /** 4, 7 or 10 bytes, as anticollision gave it. */
  readonly uid: Uint8Array;
  /** What lies under the areas: for work on access keys, which no area holds (personalization/renew-at-tap.ts). */
  readonly commands: ReaderCommands;
  /**
   * Opens the organisation's part with the card's own keys (PWD_AUTH and comparison of PACK; MIFARE Classic
   * authenticates sector by sector as areas are used). Throws `card-authentication-failed`.
   *
   * @param others MIFARE Classic: tried on a sector that does not open with `keys`. A renewal of its keys that stopped
   *   between two sectors has left some of either kind. An NTAG has one password, and others are not tried.
   */
  unlock(keys: CardAccessKeys, others?: readonly CardAccessKeys[]): Promise<void>;
  /** Reads several areas in as few exchanges as possible; `history` is read whole. */
  read<A extends Area>(...areas: A[]): Promise<Record<A, Uint8Array>>;
  /**
   * Writes bytes into an area at an offset (a multiple of 16) in the order that leaves a torn write recognisable,
   * reads them back and compares. On NTAG the first page of a head (it holds the sequence number) goes last.
   * Throws `card-write-failed` when the card holds something else afterwards, `card-removed` when it left: then
   * nothing is known about how far the write went.
   */
  writeVerified(area: Area, bytes: Uint8Array, offset?: number): Promise<void>;
  /** How many writes were given to the reader so far: as long as it stands still, the card cannot have changed. */
  readonly writesSent: number;
  /**
   * After the organisation's keys failed: true when the factory's key opens the card, so that it was never issued.
   * MIFARE Classic alone; a tag says so by its open page.
   */
  looksBlank(): Promise<boolean>;
  /** NTAG: the 24-bit NFC counter. MIFARE Classic: 0, without an exchange. */
  readCounter(): Promise<number>;
  /**
   * MIFARE Classic: the sectors that hold the organisation's part, in the order of their roles; undefined until
   * known. Worth remembering by UID: handed to `openDriver` as `knownLocation` it saves reading the directory at
   * every tap. NTAG: always undefined.
   */
  readonly location: readonly number[] | undefined;
  /**
   * Gives the reader back as it was found. Call it in a `finally` before closing the connection: in a transparent
   * session a reader may not notice that the card leaves. Costs an exchange there and nothing elsewhere; never throws.
   */
  close(): Promise<void>;
}
