import { REGISTRY } from './migrations/001-registry.ts';
import { MEMBERS } from './migrations/002-members.ts';
import { NUMBERS } from './migrations/003-numbers.ts';
import { KEYS } from './migrations/004-keys.ts';
import { BOOKS } from './migrations/005-books.ts';
import { OPERATORS } from './migrations/006-operators.ts';
import { CARDS } from './migrations/007-cards.ts';
import { SETTLEMENT } from './migrations/008-settlement.ts';
import { VALUE } from './migrations/009-value.ts';
import { LIMITS } from './migrations/010-limits.ts';
import { RENEWALS } from './migrations/011-renewals.ts';
import { CORRECTIONS } from './migrations/012-corrections.ts';

/**
 * The registry's tables, as a list of migrations: entry n brings version n to n + 1 and is never changed once it
 * was released. What may not change is held by triggers, so that no fault in this program can rewrite it.
 */
export const MIGRATIONS: readonly string[] = [
  REGISTRY,
  MEMBERS,
  NUMBERS,
  KEYS,
  BOOKS,
  OPERATORS,
  CARDS,
  SETTLEMENT,
  VALUE,
  LIMITS,
  RENEWALS,
  CORRECTIONS,
];

/** The version that this program writes: `PRAGMA user_version`. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** `PRAGMA application_id`: "KtIs" in ASCII, so that `file` and this program know the file from another's. */
export const APPLICATION_ID = 0x4b74_4973;
