import { KartuError } from './errors.ts';

/** Whole rupiah are plain integers everywhere; these two functions are the only way in and out of text. */

/** `Rp100.000`, with a minus in front of a negative amount (`-Rp5.000`). */
export function formatRupiah(amountRupiah: number): string {
  const digits = Math.abs(amountRupiah)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '.');
  return `${amountRupiah < 0 ? '-' : ''}Rp${digits}`;
}

/**
 * A typed amount: digits, with dots between groups of three if at all (`12500`, `12.500`, `Rp12.500`).
 * Throws `amount-invalid` for anything else: zero, a sign, decimals, more than nine digits.
 */
export function parseRupiah(text: string): number {
  const match = /^(?:rp\.?\s?)?(\d{1,9}|\d{1,3}(?:\.\d{3}){1,2})$/i.exec(text.trim());
  const amount = match ? Number(match[1]!.replaceAll('.', '')) : 0;
  if (amount < 1) {
    throw new KartuError('amount-invalid', `"${text}" is not an amount in whole rupiah above 0`, {
      details: { text: text.slice(0, 40) },
    });
  }
  return amount;
}
