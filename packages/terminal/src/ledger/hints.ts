import { asKartuError } from '@kartukita/card-core';
import type { Ledger } from './ledger.ts';

/**
 * What a counter has learnt about cards' chips that saves exchanges at the next tap. No part of the books: it may be
 * lost or wrong, and nothing but time is lost with it.
 */
export function hintOf({ database }: Ledger, serial: number): string | undefined {
  const select = 'SELECT location FROM card_hint WHERE card = ?';
  return database.prepare<unknown[], { location: string }>(select).get(serial)?.location;
}

export function setHint({ database }: Ledger, serial: number, location: string): void {
  try {
    database.prepare('INSERT OR REPLACE INTO card_hint (card, location) VALUES (?, ?)').run(serial, location);
  } catch (error) {
    throw asKartuError(error);
  }
}
