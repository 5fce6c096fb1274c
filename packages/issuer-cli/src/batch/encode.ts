import { ERRORS, isKartuError, KartuError, type Reader } from '@kartukita/card-core';
import type { CardProgress } from '../issue/card-session.ts';
import type { CardWish } from '../issue/decide.ts';
import { dayOf, defaultExpiry } from '../issue/expiry.ts';
import { issueChosen } from '../issue/issue.ts';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import type { Batch, BatchPosition } from '../registry/batches.ts';
import type { IssuedCard } from '../registry/cards.ts';
import type { Registry } from '../registry/registry.ts';
import type { TapSource } from './taps.ts';

/** Positions from … to, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const ALL: Range = { from: 1, to: Number.MAX_SAFE_INTEGER };

/**
 * What came of one card on the reader.
 * `encoded`: the position has its card. `finished`: so has one that was begun earlier. `already`: it had it before.
 * `torn`: it left in the middle and is finished at its next tap. `spoilt`: it broke in the middle; its position gets
 * another. `set-aside`: not to be used, the position stays open. `not-needed`: no position waits for a blank card.
 * `again`: it left before anything was known of it.
 */
export interface TapResult {
  readonly outcome:
    | 'encoded'
    | 'finished'
    | 'already'
    | 'torn'
    | 'spoilt'
    | 'set-aside'
    | 'not-needed'
    | 'again';
  readonly position: number | undefined;
  readonly uid: Uint8Array | undefined;
  readonly card: IssuedCard | undefined;
  /** Why, for a card that is not finished. */
  readonly error: KartuError | undefined;
}

export interface RunResult {
  /** `complete`: nothing in the range is open. `no-card`: nobody laid one in time, or the run was stopped. */
  readonly ended: 'complete' | 'no-more-cards' | 'no-card';
  readonly taps: readonly TapResult[];
}

export interface RunProgress extends CardProgress {
  /** Before each card: the position that the next blank one becomes, and those that wait for their own. */
  readonly onTurn?: ((next: BatchPosition | undefined, torn: readonly BatchPosition[]) => void) | undefined;
  readonly onTap?: ((result: TapResult) => void) | undefined;
}

/**
 * Encodes the cards of a batch, one at each tap, until no position of the range is open or no more cards come. Each
 * card is durable in the registry before it is touched and read back before it counts, so that the run may be
 * stopped or killed anywhere and simply be started again. Throws what has to do with the reader, the data or the
 * command, not with one card.
 */
export async function encodeBatch(
  registry: Registry,
  keys: IssuerKeys,
  batchId: number,
  taps: TapSource,
  range: Range,
  progress: RunProgress = {},
): Promise<RunResult> {
  const batch = registry.batches.requireOpen(batchId);
  for (const position of registry.batches.positions(batchId)) renewIfDiscarded(registry, batch, position);
  const results: TapResult[] = [];
  for (;;) {
    const next = nextPosition(registry, batch, range);
    const torn = registry.batches.torn(batchId).filter(({ position }) => isWithin(range, position));
    if (next === undefined && torn.length === 0) return { ended: 'complete', taps: results };
    progress.onTurn?.(next, torn);
    try {
      const reader = await taps.next(waitOf(progress), results.at(-1));
      if (reader === undefined) return { ended: 'no-more-cards', taps: results };
      const result = await encodeTap(registry, keys, batch, reader, range, progress);
      results.push(result);
      progress.onTap?.(result);
    } catch (error) {
      if (isKartuError(error, 'no-card')) return { ended: 'no-card', taps: results };
      throw error;
    }
  }
}

/** One card on the reader: whichever position it belongs to, or the next open one. */
async function encodeTap(
  registry: Registry,
  keys: IssuerKeys,
  batch: Batch,
  reader: Reader,
  range: Range,
  progress: CardProgress,
): Promise<TapResult> {
  let uid: Uint8Array | undefined;
  let position: BatchPosition | undefined;
  const choose = (found: Uint8Array): CardWish => {
    uid = found;
    position = positionFor(registry, batch, found, range);
    if (position === undefined) {
      throw new KartuError('already-exists', 'no position is open', { details: { what: 'batch-positions' } });
    }
    const { card, member } = position;
    const whole = { ...registry.members.byId(member.id) };
    return { member: whole, theme: { id: card.themeId, number: card.themeNumber } };
  };
  const turn = nextPosition(registry, batch, range);
  try {
    const { card, outcome } = await issueChosen(registry, keys, reader, choose, progress);
    const told = { issued: 'encoded', resumed: 'finished', 'already-issued': 'already' } as const;
    return { outcome: told[outcome], position: position?.position, uid, card, error: undefined };
  } catch (error) {
    if (!isKartuError(error)) throw error;
    return failedTap(registry, batch, { uid, position, turn }, error);
  }
}

function failedTap(
  registry: Registry,
  batch: Batch,
  {
    uid,
    position,
    turn,
  }: { [key in 'position' | 'turn']: BatchPosition | undefined } & {
    uid: Uint8Array | undefined;
  },
  error: KartuError,
): TapResult {
  const result = { position: position?.position, uid, error, card: undefined };
  if (uid !== undefined && position === undefined && error.details.what === 'batch-positions') {
    return { ...result, outcome: 'not-needed' };
  }
  const begun = uid && registry.cards.findByUid(uid);
  const own = begun && registry.batches.positionOf(batch.id, begun.serial);
  if (own && begun.state === 'encoding') {
    if (error.code !== 'card-damaged') return isOfCard(error) ? { ...result, outcome: 'torn' } : raise(error);
    registry.batches.setAside(batch.id, { uid, position: own.position, code: error.code, what: undefined });
    registry.cards.discard(begun.serial);
    renewIfDiscarded(registry, batch, registry.batches.positions(batch.id, own.position, own.position)[0]!);
    return { ...result, outcome: 'spoilt' };
  }
  if (error.code === 'card-removed' || error.code === 'card-changed' || isRace(error)) {
    return { ...result, outcome: 'again' };
  }
  if (!isOfCard(error) && error.code !== 'already-exists') return raise(error);
  const what = error.details.what === undefined ? undefined : String(error.details.what);
  const open = (own ? turn : (position ?? turn))?.position;
  registry.batches.setAside(batch.id, { uid, position: open, code: error.code, what });
  return { ...result, position: open, outcome: 'set-aside' };
}

/** The position of a card that is known; of a blank one the next that is open. Throws for a card of elsewhere. */
function positionFor(
  registry: Registry,
  batch: Batch,
  uid: Uint8Array,
  range: Range,
): BatchPosition | undefined {
  const known = registry.cards.findByUid(uid);
  if (known === undefined) return nextPosition(registry, batch, range);
  const own = registry.batches.positionOf(batch.id, known.serial);
  if (own) return own;
  throw new KartuError('already-exists', `this is card ${known.serial}, which is not of this batch`, {
    details: { what: 'card-of-elsewhere', cardSerial: known.serial },
  });
}

function nextPosition(registry: Registry, batch: Batch, { from, to }: Range): BatchPosition | undefined {
  return registry.batches.nextReady(batch, dayOf(registry.now()), from, to);
}

function isWithin({ from, to }: Range, position: number): boolean {
  return position >= from && position <= to;
}

/** A card that was given up half-way leaves its position open for another. */
function renewIfDiscarded(registry: Registry, batch: Batch, position: BatchPosition): void {
  if (position.card.state !== 'discarded') return;
  try {
    registry.batches.renew(batch.id, position, defaultExpiry(registry.now()), 'spoilt');
  } catch (error) {
    if (!isKartuError(error, 'usage', 'already-exists')) throw error; // a member who has left gets no other card
  }
}

/** Another desk took this position, or this chip, a moment ago. */
function isRace({ details }: KartuError): boolean {
  return ['card-taken', 'card-of-theme', 'card-of-theme-begun'].includes(String(details.what));
}

function isOfCard({ code }: KartuError): boolean {
  return ERRORS[code] === ERRORS['card-removed'];
}

function raise(error: KartuError): never {
  throw error;
}

function waitOf({ timeoutMs, signal }: CardProgress) {
  return { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(signal === undefined ? {} : { signal }) };
}
