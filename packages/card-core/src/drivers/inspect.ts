import { isNtagKind } from '../card-kind.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { Connection } from '../readers/connection.ts';
import type { ReaderProfile } from '../readers/profile.ts';
import { detectCard } from './detect.ts';
import type { ClassicFacts, NamedKey } from './inspect-classic.ts';
import { inspectClassic } from './inspect-classic.ts';
import type { NtagFacts } from './inspect-ntag.ts';
import { inspectNtag } from './inspect-ntag.ts';

/** Facts about any card, our own or not, for people who look into one. */
export type CardInspection = (ClassicFacts | NtagFacts) & {
  readonly uid: Uint8Array;
  readonly atr: Uint8Array;
};

export interface InspectOptions {
  readonly profile?: ReaderProfile | undefined;
  /** The card's own keys, if the caller has a key set to derive them from. */
  readonly keys?: ((uid: Uint8Array) => CardAccessKeys | undefined) | undefined;
  /** MIFARE Classic keys to try besides the well-known ones, with the names they are reported under. */
  readonly keysToTry?: readonly NamedKey[] | undefined;
  /** The organisation's page: where an NTAG shows it, our password is tried (see `inspectNtag`). */
  readonly ndefUri?: string | undefined;
}

/**
 * Looks at a card without writing to it. Nothing here says that a card is valid: that is what signatures and the
 * ledger are for. Keys are named, never shown. Throws `card-unsupported` (naming what it is), `card-removed`,
 * `reader-failed`; a sector or page that does not open is a fact and no error.
 */
export async function inspectCard(
  connection: Connection,
  options: InspectOptions = {},
): Promise<CardInspection> {
  const { profile } = options;
  const { kind, uid, commands } = await detectCard(connection, profile === undefined ? {} : { profile });
  try {
    const keys = options.keys?.(uid);
    const common = { uid, atr: connection.atr };
    if (isNtagKind(kind))
      return { ...common, ...(await inspectNtag(kind, uid, commands, keys, options.ndefUri)) };
    return { ...common, ...(await inspectClassic(kind, commands, keys, options.keysToTry ?? [])) };
  } finally {
    await commands.close();
  }
}
