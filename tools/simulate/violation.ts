/** What must hold, by the number under which docs/simulation.md explains it. */
export const INVARIANTS = {
  money: 'money is neither lost nor made',
  charged: 'a member is never charged twice, nor for nothing without a credit owed',
  fraud: 'every fraud is found, and its loss is within the stated bound',
  chain: 'each terminal’s chain is gapless and its books are in order',
  recovery: 'recovery ends',
  crash: 'nothing ends in an error that is not one of ours',
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** The world is not as it must be: the run ends here, and its plan is worth shrinking. */
export class Violation extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, what: string, cause?: unknown) {
    super(what, cause === undefined ? {} : { cause });
    this.name = 'Violation';
    this.invariant = invariant;
  }
}
