import { dateFromDay, KartuError, NO_EXPIRY } from '@kartukita/card-core';
import type { Tender } from '../books/accounts.ts';
import type { CardLife } from '../registry/card-life.ts';
import type { CounterReport, Release } from '../registry/holds.ts';
import type { Registry } from '../registry/registry.ts';
import { isUsable, onlyCounterFor } from './cards.ts';

/** What a card that has ended still holds, and what keeps that from following its holder. */
export interface HeldValue {
  readonly card: number;
  readonly state: CardLife['state'];
  readonly endedAt: string;
  /**
   * Balance that its last record shows, less what has followed already and what its holder owes; below 0: used after it
   * had followed.
   */
  readonly heldRupiah: number;
  /** What its holder owes to counters, as for a top-up that was closed as not done and stands on the card. */
  readonly owesRupiah: number;
  /** Credits that it was never given. */
  readonly waitingRupiah: number;
  readonly releases: readonly Release[];
  /** Counters that may have served it since and have not reported with a blocklist that names it. */
  readonly waitsFor: readonly { readonly terminal: number; readonly reportedAt: string | null }[];
  /** Records that counters have still to report, and gaps in its chain. */
  readonly missingRecords: number;
  /** Nobody waits longer than this. */
  readonly until: string;
  readonly isOver: boolean;
  /** Cases that keep it frozen: its balance is in doubt until they are closed. */
  readonly cases: readonly number[];
  /** The card that it goes to; null: none that can be used. */
  readonly to: number | null;
  /** It follows by itself with the next import or reply. */
  readonly isReady: boolean;
  /** Most that can still be spent with the old card at the counters that are waited for. */
  readonly mayBeLostRupiah: number;
}

const DAY_MS = 86_400_000;

/** Throws `not-found`, and `usage` for a card that has not ended. */
export function heldValue(registry: Registry, serial: number): HeldValue {
  const life = registry.cards.lives.get(serial);
  const endedAt = registry.holds.endedAt(serial);
  if (endedAt === undefined) {
    throw new KartuError('usage', `card ${serial} has not ended`, {
      details: { what: 'value-not-ended', cardSerial: serial, state: life.state },
    });
  }
  const { holds, credits, overview, cases } = registry;
  const [sums] = overview.cards(serial);
  const { releasedRupiah, givenLateRupiah } = holds.left(serial);
  const leftRupiah = (sums?.shownRupiah ?? 0) - releasedRupiah - givenLateRupiah;
  const owesRupiah = Math.max(0, 0 - registry.books.balance(`owed:${serial}`));
  const heldRupiah = leftRupiah > 0 ? Math.max(0, leftRupiah - owesRupiah) : leftRupiah;
  const waiting = credits.openOf(serial).filter(({ moved }) => !moved);
  const missingRecords = (sums?.awaited ?? 0) + (sums?.waiting ?? 0);
  const waitsFor = holds
    .counters()
    .filter((counter) => !hasReported(registry, counter, life, endedAt))
    .map(({ terminal, madeAt }) => ({ terminal, reportedAt: madeAt }));
  const untilMs = Date.parse(endedAt) + holds.days(serial) * DAY_MS;
  const isOver = registry.now().getTime() >= untilMs;
  const open = cases.freezing(serial).map(({ id }) => id);
  const to = targetOf(registry, serial);
  const isWaiting = (waitsFor.length > 0 || missingRecords > 0) && !isOver;
  return {
    card: serial,
    state: life.state,
    endedAt,
    heldRupiah,
    owesRupiah,
    waitingRupiah: waiting.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0),
    releases: holds.releases(serial),
    waitsFor,
    missingRecords,
    until: new Date(untilMs).toISOString(),
    isOver,
    cases: open,
    to: to?.serial ?? null,
    isReady: !isWaiting && open.length === 0,
    mayBeLostRupiah: mayBeLost(registry, Math.max(0, heldRupiah), waitsFor.length, endedAt),
  };
}

function mayBeLost(registry: Registry, heldRupiah: number, counters: number, endedAt: string): number {
  const { maxSpentPerDayRupiah } = registry.organisation().policy;
  const days = Math.max(1, Math.ceil((registry.now().getTime() - Date.parse(endedAt)) / DAY_MS));
  return counters * Math.min(heldRupiah, days * maxSpentPerDayRupiah);
}

/**
 * Whether nothing more of a card can come from a counter: it was enrolled later, may sell no more, or has told all
 * that it did before a blocklist with the card came into force there.
 */
function hasReported(registry: Registry, counter: CounterReport, life: CardLife, endedAt: string): boolean {
  const { enrolledAt, certificate, revokedAt, madeAt, blocklistAt } = counter;
  // A clock may stand still between two commands; what is equal says nothing.
  if (revokedAt !== null || Date.parse(validUntilOf(certificate)) <= registry.now().getTime()) return true;
  // What has only expired is on no blocklist: the card says so itself, from the end of its last day on.
  const isPast = (at: string) => Date.parse(at) > Date.parse(dateFromDay(life.expiryDay)) + 2 * DAY_MS;
  if (life.expiryDay < NO_EXPIRY && madeAt !== null && isPast(madeAt)) return true;
  const listedAt = life.state === 'expired' ? registry.holds.replacedAt(life.serial) : endedAt;
  if (listedAt === undefined) return false;
  return enrolledAt > listedAt || (blocklistAt !== null && Date.parse(blocklistAt) > Date.parse(listedAt));
}

/** The registry's own certificates were verified when they were made; here one date of theirs is read. */
function validUntilOf(certificate: string): string {
  const payload = Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString('utf8');
  return String((JSON.parse(payload) as { validUntil?: unknown }).validUntil);
}

/** The last of the cards that took its place, once it can be used. */
function targetOf(registry: Registry, serial: number): CardLife | undefined {
  const last = registry.cards.lives.lastOf(serial);
  return last.serial !== serial && isUsable(registry, last) ? last : undefined;
}

export interface ReleaseOrder {
  readonly by: string;
  readonly approvedBy?: string | undefined;
}

/** What follows its holders now, of all replaced cards; and cases for those that were used after that. */
export function releaseHolds(registry: Registry): void {
  registry.credits.transact(() => {
    for (const serial of registry.holds.candidates()) {
      if (registry.holds.endedAt(serial) === undefined) continue;
      const held = heldValue(registry, serial);
      if (held.heldRupiah < 0) reportLateUse(registry, held);
      const isPaidOut = registry.holds.replacedAt(serial) === undefined;
      if (!held.isReady || (held.to === null && !isPaidOut)) continue;
      if (!isPaidOut) release(registry, held, { by: registry.audit.actor });
      if (held.waitsFor.length === 0 && held.missingRecords === 0) registry.holds.settle(serial);
    }
  });
}

/** Before all counters have reported, on somebody's word. Throws `usage` where there is nothing, or no new card. */
export function releaseValue(registry: Registry, serial: number, order: ReleaseOrder): HeldValue {
  return registry.credits.transact(() => {
    const held = heldValue(registry, serial);
    requireValue(held);
    requireNoCase(held);
    if (held.to === null) throw usage('value-no-card', { cardSerial: serial });
    release(registry, held, order);
    return heldValue(registry, serial);
  });
}

/** The balance as one credit, and each credit that it was never given as one of the new card. */
function release(registry: Registry, held: HeldValue, { by, approvedBy }: ReleaseOrder): void {
  const { credits, holds, cards } = registry;
  const { card, heldRupiah } = held;
  const target = cards.lives.get(held.to!);
  const counter = onlyCounterFor(registry, target, null, card);
  if (counter === undefined) return; // nobody knows yet where its holder buys
  const terminal = counter === 'each' ? undefined : counter;
  if (heldRupiah > 0) {
    const part = holds.releases(card).length + 1;
    const made = credits.add(
      {
        card: target.serial,
        amountRupiah: heldRupiah,
        reason: `card ${card}`,
        kind: 'card',
        source: `card:${card}:${part}`,
        terminal,
      },
      `purse:${card}`,
    );
    const debtRupiah = settleDebt(registry, held, part);
    holds.addRelease({
      card,
      amountRupiah: heldRupiah,
      debtRupiah,
      credit: made.id,
      operator: by,
      approvedBy,
    });
  }
  const waiting = credits.ofCard(card).filter(({ state }) => state === 'waiting');
  credits.moveAll(card);
  for (const { number, amountRupiah, reason } of waiting) {
    const source = `moved:${card}:${number}`;
    credits.add({ card: target.serial, amountRupiah, reason, kind: 'moved', source, terminal });
  }
}

/** What the holder owes is taken from what the card holds before the rest leaves it. */
function settleDebt(registry: Registry, { card, owesRupiah }: HeldValue, part: number): number {
  if (owesRupiah === 0) return 0;
  registry.books.post({ source: `card-debt:${card}:${part}`, memo: `card ${card}` }, [
    { debit: `purse:${card}`, credit: `owed:${card}`, amountRupiah: owesRupiah },
  ]);
  return owesRupiah;
}

/** A member who gets no new card has the rest paid out at the office. Throws `usage`. */
export function payOut(
  registry: Registry,
  serial: number,
  tender: Tender,
  { by, approvedBy }: ReleaseOrder,
): { readonly paidRupiah: number } {
  return registry.credits.transact(() => {
    const held = heldValue(registry, serial);
    requireValue(held);
    requireNoCase(held);
    if (registry.holds.replacedAt(serial) !== undefined)
      throw usage('value-replaced', { cardSerial: serial });
    const amountRupiah = Math.max(0, held.heldRupiah);
    const lines = [
      ...(amountRupiah > 0 ? [{ debit: `purse:${serial}`, credit: tender, amountRupiah }] : []),
      ...(held.waitingRupiah > 0
        ? [{ debit: 'value-in-transit', credit: tender, amountRupiah: held.waitingRupiah }]
        : []),
    ];
    const part = held.releases.length + 1;
    registry.credits.moveAll(serial);
    registry.books.post({ source: `card-pay-out:${serial}:${part}`, memo: `card ${serial}` }, lines);
    const creditsRupiah = held.waitingRupiah;
    const debtRupiah = amountRupiah > 0 ? settleDebt(registry, held, part) : 0;
    const release = {
      card: serial,
      amountRupiah,
      creditsRupiah,
      debtRupiah,
      tender,
      operator: by,
      approvedBy,
    };
    registry.holds.addRelease(release);
    return { paidRupiah: amountRupiah + creditsRupiah };
  });
}

/** The old card was used after its value had followed: what is missing is a case, never a silent minus. */
function reportLateUse(registry: Registry, { card, heldRupiah }: HeldValue): void {
  const note = `used for ${-heldRupiah} rupiah after its value had followed`;
  registry.cases.report('used-after-release', card, { terminal: 0, entry: 0, card, note });
}

function requireValue({ card, heldRupiah, waitingRupiah }: HeldValue): void {
  if (heldRupiah > 0 || waitingRupiah > 0) return;
  throw usage('value-nothing', { cardSerial: card });
}

function requireNoCase({ card, cases }: HeldValue): void {
  const [first] = cases;
  if (first !== undefined) throw usage('value-case', { cardSerial: card, case: first });
}

function usage(what: string, details: Record<string, string | number>): KartuError {
  return new KartuError('usage', what, { details: { what, ...details } });
}
