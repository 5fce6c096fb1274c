import { KartuError } from '@kartukita/card-core';

const MAX_TITLE = 80;

/** What members know a period or an event by: one line. Throws `usage`. */
export function titleOf(text: string): string {
  const title = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (title !== '' && title.length <= MAX_TITLE && !/\p{C}/u.test(title)) return title;
  throw new KartuError('usage', 'a title', { details: { what: 'value-title', max: MAX_TITLE } });
}

const MAX_REFERENCE = 60;

/** Number of a transfer, or of a slip that was signed: one line. Throws `usage`. */
export function referenceOf(text: string): string {
  const reference = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (reference !== '' && reference.length <= MAX_REFERENCE && !/\p{C}/u.test(reference)) return reference;
  throw new KartuError('usage', 'a reference', {
    details: { what: 'merchant-reference-form', max: MAX_REFERENCE },
  });
}

/** Up to a thousand billion, with dots between groups or without. Throws `amount-invalid`. */
export function parseTotal(text: string): number {
  const match = /^(?:rp\.?\s?)?([1-9]\d{0,12}|[1-9]\d{0,2}(?:\.\d{3}){1,4})$/i.exec(text.trim());
  if (match) return Number(match[1]!.replaceAll('.', ''));
  throw new KartuError('amount-invalid', `"${text.slice(0, 40)}" is no total`, {
    details: { text: text.slice(0, 40) },
  });
}
