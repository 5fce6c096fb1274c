import { signal } from '@preact/signals';
import type { RequestFailed } from './api.ts';

/** What went wrong with the last thing that was asked; shown until the next one. */
export const fault = signal<RequestFailed | null>(null);

const KEPT = 'kartu-draft';
const MAX_DIGITS = 9;

/** The amount that is being typed; kept by the window, so that a reload loses nothing. */
export const draftRupiah = signal(Number(sessionStorage.getItem(KEPT) ?? 0) || 0);

export function setDraft(amountRupiah: number): void {
  draftRupiah.value = amountRupiah;
  sessionStorage.setItem(KEPT, String(amountRupiah));
}

export function typeDigits(digits: string): void {
  const next = `${draftRupiah.value === 0 ? '' : draftRupiah.value}${digits}`;
  if (next.length <= MAX_DIGITS) setDraft(Number(next));
}

export function deleteDigit(): void {
  setDraft(Math.floor(draftRupiah.value / 10));
}

/** A partner merchant on whose behalf the amount is sold; digits of the member number. */
export const merchant = signal<string | null>(null);
/** The bank transfer by which a top-up is paid; null: with cash. */
export const bankReference = signal<string | null>(null);
