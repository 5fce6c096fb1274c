import { KartuError } from '@kartukita/card-core';

const MAX_TITLE = 80;

/** What members know a period or an event by: one line. Throws `usage`. */
export function titleOf(text: string): string {
  const title = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (title !== '' && title.length <= MAX_TITLE && !/\p{C}/u.test(title)) return title;
  throw new KartuError('usage', 'a title', { details: { what: 'value-title', max: MAX_TITLE } });
}
