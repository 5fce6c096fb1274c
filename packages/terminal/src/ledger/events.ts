import type { RefusalCode } from '../sale/refusals.ts';
import { type Duty, dutyOf } from './audit.ts';
import type { Ledger } from './ledger.ts';
import { isPaidElsewhere } from './paid-elsewhere.ts';

/** Something that members register for and come to. */
export interface EventInfo {
  readonly id: string;
  readonly name: string;
  /** 0: nobody has to register. */
  readonly feeRupiah: number;
  readonly active: boolean;
}

export interface EventCount extends EventInfo {
  readonly registered: number;
  readonly attending: number;
}

type Row = Omit<EventInfo, 'active'> & { active: number };

const LATEST = `SELECT id, name, fee_rupiah AS feeRupiah, active FROM event e
  WHERE journal = (SELECT max(journal) FROM event l WHERE l.id = e.id)`;

/** Registrations that count: neither voided nor taken back. */
const REGISTERED = `SELECT count(*) AS count FROM event_registration r WHERE event = ?
  AND NOT EXISTS (SELECT 1 FROM transfer_state s WHERE s.transfer = r.transfer AND s.state = 'voided')
  AND NOT EXISTS (SELECT 1 FROM refund f WHERE f.corrects = r.transfer)`;

/** A new event, or a new version of one. */
export function putEvent(ledger: Ledger, { id, name, feeRupiah, active }: EventInfo, by: Duty = {}): void {
  const row = { id, name, feeRupiah, active: Number(active) };
  ledger.book('event', { ...row, ...dutyOf(by) }, [], (journal) => {
    ledger.statements.run(
      'INSERT INTO event (id, journal, name, fee_rupiah, active) VALUES (?, ?, ?, ?, ?)',
      id,
      journal,
      name,
      feeRupiah,
      row.active,
    );
  });
}

export function eventById(ledger: Ledger, id: string): EventInfo | undefined {
  const row = ledger.statements.get(`${LATEST} AND id = ?`, id) as Row | undefined;
  return row && { ...row, active: row.active === 1 };
}

/** All events with their counts, in the order of their ids. */
export function eventsOf(ledger: Ledger): EventCount[] {
  return ledger.statements.all<Row>(`${LATEST} ORDER BY id`).map((row) => ({
    ...row,
    active: row.active === 1,
    registered: counted(ledger, REGISTERED, row.id),
    attending: attendanceOf(ledger, row.id),
  }));
}

/** True when a registration of this member counts. */
export function isRegistered(ledger: Ledger, event: string, member: string): boolean {
  const isHere = counted(ledger, `${REGISTERED} AND member = ?`, event, member) > 0;
  return isHere || isPaidElsewhere(ledger, { kind: 'event', subject: event, member });
}

/** Members who are there. */
export function attendanceOf(ledger: Ledger, event: string): number {
  return counted(ledger, 'SELECT count(*) AS count FROM attendance WHERE event = ?', event);
}

/** Why a member cannot be counted at an event. */
export function attendRefusal(ledger: Ledger, event: string, member: string): RefusalCode | undefined {
  const info = eventById(ledger, event);
  if (!info?.active) return 'event-closed';
  const isThere = counted(
    ledger,
    'SELECT count(*) AS count FROM attendance WHERE event = ? AND member = ?',
    event,
    member,
  );
  if (isThere > 0) return 'event-attended';
  return info.feeRupiah > 0 && !isRegistered(ledger, event, member) ? 'event-not-registered' : undefined;
}

/** Counts a member at an event; returns how many are there now. A second time is against a constraint. */
export function attend(ledger: Ledger, event: string, member: string, by: Duty): number {
  ledger.book('attend', { event, member, ...dutyOf(by) }, [], (journal) => {
    ledger.statements.run(
      'INSERT INTO attendance (event, member, journal) VALUES (?, ?, ?)',
      event,
      member,
      journal,
    );
  });
  return attendanceOf(ledger, event);
}

function counted(ledger: Ledger, sql: string, ...values: unknown[]): number {
  return (ledger.statements.get(sql, ...values) as { count: number }).count;
}

/** Inside the transaction that reserves the payment. */
export function insertRegistration(ledger: Ledger, transfer: number, event: string, member: string): void {
  ledger.statements.run(
    'INSERT INTO event_registration (transfer, event, member) VALUES (?, ?, ?)',
    transfer,
    event,
    member,
  );
}
