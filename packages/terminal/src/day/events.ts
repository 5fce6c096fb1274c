import { KartuError } from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import type { Duty } from '../ledger/audit.ts';
import {
  attendanceOf,
  type EventCount,
  type EventInfo,
  eventById,
  eventsOf,
  insertRegistration,
  isRegistered,
  putEvent,
} from '../ledger/events.ts';
import type { MoneyRequest } from '../sale/request.ts';

export { attendanceOf, type EventCount, type EventInfo, eventById, eventsOf, isRegistered };

type Till = Pick<Counter, 'ledger'>;

/** A new event, or a change of one. Throws `usage`. */
export function setEvent({ ledger }: Till, event: EventInfo, by: Duty = {}): EventInfo {
  const name = event.name.trim();
  const isGood =
    /^[a-z0-9][a-z0-9._-]{0,39}$/.test(event.id) &&
    name !== '' &&
    name.length <= 80 &&
    !/\p{Cc}/u.test(name) &&
    Number.isInteger(event.feeRupiah) &&
    event.feeRupiah >= 0 &&
    event.feeRupiah <= 16_777_215;
  if (!isGood) throw new KartuError('usage', 'event', { details: { what: 'event-form' } });
  putEvent(ledger, { ...event, name }, by);
  return { ...event, name };
}

/**
 * Registration for an event, paid by the member's card, once. An event without a fee needs none.
 *
 * @throws `not-found` (no such event, or it is over), `usage` (it costs nothing)
 */
export function eventRegistration({ ledger }: Till, id: string, reference?: string): MoneyRequest {
  const event = requireEvent({ ledger }, id);
  if (event.feeRupiah === 0) {
    throw new KartuError('usage', 'no fee', { details: { what: 'event-free', id } });
  }
  const amountRupiah = event.feeRupiah;
  return {
    kind: 'sale',
    amountRupiah,
    reference,
    terms: {
      against: [{ account: 'events', amountRupiah }],
      details: { event: id },
      refusal: ({ ledger: books, memberNumber }) =>
        isRegistered(books, id, memberNumber) ? 'event-registered' : undefined,
      rows: ({ ledger: books, memberNumber }, transfer) =>
        insertRegistration(books, transfer, id, memberNumber),
    },
  };
}

/** An event that is open. Throws `not-found`. */
export function requireEvent({ ledger }: Till, id: string): EventInfo {
  const event = eventById(ledger, id);
  if (event?.active) return event;
  throw new KartuError('not-found', `there is no event ${id.slice(0, 40)}`, {
    details: { what: 'event-unknown', id: id.slice(0, 40) },
  });
}
