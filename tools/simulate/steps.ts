/**
 * What happens, as data: a plan is a list of steps that was made before the world is, so that one seed repeats it and
 * any part of it can be left out. A step that makes no sense where the world stands does nothing.
 */
export type Step =
  | {
      readonly do: 'sale' | 'topup';
      readonly at: number;
      readonly card: number;
      readonly amount: Amount;
      /** The caller gives the transfer a name of its own. */
      readonly named?: true;
      /** Of a sale: for a partner merchant, dues, or a registration. */
      readonly purpose?: 'merchant' | 'dues' | 'event';
      readonly fault?: Fault;
    }
  | { readonly do: 'balance' | 'resolve'; readonly at: number; readonly card: number; readonly fault?: Fault }
  /** The customer comes back with the same card for what is in doubt at this counter. */
  | { readonly do: 'again'; readonly at: number; readonly card: number; readonly fault?: Fault }
  /** Goods of an earlier sale come back, in whole or in part; cash of an earlier top-up goes back, with the card. */
  | {
      readonly do: 'refund' | 'take-back';
      readonly at: number;
      readonly pick: number;
      readonly share: number;
      readonly fault?: Fault;
    }
  /** The cashier closes what is unresolved as not done. */
  | { readonly do: 'close'; readonly at: number; readonly pick: number; readonly fault?: DiskFault }
  /** The process is killed between two commands and started again. */
  | { readonly do: 'restart'; readonly at: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'clock'; readonly at: number; readonly minutes: number }
  /** The state of a card is copied, to be laid back or onto a second chip later. */
  | { readonly do: 'copy' | 'roll-back' | 'clone'; readonly card: number }
  /** Records written by somebody who has a card writer: none of it may ever count. */
  | { readonly do: 'forge'; readonly card: number; readonly how: Forgery; readonly seed: number }
  | { readonly do: 'move'; readonly card: number; readonly from: number }
  /** A key taken from a counter signs a balance onto a card. */
  | { readonly do: 'stolen-key'; readonly at: number; readonly card: number; readonly amount: number }
  /** Two readers of one counter meet a card and its copy at the same time. */
  | { readonly do: 'both'; readonly at: number; readonly card: number; readonly amount: number }
  /** Cash leaves the drawer without a booking. */
  | { readonly do: 'embezzle'; readonly at: number; readonly amount: number }
  /** A friend's card is topped up without cash. */
  | { readonly do: 'gift'; readonly at: number; readonly card: number; readonly amount: number }
  /** A card is lost and blocked, whoever finds it goes on with it, and its holder gets another one. */
  | { readonly do: 'lose'; readonly card: number }
  /** A list of payroll is read and approved: a part of everybody's pay becomes credit. */
  | { readonly do: 'salary'; readonly amount: number; readonly fault?: DiskFault | KillFault }
  /** What happened since goes into a file for the secretariat. */
  | { readonly do: 'export'; readonly at: number; readonly fault?: DiskFault | KillFault }
  /** A file on its way comes to the secretariat, more or less. */
  | {
      readonly do: 'deliver';
      readonly pick: number;
      readonly how: Delivery;
      readonly seed: number;
      readonly fault?: DiskFault | KillFault;
    }
  | { readonly do: 'reply'; readonly at: number; readonly fault?: DiskFault | KillFault }
  /** A reply on its way comes to the counter, or to another one. */
  | {
      readonly do: 'apply';
      readonly at: number;
      readonly pick: number;
      readonly how: Delivery | 'stray';
      readonly seed: number;
      readonly fault?: DiskFault | KillFault;
    }
  /** The whole round at once, undisturbed. */
  | { readonly do: 'settle'; readonly at: number }
  /** A new member's card is made, and torn while it is. */
  | {
      readonly do: 'issue';
      readonly at: number;
      readonly kind: number;
      readonly fault?: TearFault | KillFault;
    }
  /** A counter is given up and its key revoked. */
  | { readonly do: 'retire'; readonly at: number }
  /** The registry is copied; the copy is put in its place. */
  | { readonly do: 'office-backup' | 'office-restore' }
  /** A counter's books are copied; the copy is put in their place. */
  | { readonly do: 'copy-books' | 'old-books'; readonly at: number }
  /** Everybody comes back, everything is settled, and all that was moved is counted. */
  | { readonly do: 'reckon' };

/** Whole rupiah; `all`: what is on the card; `more`: one rupiah above it. */
export type Amount = number | 'all' | 'more';

export type Forgery = 'stranger-key' | 'raised-balance' | 'random-bytes' | 'one-bit' | 'swapped-slots';

export type Delivery = 'whole' | 'twice' | 'lost' | 'truncated' | 'damaged';

/** Killed before the n-th statement that writes. */
export type KillFault = { readonly kind: 'kill-sql'; readonly statement: number };

export type DiskFault =
  /** The n-th commit from now on fails: the disk is full, or refuses to sync. `durable`: it is found there after a restart. */
  { readonly kind: 'disk'; readonly commit: number; readonly how: 'full' | 'sync' | 'sync-durable' };

export type TearFault = {
  readonly kind: 'tear';
  readonly exchange: number;
  readonly when: 'before' | 'after' | 'half';
  readonly seed: number;
};

export type Fault =
  | DiskFault
  | TearFault
  | KillFault
  /** Killed after a step of the tap. */
  | { readonly kind: 'kill-step'; readonly step: number }
  /** A cell of the chip does not keep what it is given, without a word. */
  | { readonly kind: 'worn'; readonly write: number; readonly seed: number };

export const TAP_STEPS = [
  'read',
  'reserved',
  'tail-written',
  'head-written',
  'posted',
  'told',
  'history-written',
] as const;

export interface PlanOptions {
  readonly seed: number;
  readonly steps: number;
  readonly counters: number;
  readonly cards: number;
}
