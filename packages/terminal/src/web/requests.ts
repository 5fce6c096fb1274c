import type { Context } from 'hono';
import { z } from 'zod';
import { COLUMNS } from '../slips/printer.ts';
import { SLIP_TIMES } from '../slips/slip-setting.ts';

/** What windows may send. Strict: a member that is not known is refused, and so is a number that is no whole rupiah. */

const MAX_AMOUNT_RUPIAH = 999_999_999;

/** Made by the screen for each sale anew, and whatever else moves money; becomes the reference in the books. */
const orderId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const amountRupiah = z.int().min(1).max(MAX_AMOUNT_RUPIAH);
const placement = z.int().min(1).nullable();
const trayCard = z.string().min(1).max(200);

const cashierId = z.string().min(1).max(32);
const pin = z.string().min(1).max(12);
const name = z.string().min(1).max(80);
/** SKU or barcode. */
const code = z.string().min(1).max(48);
/** Digits of a member number. */
const member = z.string().regex(/^\d{1,16}$/);
const eventId = z.string().min(1).max(40);
const reason = z.string().min(1).max(200);
const cashRupiah = z.int().min(0).max(MAX_AMOUNT_RUPIAH);
const role = z.enum(['cashier', 'supervisor']);

export const REQUESTS = {
  nothing: z.strictObject({}),
  signIn: z.strictObject({ cashier: cashierId, pin }),
  firstCashier: z.strictObject({ id: cashierId, name, pin }),
  newCashier: z.strictObject({ id: cashierId, name, role, pin }),
  cashierActive: z.strictObject({ id: cashierId, active: z.boolean() }),
  cashierPin: z.strictObject({ id: cashierId, pin }),
  shiftOpen: z.strictObject({ floatRupiah: cashRupiah }),
  shiftClose: z.strictObject({
    shift: z.int().min(1),
    countedRupiah: cashRupiah,
    leaveUnfinished: z.boolean().optional(),
  }),
  cash: z.strictObject({ id: orderId, amountRupiah, direction: z.enum(['in', 'out']), reason }),
  deposit: z.strictObject({ id: orderId, amountRupiah, reference: reason }),
  drawer: z.strictObject({ id: orderId, reason }),
  order: z.discriminatedUnion('kind', [
    z.strictObject({
      id: orderId,
      kind: z.literal('sale'),
      amountRupiah,
      merchant: member.optional(),
      card: placement,
    }),
    z.strictObject({
      id: orderId,
      kind: z.literal('articles'),
      items: z
        .array(z.strictObject({ code, count: z.int().min(1).max(10_000) }))
        .min(1)
        .max(200),
      card: placement,
    }),
    z.strictObject({
      id: orderId,
      kind: z.literal('topup'),
      amountRupiah,
      bankReference: reason.optional(),
      card: placement,
    }),
    z.strictObject({ id: orderId, kind: z.literal('resolve'), card: z.int().min(1) }),
    z.strictObject({
      id: orderId,
      kind: z.literal('dues'),
      periods: z.array(z.string().min(1).max(20)).min(1).max(60),
      card: z.int().min(1),
    }),
    z.strictObject({ id: orderId, kind: z.literal('event'), event: eventId, card: placement }),
    z.strictObject({ id: orderId, kind: z.literal('attend'), event: eventId, card: placement }),
  ]),
  assertion: z.strictObject({
    id: orderId,
    audience: z.string().max(400),
    nonce: z.string().max(400),
    card: placement,
  }),
  orderId: z.strictObject({ id: orderId }),
  memberPin: z.strictObject({ id: orderId, pin }),
  refund: z.strictObject({
    id: orderId,
    transfer: z.int().min(1),
    amountRupiah: amountRupiah.optional(),
    items: z
      .array(z.strictObject({ sku: code, count: z.int().min(1).max(10_000) }))
      .min(1)
      .max(200)
      .optional(),
    reason,
    supervisor: cashierId.optional(),
    pin: pin.optional(),
  }),
  printZ: z.strictObject({ number: z.int().min(1), language: z.enum(['en', 'id']) }),
  print: z.strictObject({ transfer: z.int().min(1), language: z.enum(['en', 'id']) }),
  printer: z.strictObject({
    printer: z.string().min(1).max(200).nullable(),
    columns: z.literal([...COLUMNS]),
    drawer: z.boolean(),
    slips: z.enum(SLIP_TIMES),
  }),
  language: z.strictObject({ language: z.enum(['en', 'id']) }),
  setMemberPin: z.strictObject({ pin, supervisor: cashierId.optional(), supervisorPin: pin.optional() }),
  event: z.strictObject({
    id: eventId,
    name,
    feeRupiah: z.int().min(0).max(MAX_AMOUNT_RUPIAH),
    active: z.boolean(),
  }),
  sku: z.strictObject({ sku: code }),
  article: z.strictObject({
    sku: code,
    barcode: code.nullable(),
    name,
    priceRupiah: amountRupiah,
    memberPriceRupiah: amountRupiah.nullable(),
    merchant: member.nullable(),
  }),
  closeCase: z.strictObject({ transfer: z.int().min(1) }),
  trayLay: z.strictObject({ card: trayCard, leave: z.enum(['answered', 'torn', 'never']) }),
  trayTake: z.strictObject({ card: trayCard }),
  trayUnplug: z.strictObject({ unplugged: z.boolean() }),
  trayLose: z.strictObject({ card: trayCard, lost: z.boolean() }),
} as const;

/** A request that is not as it has to be. */
export class BadRequest extends Error {}

/** The checked body of a request. Throws BadRequest. */
export async function bodyOf<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw new BadRequest('the body is no JSON');
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error).slice(0, 300));
  return parsed.data;
}
