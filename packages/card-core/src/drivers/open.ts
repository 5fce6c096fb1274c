import { isNtagKind } from '../card-kind.ts';
import type { Connection } from '../readers/connection.ts';
import type { DetectedCard, DetectOptions } from './detect.ts';
import { detectCard } from './detect.ts';
import type { CardDriver } from './driver.ts';
import { MifareClassicDriver } from './mifare-classic.ts';
import { Ntag21xDriver } from './ntag21x.ts';

export interface OpenOptions extends DetectOptions {
  /**
   * MIFARE Classic: the sectors this card was found to use before ({@link CardDriver.location}). Without it the
   * card's directory is read once: 3 exchanges on a 1K, 4 on a 4K, through a reader of single blocks.
   */
  readonly knownLocation?: ((uid: Uint8Array) => readonly number[] | undefined) | undefined;
}

/**
 * The driver for the card on the reader; nothing is unlocked yet. Throws `card-unsupported`, `reader-failed`,
 * `card-removed`.
 */
export async function openDriver(connection: Connection, options: OpenOptions = {}): Promise<CardDriver> {
  return driverOf(await detectCard(connection, options), options);
}

/** The driver of a card that was detected already. */
export function driverOf(
  { kind, uid, commands }: DetectedCard,
  options: Pick<OpenOptions, 'knownLocation'> = {},
): CardDriver {
  if (isNtagKind(kind)) return new Ntag21xDriver(kind, uid, commands);
  return new MifareClassicDriver(kind, uid, commands, options.knownLocation?.(uid));
}
