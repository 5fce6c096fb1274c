import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asKartuError, isKartuError } from '@kartukita/card-core';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/ledger/ledger.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { makeWorld, tapped } from '../world.ts';
import { temporaryFolder } from './organisation.ts';

/** Every row of every table, as SQLite reads them; hints may be forgotten, and settings move no money. */
function content(path: string): string {
  const database = new Sqlite(path, { readonly: true });
  try {
    const names = database
      .prepare<[], string>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('card_hint', 'setting')",
      )
      .pluck();
    return JSON.stringify(names.all().map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]));
  } finally {
    database.close();
  }
}

describe('a ledger in which one byte was turned', () => {
  it('is refused, or verify finds it, or it says exactly what it said before', async () => {
    const world = await makeWorld();
    const path = join(temporaryFolder(), 'ledger.sqlite');
    const counter = { ...world.counter(1), ledger: new Ledger(path, () => world.clock.nowMs) };
    const card = world.card('classic-1k');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000, reference: 'kas-1' });
    for (let i = 1; i <= 6; i++) await tapped(counter, card, { kind: 'sale', amountRupiah: 1000 + i });
    counter.ledger.close();
    world.close();
    const whole = readFileSync(path);
    const before = content(path);
    const seen = { refused: 0, found: 0, same: 0 };
    for (let at = 0; at < whole.length; at += 61) {
      if (whole[at] === 0 && at % 3 !== 0) continue; // most of the file is empty room
      for (const mask of [0x01, 0x80]) {
        const damaged = Buffer.from(whole);
        damaged[at] = damaged[at]! ^ mask;
        const copy = join(temporaryFolder(), 'ledger.sqlite');
        writeFileSync(copy, damaged);
        const outcome = judge(copy);
        seen[outcome] += 1;
        if (outcome === 'same') expect([at, content(copy) === before]).toEqual([at, true]);
      }
    }
    expect(Math.min(seen.refused, seen.found, seen.same)).toBeGreaterThan(0);

    function judge(file: string): 'refused' | 'found' | 'same' {
      let ledger: Ledger | undefined;
      try {
        ledger = new Ledger(file);
        return verifyLedger(ledger, world.trust).findings.length > 0 ? 'found' : 'same';
      } catch (error) {
        // What commands make of it: a sentence and status 7, never an internal error.
        const told = asKartuError(error);
        if (!isKartuError(told, 'data-damaged', 'data-newer')) throw error;
        return 'refused';
      } finally {
        ledger?.close();
      }
    }
  });
});
