import { readUint } from '@kartukita/card-core';
import type { RegistryDatabase } from './database.ts';

/** A tap of a card without a purse that another counter's report contradicts. */
export interface ChipContradiction {
  readonly card: number;
  /** Both sides: the record that was joined now, and the one that was known. */
  readonly sides: readonly [ChipSide, ChipSide];
  /** `same-value`: one value of the chip's counter at two counters; `order`: the lower value came later. */
  readonly how: 'same-value' | 'order';
}

export interface ChipSide {
  readonly terminal: number;
  readonly chipCounter: number;
  readonly timeS: number;
  /** The 96 bytes. */
  readonly record: Uint8Array;
}

interface Tap {
  readonly terminal: number;
  readonly chipCounter: number;
  readonly timeS: number;
  readonly record: number;
}

/** Clocks of counters are wrong, by hours too; by more than a day between two of them nobody works. */
const CLOCKS_APART_S = 86_400;
/** A chip that has counted to its end stays there, and one that counts nothing shows 0. */
const LAST_VALUE = 0xff_ffff;
/** Where a record has its time and the chip's counter (docs/card-format.md §8). */
const TIME = [10, 4] as const;
const CHIP_COUNTER = [26, 3] as const;

const TAP =
  'SELECT terminal, chip_counter AS chipCounter, time_s AS timeS, record FROM chip_tap WHERE card = ?';

/**
 * Cards without a purse carry no chain that could fork; what their chip counts is all that can give a copy away. It
 * goes up with each tap and cannot be set back on a genuine chip (threat model §4.2).
 */
export class ChipTapStore {
  private readonly database: RegistryDatabase;

  constructor(database: RegistryDatabase) {
    this.database = database;
  }

  /** Inside the transaction that joined the records; empties the list of those that wait to be looked at. */
  takeContradictions(): ChipContradiction[] {
    const joined = this.database.all<{ id: number; card: number; terminal: number; record: Uint8Array }>(
      `SELECT r.id, r.card, r.terminal, r.record FROM chip_to_check t CROSS JOIN chain_record r ON r.id = t.record
       ORDER BY t.record`,
    );
    if (joined.length === 0) return [];
    this.database.run('DELETE FROM chip_to_check');
    return joined.flatMap(({ id, card, terminal, record }) => {
      const chipCounter = readUint(record, ...CHIP_COUNTER);
      if (chipCounter === 0 || chipCounter === LAST_VALUE) return [];
      const tap = { terminal, chipCounter, timeS: readUint(record, ...TIME), record: id };
      const other = this.contradicted(card, tap);
      const sides = (known: Tap): ChipContradiction['sides'] => [this.sideOf(tap), this.sideOf(known)];
      return other ? [{ card, sides: sides(other.tap), how: other.how }] : [];
    });
  }

  /** The tap at another counter that this one cannot be true beside; its value is written down if it is free. */
  private contradicted(
    card: number,
    tap: Tap,
  ): { readonly tap: Tap; readonly how: ChipContradiction['how'] } | undefined {
    const { terminal, chipCounter, timeS, record } = tap;
    const { changes } = this.database.run(
      `INSERT INTO chip_tap (card, chip_counter, terminal, time_s, record) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      ...[card, chipCounter, terminal, timeS, record],
    );
    if (changes === 0) {
      // One tap may write two records, and a card that stays on the reader begins no new one.
      const known = this.database.get<Tap>(`${TAP} AND chip_counter = ?`, card, chipCounter)!;
      return known.terminal === terminal ? undefined : { tap: known, how: 'same-value' };
    }
    const before = this.neighbour(card, tap, '<', 'DESC');
    if (before && before.timeS > timeS + CLOCKS_APART_S) return { tap: before, how: 'order' };
    const after = this.neighbour(card, tap, '>', 'ASC');
    if (after && after.timeS + CLOCKS_APART_S < timeS) return { tap: after, how: 'order' };
    return undefined;
  }

  /** The nearest value at another counter. */
  private neighbour(card: number, tap: Tap, side: '<' | '>', direction: 'ASC' | 'DESC'): Tap | undefined {
    return this.database.get<Tap>(
      `${TAP} AND chip_counter ${side} ? AND terminal <> ? ORDER BY chip_counter ${direction} LIMIT 1`,
      ...[card, tap.chipCounter, tap.terminal],
    );
  }

  private sideOf({ terminal, chipCounter, timeS, record }: Tap): ChipSide {
    const text = 'SELECT record FROM chain_record WHERE id = ?';
    const bytes = this.database.get<{ record: Uint8Array }>(text, record)!.record;
    return { terminal, chipCounter, timeS, record: new Uint8Array(bytes) };
  }
}
