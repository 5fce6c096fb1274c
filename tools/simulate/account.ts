import type { SeenRecord } from './camera.ts';
import type { Plastic } from './plastic.ts';
import { onceOnly, type Purpose } from './purpose.ts';
import type { Till } from './till.ts';

/** One thing that a customer asked for. */
export interface Claim {
  readonly till: Till;
  readonly plastic: Plastic;
  /** `payout`: a top-up is taken back. */
  readonly kind: 'sale' | 'topup' | 'payout';
  /** What is taken back. */
  readonly original?: Claim;
  /** How much of it came back since. */
  refundedRupiah: number;
  readonly amountRupiah: number;
  readonly reference: string | undefined;
  /** Of a sale: whom or what it is for; undefined: goods. */
  readonly purpose: Purpose | undefined;
  /** The last transfer of this card that stood in the counter's books when it was asked. */
  since: number;
  /**
   * `asked`: nobody was told what came of it; `open`: told that it is unresolved; `done`: goods or cash changed hands;
   * `dropped`: told that nothing was charged; `closed`: closed as not done, goods or cash went back.
   */
  state: 'asked' | 'open' | 'done' | 'dropped' | 'closed';
  /** The cashier meant to close it, and the counter may have failed to say that it did. */
  isClosing: boolean;
  /** Its number in the counter's books, once somebody was told. */
  transfer: number | undefined;
  /** The record on the card that came of it. */
  record: SeenRecord | undefined;
}

/** One card's holder against the cooperative. Whole rupiah. */
export class Account {
  readonly serial: number;
  paidRupiah = 0;
  goodsRupiah = 0;
  /** Part of a salary that was turned into credit, and what of all credits has still to reach the card. */
  salaryRupiah = 0;
  promisedRupiah = 0;
  /** Credited by a dishonest cashier without cash. */
  giftedRupiah = 0;
  readonly claims: Claim[] = [];
  /** What each counter owes the holder (below 0: he owes) after a transfer closed too early. */
  readonly owedRupiah = new Map<Till, number>();
  /** What somebody did to this card that its money cannot be reckoned as an honest one's. */
  taint: string | undefined;
  /** Days on which it was used, by the counters' clocks, since it was tainted. */
  readonly taintedDays = new Set<string>();
  /** Records by which a counter gave or took what was owed. */
  readonly settlements: { readonly till: Till; readonly record: SeenRecord }[] = [];
  highestRupiah = 0;
  /** The lost card that this one took the place of, and how much of its value has followed. */
  before: { readonly account: Account; readonly plastic: Plastic } | undefined;
  followedRupiah = 0;
  /** A stolen key has signed value onto it. */
  hasForged = false;
  isFound = false;

  constructor(serial: number) {
    this.serial = serial;
  }

  owed(till: Till): number {
    return this.owedRupiah.get(till) ?? 0;
  }

  /**
   * The part of it that this counter can know of: it has met the record. Where the card went on by several records
   * elsewhere it cannot see any more what came of a transfer that it closed, and ledgers have to meet (threat model §8).
   */
  owedVisibly(till: Till): number {
    const unseen = this.claims.filter(
      (claim) =>
        claim.till === till &&
        claim.state === 'closed' &&
        claim.record !== undefined &&
        till.ledger.recordAt(this.serial, claim.record.sequence) === undefined,
    );
    return unseen.reduce((owed, claim) => owed + sign(claim.kind) * claim.amountRupiah, this.owed(till));
  }

  /**
   * What the counter must say that it owes: a refund or payout of its own that it has not met counts as not made, and
   * stays unresolved there, so that nothing is given a second time.
   */
  owedAsTold(till: Till): number {
    const unmet = this.settlements.filter(
      (each) => each.till === till && till.ledger.recordAt(this.serial, each.record.sequence) === undefined,
    );
    return unmet.reduce(
      (owed, { record }) => owed + (record.kind === 'refund' ? 1 : -1) * record.amountRupiah,
      this.owedVisibly(till),
    );
  }

  owedInAll(): number {
    return [...this.owedRupiah.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Dues and registrations that were paid again, at counters that did not know of each other: it is owed back. */
  paidAgainRupiah(): number {
    const once = Map.groupBy(
      this.claims.filter((claim) => claim.state === 'done' && onceOnly(claim) !== undefined),
      (claim) => onceOnly(claim)!,
    );
    return [...once.values()].reduce((sum, paid) => sum + (paid.length - 1) * paid[0]!.amountRupiah, 0);
  }

  /**
   * What has still to follow as credit, and nobody has announced: what a lost card held, was owed and was promised; dues
   * that were paid again.
   */
  leftBehind(): number {
    const again = this.paidAgainRupiah() - this.followedRupiah;
    if (!this.before) return again;
    const { account, plastic } = this.before;
    const value = plastic.balanceRupiah + account.owedInAll() + account.promisedRupiah;
    return value + account.leftBehind() + again;
  }

  inDoubt(till?: Till, plastic?: Plastic): Claim[] {
    return this.claims.filter(
      (claim) =>
        (claim.state === 'asked' || claim.state === 'open') &&
        (till === undefined || claim.till === till) &&
        (plastic === undefined || claim.plastic === plastic),
    );
  }
}

/** What it does to the balance. */
export const sign = (kind: Claim['kind']) => (kind === 'topup' ? 1 : -1);
