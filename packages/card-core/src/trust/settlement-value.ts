import { z } from 'zod';

/** What a reply brings that has a value for somebody: filled by the issuer, given out by the counter. */

const card = z.int().min(1).max(0xffff_ffff);

/**
 * Value that waits for a card. A card with a purse carries the number of the last one that it was given, so that every
 * counter may be told; one without is told to a single counter. What the counter has applied is not told again.
 */
export const replyCreditSchema = z.strictObject({
  card,
  number: z.int().min(1).max(0xffff),
  amountRupiah: z.int().min(1).max(0xff_ffff),
  reason: z.string().min(1).max(80),
});
export type ReplyCredit = z.output<typeof replyCreditSchema>;

/**
 * What this counter owes to the holder of a card goes to the issuer, who credits it wherever the card comes. Numbers
 * rise; each is answered once in the journal, with what was handed over.
 */
export const replyOwedSchema = z.strictObject({ id: z.int().min(1), card });
export type ReplyOwed = z.output<typeof replyOwedSchema>;

/** What members owe for a period, such as `2026-11`. */
export const replyDuesSchema = z.strictObject({
  period: z.string().regex(/^[\w.-]{1,40}$/),
  title: z.string().min(1).max(80),
  amountRupiah: z.int().min(0).max(0xff_ffff),
  /** Cards whose holders have paid. */
  paidCards: z.array(card),
});
export type ReplyDues = z.output<typeof replyDuesSchema>;

export const replyEventSchema = z.strictObject({
  event: z.string().regex(/^[\w.-]{1,40}$/),
  title: z.string().min(1).max(80),
  feeRupiah: z.int().min(0).max(0xff_ffff),
  opensAt: z.iso.datetime(),
  closesAt: z.iso.datetime(),
  /** Most that may register; 0: no limit. */
  places: z.int().min(0),
});
export type ReplyEvent = z.output<typeof replyEventSchema>;
