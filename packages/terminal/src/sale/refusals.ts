/**
 * Everything for which a counter says no, in the order in which it is looked for: the first that applies is the one
 * that is told. `transient` ones may go away by themselves or by what the cashier does next; `final` ones stay until
 * the secretariat has acted. docs/refusals.md explains each; both languages have a sentence for the cashier and one
 * for the member, which reveals nothing about a card that is blocked or not genuine.
 */
export const REFUSALS = {
  // the counter itself
  'terminal-expired': 'final',
  'counter-restored': 'final',
  'clock-behind': 'transient',
  // the card, as it is read
  'card-not-read': 'transient',
  'card-blank': 'final',
  'card-foreign': 'final',
  'card-other-organisation': 'final',
  'card-issuer-unknown': 'transient',
  'card-not-genuine': 'final',
  'card-damaged': 'final',
  // the state on it
  'record-damaged': 'final',
  'record-not-genuine': 'final',
  'record-terminal-unknown': 'transient',
  'record-terminal-expired': 'transient',
  'record-terminal-incapable': 'transient',
  // the state against the ledger
  'card-behind': 'final',
  'card-forked': 'final',
  'chip-changed': 'final',
  'card-frozen': 'final',
  // standing
  'card-blocked': 'final',
  'card-expired': 'final',
  'member-suspended': 'final',
  // unfinished business
  'unfinished-transfer': 'transient',
  'earlier-transfer-finished': 'transient',
  'other-card': 'transient',
  // the amount
  'terminal-incapable': 'final',
  'blocklist-expired': 'transient',
  'settlement-expired': 'transient',
  'amount-above-terminal-limit': 'final',
  'amount-above-limit': 'final',
  'balance-too-low': 'final',
  'balance-above-maximum': 'final',
  'daily-limit': 'transient',
  'card-worn-out': 'final',
  // what it is for
  'bank-transfer-used': 'final',
  'dues-paid': 'final',
  'event-closed': 'final',
  'event-registered': 'final',
  'event-attended': 'final',
  'event-not-registered': 'final',
  // the member’s PIN
  'pin-unset': 'final',
  'pin-needed': 'transient',
  'pin-waiting': 'transient',
  'pin-locked': 'final',
  'pin-wrong': 'transient',
} as const;

export type RefusalCode = keyof typeof REFUSALS;
