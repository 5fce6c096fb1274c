import { isKartuError, KartuError } from '@kartukita/card-core';
import { type Likeness, nameKey } from '../members/likeness.ts';
import { poolOf } from '../numbering/pools.ts';
import { composeNumber, type NumberScheme } from '../numbering/scheme.ts';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { MemberFiles } from './member-files.ts';
import { type LikelySame, MemberPairs } from './member-pairs.ts';
import { takeRegular } from './number-rules.ts';

/** The states of a member, in the order of a membership; a trigger holds the ways between them. */
export const MEMBER_STATES = ['registered', 'approved', 'active', 'suspended', 'left'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** What may be said of a member beyond the number; everything but the name may be missing. */
export interface MemberRecord {
  readonly name: string;
  readonly cohort: number | undefined;
  /** Path of the photo inside the data folder. */
  readonly photo: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | undefined;
  /** `+` and digits. */
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly address: string | undefined;
  readonly branch: string | undefined;
}

export interface Member extends MemberRecord {
  readonly id: number;
  /** Digits only. */
  readonly memberNumber: string;
  readonly registeredAt: string;
  readonly state: MemberState;
  readonly stateReason: string | undefined;
  /** Id of the member that this one turned out to be. */
  readonly mergedInto: number | undefined;
}

export type MemberField = keyof MemberRecord;

export type NewMember = Partial<MemberRecord> & Pick<MemberRecord, 'name'> & { readonly importId?: number };

/** Null takes a field away; what is not named stays. */
export type MemberChanges = { readonly [field in MemberField]?: MemberRecord[field] | null };

export interface MemberFilter {
  readonly state?: MemberState | undefined;
  readonly branch?: string | undefined;
  readonly cohort?: number | undefined;
}

export interface Duplicate {
  readonly member: Member;
  readonly other: Member;
  readonly likeness: readonly Likeness[];
}

type MemberRow = { [key in keyof Member]: Exclude<Member[key], undefined> | null };

/** Field → column. These fields are also what a change names. */
const FIELDS: Readonly<Record<MemberField, string>> = {
  name: 'name',
  cohort: 'cohort',
  photo: 'photo',
  birthDate: 'birth_date',
  phone: 'phone',
  email: 'email',
  address: 'address',
  branch: 'branch',
};
const NEW_STATE = { state: 'registered', stateReason: undefined, mergedInto: undefined } as const;
const NULLABLE = [
  'cohort',
  'photo',
  'birthDate',
  'phone',
  'email',
  'address',
  'branch',
  'stateReason',
  'mergedInto',
];
export const MEMBER_FIELDS = Object.keys(FIELDS) as MemberField[];

const COLUMNS = `m.id, m.member_number AS memberNumber, m.name, m.cohort, m.photo, m.birth_date AS birthDate, m.phone,
  m.email, m.address, m.branch, m.state, m.state_reason AS stateReason, m.merged_into AS mergedInto,
  m.registered_at AS registeredAt`;

const CURRENT = 'm.merged_into IS NULL AND m.state IN (SELECT value FROM json_each(?))';

/** Members by id from one on, those that a filter lets through; its values are given twice each. */
const PAGE = `SELECT ${COLUMNS} FROM members m WHERE m.id > ? AND (? IS NULL OR m.state = ?)
  AND (? IS NULL OR m.branch = ?) AND (? IS NULL OR m.cohort = ?) ORDER BY m.id LIMIT ?`;

export class MemberStore {
  readonly files: MemberFiles;
  private readonly pairs: MemberPairs;
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;
  /** Whatever this program writes has its key. */
  private haveKeys = false;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
    this.files = new MemberFiles(database, audit, now);
    this.pairs = new MemberPairs(database);
  }

  /**
   * Adds a member whose details were checked, with the next free number of the sequence. Two commands at once get
   * two numbers. `likely` are those it is likely the same person as, where the caller has looked for them in this
   * transaction. Throws `usage` when no number is left or the scheme needs a cohort.
   */
  add(scheme: NumberScheme, member: NewMember, likely?: readonly LikelySame[]): Member {
    return this.database.immediate(() => {
      const pool = poolOf(scheme, composeNumber(scheme, member.cohort, 1, member.branch));
      const unique = takeRegular(this.database, scheme, pool);
      const memberNumber = composeNumber(scheme, member.cohort, unique, member.branch);
      const registeredAt = this.now().toISOString();
      const { id } = this.database.get<{ id: number }>(
        `INSERT INTO members (member_number, unique_number, pool, registered_at, name_key, import_id,
           ${Object.values(FIELDS).join(', ')})
         VALUES (?, ?, ?, ?, ?, ?, ${MEMBER_FIELDS.map(() => '?').join(', ')}) RETURNING id`,
        ...[memberNumber, unique, pool, registeredAt, nameKey(member.name), member.importId ?? null],
        ...MEMBER_FIELDS.map((field) => member[field] ?? null),
      )!;
      const origin = member.importId === undefined ? {} : { import: member.importId };
      this.audit.record('member-added', memberNumber, { photo: member.photo !== undefined, ...origin });
      // The same as reading it back, which would cost an import a tenth of its time.
      const { importId: _import, ...record } = member;
      const none = Object.fromEntries(MEMBER_FIELDS.map((field) => [field, undefined]));
      const added = { ...none, ...record, id, memberNumber, registeredAt, ...NEW_STATE } as Member;
      this.pairs.add(added.id, likely ?? this.likelySame(added, added.id));
      return added;
    });
  }

  /** Throws `not-found`. */
  get(memberNumber: string): Member {
    const row = this.database.get<MemberRow>(
      `SELECT ${COLUMNS} FROM members m WHERE m.member_number = ?`,
      memberNumber,
    );
    if (row) return fromRow(row);
    throw new KartuError('not-found', `there is no member ${memberNumber}`, {
      details: { what: 'member', memberNumber },
    });
  }

  /** A member by the id that others refer to. */
  byId(id: number): Member {
    return fromRow(this.database.get<MemberRow>(`SELECT ${COLUMNS} FROM members m WHERE m.id = ?`, id)!);
  }

  /** In the order of registration. */
  list(): Member[] {
    return this.page(0, -1);
  }

  /** At most `limit` members (-1: all) after the one with the id `afterId`, in the order of registration. */
  page(afterId: number, limit: number, filter: MemberFilter = {}): Member[] {
    const { state = null, branch = null, cohort = null } = filter;
    const values = [state, state, branch, branch, cohort, cohort];
    return this.database.all<MemberRow>(PAGE, afterId, ...values, limit).map(fromRow);
  }

  /** Members in one of these states, those merged into others left out; as {@link page}. */
  current(states: readonly MemberState[], afterId: number, limit: number): Member[] {
    const sql = `SELECT ${COLUMNS} FROM members m WHERE m.id > ? AND ${CURRENT} ORDER BY m.id LIMIT ?`;
    return this.database.all<MemberRow>(sql, afterId, JSON.stringify(states), limit).map(fromRow);
  }

  /** How many these are. */
  countCurrent(states: readonly MemberState[]): number {
    const sql = `SELECT count(*) AS count FROM members m WHERE ${CURRENT}`;
    return this.database.get<{ count: number }>(sql, JSON.stringify(states))!.count;
  }

  /** Members of one import that are in a state. */
  ofImport(importId: number, state: MemberState): Member[] {
    return this.database
      .all<MemberRow>(
        `SELECT ${COLUMNS} FROM members m WHERE m.import_id = ? AND m.state = ? ORDER BY m.id`,
        importId,
        state,
      )
      .map(fromRow);
  }

  /**
   * Members with a word that begins as each word of the text does: of the name, of the number, or of the phone as
   * it is dialled. In the order of registration, at most `limit`.
   */
  search(text: string, limit: number): Member[] {
    const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    if (words.length === 0) return [];
    const dialled = text.replace(/[^\d+]/g, '').replace(/^(\+62|62)(?=8)/, '0');
    const onlyDigits = /^[\d\s+().-]+$/.test(text);
    const query = onlyDigits
      ? `{number phone} : ("${words.join('')}"* OR "${dialled.replace('+', '')}"*)`
      : words.map((word) => `"${word}"*`).join(' AND ');
    return this.database
      .all<MemberRow>(
        `SELECT ${COLUMNS} FROM member_search s JOIN members m ON m.id = s.rowid
         WHERE member_search MATCH ? ORDER BY s.rowid LIMIT ?`,
        query,
        limit,
      )
      .map(fromRow);
  }

  /** Members whose name sounds as this one: for a search that found none. */
  soundingLike(name: string, limit: number): Member[] {
    this.workOutNameKeys();
    return this.database
      .all<MemberRow>(
        `SELECT ${COLUMNS} FROM members m WHERE m.name_key = ? ORDER BY m.id LIMIT ?`,
        nameKey(name),
        limit,
      )
      .map(fromRow);
  }

  /** Members that are likely the same person, other than `exceptId` and those merged already. */
  duplicatesOf(record: Partial<MemberRecord> & { name: string }, exceptId = 0): Omit<Duplicate, 'member'>[] {
    this.workOutNameKeys();
    return this.likelySame(record, exceptId).map(({ id, likeness }) => ({ other: this.byId(id), likeness }));
  }

  /** Pairs of members that are likely one person, the older one first; at most `limit` after the first `offset`. */
  duplicates(limit: number, offset = 0): Duplicate[] {
    this.workOutNameKeys();
    return this.pairs
      .page(offset, limit)
      .map(({ a, b, likeness }) => ({ member: this.byId(a), other: this.byId(b), likeness }));
  }

  /** How many such pairs there are. */
  countDuplicates(): number {
    this.workOutNameKeys();
    return this.pairs.count();
  }

  private likelySame(
    { name, birthDate, phone }: Partial<MemberRecord> & { name: string },
    exceptId: number,
  ): LikelySame[] {
    return this.pairs.likelySame({ nameKey: nameKey(name), birthDate, phone }, exceptId);
  }

  /** Changes a record and keeps who, when, why, and what it was. Returns the fields that did change. */
  edit(
    memberNumber: string,
    changes: MemberChanges,
    reason: string,
  ): { member: Member; changed: MemberField[] } {
    return this.database.immediate(() => {
      const before = this.get(memberNumber);
      refuseMerged(before);
      const changed = MEMBER_FIELDS.filter(
        (field) => field in changes && (changes[field] ?? undefined) !== before[field],
      );
      if (changed.length === 0) return { member: before, changed };
      for (const field of changed) {
        this.database.run(
          `UPDATE members SET ${FIELDS[field]} = ? WHERE id = ?`,
          changes[field] ?? null,
          before.id,
        );
      }
      const key = nameKey(changes.name ?? before.name);
      this.database.run('UPDATE members SET name_key = ? WHERE id = ?', key, before.id);
      this.audit.record('member-edited', memberNumber, { reason, fields: changed });
      for (const field of changed) {
        this.files.recordChange(field, before[field], changes[field] ?? undefined);
      }
      const member = this.get(memberNumber);
      this.pairs.replace(before.id, this.likelySame(member, before.id));
      return { member, changed };
    });
  }

  /** Throws `usage` for a step that no membership takes: see MEMBER_STATES and the migration's triggers. */
  setState(memberNumber: string, state: MemberState, reason: string): Member {
    return this.database.immediate(() => {
      const { id, state: from, mergedInto } = this.get(memberNumber);
      refuseMerged({ memberNumber, mergedInto });
      if (from === state) throw noStep(memberNumber, from, state);
      try {
        this.database.run('UPDATE members SET state_reason = ?, state = ? WHERE id = ?', reason, state, id);
      } catch (error) {
        if (isKartuError(error, 'data-full', 'data-read-only', 'data-busy', 'data-damaged')) throw error;
        throw noStep(memberNumber, from, state, error);
      }
      this.audit.record('member-state', memberNumber, { from, to: state, reason });
      return this.get(memberNumber);
    });
  }

  /**
   * Two records turned out to be one person: `kept` keeps number and history and is given what only the other
   * knew; `other` has left and points to it. Returns the fields that were taken over.
   */
  merge(kept: Member, other: Member, reason: string): { member: Member; filled: MemberField[] } {
    return this.database.immediate(() => {
      if (kept.id === other.id) {
        throw new KartuError('usage', 'a member is not merged with itself', {
          details: { what: 'merge-same' },
        });
      }
      for (const member of [kept, other]) refuseMerged(this.get(member.memberNumber));
      const filled = MEMBER_FIELDS.filter((field) => kept[field] === undefined && other[field] !== undefined);
      const changes = Object.fromEntries(filled.map((field) => [field, other[field]])) as MemberChanges;
      this.edit(kept.memberNumber, changes, reason);
      if (other.state !== 'left') this.setState(other.memberNumber, 'left', reason);
      this.database.run('UPDATE members SET merged_into = ? WHERE id = ?', kept.id, other.id);
      this.pairs.replace(other.id, []);
      const into = { into: kept.memberNumber, fields: filled, reason };
      this.audit.record('member-merged', other.memberNumber, into);
      return { member: this.get(kept.memberNumber), filled };
    });
  }

  /** Members of a registry that is older than this column. */
  private workOutNameKeys(): void {
    if (this.haveKeys) return;
    const rows = this.database.all<{ id: number; name: string }>(
      'SELECT id, name FROM members WHERE name_key IS NULL',
    );
    this.haveKeys = true;
    if (rows.length === 0) return;
    this.database.immediate(() => {
      for (const { id, name } of rows) {
        this.database.run('UPDATE members SET name_key = ? WHERE id = ?', nameKey(name), id);
      }
      this.pairs.workOut();
    });
  }
}

function refuseMerged(member: Pick<Member, 'memberNumber' | 'mergedInto'>): void {
  if (member.mergedInto === undefined) return;
  throw new KartuError('usage', `member ${member.memberNumber} was merged into another`, {
    details: { what: 'member-merged', memberNumber: member.memberNumber },
  });
}

/** The row itself becomes the member: hundreds of thousands of them are read at once. */
function fromRow(row: MemberRow): Member {
  const member = row as unknown as Record<string, unknown>;
  for (const field of NULLABLE) if (member[field] === null) member[field] = undefined;
  return member as unknown as Member;
}

function noStep(memberNumber: string, from: MemberState, state: MemberState, cause?: unknown): KartuError {
  return new KartuError('usage', `member ${memberNumber} does not go from ${from} to ${state}`, {
    details: { what: 'member-state', memberNumber, from, state },
    cause,
  });
}
