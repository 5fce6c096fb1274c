import { KartuError } from '@kartukita/card-core';
import type { Tender } from '../books/accounts.ts';
import { type Availability, isSamePerson, operatorName, unavailable } from '../numbering/claims.ts';
import { formatPooled, poolOf } from '../numbering/pools.ts';
import { type NumberRules, type Price, parseRules, potentialOf, priceOf } from '../numbering/rules.ts';
import { type NumberScheme, partsOfNumber } from '../numbering/scheme.ts';
import type { AuditTrail } from './audit.ts';
import type { BookStore } from './books.ts';
import type { RegistryDatabase } from './database.ts';
import { bookFee, bookRefund, bookRefundDue, receiptOf, refundOwed } from './number-books.ts';
import {
  CHANGE,
  type NumberChange,
  type NumberHolder,
  type NumberMove,
  type NumberRequest,
  REQUEST,
  requireStanding,
} from './number-records.ts';
import { claimOn, rulesInForce, takeRegular, withUnique } from './number-rules.ts';

const DAY_MS = 86_400_000;
const PENDING = `state IN ('reserved', 'paid')`;
const PENDING_AT = `${PENDING} AND (state = 'paid' OR expires_at > ?)`;

interface AvailabilityFor {
  readonly pool: string;
  readonly memberId: number;
  readonly at: string;
}

/**
 * Chosen numbers: asked for, paid, approved by a second person, given back (domain §1). Every change takes the name
 * of the person who makes it; the audit trail keeps it beside the user of the machine. Once operators are registered it
 * is the one at work, whatever name is given.
 */
export class NumberStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly books: BookStore;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, books: BookStore, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.books = books;
    this.now = now;
  }

  rules(): NumberRules {
    return rulesInForce(this.database);
  }

  /** Puts rules in force, from the text of a file. What was quoted in requests stays. Throws `usage`. */
  setRules(text: string, operator: string): NumberRules {
    const rules = parseRules(text);
    return this.change(operator, (by, at) => {
      const sql = 'INSERT INTO number_rules (rules, set_at, set_by) VALUES (?, ?, ?)';
      this.database.run(sql, JSON.stringify(rules), at, by);
      this.audit.record('number-rules-set', 'rules', { operator: by });
      return rules;
    });
  }

  /**
   * What stands in the way of a number for a member, or for anybody when none is given. Where each cohort has its
   * own numbers, `pool` names it.
   */
  availability(
    scheme: NumberScheme,
    unique: number,
    { pool = '', memberId = 0, at = this.now().toISOString() }: Partial<AvailabilityFor> = {},
  ): Availability {
    const rules = this.rules();
    const claim = claimOn(this.database, { unique, pool }, rules, memberId);
    const pending = `SELECT 1 FROM number_requests WHERE unique_number = ? AND pool = ? AND ${PENDING_AT}`;
    const overdue = this.database.get(pending, unique, pool, at) === undefined;
    if (claim !== undefined && !(claim === 'reserved' && overdue)) return claim;
    return potentialOf(scheme, rules, unique) ? 'potential' : 'free';
  }

  /** By the price list today. Throws `usage`. */
  price(unique: number): Price {
    return priceOf(this.rules(), unique, this.now());
  }

  /**
   * Reserves a number for a member until it is paid. Of two such calls at one moment exactly one succeeds. Throws
   * `already-exists` (held, reserved, cards of it are out, or the member waits for another), `usage` (potential, no
   * price, a member who has left).
   */
  request(scheme: NumberScheme, member: NumberHolder, unique: number, operator: string): NumberRequest {
    return this.change(operator, (by, at) => {
      requireStanding(member);
      const own = this.pendingFor(member.id, at);
      if (own) throw this.conflict('number-pending', scheme, own);
      const pool = poolOf(scheme, member.memberNumber);
      const number = formatPooled(scheme, { unique, pool });
      const availability = this.availability(scheme, unique, { pool, memberId: member.id, at });
      if (availability !== 'free') throw unavailable(number, availability);
      if (partsOfNumber(scheme, member.memberNumber).unique === unique) throw unavailable(number, 'held');
      const { listPriceRupiah, feeRupiah } = this.price(unique);
      const expiresAt = new Date(this.now().getTime() + this.rules().reservationDays * DAY_MS).toISOString();
      this.database.run(
        `INSERT INTO number_requests (member_id, unique_number, pool, list_price_rupiah, fee_rupiah, state, requested_at,
           requested_by, expires_at, requested_operator) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[member.id, unique, pool, listPriceRupiah, feeRupiah, feeRupiah === 0 ? 'paid' : 'reserved'],
        ...[at, by, expiresAt, this.audit.operator?.id ?? null],
      );
      this.audit.record('number-requested', member.memberNumber, { number, feeRupiah, operator: by });
      return this.pendingFor(member.id, at)!;
    });
  }

  /** Records the fee, also in the books. The amount must be the fee, and a receipt pays once. Throws `not-found`, `usage`. */
  pay(
    scheme: NumberScheme,
    member: NumberHolder,
    amountRupiah: number,
    receipt: string,
    operator: string,
    tender: Tender = 'cash',
  ): NumberRequest {
    return this.change(operator, (by, at) => {
      const request = this.requirePending(scheme, member, at);
      if (request.state === 'paid') throw this.conflict('number-paid', scheme, request);
      if (amountRupiah !== request.feeRupiah) throw this.conflict('number-amount', scheme, request);
      const evidence = receiptOf(receipt);
      if (this.database.get('SELECT 1 FROM number_requests WHERE receipt = ?', evidence)) {
        throw new KartuError('already-exists', 'this receipt has paid for a number before', {
          details: { what: 'number-receipt-used', receipt: evidence },
        });
      }
      this.database.run(
        `UPDATE number_requests SET state = 'paid', paid_at = ?, paid_by = ?, receipt = ? WHERE id = ?`,
        ...[at, by, evidence, request.id],
      );
      const number = formatPooled(scheme, request);
      this.audit.record('number-paid', member.memberNumber, {
        number,
        amountRupiah,
        receipt: evidence,
        tender,
        operator: by,
      });
      bookFee(this.database, this.books, request, { number, tender, receipt: evidence, by });
      return this.byId(request.id);
    });
  }

  /**
   * By the chair: the member gets the number and gives up the old one; cards that carry the old one are marked. Two
   * operators, as they keep their names, are told apart by these; the database holds their ids to be two besides.
   * Throws `usage` for the person who asked, for what is not paid, and for a member who has left.
   */
  approve(scheme: NumberScheme, member: NumberHolder, approvedBy: string): NumberMove {
    return this.change(approvedBy, (by, at) => {
      const request = this.requirePending(scheme, member, at);
      requireStanding(member);
      if (isSamePerson(by, request.requestedBy)) throw this.conflict('number-same-person', scheme, request);
      if (request.state !== 'paid') throw this.conflict('number-unpaid', scheme, request);
      this.database.run(
        `UPDATE number_requests SET state = 'approved', approved_at = ?, approved_by = ?, approved_operator = ?
         WHERE id = ?`,
        ...[at, by, this.audit.operator?.id ?? null, request.id],
      );
      const move = this.move(scheme, member, request.unique, 'chosen', request.id, by);
      const people = { requestedBy: request.requestedBy, approvedBy: by };
      const { oldNumber, newNumber } = move.change;
      this.audit.record('number-approved', newNumber, { oldNumber, ...people, cards: move.cardSerials });
      return move;
    });
  }

  /**
   * A request that waits is given up; where none waits, a chosen number is given back for the next regular one at
   * once. Throws `usage` for a member with neither.
   */
  cancel(scheme: NumberScheme, member: NumberHolder, operator: string): NumberRequest | NumberMove {
    return this.change(operator, (by, at) => {
      const pending = this.pendingFor(member.id, at);
      const held = pending ?? this.chosenRequest(member);
      if (!held) {
        throw new KartuError('usage', 'this member holds a regular number', {
          details: { what: 'number-regular' },
        });
      }
      const { refundOnCancel } = this.rules();
      const isOwed =
        refundOnCancel === 'always' || (refundOnCancel === 'before-approval' && pending !== undefined);
      const refundDueRupiah = isOwed && held.receipt !== null ? held.feeRupiah : 0;
      this.database.run(
        'UPDATE number_requests SET closed_at = ?, closed_by = ?, refund_due_rupiah = ? WHERE id = ?',
        ...[at, by, refundDueRupiah, held.id],
      );
      const number = formatPooled(scheme, held);
      this.audit.record('number-cancelled', member.memberNumber, { number, refundDueRupiah, operator: by });
      bookRefundDue(this.database, this.books, held, { number, refundDueRupiah, by });
      if (pending) {
        this.database.run(`UPDATE number_requests SET state = 'cancelled' WHERE id = ?`, pending.id);
        return this.byId(pending.id);
      }
      const regular = takeRegular(this.database, scheme, held.pool);
      return { ...this.move(scheme, member, regular, 'back-to-regular', held.id, by), refundDueRupiah };
    });
  }

  /** The oldest fee that is owed back was paid back. Throws `not-found` when nothing is owed, `usage`. */
  refund(
    scheme: NumberScheme,
    member: NumberHolder,
    receipt: string,
    operator: string,
    tender: Tender = 'cash',
  ): NumberRequest {
    return this.change(operator, (by) => {
      const owed = refundOwed(this.database, member.id);
      const [number, evidence] = [formatPooled(scheme, owed), receiptOf(receipt)];
      bookRefund(this.books, owed, { number, tender, receipt: evidence, by });
      const amountRupiah = owed.refundDueRupiah;
      const details = { number, amountRupiah, receipt: evidence, tender, operator: by };
      this.audit.record('number-refunded', member.memberNumber, details);
      return this.byId(owed.id);
    });
  }

  /** A card with a number that was given up was handed in and destroyed. Returns whether it was waited for. */
  cardBack(serial: number, operator: string): boolean {
    return this.change(operator, (by, at) => {
      const waiting = this.database.get(
        'SELECT 1 FROM number_cards WHERE serial = ? AND back_at IS NULL',
        serial,
      );
      if (!waiting) return false;
      const sql = 'UPDATE number_cards SET back_at = ?, back_by = ? WHERE serial = ? AND back_at IS NULL';
      this.database.run(sql, at, by, serial);
      this.audit.record('number-card-back', String(serial), { operator: by });
      return true;
    });
  }

  /** Serials of cards that carry a number which their member gave up, and were not handed in. */
  cardsOut(memberId?: number): number[] {
    return this.database
      .all<{ serial: number }>(
        `SELECT DISTINCT serial FROM number_cards JOIN cards USING (serial) WHERE back_at IS NULL
           AND cards.state <> 'discarded' AND (? IS NULL OR cards.member_id = ?) ORDER BY serial`,
        memberId ?? null,
        memberId ?? null,
      )
      .map((row) => row.serial);
  }

  /** Everything that a member asked for and was given, oldest first. */
  historyOf(memberId: number): { requests: NumberRequest[]; changes: NumberChange[] } {
    const at = this.now().toISOString();
    const requests = this.database
      .all<NumberRequest>(`SELECT ${REQUEST} WHERE member_id = ? ORDER BY id`, memberId)
      .map((each) =>
        each.state === 'reserved' && each.expiresAt <= at ? { ...each, state: 'expired' } : each,
      );
    return {
      requests: requests as NumberRequest[],
      changes: this.database.all(`SELECT ${CHANGE} WHERE member_id = ? ORDER BY id`, memberId),
    };
  }

  /** Gives a member another number. Inside a transaction. */
  private move(
    scheme: NumberScheme,
    member: NumberHolder,
    unique: number,
    cause: NumberChange['cause'],
    requestId: number,
    by: string,
  ): NumberMove {
    const at = this.now().toISOString();
    const newNumber = withUnique(scheme, member.memberNumber, unique);
    const old = partsOfNumber(scheme, member.memberNumber).unique;
    this.database.run(
      'UPDATE members SET member_number = ?, unique_number = ? WHERE id = ?',
      ...[newNumber, unique, member.id],
    );
    this.database.run(
      `INSERT INTO number_changes (member_id, old_number, old_unique, new_number, new_unique, pool, cause, request_id,
         at, operator) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[member.id, member.memberNumber, old, newNumber, unique, poolOf(scheme, newNumber)],
      ...[cause, requestId, at, by],
    );
    const change = this.database.get<NumberChange>(`SELECT ${CHANGE} ORDER BY id DESC LIMIT 1`)!;
    this.markCards(member.id, newNumber, change.id);
    return { change, cardSerials: this.cardsOut(member.id), refundDueRupiah: 0 };
  }

  /** Cards not known to be back, with whatever number they carry but the new one; those with the new one are right. */
  private markCards(memberId: number, newNumber: string, changeId: number): void {
    const right = `SELECT serial FROM cards WHERE member_id = ? AND member_number = ?`;
    const sql = `UPDATE number_cards SET back_at = ?, back_by = 'right again' WHERE back_at IS NULL
      AND serial IN (${right})`;
    this.database.run(sql, this.now().toISOString(), memberId, newNumber);
    this.database.run(
      `INSERT INTO number_cards (serial, change_id, unique_number, pool)
       SELECT serial, c.id, c.old_unique, c.pool FROM cards JOIN number_changes c ON c.id = ?
       WHERE cards.member_id = ? AND cards.member_number = c.old_number AND cards.state <> 'discarded'`,
      changeId,
      memberId,
    );
  }

  /** The request by which a member holds the present number; undefined for a regular one. */
  private chosenRequest(member: NumberHolder): NumberRequest | undefined {
    const last = this.database.get<{ cause: string; requestId: number }>(
      'SELECT cause, request_id AS requestId FROM number_changes WHERE member_id = ? ORDER BY id DESC LIMIT 1',
      member.id,
    );
    return last?.cause === 'chosen' ? this.byId(last.requestId) : undefined;
  }

  private byId(id: number): NumberRequest {
    return this.database.get<NumberRequest>(`SELECT ${REQUEST} WHERE id = ?`, id)!;
  }

  private pendingFor(memberId: number, at: string): NumberRequest | undefined {
    const sql = `SELECT ${REQUEST} WHERE member_id = ? AND ${PENDING_AT}`;
    return this.database.get<NumberRequest>(sql, memberId, at);
  }

  private requirePending(scheme: NumberScheme, member: NumberHolder, at: string): NumberRequest {
    const request = this.pendingFor(member.id, at);
    if (request) return request;
    const last = this.database.get<NumberRequest>(
      `SELECT ${REQUEST} WHERE member_id = ? ORDER BY id DESC LIMIT 1`,
      member.id,
    );
    const isOver = last?.state === 'expired' || (last?.state === 'reserved' && last.expiresAt <= at);
    const what = isOver ? 'number-expired' : 'number-no-request';
    const number = last ? formatPooled(scheme, last) : '';
    const details = { what, number, expiresAt: last?.expiresAt.slice(0, 10) ?? '' };
    throw new KartuError('not-found', 'this member waits for no number', { details });
  }

  /**
   * One change at a time. What is overdue ends first, in a step of its own that holds whatever comes of the change,
   * and for good: an expired reservation does not come back with the clock.
   */
  change<T>(operator: string, work: (by: string, at: string) => T): T {
    const by = this.audit.operator?.name ?? operatorName(operator);
    const now = this.now();
    this.database.immediate(() => {
      this.audit.requireClock();
      this.expireOverdue(now.toISOString());
    });
    return this.database.immediate(() => work(by, now.toISOString()));
  }

  private expireOverdue(at: string): void {
    const sql = `UPDATE number_requests SET state = 'expired', closed_at = ?, closed_by = 'expiry'
      WHERE state = 'reserved' AND expires_at <= ?`;
    this.database.run(sql, at, at);
  }

  private conflict(what: string, scheme: NumberScheme, request: NumberRequest): KartuError {
    const number = formatPooled(scheme, request);
    const { feeRupiah, requestedBy } = request;
    const code = what === 'number-pending' || what === 'number-paid' ? 'already-exists' : 'usage';
    return new KartuError(code, `${what}: ${number}`, { details: { what, number, feeRupiah, requestedBy } });
  }
}
