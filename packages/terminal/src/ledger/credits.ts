import { createHash } from 'node:crypto';
import { KartuError } from '@kartukita/card-core';
import type { Ledger } from './ledger.ts';
import { decoded } from './transfer.ts';

/** A part of a salary that waits for its card. */
export interface Credit {
  /** Serial of the card. */
  readonly card: number;
  /** 1 to 65,535, growing for each card: the card carries the number of the last one that it was given. */
  readonly number: number;
  readonly amountRupiah: number;
  /** Such as "salary 2026-03", shown to nobody but the cashier. */
  readonly reason: string;
}

/**
 * Writes down credits that the issuer sent; those that are known already are left out, so that a reply may repeat
 * them. Returns the new ones, by card and number.
 *
 * @throws `data-damaged` when one is known with another amount
 */
export function addCredits(ledger: Ledger, credits: readonly Credit[]): readonly Credit[] {
  const known = 'SELECT amount_rupiah AS amountRupiah FROM credit WHERE card = ? AND number = ?';
  const fresh = credits.filter(({ card, number, amountRupiah }) => {
    const found = ledger.statements.get(known, card, number) as { amountRupiah: number } | undefined;
    if (found && found.amountRupiah !== amountRupiah) throw differs(card, number);
    return !found;
  });
  if (fresh.length === 0) return [];
  const listed = [...fresh].sort((a, b) => a.card - b.card || a.number - b.number);
  // The journal goes to the issuer, who sent these: a digest is enough to hold the table to it.
  const said = { count: listed.length, digest: creditsDigest(listed) };
  ledger.book('credits', said, [], (journal) => {
    for (const { card, number, amountRupiah, reason } of listed) {
      ledger.statements.run(
        'INSERT INTO credit (card, number, amount_rupiah, reason, journal) VALUES (?, ?, ?, ?, ?)',
        card,
        number,
        amountRupiah,
        reason,
        journal,
      );
    }
  });
  return listed;
}

/** Of a credit: this counter may give it. */
export const NOT_WITHDRAWN = `NOT EXISTS (SELECT 1 FROM credit_withdrawn w
  WHERE w.card = credit.card AND w.number = credit.number AND w.given = 0)`;

/**
 * Another counter is to give a credit of a card without a purse. Asked twice under one number, it is answered once: as
 * given where it was, or may yet turn out to be because a credit of the card is unfinished; else it is given no more.
 */
export function withdrawCredit(ledger: Ledger, id: number, card: number, number: number): void {
  if (ledger.statements.get('SELECT 1 FROM credit_withdrawn WHERE id = ?', id)) return;
  const last = ledger.lastRecord(card);
  const lastCredit = last ? decoded(last).record.lastCredit : 0;
  const given = number <= lastCredit || ledger.openTransfer(card)?.kind === 'credit';
  ledger.book('credit-withdrawn', { card, creditNumber: number, handover: id, given }, [], (journal) =>
    ledger.statements.run(
      'INSERT INTO credit_withdrawn (id, journal, card, number, given) VALUES (?, ?, ?, ?, ?)',
      ...[id, journal, card, number, Number(given)],
    ),
  );
}

/** What waits for a card that was given everything up to `lastCredit`, in the order of the numbers. */
export function waitingCredits(ledger: Ledger, card: number, lastCredit: number): Credit[] {
  return ledger.statements.all<Credit>(
    `SELECT card, number, amount_rupiah AS amountRupiah, reason FROM credit
     WHERE card = ? AND number > ? AND ${NOT_WITHDRAWN} ORDER BY number`,
    card,
    lastCredit,
  );
}

/** Every credit that this counter knows, newest first. */
export function creditsOf(ledger: Ledger, limit = 100): Credit[] {
  return ledger.statements.all<Credit>(
    'SELECT card, number, amount_rupiah AS amountRupiah, reason FROM credit ORDER BY journal DESC, card, number LIMIT ?',
    limit,
  );
}

/** SHA-256 of credits in the order of cards and numbers, for the journal; hexadecimal. */
export function creditsDigest(credits: readonly Credit[]): string {
  const hash = createHash('sha256');
  for (const { card, number, amountRupiah, reason } of credits)
    hash.update(`${JSON.stringify([card, number, amountRupiah, reason])}\n`);
  return hash.digest('hex');
}

function differs(card: number, number: number): KartuError {
  return new KartuError('data-damaged', `credit ${number} of card ${card} is known with another amount`, {
    details: { what: 'credit-other', number, card },
  });
}
