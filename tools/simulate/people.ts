import type { TapResult } from '../../packages/terminal/src/index.ts';
import { Account, type Claim, sign } from './account.ts';
import type { SeenRecord } from './camera.ts';
import type { Plastic } from './plastic.ts';
import type { Purpose } from './purpose.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';

/**
 * What people know, hold and owe: cash, goods, and what the cashier was told. It is kept apart from the program under
 * test, by whoever stands at the counter, so that a check cannot share a fault with the code.
 */

/** Cash in the drawer of each counter, as it lies there. */
export type Drawers = Map<Till, { cashRupiah: number; stolenRupiah: number }>;

/** Whole rupiah that changed hands at a counter. */
export type Done = Record<Claim['kind'] | Purpose['for'], number>;

export class People {
  readonly accounts = new Map<number, Account>();
  readonly drawers: Drawers = new Map();
  /** The cashier keeps the customer's cash for himself at the next top-up: there was none. */
  isGift = false;

  account(serial: number): Account {
    let account = this.accounts.get(serial);
    if (!account) {
      account = new Account(serial);
      this.accounts.set(serial, account);
    }
    return account;
  }

  drawer(till: Till) {
    let drawer = this.drawers.get(till);
    if (!drawer) {
      drawer = { cashRupiah: 0, stolenRupiah: 0 };
      this.drawers.set(till, drawer);
    }
    return drawer;
  }

  /** What went out and came in at a counter, by what was told: goods, what was for others, and cash. */
  claimsDone(till: Till): Done {
    const done: Done = { sale: 0, topup: 0, payout: 0, merchant: 0, dues: 0, event: 0 };
    for (const { claims } of this.accounts.values()) {
      for (const claim of claims) {
        if (claim.till !== till || claim.state !== 'done') continue;
        const { kind, purpose, amountRupiah, refundedRupiah } = claim;
        done[purpose?.for ?? kind] += amountRupiah - (kind === 'sale' ? refundedRupiah : 0);
      }
    }
    return done;
  }

  ask(claim: Omit<Claim, 'state' | 'transfer' | 'record' | 'isClosing' | 'refundedRupiah'>): Claim {
    const asked: Claim = {
      ...claim,
      state: 'asked',
      isClosing: false,
      refundedRupiah: 0,
      transfer: undefined,
      record: undefined,
    };
    this.account(claim.plastic.serial).claims.push(asked);
    return asked;
  }

  /** Each record that came onto a card belongs to somebody's wish, or gives back what was owed. */
  attribute(plastic: Plastic, till: Till, fresh: readonly SeenRecord[]): void {
    const account = this.account(plastic.serial);
    for (const record of fresh) {
      account.highestRupiah = Math.max(account.highestRupiah, record.balanceRupiah);
      if (this.#claimOf(account, plastic, till, record)) continue;
      if (record.kind === 'credit') this.#credit(account, record);
      else if (record.kind === 'refund' || record.kind === 'payout') this.#settle(account, till, record);
      else if (!account.taint) {
        throw new Violation(
          'charged',
          `card ${plastic.serial}: a ${record.kind} of ${record.amountRupiah} that nobody asked for, or a second time`,
        );
      }
    }
  }

  #claimOf(account: Account, plastic: Plastic, till: Till, record: SeenRecord): boolean {
    const claim = account
      .inDoubt(till, plastic)
      .find(
        (each) =>
          each.record === undefined && each.kind === record.kind && each.amountRupiah === record.amountRupiah,
      );
    if (claim) claim.record = record;
    return claim !== undefined;
  }

  #credit(account: Account, { amountRupiah }: SeenRecord): void {
    const missing = amountRupiah - account.promisedRupiah;
    if (missing > 0 && missing <= account.leftBehind()) {
      account.followedRupiah += missing;
      account.promisedRupiah += missing;
    }
    account.promisedRupiah -= amountRupiah;
    if (account.taint || account.promisedRupiah >= 0) return;
    const promised = account.promisedRupiah + amountRupiah;
    throw new Violation(
      'charged',
      `card ${account.serial}: credit of ${amountRupiah} was given where ${promised} had still to come`,
    );
  }

  /** Payroll has turned a part of somebody's pay into credit. */
  paySalary(serial: number, amountRupiah: number): void {
    const account = this.account(serial);
    account.salaryRupiah += amountRupiah;
    account.promisedRupiah += amountRupiah;
  }

  /** A counter that was asked for what it owes has handed it over: it follows as credit. */
  handOver(till: Till): void {
    for (const account of this.accounts.values()) {
      const owed = account.owedVisibly(till);
      if (owed <= 0 || till.ledger.owedRupiah(account.serial) !== 0) continue;
      account.owedRupiah.set(till, account.owed(till) - owed);
      account.promisedRupiah += owed;
    }
  }

  #settle(account: Account, till: Till, record: SeenRecord): void {
    const change = record.kind === 'refund' ? -record.amountRupiah : record.amountRupiah;
    const owed = account.owedVisibly(till);
    if (!account.taint && (record.kind === 'refund' ? owed + change < 0 : owed + change > 0)) {
      throw new Violation(
        'money',
        `card ${account.serial}: a ${record.kind} of ${record.amountRupiah} where ${owed} was owed`,
      );
    }
    account.owedRupiah.set(till, account.owed(till) + change);
    account.settlements.push({ till, record });
  }

  /** The cashier was told that it is done: goods over the counter, or cash into the drawer. */
  done(claim: Claim): void {
    if (claim.state === 'done') return;
    const { plastic, kind, amountRupiah, till } = claim;
    const account = this.account(plastic.serial);
    if ((claim.state === 'closed' || claim.state === 'dropped') && !account.taint) {
      throw new Violation(
        'charged',
        `card ${plastic.serial}: a ${kind} told as ${claim.state} is told as done`,
      );
    }
    claim.state = 'done';
    if (claim.record === undefined && !account.taint) {
      throw new Violation(
        'charged',
        `card ${plastic.serial}: told that a ${kind} of ${amountRupiah} is done, the card has none`,
      );
    }
    if (kind === 'sale') account.goodsRupiah += amountRupiah;
    else if (kind === 'payout') {
      claim.original!.refundedRupiah += amountRupiah;
      account.paidRupiah -= amountRupiah;
      this.drawer(till).cashRupiah -= amountRupiah;
    } else if (this.isGift) account.giftedRupiah += amountRupiah;
    else {
      account.paidRupiah += amountRupiah;
      this.drawer(till).cashRupiah += amountRupiah;
    }
  }

  /** The cashier was told that nothing was charged. */
  drop(claim: Claim, why: string): void {
    if (claim.state !== 'asked' && claim.state !== 'open') return;
    claim.state = 'dropped';
    if (claim.record === undefined || this.account(claim.plastic.serial).taint) return;
    throw new Violation(
      'charged',
      `card ${claim.plastic.serial}: told that a ${claim.kind} of ${claim.amountRupiah} was not done (${why}), the card has it`,
    );
  }

  /** Goods come back over the counter, and their price is owed from this moment. */
  takeBack(claim: Claim, amountRupiah: number): void {
    const account = this.account(claim.plastic.serial);
    claim.refundedRupiah += amountRupiah;
    account.goodsRupiah -= amountRupiah;
    account.owedRupiah.set(claim.till, account.owed(claim.till) + amountRupiah);
  }

  /** The cashier closes it as not done: goods stay, cash goes back. What the card shows after all is owed. */
  close(claim: Claim): void {
    claim.state = 'closed';
    if (claim.record === undefined) return;
    const account = this.account(claim.plastic.serial);
    const owed = account.owed(claim.till) - sign(claim.kind) * claim.amountRupiah;
    account.owedRupiah.set(claim.till, owed);
  }

  /** What the card holds must be what was paid in, less what was bought, but for what is in doubt or owed. */
  reckon(plastic: Plastic): void {
    const account = this.account(plastic.serial);
    if (account.taint) return;
    const doubtful = account
      .inDoubt()
      .reduce((sum, claim) => sum + (claim.record ? sign(claim.kind) * claim.amountRupiah : 0), 0);
    const given = account.salaryRupiah + account.followedRupiah - account.promisedRupiah;
    const due = account.paidRupiah + account.giftedRupiah - account.goodsRupiah;
    this.#requireDue(plastic, due + given - account.owedInAll() + doubtful);
  }

  #requireDue(plastic: Plastic, due: number): void {
    if (plastic.balanceRupiah !== due) {
      throw new Violation(
        'money',
        `card ${plastic.serial} holds ${plastic.balanceRupiah} where ${due} is due`,
      );
    }
  }
}

export interface Hearing {
  readonly plastic: Plastic;
  readonly till: Till;
  /** What this tap was for, if something was to be charged; `isAgain` where it was asked before. */
  readonly asked: Claim | undefined;
  readonly isAgain: boolean;
}

/** What a cashier makes of an answer. */
export function hear(people: People, { plastic, till, asked, isAgain }: Hearing, result: TapResult): void {
  const account = people.account(plastic.serial);
  const byTransfer = (transfer: number, kind: string, amountRupiah: number) =>
    account.claims.find((each) => each.till === till && each.transfer === transfer) ??
    account
      .inDoubt(till)
      .find(
        (each) => each.transfer === undefined && each.kind === kind && each.amountRupiah === amountRupiah,
      );
  const { finishedEarlier, unfinished, outcome, transfer, kind, amountRupiah } = result;
  if (finishedEarlier) {
    const earlier = byTransfer(finishedEarlier.transfer, finishedEarlier.kind, finishedEarlier.amountRupiah);
    if (earlier) finish(people, earlier, finishedEarlier.transfer);
  }
  if (unfinished) {
    const open = byTransfer(unfinished.transfer, unfinished.kind, unfinished.amountRupiah);
    if (open && (open.state === 'asked' || open.state === 'open')) {
      open.state = 'open';
      open.transfer = unfinished.transfer;
    }
  }
  if (transfer !== undefined && kind !== undefined && amountRupiah !== undefined) {
    const fresh = result.resumed ? undefined : asked;
    const claim = fresh ?? byTransfer(transfer, kind, amountRupiah);
    if (claim) {
      if (outcome === 'posted') finish(people, claim, transfer);
      if (outcome === 'voided') people.drop(claim, 'voided');
      if (outcome === 'unresolved') {
        claim.state = 'open';
        claim.transfer = transfer;
      }
    }
  }
  // Nothing was said of what this tap was for: a fresh wish was not granted, an older one stays in doubt.
  if (asked && !isAgain && asked.state === 'asked') people.drop(asked, result.reason ?? outcome);
}

function finish(people: People, claim: Claim, transfer: number): void {
  claim.transfer = transfer;
  people.done(claim);
}
