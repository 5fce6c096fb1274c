import { isKartuError, type TapResult } from './program.ts';
import type { Step } from './steps.ts';

/** What was done, injected and found, by name. */
export class Tally {
  steps = 0;
  readonly done = new Map<string, number>();
  readonly outcomes = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly frauds = new Map<string, { tried: number; refused: number; found: number; lossRupiah: number }>();
  reckonings = 0;
  worstRecoveryTaps = 0;

  step(step: Step): void {
    this.steps++;
    add(this.done, step.do);
  }

  tap(told: TapResult | undefined, failure: unknown): void {
    const told_ =
      told &&
      (told.reason ? `refused: ${told.reason}` : told.resumed ? `${told.outcome}, resumed` : told.outcome);
    const failed = isKartuError(failure) ? `failed: ${failure.code}` : 'killed';
    add(this.outcomes, told_ ?? failed);
  }

  strike(fault: string, times = 1): void {
    add(this.faults, fault, times);
  }

  fraud(kind: string) {
    let entry = this.frauds.get(kind);
    if (!entry) {
      entry = { tried: 0, refused: 0, found: 0, lossRupiah: 0 };
      this.frauds.set(kind, entry);
    }
    return entry;
  }

  /** Adds what another world counted. */
  merge(other: Tally): void {
    this.steps += other.steps;
    this.reckonings += other.reckonings;
    this.worstRecoveryTaps = Math.max(this.worstRecoveryTaps, other.worstRecoveryTaps);
    for (const [name, count] of other.done) add(this.done, name, count);
    for (const [name, count] of other.outcomes) add(this.outcomes, name, count);
    for (const [name, count] of other.faults) add(this.faults, name, count);
    for (const [kind, { tried, refused, found, lossRupiah }] of other.frauds) {
      const entry = this.fraud(kind);
      entry.tried += tried;
      entry.refused += refused;
      entry.found += found;
      entry.lossRupiah += lossRupiah;
    }
  }
}

function add(counts: Map<string, number>, name: string, times = 1): void {
  if (times > 0) counts.set(name, (counts.get(name) ?? 0) + times);
}
