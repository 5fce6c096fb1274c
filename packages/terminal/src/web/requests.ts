import type { Context } from 'hono';
import { z } from 'zod';

/** What windows may send. Strict: a member that is not known is refused, and so is a number that is no whole rupiah. */

const MAX_AMOUNT_RUPIAH = 999_999_999;

/** Made by the screen for each sale anew; becomes the reference in the books. */
const orderId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const amountRupiah = z.int().min(1).max(MAX_AMOUNT_RUPIAH);
const placement = z.int().min(1).nullable();
const trayCard = z.string().min(1).max(200);

export const REQUESTS = {
  order: z.discriminatedUnion('kind', [
    z.strictObject({ id: orderId, kind: z.enum(['sale', 'topup']), amountRupiah, card: placement }),
    z.strictObject({ id: orderId, kind: z.literal('resolve'), card: z.int().min(1) }),
  ]),
  orderId: z.strictObject({ id: orderId }),
  closeCase: z.strictObject({ transfer: z.int().min(1) }),
  trayLay: z.strictObject({ card: trayCard, leave: z.enum(['answered', 'torn', 'never']) }),
  trayTake: z.strictObject({}),
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
