import { refundSale, takeBackTopup } from '../../packages/terminal/src/day/refunds.ts';
import type { Claim } from './account.ts';
import { lookUp } from './asking.ts';
import { Killed } from './disk.ts';
import { isKartuError } from './program.ts';
import { onceOnly } from './purpose.ts';
import type { Fault, Step } from './steps.ts';
import { tap } from './tapping.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

const GROUNDS = { reason: 'changed their mind' };

/** Something that was done at this counter is taken back: goods for what is owed then, or cash for what is on the card. */
export async function giveBack(
  world: World,
  { do: what, at, pick, share, fault }: Extract<Step, { do: 'refund' | 'take-back' }>,
): Promise<void> {
  const till = world.till(at);
  const kind = what === 'refund' ? 'sale' : 'topup';
  const done = [...world.people.accounts.values()]
    .filter(({ taint, giftedRupiah }) => !taint && giftedRupiah === 0)
    .flatMap(({ claims }) => claims)
    .filter(
      (each) =>
        each.till === till &&
        each.kind === kind &&
        each.state === 'done' &&
        each.transfer !== undefined &&
        onceOnly(each) === undefined &&
        each.refundedRupiah < each.amountRupiah,
    );
  const claim = done[pick % Math.max(done.length, 1)];
  if (!claim) return;
  const left = claim.amountRupiah - claim.refundedRupiah;
  const amountRupiah = share === 1 ? left : Math.max(1, Math.floor(left / share));
  if (kind === 'sale') return refund(world, claim, amountRupiah, fault);
  const { plastic } = claim;
  // A cashier who does not know what came of the last one with this card looks before beginning another.
  const account = world.people.account(plastic.serial);
  for (const each of account.inDoubt(till)) lookUp(world, each);
  if (account.inDoubt(till).length > 0) return;
  const since = till.ledger.transfersOf(plastic.serial, 1)[0]?.id ?? 0;
  const wish = {
    till,
    plastic,
    kind: 'payout',
    amountRupiah,
    reference: undefined,
    purpose: undefined,
    since,
    original: claim,
  } as const;
  await takeBackAgain(world, world.people.ask(wish), fault, false);
}

/** The tap that takes money from the card, made anew from the books each time. */
export async function takeBackAgain(
  world: World,
  claim: Claim,
  fault: Fault | undefined,
  isAgain: boolean,
): Promise<void> {
  const { till, plastic, amountRupiah, original } = claim;
  try {
    const request = takeBackTopup(till.counter, original!.transfer!, GROUNDS, { amountRupiah });
    await tap(world, till, plastic, request, { fault, asked: claim, isAgain });
  } catch (error) {
    if (!isKartuError(error)) throw error;
    // Nothing is left to take back: the books say why.
    lookUp(world, claim);
  }
}

/** Under a name of its own, so that a cashier who was interrupted does it again without fear. */
async function refund(
  world: World,
  claim: Claim,
  amountRupiah: number,
  fault: Fault | undefined,
): Promise<void> {
  const { till } = claim;
  const reference = `retur-${world.tally.steps}`;
  const book = () => refundSale(till.counter, claim.transfer!, GROUNDS, {}, { amountRupiah, reference });
  if (fault?.kind === 'disk' || fault?.kind === 'kill-sql') till.disk.arm(fault);
  try {
    book();
  } catch (error) {
    till.disk.disarm();
    if (error instanceof Killed) await world.startAgain(till);
    else if (!isKartuError(error)) throw new Violation('crash', `a refund ended in ${String(error)}`, error);
    book();
  }
  till.disk.disarm();
  world.people.takeBack(claim, amountRupiah);
}
