import { KartuError } from '@kartukita/card-core';

/** Millimetres as people type them: `3mm`, `3`, `-0.5 mm`, `0,5`. Throws `usage`, also outside the limits. */
export function parseMillimetres(
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const match = /^\s*([+-]?\d{1,3}(?:[.,]\d{1,2})?)\s*(?:mm)?\s*$/i.exec(text);
  const value = match ? Number(match[1]!.replace(',', '.')) : Number.NaN;
  if (value >= limits.min && value <= limits.max) return value === 0 ? 0 : value;
  throw new KartuError('usage', `"${text.slice(0, 20)}" is no length`, {
    details: { what: 'length', text: text.slice(0, 20), ...limits },
  });
}

/** More than this is no printer's offset but another paper. */
export const OFFSET_LIMITS = { min: -10, max: 10 } as const;
export const BLEED_LIMITS = { min: 0, max: 10 } as const;
