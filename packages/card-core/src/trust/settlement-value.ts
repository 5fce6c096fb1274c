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

/**
 * A credit for a card without a purse is to be given by another counter. This one answers each number once: it gives it
 * no more, or has given it already.
 */
export const replyWithdrawalSchema = z.strictObject({
  id: z.int().min(1),
  card,
  number: z.int().min(1).max(0xffff),
});
export type ReplyWithdrawal = z.output<typeof replyWithdrawalSchema>;

/** Digits of member numbers, as they stand on cards. */
const members = z.array(z.string().regex(/^\d{1,16}$/));
const title = z.string().min(1).max(80);

/** What every member owes for a period, such as `2026-11`; and who has paid it since the last reply that was applied. */
export const replyDuesSchema = z.strictObject({
  period: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$/),
  title,
  amountRupiah: z.int().min(1).max(0xff_ffff),
  /** Last day to pay; null: none. */
  due: z.iso.date().nullable(),
  paid: members,
  /** Whose payment was taken back. */
  unpaid: members,
});
export type ReplyDues = z.output<typeof replyDuesSchema>;

export const replyEventSchema = z.strictObject({
  event: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/),
  title,
  /** 0: nobody has to register. */
  feeRupiah: z.int().min(0).max(0xff_ffff),
  open: z.boolean(),
  /** Who has registered at other counters, and whose registration was taken back, since the last reply. */
  registered: members,
  unregistered: members,
});
export type ReplyEvent = z.output<typeof replyEventSchema>;
