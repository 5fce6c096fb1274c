import type { PooledNumber } from '../numbering/pools.ts';
import { DEFAULT_RULES, type NumberRules, parseRules, potentialOf } from '../numbering/rules.ts';
import { assembleNumber, type NumberScheme, nextUniqueNumber, partsOfNumber } from '../numbering/scheme.ts';
import type { RegistryDatabase } from './database.ts';
import { advanceTo, lastOf, memberSequence } from './sequences.ts';

/** Rules that were read, by the row that they stand in: assigning 250.000 numbers must not parse them each time. */
const parsed = new WeakMap<RegistryDatabase, { id: number; rules: NumberRules }>();

/** The rules in force; {@link DEFAULT_RULES} where none were set. */
export function rulesInForce(database: RegistryDatabase): NumberRules {
  const last = database.get<{ id: number }>('SELECT max(id) AS id FROM number_rules')?.id ?? undefined;
  if (last === undefined) return DEFAULT_RULES;
  const known = parsed.get(database);
  if (known?.id === last) return known.rules;
  const row = database.get<{ rules: string }>('SELECT rules FROM number_rules WHERE id = ?', last)!;
  const rules = parseRules(row.rules);
  parsed.set(database, { id: last, rules });
  return rules;
}

/**
 * Takes the next regular number of a pool: one that nobody holds or has asked for, that no card in use carries, and that is
 * not kept for an auction. Call inside the transaction that gives it to a member. Throws `usage` when none is left.
 */
export function takeRegular(database: RegistryDatabase, scheme: NumberScheme, pool: string): number {
  const rules = rulesInForce(database);
  const isTaken = (unique: number) =>
    claimOn(database, { unique, pool }, rules) !== undefined ||
    (rules.sequenceSkipsPotential && potentialOf(scheme, rules, unique) !== undefined);
  const released = rules.sequenceReusesReleased ? lowestReleased(database, pool, isTaken) : undefined;
  if (released !== undefined) return released;
  // After an old backup came back, the organisation's sequence stands where those of cohorts not seen yet begin.
  const whole = lastOf(database, 'member-number');
  const last = pool === '' ? whole : Math.max(lastOf(database, memberSequence(pool)), whole);
  const next = nextUniqueNumber(scheme, last, isTaken);
  advanceTo(database, memberSequence(pool), next);
  return next;
}

/** One statement: it is asked for every number of the sequence. */
const CLAIM = `SELECT CASE
  WHEN EXISTS (SELECT 1 FROM members WHERE unique_number = ? AND pool = ? AND id <> ?) THEN 'held'
  WHEN EXISTS (SELECT 1 FROM auctions WHERE unique_number = ? AND pool = ? AND ended_at IS NULL) THEN 'auction'
  WHEN EXISTS (SELECT 1 FROM number_requests WHERE unique_number = ? AND pool = ? AND state IN ('reserved', 'paid')
    AND member_id <> ?) THEN 'reserved' END AS claim`;

/** Who has a claim on a number, other than the member with the id `exceptId`. */
export function claimOn(
  database: RegistryDatabase,
  { unique, pool }: PooledNumber,
  rules: NumberRules,
  exceptId = 0,
): 'held' | 'reserved' | 'auction' | 'cards-out' | undefined {
  const found = database.get<{ claim: 'held' | 'auction' | 'reserved' | null }>(
    CLAIM,
    ...[unique, pool, exceptId, unique, pool, unique, pool, exceptId],
  );
  if (found?.claim) return found.claim;
  const out = `SELECT 1 FROM number_cards JOIN cards USING (serial)
    WHERE unique_number = ? AND pool = ? AND back_at IS NULL AND cards.state <> 'discarded' AND cards.member_id <> ?`;
  return !rules.releaseBeforeCardsAreBack && database.get(out, unique, pool, exceptId)
    ? 'cards-out'
    : undefined;
}

/** The same member's number with another unique part: year and branch stay. */
export function withUnique(scheme: NumberScheme, memberNumber: string, unique: number): string {
  return assembleNumber(scheme, { ...partsOfNumber(scheme, memberNumber), unique });
}

function lowestReleased(
  database: RegistryDatabase,
  pool: string,
  isTaken: (unique: number) => boolean,
): number | undefined {
  return database
    .all<{ unique: number }>(
      'SELECT DISTINCT old_unique AS "unique" FROM number_changes WHERE pool = ? ORDER BY old_unique',
      pool,
    )
    .map((row) => row.unique)
    .find((unique) => !isTaken(unique));
}
