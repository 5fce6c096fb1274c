import { LEDGER } from './migrations/001-ledger.ts';
import { COUNTER } from './migrations/002-counter.ts';
import { SETTLEMENT } from './migrations/003-settlement.ts';
import { VALUE } from './migrations/004-value.ts';

/**
 * The ledger of one counter. Append-only: rows are never changed or removed (triggers see to it), a correction is a
 * new transfer that names what it corrects. The journal is the spine: every other row belongs to one journal entry,
 * entries are numbered without gaps, and each names the hash of the one before; that no entry has two successors is
 * a constraint of the database (primary key and trigger of the journal), not a check in code.
 */
export const APPLICATION_ID = 0x4b4b5401;

/** Run in this order; how many of them a file has seen is its version. */
export const MIGRATIONS: readonly string[] = [LEDGER, COUNTER, SETTLEMENT, VALUE];
export const SCHEMA_VERSION = MIGRATIONS.length;
