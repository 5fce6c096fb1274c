import { type CardProfile, type ChipKind, KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import { type CardLife, CardLives } from './card-life.ts';
import { CardPartners } from './card-partners.ts';
import type { RegistryDatabase } from './database.ts';
import type { Member } from './members.ts';

/**
 * How far the chip is; what became of the card after that is its life (card-life.ts). `encoding`: signed for and
 * perhaps partly written; `discarded`: given up before it was finished.
 */
export type CardState = 'encoding' | 'issued' | 'discarded';

export interface IssuedCard {
  readonly serial: number;
  readonly uid: Uint8Array;
  readonly kind: ChipKind;
  readonly profile: CardProfile;
  readonly memberId: number;
  /** As it stands on the card. */
  readonly memberNumber: string;
  readonly themeNumber: number;
  readonly themeId: string;
  readonly issuedDay: number;
  readonly expiryDay: number;
  readonly issuerKey: number;
  readonly keySetVersion: number;
  /** The key set that its access keys are of now: a later one once they were renewed. */
  readonly accessVersion: number;
  /** Body and signature, 88 bytes. */
  readonly identity: Uint8Array;
  /** Head and tail of the opening record, 96 bytes; undefined for the `identity` profile. */
  readonly opening: Uint8Array | undefined;
  readonly state: CardState;
  readonly begunAt: string;
  readonly issuedAt: string | undefined;
}

/** Everything of a card but its serial and signatures, which come with the serial. */
export type CardOrder = Omit<
  IssuedCard,
  'serial' | 'accessVersion' | 'identity' | 'opening' | 'state' | 'begunAt' | 'issuedAt'
>;

export interface JournalEntry {
  readonly step: string;
  readonly phase: 'before' | 'after';
  readonly at: string;
}

type CardRow = Omit<IssuedCard, 'opening' | 'issuedAt'> & {
  opening: Uint8Array | null;
  issuedAt: string | null;
};

const COLUMNS = `serial, uid, kind, profile, member_id AS memberId, member_number AS memberNumber,
  theme_number AS themeNumber, theme_id AS themeId, issued_day AS issuedDay, expiry_day AS expiryDay,
  issuer_key AS issuerKey, key_set_version AS keySetVersion, coalesce((SELECT max(to_version) FROM card_renewals
    WHERE card_renewals.serial = cards.serial AND finished_at IS NOT NULL), key_set_version) AS accessVersion, identity, opening, state, begun_at AS begunAt,
  issued_at AS issuedAt FROM cards`;

export class CardStore {
  readonly lives: CardLives;
  readonly partners: CardPartners;
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
    this.lives = new CardLives(database, audit, now);
    this.partners = new CardPartners(database, audit, now);
  }

  /**
   * In one transaction: takes the serial that was ordered for this member and theme, or one that no card ever had,
   * lets `sign` make the records for it, and keeps both before a single byte goes to the card. Throws
   * `already-exists` when the chip or the theme is in use, `usage` when something else was ordered, or the member
   * gets no cards.
   */
  begin(
    order: CardOrder & { readonly memberState: Pick<Member, 'state' | 'mergedInto'> },
    sign: (serial: number) => { identity: Uint8Array; opening: Uint8Array | undefined },
  ): IssuedCard {
    return this.database.immediate(() => {
      this.requireFree(order);
      const ordered = this.lives.living(order.memberId, order.themeNumber);
      if (ordered) requireAsOrdered(ordered, order);
      const { serial } = ordered ?? this.orderNow(order);
      const { identity, opening } = sign(serial);
      this.database.run(
        `INSERT INTO cards (serial, uid, kind, profile, member_id, member_number, theme_number, theme_id, issued_day,
           expiry_day, issuer_key, key_set_version, identity, opening, state, begun_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'encoding', ?)`,
        serial,
        order.uid,
        order.kind,
        order.profile,
        order.memberId,
        order.memberNumber,
        order.themeNumber,
        order.themeId,
        order.issuedDay,
        order.expiryDay,
        order.issuerKey,
        order.keySetVersion,
        identity,
        opening ?? null,
        this.now().toISOString(),
      );
      this.audit.record('card-begun', String(serial), {
        memberNumber: order.memberNumber,
        theme: order.themeId,
      });
      return this.get(serial);
    });
  }

  /** The card is finished and was read back. Finished once is finished: a second call changes nothing. */
  markIssued(serial: number): IssuedCard {
    return this.database.immediate(() => {
      if (this.get(serial).state === 'issued') return this.get(serial);
      this.database.run(
        `UPDATE cards SET state = 'issued', issued_at = ? WHERE serial = ?`,
        this.now().toISOString(),
        serial,
      );
      this.lives.moveAll([serial], 'encoded');
      this.audit.record('card-issued', String(serial));
      return this.get(serial);
    });
  }

  /**
   * Gives up a card that was never finished: its serial is not used again and goes onto the blocklist, and the
   * member's theme is free for another card. Throws `not-found`, and `already-exists` for a finished card.
   */
  discard(serial: number): IssuedCard {
    return this.database.immediate(() => {
      const card = this.get(serial);
      if (card.state === 'issued') {
        throw new KartuError('already-exists', `card ${serial} is finished and cannot be discarded`, {
          details: { what: 'card-finished', cardSerial: serial },
        });
      }
      if (card.state === 'encoding') {
        this.database.run(`UPDATE cards SET state = 'discarded' WHERE serial = ?`, serial);
        this.lives.moveAll([serial], 'discarded');
        this.audit.record('card-discarded', String(serial));
      }
      return this.get(serial);
    });
  }

  /** Throws `not-found`. */
  get(serial: number): IssuedCard {
    const row = this.database.get<CardRow>(`SELECT ${COLUMNS} WHERE serial = ?`, serial);
    if (row) return fromRow(row);
    throw new KartuError('not-found', `there is no card ${serial}`, {
      details: { what: 'card', cardSerial: serial },
    });
  }

  /** The card that this chip is or is becoming; undefined for a chip that is free. */
  findByUid(uid: Uint8Array): IssuedCard | undefined {
    const row = this.database.get<CardRow>(`SELECT ${COLUMNS} WHERE uid = ? AND state <> 'discarded'`, uid);
    return row && fromRow(row);
  }

  /** A member's card of this theme, finished or begun, that lives: one that was lost has made room for another. */
  findByTheme(memberId: number, themeNumber: number): IssuedCard | undefined {
    const life = this.lives.living(memberId, themeNumber);
    return life?.chip && this.get(life.serial);
  }

  /** In the order of serials; of one member when given. */
  list(memberId?: number): IssuedCard[] {
    const rows =
      memberId === undefined
        ? this.database.all<CardRow>(`SELECT ${COLUMNS} ORDER BY serial`)
        : this.database.all<CardRow>(`SELECT ${COLUMNS} WHERE member_id = ? ORDER BY serial`, memberId);
    return rows.map(fromRow);
  }

  /**
   * Serials that no counter may accept: cards that were blocked, lost, damaged or taken back, and those given up
   * half-way, which may still lie around with a valid identity. An expired card is refused by its own date, and
   * listed once another has taken its place.
   */
  blockedSerials(): number[] {
    return this.database
      .all<{ serial: number }>(
        `SELECT l.serial FROM card_lives l JOIN cards USING (serial)
         WHERE l.blocked = 1 OR l.state IN ('lost', 'damaged', 'retired', 'discarded')
           OR l.serial IN (SELECT old FROM card_replacement) ORDER BY l.serial`,
      )
      .map((row) => row.serial);
  }

  /** On disk when this returns, so that after a crash it is known what may have happened to the card. */
  note(serial: number, step: string, phase: 'before' | 'after'): void {
    this.database.immediate(() =>
      this.database.run(
        'INSERT INTO card_journal (serial, step, phase, at) VALUES (?, ?, ?, ?)',
        serial,
        step,
        phase,
        this.now().toISOString(),
      ),
    );
  }

  journal(serial: number): JournalEntry[] {
    return this.database.all<JournalEntry>(
      'SELECT step, phase, at FROM card_journal WHERE serial = ? ORDER BY id',
      serial,
    );
  }

  /** Whether an attempt at this chip, finished or given up, has got as far as writing to it. */
  wasTouched(uid: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM card_journal JOIN cards USING (serial) WHERE uid = ? LIMIT 1';
    return this.database.get(sql, uid) !== undefined;
  }

  /** For a card that is made at the desk without having been ordered before. */
  private orderNow({ memberId, memberNumber, memberState, ...order }: Parameters<CardStore['begin']>[0]) {
    return this.lives.order({ ...order, member: { id: memberId, memberNumber, ...memberState } });
  }

  private requireFree(order: CardOrder): void {
    const taken = this.findByUid(order.uid) ?? this.findByTheme(order.memberId, order.themeNumber);
    if (!taken) return;
    throw new KartuError('already-exists', `card ${taken.serial} stands in the way`, {
      details: { what: 'card-taken', cardSerial: taken.serial },
    });
  }
}

/** The face may be printed already: the chip says the same, or another card is ordered. */
function requireAsOrdered(ordered: CardLife, order: CardOrder): void {
  if (ordered.memberNumber === order.memberNumber && ordered.expiryDay === order.expiryDay) return;
  throw new KartuError('usage', `card ${ordered.serial} was ordered with another number or expiry`, {
    details: {
      what: ordered.memberNumber === order.memberNumber ? 'card-ordered-expiry' : 'card-ordered-number',
      cardSerial: ordered.serial,
    },
  });
}

function fromRow(row: CardRow): IssuedCard {
  return {
    ...row,
    uid: new Uint8Array(row.uid),
    identity: new Uint8Array(row.identity),
    opening: row.opening ? new Uint8Array(row.opening) : undefined,
    issuedAt: row.issuedAt ?? undefined,
  };
}
