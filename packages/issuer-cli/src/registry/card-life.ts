import { isKartuError, KartuError, NO_EXPIRY, type Policy } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { CardState } from './cards.ts';
import type { RegistryDatabase } from './database.ts';
import type { Member } from './members.ts';
import { takeNext } from './sequences.ts';

/** The states of a card, in the order of a life; triggers of the migration hold the ways between them. */
export const CARD_LIFE_STATES = [
  'ordered',
  'printed',
  'encoded',
  'handed-over',
  'active',
  'lost',
  'damaged',
  'expired',
  'retired',
  'discarded',
] as const;
export type CardLifeState = (typeof CARD_LIFE_STATES)[number];

/** Blocking is a move too, which leaves the state as it is. */
export type CardMoveKind = CardLifeState | 'blocked' | 'unblocked';

/** A card from its order on. `chip` comes with its first tap. */
export interface CardLife {
  readonly serial: number;
  readonly memberId: number;
  readonly memberNumber: string;
  readonly themeNumber: number;
  readonly themeId: string;
  /** As it stands on the face and goes onto the chip. */
  readonly expiryDay: number;
  readonly state: CardLifeState;
  /** By itself; a card that is lost, damaged, retired or discarded is refused by counters in any case. */
  readonly blocked: boolean;
  readonly chip: { readonly uid: Uint8Array; readonly kind: string; readonly state: CardState } | undefined;
}

export interface CardMove {
  readonly move: CardMoveKind;
  readonly at: string;
  readonly operator: string;
  readonly reason: string | undefined;
  /** Whom the card was handed to. */
  readonly recipient: string | undefined;
}

/** What a new card is to be. */
export interface CardWanted {
  readonly member: Pick<Member, 'id' | 'memberNumber' | 'state' | 'mergedInto'>;
  readonly themeNumber: number;
  readonly themeId: string;
  readonly expiryDay: number;
}

export interface CardLifeFilter {
  readonly memberId?: number | undefined;
  readonly state?: CardLifeState | undefined;
  readonly themeId?: string | undefined;
  /** In use, with an expiry before this day. */
  readonly expiresBefore?: number | undefined;
  /** Serials above this one. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

export interface MoveDetails {
  readonly reason?: string | undefined;
  readonly recipient?: string | undefined;
}

type LifeRow = Omit<CardLife, 'blocked' | 'chip'> & {
  blocked: number;
  uid: Uint8Array | null;
  kind: string | null;
  chipState: CardState | null;
};

export const LIFE = `l.serial, l.member_id AS memberId, l.member_number AS memberNumber, l.theme_number AS themeNumber,
  l.theme_id AS themeId, l.expiry_day AS expiryDay, l.state, l.blocked, c.uid, c.kind, c.state AS chipState`;
const LIVES = 'card_lives l LEFT JOIN cards c USING (serial)';
const LIVING = `l.state IN ('ordered', 'printed', 'encoded', 'handed-over', 'active')`;
const IN_USE = `l.state IN ('encoded', 'handed-over', 'active') AND l.expiry_day < ${NO_EXPIRY}`;

/** Every move of a card with operator, reason and time. Moves are the only way to another state. */
export class CardLives {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** Throws `usage` for a member whom no card is made for. */
  requireHolder(member: CardWanted['member']): void {
    const sql = "SELECT policy ->> '$.cardsFor' AS cardsFor FROM organisation WHERE id = 1";
    const row = this.database.get<{ cardsFor: Policy['cardsFor'] | null }>(sql);
    requireCardHolder(member, row?.cardsFor ?? undefined);
  }

  /**
   * Takes a serial for a card to come. Throws `usage` for a member who gets no cards, `already-exists` when the
   * member has a living card of this theme. Many at once are noted in the audit trail by who orders them.
   */
  order(wanted: CardWanted, noted: 'card' | 'batch' = 'card'): CardLife {
    this.requireHolder(wanted.member);
    return this.database.immediate(() => {
      const living = this.living(wanted.member.id, wanted.themeNumber);
      if (living) {
        throw new KartuError('already-exists', `card ${living.serial} has this place`, {
          details: { what: 'card-ordered', cardSerial: living.serial, theme: living.themeId },
        });
      }
      const serial = takeNext(this.database, 'card-serial');
      const { member, themeNumber, themeId, expiryDay } = wanted;
      this.database.run(
        `INSERT INTO card_lives (serial, member_id, member_number, theme_number, theme_id, expiry_day)
         VALUES (?, ?, ?, ?, ?, ?)`,
        ...[serial, member.id, member.memberNumber, themeNumber, themeId, expiryDay],
      );
      this.write(serial, 'ordered');
      if (noted === 'card') {
        const details = { memberNumber: member.memberNumber, theme: themeId };
        this.audit.record('card-ordered', String(serial), details);
      }
      return this.get(serial);
    });
  }

  /** One step of a card's life, in the audit trail too. Throws `usage` where no such way leads on, `not-found`. */
  move(serial: number, move: CardMoveKind, { reason, recipient }: MoveDetails = {}): CardLife {
    return this.database.immediate(() => {
      const from = this.get(serial);
      this.step(from, move, { reason, recipient });
      const why = reason === undefined ? {} : { reason };
      if (move === 'blocked' || move === 'unblocked') this.audit.record(`card-${move}`, String(serial), why);
      else this.audit.record('card-state', String(serial), { from: from.state, to: move, ...why });
      return this.get(serial);
    });
  }

  /** Hands a card over and makes it active with the same stroke, or leaves that for when it has arrived. */
  handOver(serial: number, recipient: string, activate: boolean): CardLife {
    return this.database.immediate(() => {
      const handed = this.move(serial, 'handed-over', { recipient });
      return activate ? this.move(serial, 'active') : handed;
    });
  }

  /** Steps of many cards, all or none; whoever calls notes them in the audit trail as one. */
  moveAll(serials: Iterable<number>, move: CardMoveKind, details: MoveDetails = {}): void {
    this.database.immediate(() => {
      for (const serial of serials) this.step(this.get(serial), move, details);
    });
  }

  /** Throws `not-found`. */
  get(serial: number): CardLife {
    const row = this.database.get<LifeRow>(`SELECT ${LIFE} FROM ${LIVES} WHERE l.serial = ?`, serial);
    if (row) return lifeFromRow(row);
    throw new KartuError('not-found', `there is no card ${serial}`, {
      details: { what: 'card', cardSerial: serial },
    });
  }

  /** A member's card of this theme that is ordered, made or in use. */
  living(memberId: number, themeNumber: number): CardLife | undefined {
    const row = this.database.get<LifeRow>(
      `SELECT ${LIFE} FROM ${LIVES} WHERE l.member_id = ? AND l.theme_number = ? AND ${LIVING}`,
      memberId,
      themeNumber,
    );
    return row && lifeFromRow(row);
  }

  /** In the order of serials. */
  list(filter: CardLifeFilter = {}): CardLife[] {
    const { memberId, state, themeId, expiresBefore, after = 0, limit = -1 } = filter;
    const conditions: [string, string | number | undefined][] = [
      ['l.serial > ?', after],
      ['l.member_id = ?', memberId],
      ['l.state = ?', state],
      ['l.theme_id = ?', themeId],
      [`${IN_USE} AND l.expiry_day < ?`, expiresBefore],
    ];
    const used = conditions.filter((each): each is [string, string | number] => each[1] !== undefined);
    return this.database
      .all<LifeRow>(
        `SELECT ${LIFE} FROM ${LIVES} WHERE ${used.map(([sql]) => sql).join(' AND ')} ORDER BY l.serial LIMIT ?`,
        ...used.map(([, value]) => value),
        limit,
      )
      .map(lifeFromRow);
  }

  /** Marks every card in use whose last day is before `today`; one transaction. Returns their serials. */
  expire(today: number): number[] {
    return this.database.immediate(() => {
      const rows = this.database.all<{ serial: number }>(
        `SELECT l.serial FROM card_lives l WHERE ${IN_USE} AND l.expiry_day < ? ORDER BY l.serial`,
        today,
      );
      for (const { serial } of rows) {
        this.write(serial, 'expired');
      }
      if (rows.length > 0) this.audit.record('cards-expired', 'cards', { count: rows.length });
      return rows.map(({ serial }) => serial);
    });
  }

  /** From the order on, oldest first. */
  history(serial: number): CardMove[] {
    return this.database
      .all<{ [key in keyof CardMove]: Exclude<CardMove[key], undefined> | null }>(
        'SELECT move, at, operator, reason, recipient FROM card_moves WHERE serial = ? ORDER BY id',
        serial,
      )
      .map(({ move, at, operator, reason, recipient }) => ({
        move: move!,
        at: at!,
        operator: operator!,
        reason: reason ?? undefined,
        recipient: recipient ?? undefined,
      }));
  }

  /** The cards that came before and after this one at the same place, as far as they are known. */
  replacement(serial: number): { readonly before: number | undefined; readonly after: number | undefined } {
    const before = this.database.get<{ old: number }>(
      'SELECT old FROM card_replacement WHERE new = ?',
      serial,
    );
    const after = this.database.get<{ new: number }>(
      'SELECT new FROM card_replacement WHERE old = ?',
      serial,
    );
    return { before: before?.old, after: after?.new };
  }

  /** The last of the cards that replaced this one, one after the other; itself where none did. */
  lastOf(serial: number): CardLife {
    const { after } = this.replacement(serial);
    return after === undefined ? this.get(serial) : this.lastOf(after);
  }

  /**
   * Orders a card in the place of one that has ended. Value that belongs to the old one follows when the counters
   * have reported: this table says which card it goes to. Throws as {@link order}, and `usage` for a card that lives.
   */
  replace(old: CardLife, wanted: CardWanted): CardLife {
    return this.database.immediate(() => {
      const life = this.order(wanted);
      const sql = 'INSERT INTO card_replacement (old, new, at) VALUES (?, ?, ?)';
      guarded(old, 'replaced', () =>
        this.database.run(sql, old.serial, life.serial, this.now().toISOString()),
      );
      this.audit.record('card-replaced', String(old.serial), { by: life.serial });
      return life;
    });
  }

  private step(from: CardLife, move: CardMoveKind, details: MoveDetails): void {
    guarded(from, move, () => this.write(from.serial, move, details));
  }

  private write(serial: number, move: CardMoveKind, { reason, recipient }: MoveDetails = {}): void {
    this.database.run(
      'INSERT INTO card_moves (serial, move, at, operator, reason, recipient) VALUES (?, ?, ?, ?, ?, ?)',
      ...[serial, move, this.now().toISOString(), this.audit.actor, reason ?? null, recipient ?? null],
    );
  }
}

/** Ordered, made or in use: it takes its member's place for the theme. */
export function isLiving({ state }: Pick<CardLife, 'state'>): boolean {
  return ['ordered', 'printed', 'encoded', 'handed-over', 'active'].includes(state);
}

/** One who left, is suspended, or turned out to be another; and one whom nobody approved, where that is the rule. */
function requireCardHolder(member: CardWanted['member'], cardsFor: Policy['cardsFor']): void {
  const state = member.mergedInto === undefined ? member.state : 'merged';
  const isUnapproved = state === 'registered' && cardsFor === 'approved';
  if (state !== 'left' && state !== 'suspended' && state !== 'merged' && !isUnapproved) return;
  throw new KartuError('usage', `member ${member.memberNumber} is ${state}: no card is made`, {
    details: { what: `card-member-${state}`, memberNumber: member.memberNumber },
  });
}

/** What the triggers refuse, as the sentence that names both ends of the way. */
function guarded(from: CardLife, to: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (isKartuError(error)) throw error;
    const blocked = from.blocked && (to === 'active' || to === 'handed-over');
    throw new KartuError('usage', `card ${from.serial} does not go from ${from.state} to ${to}`, {
      details: {
        what: blocked ? 'card-is-blocked' : 'card-move',
        cardSerial: from.serial,
        state: from.state,
        move: to,
      },
      cause: error,
    });
  }
}

export function lifeFromRow({ blocked, uid, kind, chipState, ...row }: LifeRow): CardLife {
  const chip =
    uid && kind !== null && chipState !== null
      ? { uid: new Uint8Array(uid), kind, state: chipState }
      : undefined;
  return { ...row, blocked: blocked === 1, chip };
}
export type { LifeRow };
