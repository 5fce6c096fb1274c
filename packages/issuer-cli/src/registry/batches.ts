import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import { type CardLife, LIFE, type LifeRow, lifeFromRow } from './card-life.ts';
import type { CardStore } from './cards.ts';
import type { RegistryDatabase } from './database.ts';
import type { Member, MemberFilter } from './members.ts';

export type BatchLayout = 'card' | 'a4';

/** Cards of one theme that are printed and encoded in one run. */
export interface Batch {
  readonly id: number;
  readonly themeNumber: number;
  readonly themeId: string;
  readonly layout: BatchLayout;
  /** What the members were chosen by. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly printedAt: string | undefined;
  readonly closedAt: string | undefined;
  readonly closedBy: string | undefined;
}

/** One place of a batch: the member, and the card that is or will be there. */
export interface BatchPosition {
  readonly position: number;
  readonly card: CardLife;
  /** Which one it is in the file that it was last printed in, from 1. */
  readonly place: number | undefined;
  readonly member: Pick<Member, 'id' | 'name' | 'memberNumber' | 'state' | 'mergedInto'>;
}

export interface SetAside {
  /** The position that stayed open; undefined when none was. */
  readonly position: number | undefined;
  readonly uid: Uint8Array | undefined;
  readonly code: string;
  readonly what: string | undefined;
  readonly at: string;
  readonly operator: string;
}

export interface NewBatch {
  readonly theme: { readonly id: string; readonly number: number };
  readonly layout: BatchLayout;
  readonly query: Readonly<Record<string, unknown>>;
  readonly expiryDay: number;
}

type BatchRow = {
  [key in keyof Omit<Batch, 'query'>]: Exclude<Batch[key], undefined> | null;
} & { query: string };

interface PositionRow extends LifeRow {
  position: number;
  place: number | null;
  name: string;
  number: string;
  memberState: Member['state'];
  mergedInto: number | null;
}

const BATCH = `id, theme_number AS themeNumber, theme_id AS themeId, layout, query, created_at AS createdAt,
  created_by AS createdBy, printed_at AS printedAt, closed_at AS closedAt, closed_by AS closedBy FROM batches`;
const POSITION = `SELECT p.position, p.place, m.name, m.member_number AS number, m.state AS memberState,
  m.merged_into AS mergedInto, ${LIFE} FROM batch_cards p JOIN card_lives l USING (serial)
  LEFT JOIN cards c USING (serial) JOIN members m ON m.id = l.member_id WHERE p.batch = ? AND p.is_last = 1`;
/** By the member's state and the organisation's rule (LifeStore.requireHolder). */
const MAY_HOLD = `m.state NOT IN ('suspended', 'left') AND NOT (m.state = 'registered'
  AND coalesce((SELECT policy ->> '$.cardsFor' FROM organisation WHERE id = 1), '') = 'approved')`;
/** Positions that the next blank card can become: fit to be made, and not on another card already. */
const READY = `l.state IN ('ordered', 'printed') AND c.serial IS NULL AND m.member_number = l.member_number
  AND ${MAY_HOLD} AND m.merged_into IS NULL`;
const LIVES = `l.state IN ('ordered', 'printed', 'encoded', 'handed-over', 'active')`;

/** An order that waits alone, under the number of today, is taken into a batch. */
const WITHOUT_CARD = `NOT EXISTS (SELECT 1 FROM card_lives l LEFT JOIN batch_cards p USING (serial)
  WHERE l.member_id = m.id AND l.theme_number = ? AND ${LIVES} AND NOT (l.state = 'ordered' AND p.serial IS NULL
    AND l.member_number = m.member_number AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.serial = l.serial)))`;

/** Batches bind position ↔ member ↔ card; what becomes of the cards stands in their lives. */
export class BatchStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly cards: CardStore;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, cards: CardStore, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.cards = cards;
    this.now = now;
  }

  /** Members that a filter lets through and who may get a card of this theme but have none; at most `limit`. */
  candidates(themeNumber: number, filter: MemberFilter, limit: number): number[] {
    const { state = null, branch = null, cohort = null } = filter;
    return this.database
      .all<{ id: number }>(
        `SELECT m.id FROM members m WHERE ${MAY_HOLD} AND m.merged_into IS NULL
           AND (? IS NULL OR m.state = ?) AND (? IS NULL OR m.branch = ?) AND (? IS NULL OR m.cohort = ?)
           AND ${WITHOUT_CARD} ORDER BY m.id LIMIT ?`,
        ...[state, state, branch, branch, cohort, cohort, themeNumber, limit],
      )
      .map(({ id }) => id);
  }

  /** Whether this member has room for a card of this theme. */
  hasRoom(memberId: number, themeNumber: number): boolean {
    const sql = `SELECT 1 FROM members m WHERE m.id = ? AND ${WITHOUT_CARD}`;
    return this.database.get(sql, memberId, themeNumber) !== undefined;
  }

  /**
   * One position for each member, in this order. An order that waits alone is taken into the batch. Throws `usage`
   * for no member at all and for one who gets no cards, `already-exists` for one with a card of this theme.
   */
  create({ theme, layout, query, expiryDay }: NewBatch, members: readonly Member[]): Batch {
    if (members.length === 0) {
      throw new KartuError('usage', 'no member needs such a card', { details: { what: 'batch-empty' } });
    }
    return this.database.immediate(() => {
      const made = [this.now().toISOString(), this.audit.actor];
      this.database.run(
        `INSERT INTO batches (theme_number, theme_id, layout, query, created_at, created_by)
         VALUES (?, ?, ?, ?, ?, ?)`,
        ...[theme.number, theme.id, layout, JSON.stringify(query), ...made],
      );
      const { id } = this.database.get<{ id: number }>('SELECT max(id) AS id FROM batches')!;
      for (const [index, member] of members.entries()) {
        const card =
          this.waiting(member, theme.number) ??
          this.cards.lives.order(
            { member, themeNumber: theme.number, themeId: theme.id, expiryDay },
            'batch',
          );
        this.put(id, index + 1, card.serial);
      }
      this.audit.record('batch-created', `batch ${id}`, { theme: theme.id, count: members.length });
      return this.get(id);
    });
  }

  /** Throws `not-found`. */
  get(id: number): Batch {
    const row = this.database.get<BatchRow>(`SELECT ${BATCH} WHERE id = ?`, id);
    if (row) return batchFromRow(row);
    throw new KartuError('not-found', `there is no batch ${id}`, { details: { what: 'batch', batch: id } });
  }

  /** Throws `usage` for one that is closed. */
  requireOpen(id: number): Batch {
    const batch = this.get(id);
    if (batch.closedAt === undefined) return batch;
    throw new KartuError('usage', `batch ${id} is closed`, { details: { what: 'batch-closed', batch: id } });
  }

  /** The newest first. */
  list(): Batch[] {
    return this.database.all<BatchRow>(`SELECT ${BATCH} ORDER BY id DESC`).map(batchFromRow);
  }

  positions(id: number, from = 1, to = Number.MAX_SAFE_INTEGER): BatchPosition[] {
    return this.database
      .all<PositionRow>(`${POSITION} AND p.position BETWEEN ? AND ? ORDER BY p.position`, id, from, to)
      .map(positionFromRow);
  }

  /** The position of this card in the batch; undefined where it has none, or another took its place. */
  positionOf(id: number, serial: number): BatchPosition | undefined {
    const row = this.database.get<PositionRow>(`${POSITION} AND p.serial = ?`, id, serial);
    return row && positionFromRow(row);
  }

  /** The first position that a blank card can become. In a batch that was printed, only one with a printed face. */
  nextReady(batch: Batch, today: number, from: number, to: number): BatchPosition | undefined {
    const printed = batch.printedAt === undefined ? '' : `AND l.state = 'printed'`;
    const row = this.database.get<PositionRow>(
      `${POSITION} AND ${READY} ${printed} AND l.expiry_day >= ? AND p.position BETWEEN ? AND ?
       ORDER BY p.position LIMIT 1`,
      ...[batch.id, today, from, to],
    );
    return row && positionFromRow(row);
  }

  /** Positions whose card was begun and taken away: they wait for this very card. */
  torn(id: number): BatchPosition[] {
    return this.database
      .all<PositionRow>(`${POSITION} AND c.state = 'encoding' ORDER BY p.position`, id)
      .map(positionFromRow);
  }

  /** How many positions are in which state; `begun` for a card that was taken away in the middle. */
  counts(id: number): Readonly<Record<string, number>> {
    const rows = this.database.all<{ state: string; count: number }>(
      `SELECT iif(c.state = 'encoding', 'begun', l.state) AS state, count(*) AS count
       FROM batch_cards p JOIN card_lives l USING (serial) LEFT JOIN cards c USING (serial)
       WHERE p.batch = ? AND p.is_last = 1 GROUP BY 1 ORDER BY 1`,
      id,
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /**
   * A new card at the same position, for the member's number of today: an order that is not needed any more is given
   * up, a card that was begun is discarded, one that was encoded counts as damaged. Throws `usage` for a card that
   * has left the house, and for a member who gets no cards.
   */
  renew(id: number, { position, card }: BatchPosition, expiryDay: number, reason: string): CardLife {
    return this.database.immediate(() => {
      const { lives } = this.cards;
      if (card.chip?.state === 'encoding') this.cards.discard(card.serial);
      else if (card.state === 'ordered' || card.state === 'printed') {
        lives.moveAll([card.serial], 'retired', { reason });
      } else if (card.state === 'encoded') lives.move(card.serial, 'damaged', { reason });
      else if (card.state !== 'discarded' && card.state !== 'damaged') {
        throw new KartuError('usage', `card ${card.serial} is ${card.state}`, {
          details: { what: 'batch-position-out', position, cardSerial: card.serial, state: card.state },
        });
      }
      const { themeNumber, themeId, memberId } = card;
      const member = this.memberOf(memberId);
      const wanted = { member, themeNumber, themeId, expiryDay };
      const ended = lives.get(card.serial);
      const fresh = ended.state === 'retired' ? lives.order(wanted, 'batch') : lives.replace(ended, wanted);
      this.put(id, position, fresh.serial);
      const details = { position, old: card.serial, new: fresh.serial, reason };
      this.audit.record('batch-position', `batch ${id}`, details);
      return fresh;
    });
  }

  /** The faces of these positions are in a file, in this order. Those not encoded yet are printed now. */
  markPrinted(id: number, positions: readonly BatchPosition[], whole: boolean, reason?: string): void {
    this.database.immediate(() => {
      for (const [index, { position, card }] of positions.entries()) {
        const sql = 'UPDATE batch_cards SET place = ? WHERE batch = ? AND position = ? AND is_last = 1';
        this.database.run(sql, index + 1, id, position);
        const { state } = this.cards.lives.get(card.serial);
        if (state !== 'ordered' && state !== 'printed') continue;
        this.cards.lives.moveAll([card.serial], 'printed', reason === undefined ? {} : { reason });
      }
      if (whole) {
        const sql = 'UPDATE batches SET printed_at = ? WHERE id = ? AND printed_at IS NULL';
        this.database.run(sql, this.now().toISOString(), id);
      }
      const why = reason === undefined ? {} : { reason };
      this.audit.record('batch-printed', `batch ${id}`, { count: positions.length, ...why });
    });
  }

  /** A card that cannot be used was laid on the reader, at this position's turn. */
  setAside(id: number, aside: Pick<SetAside, 'position' | 'uid' | 'code' | 'what'>): void {
    this.database.immediate(() =>
      this.database.run(
        `INSERT INTO batch_set_aside (batch, position, uid, code, what, at, operator)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[id, aside.position ?? null, aside.uid ?? null, aside.code, aside.what ?? null],
        ...[this.now().toISOString(), this.audit.actor],
      ),
    );
  }

  setAsides(id: number): SetAside[] {
    return this.database
      .all<{ [key in keyof SetAside]: Exclude<SetAside[key], undefined> | null }>(
        'SELECT position, uid, code, what, at, operator FROM batch_set_aside WHERE batch = ? ORDER BY id',
        id,
      )
      .map((row) => ({
        position: row.position ?? undefined,
        uid: row.uid ? new Uint8Array(row.uid) : undefined,
        code: row.code!,
        what: row.what ?? undefined,
        at: row.at!,
        operator: row.operator!,
      }));
  }

  /**
   * Ends a batch. Orders that are still open are given up with the reason, cards that were begun are discarded.
   * Throws `usage` when something is open and no reason is given.
   */
  close(id: number, reason?: string): Batch {
    return this.database.immediate(() => {
      this.requireOpen(id);
      const open = this.positions(id).filter(({ card }) => ['ordered', 'printed'].includes(card.state));
      if (open.length > 0 && reason === undefined) {
        throw new KartuError('usage', `${open.length} positions are open`, {
          details: { what: 'batch-open', batch: id, count: open.length },
        });
      }
      for (const { card } of open) {
        if (card.chip?.state === 'encoding') this.cards.discard(card.serial);
        else this.cards.lives.moveAll([card.serial], 'retired', { reason });
      }
      const sql = 'UPDATE batches SET closed_at = ?, closed_by = ? WHERE id = ?';
      this.database.run(sql, this.now().toISOString(), this.audit.actor, id);
      const why = reason === undefined ? {} : { reason };
      this.audit.record('batch-closed', `batch ${id}`, { givenUp: open.length, ...why });
      return this.get(id);
    });
  }

  /** A member's order of this theme that no batch has taken. */
  private waiting(member: Member, themeNumber: number): CardLife | undefined {
    const card = this.cards.lives.living(member.id, themeNumber);
    if (card?.state !== 'ordered' || card.chip || card.memberNumber !== member.memberNumber) return undefined;
    const taken = this.database.get('SELECT 1 FROM batch_cards WHERE serial = ?', card.serial);
    return taken ? undefined : card;
  }

  private put(id: number, position: number, serial: number): void {
    const sql = 'UPDATE batch_cards SET is_last = 0 WHERE batch = ? AND position = ? AND is_last = 1';
    this.database.run(sql, id, position);
    this.database.run(
      'INSERT INTO batch_cards (batch, position, serial) VALUES (?, ?, ?)',
      id,
      position,
      serial,
    );
  }

  private memberOf(id: number): BatchPosition['member'] {
    const row = this.database.get<BatchPosition['member'] & { mergedInto: number | null }>(
      `SELECT id, name, member_number AS memberNumber, state, merged_into AS mergedInto FROM members WHERE id = ?`,
      id,
    )!;
    return { ...row, mergedInto: row.mergedInto ?? undefined };
  }
}

function batchFromRow({ query, ...row }: BatchRow): Batch {
  const entries = Object.entries(row).map(([name, value]) => [name, value ?? undefined]);
  return { ...Object.fromEntries(entries), query: JSON.parse(query) } as Batch;
}

function positionFromRow({
  position,
  place,
  name,
  number,
  memberState,
  mergedInto,
  ...life
}: PositionRow): BatchPosition {
  const card = lifeFromRow(life);
  const member = { id: card.memberId, name, memberNumber: number, state: memberState };
  return {
    position,
    card,
    place: place ?? undefined,
    member: { ...member, mergedInto: mergedInto ?? undefined },
  };
}
