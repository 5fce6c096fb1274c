/** What a benchmark is made of: figures for programs, and the same as text for people. */

export type Target = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
  /** Dotted path, stable from run to run, such as `cards.sale.known.ntag215.acr122u.modelled`. */
  readonly name: string;
  /** Null where the thing cannot be done at all; `reason` says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly target?: Target;
  readonly ok?: boolean;
  readonly reason?: string;
}

export interface Section {
  readonly id:
    | 'cards'
    | 'cpu'
    | 'ledger'
    | 'size'
    | 'signatures'
    | 'faces'
    | 'registry'
    | 'settlement'
    | 'screen';
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Tables for people. */
  readonly text: string;
  readonly notes: readonly string[];
}

export function figure(name: string, value: number, unit: string, target?: Target): Figure {
  const plain = { name, value: round(value, 3), unit };
  return target === undefined ? plain : { ...plain, target, ok: meets(value, target) };
}

export function impossible(name: string, unit: string, reason: string): Figure {
  return { name, value: null, unit, reason };
}

export function meets(value: number, target: Target): boolean {
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

/** `≤ 150 ok`, `≥ 0.33 MISSED`: a target and whether it was reached, for a cell of a table. */
export function verdict(value: number, target: Target): string {
  const bound = 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${round(target.atLeast, 2)}`;
  return `${bound} ${mark(value, target)}`;
}

export function mark(value: number, target: Target): 'ok' | 'MISSED' {
  return meets(value, target) ? 'ok' : 'MISSED';
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** `0.41 (0.38–0.44)`. */
export function showSpread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Whole numbers with a thin group separator, as tables show rates. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
