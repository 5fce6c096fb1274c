import { KartuError } from '@kartukita/card-core';
import type { Credit } from '../registry/credits.ts';
import type { Registry } from '../registry/registry.ts';
import type { EntryMeaning } from '../settlement/entries.ts';

/** The kind of entry by which a counter answers for a credit that another one is to give. */
export const CREDIT_WITHDRAWN = 'credit-withdrawn';

/**
 * A credit for a card without a purse is to be given by another counter. Its own has to say first that it has not given
 * it and gives it no more; a revoked one is not waited for, because nothing that it does from now on counts: also what
 * was asked of it before goes on. Returns true where it has gone at once. Throws `not-found`, `usage`, `already-exists`
 * (asked before).
 */
export function withdrawCredit(registry: Registry, card: number, number: number, to: number): boolean {
  return registry.credits.transact(() => {
    const credit = registry.credits.ofCard(card).find((each) => each.number === number);
    if (!credit) {
      throw new KartuError('not-found', `card ${card} has no credit ${number}`, {
        details: { what: 'credit', cardSerial: card, number },
      });
    }
    requireMovable(registry, credit, to);
    const isRevoked = registry.keys.revocations().some(({ terminal }) => terminal === credit.terminal);
    const before = registry.withdrawals
      .asked(credit.terminal!)
      .find((each) => each.card === card && each.number === number);
    const asked = before && isRevoked ? before : registry.withdrawals.ask(card, number, to);
    if (!asked) {
      throw new KartuError('already-exists', 'asked before', {
        details: { what: 'credit-withdrawn', cardSerial: card, number },
      });
    }
    if (!isRevoked) return false;
    registry.withdrawals.answer(asked.id, false);
    moveTo(registry, credit, to);
    return true;
  });
}

function requireMovable(registry: Registry, { card, number, state, terminal }: Credit, to: number): void {
  const usage = (what: string) =>
    new KartuError('usage', what, { details: { what, cardSerial: card, number } });
  if (state !== 'waiting') throw usage(`credit-is-${state}`);
  if (terminal === null) throw usage('credit-for-all');
  if (terminal === to) throw usage('credit-same-counter');
  const revoked = registry.keys.revocations().map((each) => each.terminal);
  const isCounter = registry.terminals.list().some((each) => each.terminal === to && each.certificate);
  if (isCounter && !revoked.includes(to)) return;
  throw new KartuError('not-found', `there is no terminal ${to}`, {
    details: { what: 'terminal', terminal: to },
  });
}

function moveTo(registry: Registry, { card, number, amountRupiah, reason }: Credit, terminal: number): void {
  registry.credits.moveOne(card, number);
  const source = `moved:${card}:${number}`;
  registry.credits.add({ card, amountRupiah, reason, kind: 'moved', source, terminal });
}

/** In the transaction that takes in the answer of a counter; what nobody asked for says nothing. */
export function takeWithdrawal(
  registry: Registry,
  terminal: number,
  { handover, given }: EntryMeaning,
): void {
  const asked = registry.withdrawals.asked(terminal).find(({ id }) => id === handover);
  if (!asked || given === undefined) return;
  registry.withdrawals.answer(asked.id, given);
  const credit = registry.credits.ofCard(asked.card).find((each) => each.number === asked.number);
  if (!given && credit?.state === 'waiting') moveTo(registry, credit, asked.to);
}

/** A counter gave what nobody had promised, or not to give there: there is too much of it somewhere. */
export function reportUnpromised(registry: Registry): void {
  for (const { card, terminal, sequence, gaveRupiah, promisedRupiah } of registry.credits.takeUnpromised()) {
    const note = `record ${sequence} by counter ${terminal} gave ${gaveRupiah}, promised were ${promisedRupiah}`;
    registry.cases.report('unexplained-balance', card, { terminal: 0, entry: 0, card, note });
  }
}
