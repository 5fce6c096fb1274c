/**
 * A slip of paper as data: what stands on it, not how a printer or a page shows it. Receipts, balance slips and the
 * report of a closing are all made of these lines.
 */
export type SlipLine =
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'centred'; readonly text: string }
  | { readonly is: 'text'; readonly text: string }
  /** A name on the left and what belongs to it, most often an amount, flush right. */
  | { readonly is: 'pair'; readonly left: string; readonly right: string; readonly strong?: boolean }
  /** The one thing that must be read from a metre away. */
  | { readonly is: 'total'; readonly left: string; readonly right: string }
  | { readonly is: 'rule' }
  | { readonly is: 'gap' };

export interface Slip {
  /** For the title of a page and the name of a file; what is printed stands in `lines`. */
  readonly title: string;
  readonly lines: readonly SlipLine[];
}

export const heading = (text: string): SlipLine => ({ is: 'heading', text });
export const centred = (text: string): SlipLine => ({ is: 'centred', text });
export const text = (line: string): SlipLine => ({ is: 'text', text: line });
export const pair = (left: string, right: string): SlipLine => ({ is: 'pair', left, right });
export const strongPair = (left: string, right: string): SlipLine => ({
  is: 'pair',
  left,
  right,
  strong: true,
});
export const total = (left: string, right: string): SlipLine => ({ is: 'total', left, right });
export const rule: SlipLine = { is: 'rule' };
export const gap: SlipLine = { is: 'gap' };

/**
 * Text from the books as a printer may have it: control characters would be commands to it. Line breaks become blanks.
 */
export function printable(line: string): string {
  return line
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '');
}
