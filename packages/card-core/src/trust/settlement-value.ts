import { z } from 'zod';

/** What a reply brings that has a value for somebody: filled by the issuer, given out by the counter. */

const card = z.int().min(1).max(0xffff_ffff);

/** A credit that this counter, and no other, may put on a card: each number of a card once, in rising order. */
export const replyCreditSchema = z.strictObject({
  card,
  number: z.int().min(1).max(0xffff),
  amountRupiah: z.int().min(1).max(0xff_ffff),
  reason: z.string().min(1).max(80),
});
export type ReplyCredit = z.output<typeof replyCreditSchema>;

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
