import type { Ledger } from './ledger.ts';

/** What was booked under the name that a window gave its request; undefined when nothing was. */
export function bookedFor(
  ledger: Ledger,
  request: string,
): { readonly entry: number; readonly kind: string; readonly body: string } | undefined {
  return ledger.statements.get(
    `SELECT number AS entry, kind, body FROM desk_request JOIN journal ON number = desk_request.journal WHERE id = ?`,
    request,
  ) as { entry: number; kind: string; body: string } | undefined;
}

/** Inside the transaction that books what was asked. The name is a constraint: it is never booked twice. */
export function insertDeskRequest(ledger: Ledger, request: string, journal: number): void {
  ledger.statements.run('INSERT INTO desk_request (id, journal) VALUES (?, ?)', request, journal);
}
