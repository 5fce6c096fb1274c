import {
  type CardContext,
  type Connection,
  choosePurseState,
  concat,
  encodeSlot,
  equalBytes,
  isKartuError,
  KartuError,
  openDriver,
  type PurseState,
  type Reader,
  type RecordFault,
  type Verdict,
  verifyIdentity,
  verifyPersonalized,
} from '@kartukita/card-core';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import type { IssuedCard } from '../registry/cards.ts';
import type { Registry } from '../registry/registry.ts';
import { asItOpens, personalizationOf, registeredCard } from './card-data.ts';
import { type CardOnReader, type CardProgress, withCardOn } from './card-session.ts';

/** One thing that was compared. Data: the command puts it into words. */
export type CardCheck =
  | { readonly check: 'finished' | 'identity-signature' | 'keys'; readonly ok: boolean }
  | { readonly check: 'chip'; readonly ok: boolean; readonly found: string }
  /** Identity, keys, protection and open page against what was issued; `found` names what differs, if anything. */
  | { readonly check: 'content'; readonly ok: boolean; readonly found: string }
  | { readonly check: 'purse'; readonly ok: false; readonly fault: RecordFault | 'opening-differs' }
  | {
      readonly check: 'purse';
      readonly ok: true;
      readonly sequence: number;
      readonly balanceRupiah: number;
      readonly lastKind: string;
      /** A later write was torn; the state before it stands. */
      readonly otherTorn: boolean;
    };

export interface CardVerification {
  /** With the key set by which it opens. */
  readonly card: IssuedCard;
  readonly ok: boolean;
  readonly checks: readonly CardCheck[];
}

/**
 * Reads a card back and compares it with what was issued. Identity and keys must be equal; a purse in use is newer
 * than anything the secretariat knows, so its state is checked by signatures and chain instead.
 * Throws `not-found` for a card that was not issued here; differences are data.
 */
export function verifyCard(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  progress: CardProgress = {},
): Promise<CardVerification> {
  return withCardOn(reader, progress, (connection, chip) =>
    compareCard(registry, keys, connection, chip, registeredCard(registry, chip.uid)),
  );
}

/** Throws `card-not-as-issued` where {@link verifyCard} would show a difference. */
export async function requireAsIssued(
  registry: Registry,
  keys: IssuerKeys,
  connection: Connection,
  chip: CardOnReader,
  card: IssuedCard,
): Promise<void> {
  const { checks } = await compareCard(registry, keys, connection, chip, card);
  const failed = checks.filter((check) => !check.ok).map(({ check }) => check);
  if (failed.length === 0) return;
  throw new KartuError('card-not-as-issued', `differs in: ${failed.join(', ')}`, {
    details: { what: 'card-differs', differences: failed.join(', '), cardSerial: card.serial },
  });
}

async function compareCard(
  registry: Registry,
  keys: IssuerKeys,
  connection: Connection,
  chip: CardOnReader,
  registered: IssuedCard,
): Promise<CardVerification> {
  const isAlike = chip.kind === registered.kind;
  const card = isAlike ? await asItOpens(connection, keys, registered) : registered;
  const checks: CardCheck[] = [
    { check: 'finished', ok: card.state === 'issued' },
    { check: 'chip', ok: chip.kind === card.kind, found: chip.kind },
  ];
  if (isAlike) {
    checks.push(await compareContent(registry, keys, connection, card));
    checks.push(...(await compareRecords(registry, keys, connection, card)));
  }
  return { card, ok: checks.every((check) => check.ok), checks };
}

async function compareContent(
  registry: Registry,
  keys: IssuerKeys,
  connection: Connection,
  card: IssuedCard,
): Promise<CardCheck> {
  const { openingHead: _head, openingTail: _tail, ...data } = personalizationOf(registry, keys, card);
  try {
    await verifyPersonalized(connection, data);
    return { check: 'content', ok: true, found: '' };
  } catch (error) {
    if (!isKartuError(error, 'card-not-as-issued')) throw error;
    return { check: 'content', ok: false, found: String(error.details.differences ?? error.message) };
  }
}

async function compareRecords(
  registry: Registry,
  keys: IssuerKeys,
  connection: Connection,
  card: IssuedCard,
): Promise<CardCheck[]> {
  const trust = await registry.trust();
  const driver = await openDriver(connection, { knownKind: () => card.kind });
  try {
    await driver.unlock(personalizationOf(registry, keys, card).keys);
    const { identity: identityBytes } = await driver.read('identity');
    const verdict = verifyIdentity(identityBytes, card.uid, trust);
    const signature: CardCheck = { check: 'identity-signature', ok: verdict.ok };
    if (!verdict.ok || card.opening === undefined) return [signature];
    const slots = await driver.read('head0', 'tail0', 'head1', 'tail1');
    const context: CardContext = { uid: card.uid, identity: verdict.value, identityBytes };
    return [signature, purseCheck(choosePurseState(slots, context, trust), card.opening)];
  } catch (error) {
    if (!isKartuError(error, 'card-authentication-failed')) throw error;
    return [{ check: 'keys', ok: false }];
  } finally {
    await driver.close();
  }
}

function purseCheck(verdict: Verdict<PurseState>, opening: Uint8Array): CardCheck {
  if (!verdict.ok) return { check: 'purse', ok: false, fault: verdict.fault };
  const { current, otherTorn } = verdict.value;
  const { sequence, balanceRupiah, kind } = current.record;
  const { head, tail } = encodeSlot(current);
  if (sequence === 0 && !equalBytes(concat(head, tail), opening)) {
    return { check: 'purse', ok: false, fault: 'opening-differs' };
  }
  return { check: 'purse', ok: true, sequence, balanceRupiah, lastKind: kind, otherTorn };
}
