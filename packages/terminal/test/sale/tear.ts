import { ACR122U, type ChipKind, type ReaderProfile, TRANSPARENT } from '@kartukita/card-core';
import type { Tear } from '@kartukita/card-core/virtual';
import { expect } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import type { Request } from '../../src/sale/tap.ts';
import { prove, tapOnce, tapped, type World } from '../world.ts';

/**
 * The tear sweep: a card is pulled away at every exchange of an operation, before it, after it (the answer is lost)
 * and in the middle of a write. Whatever happens, the same card tapped again brings the operation to one end, and
 * no rupiah is lost or made.
 */
export interface Operation {
  readonly name: string;
  readonly request: Request & { readonly amountRupiah: number };
  /** Done at this or another counter beforehand. */
  readonly topupRupiah: number;
  readonly seenBefore: boolean;
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'first top-up',
    request: { kind: 'topup', amountRupiah: 50_000 },
    topupRupiah: 0,
    seenBefore: false,
  },
  { name: 'top-up', request: { kind: 'topup', amountRupiah: 50_000 }, topupRupiah: 20_000, seenBefore: true },
  {
    name: 'debit of a known card',
    request: { kind: 'sale', amountRupiah: 12_500 },
    topupRupiah: 50_000,
    seenBefore: true,
  },
  {
    name: 'debit of a card never seen',
    request: { kind: 'sale', amountRupiah: 12_500 },
    topupRupiah: 50_000,
    seenBefore: false,
  },
];

export const PROFILES: readonly ReaderProfile[] = [ACR122U, TRANSPARENT];

export function tearsAt(exchange: number, seeds: readonly (number | undefined)[]): Tear[] {
  return [
    { atExchange: exchange, when: 'before' },
    { atExchange: exchange, when: 'after' },
    ...seeds.map(
      (seed): Tear => ({ atExchange: exchange, when: 'half', ...(seed === undefined ? {} : { seed }) }),
    ),
  ];
}

function prepared(
  world: World,
  kind: ChipKind,
  profile: ReaderProfile,
  counter: Counter,
  operation: Operation,
) {
  const card = world.card(kind, { profile });
  const first = operation.seenBefore ? counter : world.counter(2);
  const ready = async () => {
    if (operation.topupRupiah > 0)
      await tapped(first, card, { kind: 'topup', amountRupiah: operation.topupRupiah });
    // A pulled card must not leave the blank history of a first use behind as the only difference.
    return first;
  };
  return { card, ready };
}

/** How many exchanges an operation takes when nothing goes wrong, with the history entry after it. */
export async function exchangesOf(
  world: World,
  kind: ChipKind,
  profile: ReaderProfile,
  operation: Operation,
): Promise<number> {
  const counter = world.counter(1);
  const { card, ready } = prepared(world, kind, profile, counter, operation);
  await ready();
  card.resetStats();
  expect((await tapped(counter, card, operation.request)).outcome).toBe('posted');
  return card.stats().exchanges;
}

/** One torn operation and its recovery at the same counter; then another counter looks at the card too. */
export async function tearAndRecover(
  world: World,
  kind: ChipKind,
  profile: ReaderProfile,
  operation: Operation,
  tear: Tear,
): Promise<void> {
  const counter = world.counter(1);
  const { card, ready } = prepared(world, kind, profile, counter, operation);
  await ready();
  const { request, topupRupiah } = operation;
  const after =
    request.kind === 'topup' ? topupRupiah + request.amountRupiah : topupRupiah - request.amountRupiah;

  const first = await tapOnce(counter, card, request, { tear });
  if (first.error) expect(['card-removed', 'reader-failed']).toContain(first.error.code);
  else expect(['posted', 'voided', 'unresolved']).toContain(first.result.outcome);
  if (first.result?.outcome !== 'posted') {
    const second = await tapped(counter, card, request);
    expect(second).toMatchObject({ outcome: 'posted', balanceRupiah: after });
    expect(second.resumed).toBe(first.result?.outcome === 'unresolved' ? true : undefined);
  }
  expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
    outcome: 'read',
    balanceRupiah: after,
  });
  expect(await tapped(world.counter(3), card, { kind: 'balance' })).toMatchObject({
    outcome: 'read',
    balanceRupiah: after,
  });
  const proof = prove(counter);
  expect(proof.findings).toEqual([]);
  const voided = first.result?.outcome === 'voided' ? 1 : 0;
  expect(proof.transfers).toMatchObject({ voided, unresolved: 0, pending: 0 });
  const charged = counter.ledger.accountBalance(request.kind === 'topup' ? 'drawer' : 'sales');
  const own = operation.seenBefore ? topupRupiah : 0;
  expect(charged).toBe(request.kind === 'topup' ? own + request.amountRupiah : -request.amountRupiah);
}
