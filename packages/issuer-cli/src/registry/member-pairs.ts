import { type Comparable, type Likeness, likelyPairs, likenessOf } from '../members/likeness.ts';
import type { RegistryDatabase } from './database.ts';

/** Two members that are likely one person, by id. */
export interface MemberPair {
  /** The smaller id. */
  readonly a: number;
  readonly b: number;
  readonly likeness: readonly Likeness[];
}

export interface LikelySame {
  readonly id: number;
  readonly likeness: readonly Likeness[];
}

interface ComparableRow {
  id: number;
  nameKey: string | null;
  birthDate: string | null;
  phone: string | null;
}

const COMPARED = 'id, name_key AS nameKey, birth_date AS birthDate, phone';

/**
 * Likely duplicates, worked out when a record is written: to list them among 250,000 members is then a query. Only
 * records that share a birth date or a telephone are compared.
 */
export class MemberPairs {
  private readonly database: RegistryDatabase;

  constructor(database: RegistryDatabase) {
    this.database = database;
  }

  /** Members like this record, other than `exceptId` and those merged already. */
  likelySame(own: Comparable, exceptId = 0): LikelySame[] {
    const shares = (column: 'birth_date' | 'phone', value: string | undefined) =>
      value === undefined
        ? []
        : this.database.all<ComparableRow>(
            `SELECT ${COMPARED} FROM members WHERE merged_into IS NULL AND id <> ? AND ${column} = ?`,
            ...[exceptId, value],
          );
    const rows = new Map<number, ComparableRow>();
    for (const row of shares('birth_date', own.birthDate)) rows.set(row.id, row);
    for (const row of shares('phone', own.phone)) rows.set(row.id, row);
    return [...rows.values()]
      .sort((x, y) => x.id - y.id)
      .flatMap((row) => {
        const likeness = likenessOf(own, comparable(row));
        return likeness ? [{ id: row.id, likeness }] : [];
      });
  }

  /** Call in the transaction that writes the member. */
  replace(id: number, likely: readonly LikelySame[]): void {
    this.database.run('DELETE FROM member_pairs WHERE a = ?', id);
    this.database.run('DELETE FROM member_pairs WHERE b = ?', id);
    for (const other of likely) this.insert({ a: id, b: other.id, likeness: other.likeness });
  }

  /** The same for a member who is new: there is nothing to take away. */
  add(id: number, likely: readonly LikelySame[]): void {
    for (const other of likely) this.insert({ a: id, b: other.id, likeness: other.likeness });
  }

  /** In the order in which the members were registered. */
  page(offset: number, limit: number): MemberPair[] {
    return this.database
      .all<{ a: number; b: number; likeness: string }>(
        'SELECT a, b, likeness FROM member_pairs ORDER BY a, b LIMIT ? OFFSET ?',
        ...[limit, offset],
      )
      .map(({ a, b, likeness }) => ({ a, b, likeness: likeness.split(' ') as Likeness[] }));
  }

  count(): number {
    return this.database.get<{ count: number }>('SELECT count(*) AS count FROM member_pairs')!.count;
  }

  /** All of them anew, for a registry that is older than this table. */
  workOut(): void {
    const records = this.database
      .all<ComparableRow>(`SELECT ${COMPARED} FROM members WHERE merged_into IS NULL`)
      .map((row) => ({ id: row.id, ...comparable(row) }));
    this.database.run('DELETE FROM member_pairs');
    for (const pair of likelyPairs(records)) this.insert(pair);
  }

  private insert({ a, b, likeness }: MemberPair): void {
    const [older, newer] = a < b ? [a, b] : [b, a];
    const sql = 'INSERT OR REPLACE INTO member_pairs (a, b, likeness) VALUES (?, ?, ?)';
    this.database.run(sql, older, newer, likeness.join(' '));
  }
}

function comparable(row: ComparableRow): Comparable {
  return { nameKey: row.nameKey ?? '', birthDate: row.birthDate ?? undefined, phone: row.phone ?? undefined };
}
