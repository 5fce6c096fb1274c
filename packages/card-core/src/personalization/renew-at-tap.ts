import { equalBytes } from '../bytes.ts';
import type { ClassicKind } from '../card-kind.ts';
import { isNtagKind } from '../card-kind.ts';
import { trailerBlock } from '../classic-geometry.ts';
import type { KeyName } from '../drivers/access-bits.ts';
import type { CardDriver } from '../drivers/driver.ts';
import { CLASSIC_NDEF_SECTOR, NTAG_LAYOUTS } from '../drivers/layout.ts';
import { isKartuError, KartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import { directorySectors, type TrailerSpec, trailerBytes, trailerOf } from './classic-content.ts';
import { damaged } from './data.ts';
import { NtagPages } from './ntag-pages.ts';
import { passwordSteps } from './renew.ts';

/** Access keys of a later key set for a card that a counter has read and verified, and that still lies there. */
export interface TapRenewal {
  /** Derived from the UID of the very card. */
  readonly keys: CardAccessKeys;
  /** What it may have had before, the likeliest first. */
  readonly formerKeys: readonly CardAccessKeys[];
  /** It opened with `keys`: what is left to do is what a torn renewal left undone. */
  readonly hasKeys: boolean;
}

/**
 * Renews a card's access keys after a tap was answered, or finishes what a torn renewal left; true when anything was
 * written. The driver has opened the card before, or {@link isOpenTag}.
 *
 * **NTAG**: never lost, at whatever exchange it leaves. Its protection is lifted while the password is written; until
 * then the old password holds, meanwhile none is needed, afterwards the new one holds.
 *
 * **MIFARE Classic**: trailer by trailer; a card that leaves between two opens with both keys (`CardDriver.unlock`).
 * One that leaves *within* the 5 ms of a trailer's write may lose that sector for ever (data sheet MF1S50yyX §8.7.1:
 * a format violation of the access bits blocks it), so this is for organisations that have chosen it.
 *
 * @throws `card-removed`, `card-write-failed`, `card-damaged`, `reader-failed`, `card-authentication-failed`
 */
export async function renewAtTap(driver: CardDriver, renewal: TapRenewal): Promise<boolean> {
  const before = driver.writesSent;
  if (isNtagKind(driver.kind)) {
    const pages = new NtagPages(driver.kind, driver.commands);
    for (const step of passwordSteps(pages, renewal.keys, renewal.hasKeys)) await step.run();
  } else {
    await new Trailers(driver, driver.kind, renewal).renew();
  }
  return driver.writesSent > before;
}

/**
 * True for an NTAG whose protected part can be read without a password: a renewal was torn there, and PWD may hold
 * anything. What is on it counts by its signatures alone, as always.
 */
export async function isOpenTag(driver: CardDriver): Promise<boolean> {
  if (!isNtagKind(driver.kind)) return false;
  const pages = new NtagPages(driver.kind, driver.commands);
  try {
    return !(await pages.isReadProtectedFrom(NTAG_LAYOUTS[driver.kind].protectedFrom));
  } catch (error) {
    if (isKartuError(error, 'reader-failed')) return false;
    throw error;
  }
}

class Trailers {
  readonly #driver: CardDriver;
  readonly #kind: ClassicKind;
  readonly #renewal: TapRenewal;

  constructor(driver: CardDriver, kind: ClassicKind, renewal: TapRenewal) {
    this.#driver = driver;
    this.#kind = kind;
    this.#renewal = renewal;
  }

  async renew(): Promise<void> {
    const { location } = this.#driver;
    if (location === undefined) throw new KartuError('internal-error', 'the card was not read');
    // What counters need least comes first: should a sector be lost, the card may still do until it is replaced.
    const byNeed = [...location].reverse();
    for (const sector of [CLASSIC_NDEF_SECTOR, ...byNeed, ...directorySectors(this.#kind)])
      await this.#ensure(sector);
  }

  /** The new trailer, by whichever key opens the sector. Only a trailer that is as it was issued is replaced. */
  async #ensure(sector: number): Promise<void> {
    const wanted = trailerOf(this.#kind, sector, this.#renewal.keys);
    const former = this.#renewal.formerKeys.map((keys) => trailerOf(this.#kind, sector, keys));
    const order = this.#renewal.hasKeys ? [wanted, ...former] : [...former, wanted];
    for (const spec of order) {
      const found = await this.#trailer(sector, 'B', spec.keyB);
      if (found === undefined) continue;
      if (!isAsIssued(found, wanted))
        throw damaged('sector-dead', `the trailer of sector ${sector} is not as it was issued`, { sector });
      const isNew = spec === wanted && (await this.#trailer(sector, 'A', wanted.keyA)) !== undefined;
      if (isNew) return;
      // Key A may have been tried since: the sector is opened again by the key that may write.
      if (spec === wanted) await this.#trailer(sector, 'B', spec.keyB);
      await this.#driver.commands.writeBlocks(trailerBlock(sector), trailerBytes(wanted));
      const written = await this.#trailer(sector, 'B', wanted.keyB);
      if (written !== undefined && isAsIssued(written, wanted)) return;
      break;
    }
    throw damaged('sector-dead', `sector ${sector} does not open`, { sector });
  }

  /** The sector's last block as this key may read it; undefined when it does not open. */
  async #trailer(sector: number, type: KeyName, key: Uint8Array): Promise<Uint8Array | undefined> {
    const { commands } = this.#driver;
    const block = trailerBlock(sector);
    try {
      await commands.loadKey(key);
      await commands.authenticate(block, type);
    } catch (error) {
      if (isKartuError(error, 'card-authentication-failed')) return undefined;
      throw error;
    }
    return commands.readBlocks(block, 1);
  }
}

/** Access bits and general purpose byte; the keys cannot be read. */
function isAsIssued(found: Uint8Array, wanted: TrailerSpec): boolean {
  return equalBytes(found.subarray(6, 9), wanted.access) && found[9] === wanted.generalPurposeByte;
}
