import type { Claim } from './account.ts';
import { takeBackAgain } from './back.ts';
import type { Plastic } from './plastic.ts';
import { isKartuError } from './program.ts';
import { type Purpose, priceOf, requestFor, samePurpose } from './purpose.ts';
import type { Amount, Fault } from './steps.ts';
import { tap } from './tapping.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** What customers and cashiers want of each other, and what a cashier does who does not know what came of it. */

export interface Wish {
  readonly kind: 'sale' | 'topup';
  readonly amount: Amount;
  readonly named?: true | undefined;
  readonly purpose?: Purpose | undefined;
  readonly fault?: Fault | undefined;
}

/** A customer wants something. */
export async function ask(
  world: World,
  till: Till,
  plastic: Plastic,
  { kind, amount, named, purpose, fault }: Wish,
): Promise<void> {
  const account = world.people.account(plastic.serial);
  // What a member pays once is paid by the card that he has now; whoever found an older one buys with it.
  if (
    (purpose?.for === 'dues' || purpose?.for === 'event') &&
    (account.before || world.lost.has(account.serial))
  )
    return;
  const wanted =
    amount === 'all' ? plastic.balanceRupiah : amount === 'more' ? plastic.balanceRupiah + 1 : amount;
  const amountRupiah = priceOf(purpose) ?? wanted;
  if (amountRupiah <= 0) return;
  // A cashier who does not know what came of the last one with this card looks before asking for another.
  for (const claim of account.inDoubt(till)) lookUp(world, claim);
  const open = account
    .inDoubt(till, plastic)
    .find(
      (each) =>
        each.kind === kind && each.amountRupiah === amountRupiah && samePurpose(each.purpose, purpose),
    );
  if (open) return tapFor(world, open, fault, true);
  const since = till.ledger.transfersOf(plastic.serial, 1)[0]?.id ?? 0;
  const reference = named ? `nota-${world.tally.steps}` : undefined;
  const wish = { till, plastic, kind, amountRupiah, reference, purpose, since };
  if (!isPossible(wish)) return;
  const claim = world.people.ask(wish);
  await tapFor(world, claim, fault, false);
}

/** The counter knows what it is about; else nothing is asked of anybody. */
function isPossible(wish: Parameters<World['people']['ask']>[0]): boolean {
  try {
    requestFor(wish as Claim);
    return true;
  } catch (error) {
    if (isKartuError(error)) return false;
    throw error;
  }
}

/** The same request once more for what is in doubt. */
export async function again(world: World, till: Till, plastic: Plastic, fault?: Fault): Promise<void> {
  const [claim, ...others] = world.people.account(plastic.serial).inDoubt(till, plastic);
  for (const other of others) lookUp(world, other);
  if (claim?.isClosing) lookUp(world, claim);
  if (claim?.state === 'asked' || claim?.state === 'open') await tapFor(world, claim, fault, true);
}

export async function tapFor(
  world: World,
  claim: Claim,
  fault: Fault | undefined,
  isAgain: boolean,
): Promise<void> {
  const { till, plastic, kind, reference } = claim;
  if (kind === 'payout') return takeBackAgain(world, claim, fault, isAgain);
  // What the command itself looks for before it waits for a card.
  if (reference !== undefined) {
    const earlier = till.ledger.transferByReference(reference);
    if (earlier?.state === 'posted') {
      claim.transfer = earlier.id;
      world.people.done(claim);
      return;
    }
  }
  await tap(world, till, plastic, requestFor(claim), { fault, asked: claim, isAgain });
}

/** Looks into the books for what came of a wish. */
export function lookUp(world: World, claim: Claim): void {
  if (claim.state === 'open' && claim.transfer !== undefined) {
    const state = claim.till.ledger.transfer(claim.transfer)?.state;
    if (state === 'posted') world.people.done(claim);
    if (state === 'voided' && claim.isClosing) world.people.close(claim);
    if (state !== 'voided' || claim.isClosing) return;
    begunAnew(claim);
  }
  const known = world.people
    .account(claim.plastic.serial)
    .claims.flatMap(({ till, transfer }) =>
      till === claim.till && transfer !== undefined ? [transfer] : [],
    );
  const found = claim.till.ledger
    .transfersOf(claim.plastic.serial, 50)
    .find(
      ({ id, kind, amountRupiah, reference }) =>
        id > claim.since &&
        kind === claim.kind &&
        amountRupiah === claim.amountRupiah &&
        (reference ?? undefined) === claim.reference &&
        !known.includes(id),
    );
  if (!found || found.state === 'voided') {
    world.people.drop(claim, 'not in the books');
    return;
  }
  claim.transfer = found.id;
  if (found.state === 'posted') world.people.done(claim);
  else claim.state = 'open';
}

/** The card went on without it: what is asked again is another transfer. */
export function begunAnew(claim: Claim): void {
  if (claim.transfer === undefined || claim.till.ledger.transfer(claim.transfer)?.state !== 'voided') return;
  if (claim.isClosing || (claim.state !== 'open' && claim.state !== 'asked')) return;
  claim.state = 'asked';
  claim.since = claim.transfer;
  claim.transfer = undefined;
}

export function closeOne(world: World, till: Till, pick: number, fault?: Fault): void {
  const open = till.ledger
    .openTransfers()
    .filter(
      ({ id, kind, card, state }) =>
        state === 'unresolved' &&
        (kind === 'sale' ||
          kind === 'topup' ||
          world.people.account(card).claims.some((each) => each.transfer === id)),
    );
  const transfer = open[pick % Math.max(open.length, 1)];
  if (transfer) closeTransfer(world, till, transfer.id, transfer.card, fault);
}

export function closeTransfer(world: World, till: Till, id: number, serial: number, fault?: Fault): void {
  const claims = world.people.account(serial).inDoubt(till);
  for (const claim of claims) lookUp(world, claim);
  const claim = claims.find((each) => each.transfer === id && each.state === 'open');
  if (claim) claim.isClosing = true;
  if (fault?.kind === 'disk') till.disk.arm(fault);
  try {
    till.closeAsNotDone(id);
    if (claim) world.people.close(claim);
  } catch (error) {
    if (!isKartuError(error)) throw new Violation('crash', `closing ended in ${String(error)}`, error);
  }
  till.disk.disarm();
}
