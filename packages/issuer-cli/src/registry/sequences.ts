import type { RegistryDatabase } from './database.ts';

/** Numbers that are given once: what was taken is never taken again, whatever becomes of it. */
export type SequenceName = 'member-number' | 'card-serial' | 'terminal' | 'bundle';

export function lastOf(database: RegistryDatabase, name: SequenceName): number {
  return database.get<{ last: number }>('SELECT last FROM sequences WHERE name = ?', name)?.last ?? 0;
}

/** Call inside a transaction that also uses the number. */
export function advanceTo(database: RegistryDatabase, name: SequenceName, last: number): void {
  database.run(
    'INSERT INTO sequences (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last',
    name,
    last,
  );
}

/** The next number, from 1. Call inside a transaction that also uses it. */
export function takeNext(database: RegistryDatabase, name: SequenceName): number {
  const next = lastOf(database, name) + 1;
  advanceTo(database, name, next);
  return next;
}
