import { KartuError } from '@kartukita/card-core';
import { greatestUnique, type NumberScheme } from '../numbering/scheme.ts';
import type { RegistryDatabase } from './database.ts';

/** Of one cohort, where each has its own numbers. */
type MemberSequence = `member-number:${string}`;

/** Numbers that are given once: what was taken is never taken again, whatever becomes of it. */
export type SequenceName =
  | 'member-number'
  | MemberSequence
  | 'card-serial'
  | 'terminal'
  | 'bundle'
  | 'reply'
  | 'owed-transfer'
  | 'credit-withdrawal'
  | 'issuing-key'
  | 'key-set';

/** The sequence of unique numbers in a pool: '' is the organisation's. */
export function memberSequence(pool: string): SequenceName {
  return pool === '' ? 'member-number' : `member-number:${pool}`;
}

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

/**
 * How far each sequence jumps when an old backup is restored: more than is given between two backups. Keys and
 * counters are few and their numbers short; a gap in bundles and serials costs nothing.
 */
const JUMPS: Readonly<Record<Exclude<SequenceName, MemberSequence>, number>> = {
  'member-number': 10_000,
  'card-serial': 1_000_000,
  terminal: 100,
  bundle: 1_000_000,
  reply: 1_000_000,
  'owed-transfer': 1_000_000,
  'credit-withdrawal': 1_000_000,
  'issuing-key': 8,
  'key-set': 8,
};
const JUMP_OF_OTHERS = 10_000;
/** The greatest that a jump may reach, so that some are left. */
const BOUNDS: Readonly<Record<string, number>> = {
  'card-serial': 0xffff_ffff - 1_000_000,
  terminal: 0xffff - 100,
  'issuing-key': 250,
  'key-set': 250,
};

/** Moves every sequence forward, those too that had not begun. Throws `usage` when member numbers do not suffice. */
export function jumpForward(
  database: RegistryDatabase,
  scheme: NumberScheme,
  skipNumbers: number = JUMPS['member-number'],
): Record<string, number> {
  return database.immediate(() => {
    const begun = database.all<{ name: SequenceName }>('SELECT name FROM sequences').map((row) => row.name);
    const jumped: Record<string, number> = {};
    for (const name of new Set([...(Object.keys(JUMPS) as SequenceName[]), ...begun])) {
      const last = lastOf(database, name);
      const isMembers = name.startsWith('member-number');
      const jump = isMembers ? skipNumbers : (JUMPS[name as keyof typeof JUMPS] ?? JUMP_OF_OTHERS);
      if (isMembers && last + jump >= greatestUnique(scheme)) {
        const left = Math.max(0, greatestUnique(scheme) - last - 1);
        throw new KartuError('usage', `there are not ${jump} member numbers left to skip`, {
          details: { what: 'skip-numbers', jump, left },
        });
      }
      jumped[name] = Math.max(last, Math.min(last + jump, BOUNDS[name] ?? Number.MAX_SAFE_INTEGER));
      advanceTo(database, name, jumped[name]);
    }
    return jumped;
  });
}
