import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** What a case is about: a card, or a counter. Those of `freezes` keep the card out of every counter. */
export const CASE_KINDS = {
  fork: { about: 'card', freezes: true },
  rollback: { about: 'card', freezes: true },
  'chip-changed': { about: 'card', freezes: true },
  frozen: { about: 'card', freezes: true },
  'unexplained-balance': { about: 'card', freezes: false },
  'used-after-release': { about: 'card', freezes: false },
  'unknown-card': { about: 'card', freezes: false },
  'moved-record': { about: 'terminal', freezes: false },
  'forged-record': { about: 'terminal', freezes: false },
  'revoked-terminal': { about: 'terminal', freezes: false },
  'beyond-certificate': { about: 'terminal', freezes: false },
  'unreported-record': { about: 'terminal', freezes: false },
  'journal-forked': { about: 'terminal', freezes: false },
  'malformed-entry': { about: 'terminal', freezes: false },
} as const satisfies Readonly<Record<string, { about: 'card' | 'terminal'; freezes: boolean }>>;
export type CaseKind = keyof typeof CASE_KINDS;

/** Who said what: a counter and the entry of its journal; 0 and 0: the registry itself. */
export interface Evidence {
  readonly terminal: number;
  readonly entry: number;
  readonly card?: number | undefined;
  /** The 96 bytes of a record. */
  readonly record?: Uint8Array | undefined;
  readonly note: string;
}

export interface Case {
  readonly id: number;
  readonly kind: CaseKind;
  readonly card: number | null;
  readonly terminal: number | null;
  readonly openedAt: string;
  readonly state: 'open' | 'closed';
}

export interface CaseMove {
  readonly at: string;
  readonly actor: string;
  readonly move: 'opened' | 'closed' | 'reopened';
  readonly details: Readonly<Record<string, unknown>>;
}

export type FoundEvidence = Evidence & { readonly foundAt: string };

const CASE = `SELECT id, kind, card, terminal, opened_at AS openedAt,
  (SELECT CASE move WHEN 'closed' THEN 'closed' ELSE 'open' END
   FROM case_move m WHERE m.case_id = c.id ORDER BY m.id DESC LIMIT 1) AS state FROM settlement_case c`;

/** A hostile counter must not fill the disk with what it says of one thing. */
const MOST_EVIDENCE = 200;

/** What is wrong with a card or a counter, until somebody closes it. Rows are only added; a state is the last move. */
export class CaseStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /**
   * Opens the case of a kind about this card or counter, or adds to it. What is known already changes nothing; new
   * evidence opens a closed case again. Returns its number.
   */
  report(kind: CaseKind, subject: number, evidence: Evidence): number {
    return this.database.immediate(() => {
      const { about } = CASE_KINDS[kind];
      const id = this.find(kind, `${about}:${subject}`) ?? this.open(kind, about, subject);
      if (!this.addEvidence(id, evidence)) return id;
      if (this.get(id).state !== 'closed') return id;
      this.move(id, 'reopened', {});
      this.audit.record('case-reopened', String(id), { kind });
      this.freezeFor(id, kind, subject);
      return id;
    });
  }

  private open(kind: CaseKind, about: 'card' | 'terminal', subject: number): number {
    const { id } = this.database.get<{ id: number }>(
      `INSERT INTO settlement_case (kind, subject, card, terminal, opened_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
      kind,
      `${about}:${subject}`,
      about === 'card' ? subject : null,
      about === 'terminal' ? subject : null,
      this.now().toISOString(),
    )!;
    this.move(id, 'opened', {});
    this.audit.record('case-opened', String(id), { kind, [about]: subject });
    this.freezeFor(id, kind, subject);
    return id;
  }

  private freezeFor(id: number, kind: CaseKind, card: number): void {
    if (CASE_KINDS[kind].freezes && !this.isFrozen(card)) this.setFrozen(card, true, id);
  }

  /** False when it was known, or there is too much of it. */
  private addEvidence(id: number, { terminal, entry, card, record, note }: Evidence): boolean {
    const many = this.database.get<{ count: number }>(
      'SELECT count(*) AS count FROM case_evidence WHERE case_id = ?',
      id,
    )!;
    if (many.count >= MOST_EVIDENCE) return false;
    const added = this.database.get(
      `INSERT INTO case_evidence (case_id, terminal, number, card, record, note, found_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
      ...[id, terminal, entry, card ?? null, record ?? null, note, this.now().toISOString()],
    );
    return added !== undefined;
  }

  private find(kind: CaseKind, subject: string): number | undefined {
    const text = 'SELECT id FROM settlement_case WHERE kind = ? AND subject = ?';
    return this.database.get<{ id: number }>(text, kind, subject)?.id;
  }

  /** Throws `not-found`. */
  get(id: number): Case {
    const found = this.database.get<Case>(`${CASE} WHERE id = ?`, id);
    if (found) return found;
    throw new KartuError('not-found', `there is no case ${id}`, { details: { what: 'case', case: id } });
  }

  /** In the order in which they were opened; those that are not closed where nothing is said. */
  list(filter: { all?: boolean | undefined; card?: number | undefined } = {}): Case[] {
    const { all = false, card } = filter;
    const rows =
      card === undefined
        ? this.database.all<Case>(`${CASE} ORDER BY id`)
        : this.database.all<Case>(`${CASE} WHERE card = ? ORDER BY id`, card);
    return rows.filter(({ state }) => all || state !== 'closed');
  }

  evidence(id: number): FoundEvidence[] {
    return this.database
      .all<FoundEvidence>(
        `SELECT terminal, number AS entry, card, record, note, found_at AS foundAt FROM case_evidence
         WHERE case_id = ? ORDER BY id`,
        id,
      )
      .map((row) => ({ ...row, card: row.card ?? undefined, record: row.record ?? undefined }));
  }

  moves(id: number): CaseMove[] {
    return this.database
      .all<Omit<CaseMove, 'details'> & { details: string }>(
        'SELECT at, actor, move, details FROM case_move WHERE case_id = ? ORDER BY id',
        id,
      )
      .map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
  }

  /** Adds a move; the database refuses one that does not follow. Returns its number. */
  move(id: number, move: CaseMove['move'], details: Readonly<Record<string, unknown>>): number {
    return this.database.get<{ id: number }>(
      'INSERT INTO case_move (case_id, at, actor, move, details) VALUES (?, ?, ?, ?, ?) RETURNING id',
      ...[id, this.now().toISOString(), this.audit.actor, move, JSON.stringify(details)],
    )!.id;
  }

  /** Inside the transaction that closes a case and books it. */
  addWriteOff(id: number, move: number, card: number, amountRupiah: number): void {
    this.database.run(
      'INSERT INTO case_write_off (case_id, move, card, amount_rupiah) VALUES (?, ?, ?, ?)',
      ...[id, move, card, amountRupiah],
    );
  }

  setFrozen(card: number, frozen: boolean, caseId: number): void {
    this.database.run(
      'INSERT INTO card_freeze (card, frozen, case_id, at) VALUES (?, ?, ?, ?)',
      ...[card, frozen ? 1 : 0, caseId, this.now().toISOString()],
    );
  }

  isFrozen(card: number): boolean {
    const text = 'SELECT frozen FROM card_freeze WHERE card = ? ORDER BY id DESC LIMIT 1';
    return this.database.get<{ frozen: number }>(text, card)?.frozen === 1;
  }

  /** Serials that no counter may take. */
  frozenCards(): number[] {
    return this.database
      .all<{ card: number }>(
        `SELECT card FROM card_freeze f WHERE frozen = 1
           AND id = (SELECT max(id) FROM card_freeze l WHERE l.card = f.card) ORDER BY card`,
      )
      .map(({ card }) => card);
  }

  /** Cases of a card that keep it frozen and are not closed. */
  freezing(card: number): Case[] {
    return this.list({ card }).filter(({ kind }) => CASE_KINDS[kind].freezes);
  }
}
