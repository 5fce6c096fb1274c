import type { Machine } from '../operators/machine.ts';
import { ROLES, type Role } from '../operators/permissions.ts';
import type { RegistryDatabase } from './database.ts';

/** The longest that one passphrase is good for, however busy its operator is. */
export const LONGEST_SESSION_MINUTES = 8 * 60;
/** How long nothing may happen, unless `login --minutes` says otherwise. */
export const IDLE_MINUTES = 15;
/** A clock is set right by so much; further back it was set to make a session last. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;
/** A busy operator's commands need not each write when they were. */
const NOTED_EVERY_S = 30;

/** Why a session is found to be over when it is used. */
export type SessionEnd = 'idle' | 'age' | 'clock' | 'restart' | 'revoked';

export interface OperatorSession {
  readonly operatorId: number;
  readonly name: string;
  readonly roles: readonly Role[];
  /** When it ends unless something is done before. */
  readonly until: Date;
}

interface Row extends Record<Role, number> {
  operatorId: number;
  name: string;
  disabledAt: string | null;
  place: string;
  boot: string;
  idleMinutes: number;
  begunAt: string;
  begunUptimeS: number;
  seenAt: string;
  seenUptimeS: number;
}

/** Who typed a passphrase a short while ago, in which window of which user. Known by the hash of a token. */
export class SessionStore {
  private readonly database: RegistryDatabase;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, now: () => Date) {
    this.database = database;
    this.now = now;
  }

  begin(hash: string, operatorId: number, machine: Machine, idleMinutes: number): void {
    const at = this.now().toISOString();
    this.database.immediate(() => {
      this.endWhere('replaced', 'place = ?', machine.place);
      this.database.run(
        `INSERT INTO operator_sessions (token_hash, operator_id, place, boot, idle_minutes, begun_at, begun_uptime_s,
           seen_at, seen_uptime_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[hash, operatorId, machine.place, machine.boot, idleMinutes],
        ...[at, machine.uptimeS, at, machine.uptimeS],
      );
    });
  }

  /**
   * The open session of a token, which goes on by being used; or why there is none. Both clocks count, the one that
   * can be set and the computer's own: whichever says that the time is over is believed.
   */
  use(hash: string, machine: Machine): OperatorSession | SessionEnd | undefined {
    const row = this.row(hash);
    if (row?.place !== machine.place) return undefined; // a token that was copied is none
    const over = this.overBy(row, machine);
    if (over) {
      this.endWhere(over, 'token_hash = ?', hash);
      return over;
    }
    const now = this.now();
    const quiet = Math.max(
      (now.getTime() - Date.parse(row.seenAt)) / 1000,
      machine.uptimeS - row.seenUptimeS,
    );
    if (quiet >= NOTED_EVERY_S) {
      const seenAt = new Date(Math.max(now.getTime(), Date.parse(row.seenAt))).toISOString();
      const sql = 'UPDATE operator_sessions SET seen_at = ?, seen_uptime_s = ? WHERE token_hash = ?';
      // While a long import writes, others go on reading; their sessions then end the sooner, never the later.
      this.database.runIfFree(sql, seenAt, machine.uptimeS, hash);
    }
    const age = minutesSince(row.begunAt, row.begunUptimeS, now, machine);
    const left = Math.min(row.idleMinutes, LONGEST_SESSION_MINUTES - age);
    const { operatorId, name } = row;
    const roles = ROLES.filter((role) => row[role] === 1);
    return { operatorId, name, roles, until: new Date(now.getTime() + left * 60_000) };
  }

  /** Is this token of an open session? Asks no clock. */
  isOpen(hash: string): boolean {
    return this.row(hash) !== undefined;
  }

  /** Returns how many sessions there were to end. */
  end(hash: string): number {
    return this.endWhere('logout', 'token_hash = ?', hash);
  }

  /** Wherever the operator typed the passphrase. */
  endAllOf(operatorId: number, by: 'logout' | 'revoked'): number {
    return this.endWhere(by, 'operator_id = ?', operatorId);
  }

  private row(hash: string): Row | undefined {
    return this.database.get<Row>(
      `SELECT operator_id AS operatorId, name, secretariat, chair, treasurer, auditor, disabled_at AS disabledAt, place,
         boot, idle_minutes AS idleMinutes, begun_at AS begunAt, begun_uptime_s AS begunUptimeS, seen_at AS seenAt,
         seen_uptime_s AS seenUptimeS
       FROM operator_sessions JOIN operators ON operators.id = operator_id WHERE token_hash = ? AND ended_at IS NULL`,
      hash,
    );
  }

  private overBy(row: Row, machine: Machine): SessionEnd | undefined {
    const now = this.now();
    if (row.disabledAt !== null) return 'revoked';
    if (row.boot !== machine.boot || machine.uptimeS < row.seenUptimeS) return 'restart';
    const lastAudit = this.database.get<{ at: string }>('SELECT at FROM audit ORDER BY id DESC LIMIT 1')?.at;
    const latest = Math.max(Date.parse(lastAudit ?? row.seenAt), Date.parse(row.seenAt));
    if (now.getTime() < latest - CLOCK_TOLERANCE_MS) return 'clock';
    if (minutesSince(row.begunAt, row.begunUptimeS, now, machine) >= LONGEST_SESSION_MINUTES) return 'age';
    if (minutesSince(row.seenAt, row.seenUptimeS, now, machine) >= row.idleMinutes) return 'idle';
    return undefined;
  }

  private endWhere(by: SessionEnd | 'logout' | 'replaced', which: string, value: string | number): number {
    return this.database.immediate(() => {
      const open = `${which} AND ended_at IS NULL`;
      const count = this.database.get<{ count: number }>(
        `SELECT count(*) AS count FROM operator_sessions WHERE ${open}`,
        value,
      )!.count;
      const sql = `UPDATE operator_sessions SET ended_at = ?, ended_by = ? WHERE ${open}`;
      if (count > 0) this.database.run(sql, this.now().toISOString(), by, value);
      return count;
    });
  }
}

function minutesSince(at: string, uptimeS: number, now: Date, machine: Machine): number {
  return Math.max((now.getTime() - Date.parse(at)) / 60_000, (machine.uptimeS - uptimeS) / 60);
}
