import { KartuError } from '@kartukita/card-core';
import { composeNumber, type NumberScheme } from '../numbering/scheme.ts';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { takeRegular } from './number-rules.ts';

export interface Member {
  readonly id: number;
  /** Digits only. */
  readonly memberNumber: string;
  readonly name: string;
  readonly cohort: number | undefined;
  /** Path of the photo inside the data folder. */
  readonly photo: string | undefined;
  readonly registeredAt: string;
}

export interface NewMember {
  readonly name: string;
  readonly cohort?: number | undefined;
  readonly photo?: string | undefined;
}

interface MemberRow {
  id: number;
  memberNumber: string;
  name: string;
  cohort: number | null;
  photo: string | null;
  registeredAt: string;
}

const COLUMNS =
  'id, member_number AS memberNumber, name, cohort, photo, registered_at AS registeredAt FROM members';

export class MemberStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /**
   * Adds a member whose details were checked, with the next free number of the sequence. Two commands at once get
   * two numbers. Throws `usage` when no number is left or the scheme needs a cohort.
   */
  add(scheme: NumberScheme, member: NewMember): Member {
    return this.database.immediate(() => {
      const unique = takeRegular(this.database, scheme);
      const memberNumber = composeNumber(scheme, member.cohort, unique);
      this.database.run(
        `INSERT INTO members (member_number, unique_number, name, cohort, photo, registered_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        memberNumber,
        unique,
        member.name,
        member.cohort ?? null,
        member.photo ?? null,
        this.now().toISOString(),
      );
      this.audit.record('member-added', memberNumber, { photo: member.photo !== undefined });
      return this.get(memberNumber);
    });
  }

  /** Throws `not-found`. */
  get(memberNumber: string): Member {
    const row = this.database.get<MemberRow>(`SELECT ${COLUMNS} WHERE member_number = ?`, memberNumber);
    if (row) return fromRow(row);
    throw new KartuError('not-found', `there is no member ${memberNumber}`, {
      details: { what: 'member', memberNumber },
    });
  }

  /** In the order of registration. */
  list(): Member[] {
    return this.database.all<MemberRow>(`SELECT ${COLUMNS} ORDER BY id`).map(fromRow);
  }
}

function fromRow(row: MemberRow): Member {
  return { ...row, cohort: row.cohort ?? undefined, photo: row.photo ?? undefined };
}
