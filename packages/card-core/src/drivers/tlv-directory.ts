import { concat, writeUint } from '../bytes.ts';
import type { NtagKind } from '../card-kind.ts';
import { NTAG_LAYOUTS } from './layout.ts';

/**
 * The list of applications behind an NTAG's password: TLV blocks as in NFC Forum "Type 2 Tag" 1.2 §2.3, with the
 * proprietary type FD and an application identifier in front of each value (card-format §2.2).
 */
const TLV_PROPRIETARY = 0xfd;
const TLV_TERMINATOR = 0xfe;
export const HISTORY_AID = 0x384d;
const HISTORY_VERSION = 1;

export interface PageImage {
  readonly firstPage: number;
  readonly bytes: Uint8Array;
}

/**
 * The two pages in front of the history: `FD FF LL LL 38 4D 01 00`, length of what follows the length (4 + entries
 * × 16), AID, version, reserved. Undefined where there is no directory.
 */
export function historyTlv(kind: NtagKind): PageImage | undefined {
  const { directory, areas } = NTAG_LAYOUTS[kind];
  if (directory === undefined || areas.history === undefined) return undefined;
  const header = new Uint8Array(8);
  header.set([TLV_PROPRIETARY, 0xff]);
  writeUint(header, 2, 2, 4 + areas.history.pages * 4);
  writeUint(header, 4, 2, HISTORY_AID);
  header[6] = HISTORY_VERSION;
  return { firstPage: directory.firstPage, bytes: header };
}

/** The page behind the history: a terminator, until a later application takes its place. */
export function terminatorPage(kind: NtagKind): PageImage | undefined {
  const history = NTAG_LAYOUTS[kind].areas.history;
  if (history === undefined) return undefined;
  return {
    firstPage: history.firstPage + history.pages,
    bytes: concat(Uint8Array.of(TLV_TERMINATOR), new Uint8Array(3)),
  };
}

/** True for a page with which the TLV of a later application begins. */
export function startsLaterApplication(page: Uint8Array): boolean {
  return page[0] === TLV_PROPRIETARY;
}
