import type { Duty } from '../ledger/audit.ts';
import { memberOwner, pinOf } from '../ledger/pins.ts';
import { type PinCounter, removePin, requirePinForm, setPin } from './pin.ts';

const MIN_DIGITS = 4;

/**
 * Sets a member's PIN at this counter, or sets it anew after it was forgotten or locked; the member types it. A
 * supervisor stands behind it: `by` names him.
 *
 * @param member digits of the member number
 * @throws `usage` for a PIN that is none
 */
export async function setMemberPin(
  counter: PinCounter,
  member: string,
  pin: string,
  by: Duty,
): Promise<void> {
  requirePinForm(pin, MIN_DIGITS);
  await setPin(counter, memberOwner(member), pin, by);
}

/** Takes a member's PIN away: above the organisation's amount he cannot pay here until there is a new one. */
export function removeMemberPin(counter: PinCounter, member: string, by: Duty): void {
  if (hasMemberPin(counter, member)) removePin(counter, memberOwner(member), by);
}

export function hasMemberPin({ ledger }: Pick<PinCounter, 'ledger'>, member: string): boolean {
  return pinOf(ledger, memberOwner(member)) !== undefined;
}

/** Whether a sale of an amount asks for a PIN, so that a screen can ask before the tap. */
export function asksForPin(
  policy: { readonly pinAboveRupiah?: number | undefined },
  amountRupiah: number,
): boolean {
  return policy.pinAboveRupiah !== undefined && amountRupiah > policy.pinAboveRupiah;
}
