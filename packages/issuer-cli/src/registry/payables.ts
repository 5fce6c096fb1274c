import type { RegistryDatabase } from './database.ts';

/**
 * The account of what is owed to a partner merchant. Counters name it by a member number, and a number can be given up
 * and given again: in the books it is the member's own, `payable:m17` for the member with id 17, and is shown under
 * the number that the member has now.
 */
const BY_NUMBER = /^payable:(\d{1,16})$/;
const BY_MEMBER = /^payable:m(\d{1,10})$/;

/** Who held a number: times of ISO 8601 compare as text. The index number_changes_by_old_number finds the former. */
const HOLDER = `WITH asked (number, at) AS (SELECT ?, ?), held (member, since, until) AS (
    SELECT c.member_id, coalesce(
      (SELECT max(at) FROM number_changes b WHERE b.member_id = c.member_id AND b.new_number = c.old_number AND b.id < c.id),
      (SELECT registered_at FROM members WHERE id = c.member_id)), c.at
    FROM number_changes c WHERE c.old_number = (SELECT number FROM asked)
    UNION ALL
    SELECT m.id, coalesce(
      (SELECT max(at) FROM number_changes b WHERE b.member_id = m.id AND b.new_number = m.member_number),
      m.registered_at), '9999'
    FROM members m WHERE m.member_number = (SELECT number FROM asked))
  SELECT member FROM held, asked ORDER BY (since <= asked.at AND until > asked.at) DESC, (until <= asked.at) DESC,
    CASE WHEN until <= asked.at THEN until END DESC, since LIMIT 1`;

/** An account's code as people know it; of a merged member under the number of who is left. */
export const SHOWN_CODE = (code: string) => `CASE WHEN ${code} GLOB 'payable:m*' THEN 'payable:' || (
    SELECT s.member_number FROM members m JOIN members s ON s.id = coalesce(m.merged_into, m.id)
    WHERE m.id = CAST(substr(${code}, 10) AS INTEGER)) ELSE ${code} END`;

/** The last moment whose ISO form has a year of four digits. */
const LAST_MS = Date.parse('9999-12-31T00:00:00Z');

export class PayableAccounts {
  private readonly database: RegistryDatabase;

  constructor(database: RegistryDatabase) {
    this.database = database;
  }

  /**
   * Any account's code as it is kept: a merchant's by the member who held the number at that moment, else by the last
   * one before, so that a counter that has not heard of a change still sells for the same person. A number that
   * nobody ever held stays as it is.
   */
  kept(code: string, atMs: number): string {
    const number = BY_NUMBER.exec(code)?.[1];
    if (number === undefined) return code;
    const at = new Date(Math.min(Math.max(atMs, 0), LAST_MS)).toISOString();
    const holder = this.database.get<{ member: number }>(HOLDER, number, at);
    return holder ? `payable:m${holder.member}` : code;
  }

  /** The accounts behind a code as people write it: a merchant's own, and those of members who were merged into it. */
  behind(code: string, nowMs: number): string[] {
    const kept = this.kept(code, nowMs);
    const member = BY_MEMBER.exec(kept)?.[1];
    if (member === undefined) return [kept];
    return this.database
      .all<{ id: number }>(
        `WITH asked (id, left_over) AS (SELECT id, coalesce(merged_into, id) FROM members WHERE id = ?)
         SELECT m.id FROM members m, asked a WHERE m.id = a.left_over OR m.merged_into = a.left_over
         ORDER BY m.id <> a.id, m.id`,
        Number(member),
      )
      .map(({ id }) => `payable:m${id}`);
  }
}
