import { KartuError } from '@kartukita/card-core';
import { isSamePerson, operatorName, personKey } from '../numbering/claims.ts';
import { ROLES, type Role } from '../operators/permissions.ts';
import { isPassphrase, spendAGuess } from '../operators/verifier.ts';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { SessionStore } from './operator-sessions.ts';

export interface Operator {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly addedAt: string;
  readonly disabledAt: string | null;
  /** Until when no passphrase is looked at, after wrong ones. */
  readonly lockedUntil: string | null;
}

type Row = Omit<Operator, 'roles'> & Record<Role, number> & { verifier: string; failures: number };

const OPERATOR = `id, name, secretariat, chair, treasurer, auditor, verifier, failures, added_at AS addedAt,
  disabled_at AS disabledAt, locked_until AS lockedUntil FROM operators`;
const WORKING = 'disabled_at IS NULL';

/** So many wrong passphrases cost nothing but the time of typing; from then on each costs a pause. */
const FREE_FAILURES = 2;
const FIRST_PAUSE_S = 30;
const LONGEST_PAUSE_S = 3600;

/** After the n-th wrong passphrase in a row: 0, 0, 30, 60, 120 … 3600 seconds. */
export function pauseAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(FIRST_PAUSE_S * 2 ** Math.min(failures - FREE_FAILURES - 1, 20), LONGEST_PAUSE_S);
}

/** Who may work with this registry. As long as none is registered, whoever may read the folder may do everything. */
export class OperatorStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;
  readonly sessions: SessionStore;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
    this.sessions = new SessionStore(database, now);
  }

  /** From the first one on, for good: an operator is never removed. */
  areRegistered(): boolean {
    return this.database.get('SELECT 1 FROM operators LIMIT 1') !== undefined;
  }

  /** In the order in which they were added, those too who were disabled. */
  list(): Operator[] {
    return this.database.all<Row>(`SELECT ${OPERATOR} ORDER BY id`).map(operatorOf);
  }

  /** However the name is typed. Throws `not-found`. */
  get(name: string): Operator {
    const row = this.rowOf(name);
    if (row) return operatorOf(row);
    throw new KartuError('not-found', 'no such operator', {
      details: { what: 'operator', name: name.slice(0, 80) },
    });
  }

  /** Throws `already-exists`, and `usage` for no role, an auditor with another one, or a first one without the chair. */
  add(name: string, roles: readonly Role[], verifier: string): Operator {
    const own = operatorName(name);
    requireRoles(roles);
    return this.database.immediate(() => {
      const known = this.rowOf(own);
      if (known) {
        throw new KartuError('already-exists', `there is an operator ${known.name}`, {
          details: { what: 'operator-known', name: known.name },
        });
      }
      if (!this.areRegistered() && !roles.includes('chair')) throw refusal('operator-first');
      // Before its row is there: the first one is added by whom nobody knows yet.
      this.audit.record('operator-added', own, { roles });
      this.database.run(
        `INSERT INTO operators (name, name_key, secretariat, chair, treasurer, auditor, verifier, added_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[own, personKey(own), ...flagsOf(roles), verifier, this.now().toISOString()],
      );
      return this.get(own);
    });
  }

  /** All roles anew. Throws `not-found`, `usage` also where nobody else would be left as chair or secretariat. */
  setRoles(name: string, roles: readonly Role[], reason: string): Operator {
    requireRoles(roles);
    return this.database.immediate(() => {
      const before = this.get(name);
      this.requireOthers(before, roles);
      const sql = 'UPDATE operators SET secretariat = ?, chair = ?, treasurer = ?, auditor = ? WHERE id = ?';
      this.database.run(sql, ...flagsOf(roles), before.id);
      this.audit.record('operator-edited', before.name, { from: before.roles, to: roles, reason });
      return this.get(name);
    });
  }

  /** From now on the name opens nothing; what was done under it stays. Throws as {@link setRoles}. */
  disable(name: string, reason: string): Operator {
    return this.database.immediate(() => {
      const { id, name: own, roles, disabledAt } = this.get(name);
      if (disabledAt !== null) throw refusal('operator-disabled', { name: own });
      this.requireOthers({ id, roles, disabledAt }, []);
      this.audit.record('operator-disabled', own, { reason });
      this.database.run('UPDATE operators SET disabled_at = ? WHERE id = ?', this.now().toISOString(), id);
      this.sessions.endAllOf(id, 'revoked');
      return this.get(name);
    });
  }

  /** Back at work, with the roles of before and a new passphrase. */
  enable(name: string, verifier: string, reason: string): Operator {
    return this.database.immediate(() => {
      const { id, name: own, disabledAt } = this.get(name);
      if (disabledAt === null) throw refusal('operator-working', { name: own });
      const sql = `UPDATE operators SET disabled_at = NULL, verifier = ?, failures = 0, locked_until = NULL WHERE id = ?`;
      this.database.run(sql, verifier, id);
      this.audit.record('operator-enabled', own, { reason });
      return this.get(name);
    });
  }

  /** A new passphrase. `recovered`: by whoever has the organisation's key; whom it is for is then at work again. */
  setVerifier(name: string, verifier: string, how: 'changed' | 'reset' | 'recovered'): Operator {
    return this.database.immediate(() => {
      const { id, name: own } = this.get(name);
      const again = how === 'recovered' ? ', disabled_at = NULL' : '';
      this.database.run(
        `UPDATE operators SET verifier = ?, failures = 0, locked_until = NULL${again} WHERE id = ?`,
        ...[verifier, id],
      );
      this.sessions.endAllOf(id, 'revoked');
      if (how === 'recovered') this.audit.recordWithoutOperator('operator-recovered', own);
      else this.audit.record('operator-passphrase', own, { how });
      return this.get(name);
    });
  }

  /**
   * Who types this name and passphrase. One guess at a time: of many at once none is free. Throws `operator-wrong`
   * (the same for a name that nobody has), `operator-locked` after wrong ones, without looking at the passphrase.
   */
  authenticate(name: string, passphrase: string): Operator {
    const outcome = this.database.immediate(() => this.guess(name, passphrase));
    if ('id' in outcome) return outcome;
    if (outcome.lockedUntil === null) {
      throw new KartuError('operator-wrong', 'no operator has this name and passphrase');
    }
    throw new KartuError('operator-locked', `locked until ${outcome.lockedUntil}`, {
      details: { seconds: outcome.seconds },
    });
  }

  private guess(
    name: string,
    passphrase: string,
  ): Operator | { lockedUntil: string | null; seconds: number } {
    const row = this.rowOf(name);
    if (!row || row.disabledAt !== null) {
      spendAGuess(passphrase);
      return { lockedUntil: null, seconds: 0 };
    }
    const now = this.now();
    const left = row.lockedUntil === null ? 0 : (Date.parse(row.lockedUntil) - now.getTime()) / 1000;
    const longest = pauseAfter(row.failures);
    if (left > longest) return this.lock(row.id, now, longest); // the clock was ahead then: nobody waits for a year
    if (left > 0) return { lockedUntil: row.lockedUntil, seconds: Math.ceil(left) };
    if (isPassphrase(row.verifier, passphrase)) {
      const sql = 'UPDATE operators SET failures = 0, locked_until = NULL WHERE id = ?';
      if (row.failures > 0) this.database.run(sql, row.id);
      return { ...operatorOf(row), lockedUntil: null };
    }
    const failures = row.failures + 1;
    const seconds = pauseAfter(failures);
    this.database.run('UPDATE operators SET failures = ? WHERE id = ?', failures, row.id);
    this.audit.recordWithoutOperator('operator-refused', row.name, { failures, pauseSeconds: seconds });
    return this.lock(row.id, now, seconds);
  }

  private lock(id: number, now: Date, seconds: number): { lockedUntil: string | null; seconds: number } {
    const lockedUntil = seconds === 0 ? null : new Date(now.getTime() + seconds * 1000).toISOString();
    this.database.run('UPDATE operators SET locked_until = ? WHERE id = ?', lockedUntil, id);
    return { lockedUntil, seconds };
  }

  /** Nobody locks the organisation out: somebody else must be left for what nobody could give back. */
  private requireOthers(before: Pick<Operator, 'id' | 'roles' | 'disabledAt'>, roles: readonly Role[]): void {
    if (before.disabledAt !== null) return;
    for (const role of ['chair', 'secretariat'] as const) {
      if (!before.roles.includes(role) || roles.includes(role)) continue;
      const sql = `SELECT 1 FROM operators WHERE id <> ? AND ${role} = 1 AND ${WORKING}`;
      if (!this.database.get(sql, before.id)) throw refusal(`operator-last-${role}`);
    }
  }

  private rowOf(name: string): Row | undefined {
    const key = personKey(name);
    const row = this.database.get<Row>(`SELECT ${OPERATOR} WHERE name_key = ?`, key);
    return row && isSamePerson(row.name, name) ? row : undefined;
  }
}

function operatorOf(row: Row): Operator {
  const { id, name, addedAt, disabledAt, lockedUntil } = row;
  return { id, name, roles: ROLES.filter((role) => row[role] === 1), addedAt, disabledAt, lockedUntil };
}

const flagsOf = (roles: readonly Role[]) =>
  (['secretariat', 'chair', 'treasurer', 'auditor'] as const).map((role) => (roles.includes(role) ? 1 : 0));

function requireRoles(roles: readonly Role[]): void {
  if (roles.length === 0) throw refusal('operator-no-role');
  if (roles.includes('auditor') && roles.length > 1) throw refusal('operator-auditor-alone');
}

function refusal(what: string, details: Record<string, string> = {}): KartuError {
  return new KartuError('usage', what, { details: { what, ...details } });
}
