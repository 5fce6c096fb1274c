import { asKartuError } from '@kartukita/card-core';
import type { Ledger } from './ledger.ts';

/**
 * What a counter has learnt about cards' chips that saves exchanges at the next tap. No part of the books: it may be
 * lost or wrong, and nothing but time is lost with it.
 */
export function hintOf({ database }: Ledger, serial: number): string | undefined {
  const select = 'SELECT location FROM card_hint WHERE card = ?';
  return database.prepare<unknown[], { location: string | null }>(select).get(serial)?.location ?? undefined;
}

export function setHint({ database }: Ledger, serial: number, location: string): void {
  try {
    const upsert = `INSERT INTO card_hint (card, location) VALUES (?, ?)
      ON CONFLICT (card) DO UPDATE SET location = excluded.location`;
    database.prepare(upsert).run(serial, location);
  } catch (error) {
    throw asKartuError(error);
  }
}

/** The key set whose access keys a card had when it was here the last time, where they were renewed here or elsewhere. */
export function keySetHintOf({ database }: Ledger, serial: number): number | undefined {
  const select = 'SELECT key_set AS keySet FROM card_hint WHERE card = ?';
  return database.prepare<unknown[], { keySet: number | null }>(select).get(serial)?.keySet ?? undefined;
}

export function setKeySetHint({ database }: Ledger, serial: number, keySet: number): void {
  try {
    const upsert = `INSERT INTO card_hint (card, key_set) VALUES (?, ?)
      ON CONFLICT (card) DO UPDATE SET key_set = excluded.key_set`;
    database.prepare(upsert).run(serial, keySet);
  } catch (error) {
    throw asKartuError(error);
  }
}
