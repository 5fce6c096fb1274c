import type { Counter } from '../counter/counter.ts';
import { checkPin } from '../day/pin.ts';
import { audit } from '../ledger/audit.ts';
import { memberOwner, pinOf } from '../ledger/pins.ts';
import type { RefusalCode } from './refusals.ts';
import type { MoneyRequest } from './request.ts';

/**
 * The reason why a sale above the organisation's amount is not done yet: the member's PIN. It is looked at last, when
 * the sale could be done otherwise, and every look counts.
 *
 * @param member digits of the member number
 */
export async function pinRefusal(
  counter: Counter,
  { kind, amountRupiah, pin }: MoneyRequest,
  member: string,
): Promise<RefusalCode | undefined> {
  const { pinAboveRupiah } = counter.bundle.policy;
  if (kind !== 'sale' || pinAboveRupiah === undefined || amountRupiah <= pinAboveRupiah) return undefined;
  const owner = memberOwner(member);
  if (!pinOf(counter.ledger, owner)) return 'pin-unset';
  if (pin === undefined) return 'pin-needed';
  const verdict = await checkPin(counter, owner, pin);
  switch (verdict.is) {
    case 'right':
      return undefined;
    case 'unset':
      return 'pin-unset';
    default:
      audit(counter.ledger, 'pin-refused', counter.duty ?? {}, { member, reason: verdict.is });
      return verdict.is === 'wrong' ? 'pin-wrong' : verdict.is === 'waiting' ? 'pin-waiting' : 'pin-locked';
  }
}
