import { KartuError } from '@kartukita/card-core';
import bwipjs from 'bwip-js/node';

/** Light modules before and after the bars: ISO/IEC 15417 §4.4. */
export const CODE128_QUIET_MODULES = 10;

/** A Code 128 symbol without its quiet zones: dark bars as [first module, modules]. */
export interface Bars {
  readonly modules: number;
  readonly dark: readonly (readonly [number, number])[];
}

/**
 * The bars of a text (ISO/IEC 15417), by bwip-js, which takes the shortest of the code sets.
 * Throws KartuError `record-invalid` for a text that is empty, longer than 48 characters or not of ASCII.
 */
export function code128Bars(text: string): Bars {
  if (!/^[\x20-\x7e]{1,48}$/.test(text)) {
    throw new KartuError('record-invalid', 'The text of the bar code is empty, too long, or not of ASCII.', {
      details: { what: 'code128-text' },
    });
  }
  const [symbol] = bwipjs.raw({ bcid: 'code128', text }) as unknown as [{ sbs: number[] }];
  const dark: [number, number][] = [];
  let at = 0;
  for (const [index, width] of symbol.sbs.entries()) {
    if (index % 2 === 0) dark.push([at, width]);
    at += width;
  }
  return { modules: at, dark };
}
