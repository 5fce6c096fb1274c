import { KartuError } from '@kartukita/card-core';
import { unavailable } from '../numbering/claims.ts';
import { formatPooled, otherCohort } from '../numbering/pools.ts';
import type { NumberScheme } from '../numbering/scheme.ts';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { type NumberHolder, type RequestState, requireStanding } from './number-records.ts';
import type { NumberStore } from './numbers.ts';

export interface AuctionTerms {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly startPriceRupiah: number;
  /** By how much a bid must be above the last. */
  readonly incrementRupiah: number;
  /** A bid in the last so many minutes moves the end so many minutes behind it. */
  readonly extensionMinutes: number;
  /** How long the winner, and each next bidder, has to pay. */
  readonly paymentDays: number;
  /** Whose number it is, where each cohort has its own (see PooledNumber); only its members bid. */
  readonly pool?: string | undefined;
}

export interface Auction {
  readonly id: number;
  readonly unique: number;
  /** See PooledNumber. */
  readonly pool: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly startPriceRupiah: number;
  readonly incrementRupiah: number;
  readonly extensionMinutes: number;
  readonly paymentDays: number;
  readonly openedBy: string;
  readonly closedAt: string | null;
  readonly outcome: 'awarded' | 'unsold' | 'cancelled' | null;
}

export interface Bid {
  readonly memberId: number;
  /** As it is now. */
  readonly memberNumber: string;
  readonly amountRupiah: number;
  readonly at: string;
}

export interface Offer {
  readonly memberId: number;
  readonly memberNumber: string;
  readonly amountRupiah: number;
  readonly state: RequestState;
  readonly expiresAt: string;
}

const AUCTION = `id, unique_number AS "unique", pool, starts_at AS startsAt, ends_at AS endsAt,
  start_price_rupiah AS startPriceRupiah, increment_rupiah AS incrementRupiah, extension_minutes AS extensionMinutes,
  payment_days AS paymentDays, opened_by AS openedBy, closed_at AS closedAt, outcome FROM auctions`;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Open auctions of numbers (domain §1): while one runs the price list does not apply to its number. */
export class AuctionStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly numbers: NumberStore;

  constructor(database: RegistryDatabase, audit: AuditTrail, numbers: NumberStore) {
    this.database = database;
    this.audit = audit;
    this.numbers = numbers;
  }

  /** Throws `already-exists` for a number that somebody has a claim on, `usage` for times that are over. */
  open(scheme: NumberScheme, unique: number, terms: AuctionTerms, operator: string): Auction {
    return this.numbers.change(operator, (by, at) => {
      const { pool = '' } = terms;
      const number = formatPooled(scheme, { unique, pool });
      const availability = this.numbers.availability(scheme, unique, { pool, at });
      if (availability !== 'free' && availability !== 'potential') throw unavailable(number, availability);
      const [startsAt, endsAt] = [terms.startsAt.toISOString(), terms.endsAt.toISOString()];
      if (endsAt <= startsAt || endsAt <= at) throw refusal('auction-times', { number });
      this.database.run(
        `INSERT INTO auctions (unique_number, pool, starts_at, ends_at, start_price_rupiah, increment_rupiah,
           extension_minutes, payment_days, opened_at, opened_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[unique, pool, startsAt, endsAt, terms.startPriceRupiah, terms.incrementRupiah],
        ...[terms.extensionMinutes, terms.paymentDays, at, by],
      );
      this.audit.record('auction-opened', number, { startsAt, endsAt, operator: by });
      return this.database.get<Auction>(`SELECT ${AUCTION} ORDER BY id DESC LIMIT 1`)!;
    });
  }

  /** A bid stands: it is never lowered or withdrawn. Throws `usage` out of time, too low, or over one's own. */
  bid(id: number, member: NumberHolder, amountRupiah: number, operator: string): Auction {
    return this.numbers.change(operator, (by, at) => {
      const auction = this.get(id);
      requireStanding(member);
      if (auction.outcome !== null || auction.closedAt !== null || at >= auction.endsAt) {
        throw refusal('auction-over', { auction: id });
      }
      if (at < auction.startsAt)
        throw refusal('auction-not-yet', { auction: id, startsAt: auction.startsAt });
      const highest = this.bids(id)[0];
      this.requireCohort(auction, member);
      if (highest?.memberId === member.id) throw refusal('auction-own-bid', { auction: id });
      const least = highest ? highest.amountRupiah + auction.incrementRupiah : auction.startPriceRupiah;
      if (amountRupiah < least) throw refusal('auction-low', { auction: id, leastRupiah: least });
      this.database.run(
        'INSERT INTO auction_bids (auction_id, member_id, amount_rupiah, at, operator) VALUES (?, ?, ?, ?, ?)',
        ...[id, member.id, amountRupiah, at, by],
      );
      const extended = new Date(Date.parse(at) + auction.extensionMinutes * MINUTE_MS).toISOString();
      if (extended > auction.endsAt) {
        this.database.run('UPDATE auctions SET ends_at = ? WHERE id = ?', extended, id);
      }
      this.audit.record('auction-bid', member.memberNumber, { auction: id, amountRupiah, operator: by });
      return this.get(id);
    });
  }

  /**
   * After the end: no more bids, and the number is reserved for the highest bidder until the deadline. Called again
   * when that bidder let it pass (or gave up), it is the next bidder's turn, at that bidder's own bid; without one
   * the auction ends unsold. Throws `usage` before the end, and while a bidder still has time.
   */
  close(id: number, operator: string): { auction: Auction; offer: Offer | undefined } {
    return this.numbers.change(operator, (by, at) => {
      const auction = this.get(id);
      if (auction.outcome !== null) throw refusal('auction-ended', { auction: id });
      if (at < auction.endsAt) throw refusal('auction-running', { auction: id, endsAt: auction.endsAt });
      const current = this.offers(id).find(({ state }) => state === 'reserved' || state === 'paid');
      if (current) throw refusal('auction-offered', { auction: id, expiresAt: current.expiresAt });
      if (auction.closedAt === null)
        this.database.run('UPDATE auctions SET closed_at = ? WHERE id = ?', at, id);
      const next = this.nextBidder(id);
      if (next) this.offer(auction, next, by, at);
      else this.end(id, 'unsold', at);
      this.audit.record('auction-closed', String(id), {
        offeredTo: next?.memberNumber ?? null,
        operator: by,
      });
      return { auction: this.get(id), offer: this.offers(id).find(({ state }) => state === 'reserved') };
    });
  }

  /** Only while nobody has bid: a bid binds the organisation too. Throws `usage`. */
  cancel(id: number, operator: string): Auction {
    return this.numbers.change(operator, (by, at) => {
      const { outcome } = this.get(id);
      if (outcome !== null) throw refusal('auction-ended', { auction: id });
      if (this.bids(id).length > 0) throw refusal('auction-has-bids', { auction: id });
      this.end(id, 'cancelled', at);
      this.audit.record('auction-cancelled', String(id), { operator: by });
      return this.get(id);
    });
  }

  /** The member to whom the number is offered and who paid. Throws `usage` where nobody has. */
  payer(id: number): number {
    const paid = this.offers(id).find(({ state }) => state === 'paid');
    if (this.get(id).outcome !== null) throw refusal('auction-ended', { auction: id });
    if (!paid) throw refusal('auction-unpaid', { auction: id });
    return paid.memberId;
  }

  /** Throws `not-found`. */
  get(id: number): Auction {
    const auction = this.database.get<Auction>(`SELECT ${AUCTION} WHERE id = ?`, id);
    if (auction) return auction;
    throw new KartuError('not-found', `no auction ${id}`, { details: { what: 'auction', auction: id } });
  }

  /** The newest first. */
  list(): Auction[] {
    return this.database.all<Auction>(`SELECT ${AUCTION} ORDER BY id DESC`);
  }

  /** The highest first. */
  bids(id: number): Bid[] {
    return this.database.all<Bid>(
      `SELECT member_id AS memberId, member_number AS memberNumber, amount_rupiah AS amountRupiah, at
       FROM auction_bids JOIN members ON members.id = member_id WHERE auction_id = ? ORDER BY amount_rupiah DESC`,
      id,
    );
  }

  /** In the order in which they were made. */
  offers(id: number): Offer[] {
    return this.database.all<Offer>(
      `SELECT o.member_id AS memberId, m.member_number AS memberNumber, r.fee_rupiah AS amountRupiah, r.state,
         r.expires_at AS expiresAt
       FROM auction_offers o JOIN number_requests r ON r.id = o.request_id JOIN members m ON m.id = o.member_id
       WHERE o.auction_id = ? ORDER BY r.id`,
      id,
    );
  }

  /** A number of a cohort can only become a number of its members. Throws `usage`. */
  private requireCohort(auction: Auction, member: NumberHolder): void {
    const own = this.database.get<{ pool: string }>('SELECT pool FROM members WHERE id = ?', member.id)!.pool;
    if (own !== auction.pool) throw otherCohort(auction.pool, own);
  }

  /** The highest bid of a member in good standing who was not asked yet. */
  private nextBidder(id: number): Bid | undefined {
    return this.database.get<Bid>(
      `SELECT b.member_id AS memberId, m.member_number AS memberNumber, b.amount_rupiah AS amountRupiah, b.at
       FROM auction_bids b JOIN members m ON m.id = b.member_id
       WHERE b.auction_id = ? AND m.state NOT IN ('suspended', 'left') AND m.merged_into IS NULL
         AND NOT EXISTS (SELECT 1 FROM auction_offers o WHERE o.auction_id = b.auction_id AND o.member_id = b.member_id)
       ORDER BY b.amount_rupiah DESC LIMIT 1`,
      id,
    );
  }

  private offer(
    auction: Auction,
    { memberId, memberNumber, amountRupiah }: Bid,
    by: string,
    at: string,
  ): void {
    const waiting = `SELECT 1 FROM number_requests WHERE member_id = ? AND state IN ('reserved', 'paid')`;
    if (this.database.get(waiting, memberId)) throw refusal('auction-winner-waits', { memberNumber });
    const expiresAt = new Date(Date.parse(at) + auction.paymentDays * DAY_MS).toISOString();
    this.database.run(
      `INSERT INTO number_requests (member_id, unique_number, pool, list_price_rupiah, fee_rupiah, state, requested_at,
         requested_by, expires_at, requested_operator) VALUES (?, ?, ?, ?, ?, 'reserved', ?, ?, ?, ?)`,
      ...[memberId, auction.unique, auction.pool, amountRupiah, amountRupiah, at, by, expiresAt],
      this.audit.operator?.id ?? null,
    );
    this.database.run(
      'INSERT INTO auction_offers (request_id, auction_id, member_id) SELECT max(id), ?, ? FROM number_requests',
      ...[auction.id, memberId],
    );
  }

  private end(id: number, outcome: NonNullable<Auction['outcome']>, at: string): void {
    this.database.run('UPDATE auctions SET ended_at = ?, outcome = ? WHERE id = ?', at, outcome, id);
  }
}

function refusal(what: string, details: Record<string, string | number>): KartuError {
  return new KartuError('usage', `${what}: ${JSON.stringify(details)}`, { details: { what, ...details } });
}
