import type { VirtualReader } from '@kartukita/card-core/virtual';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { setEvent } from '../../src/day/events.ts';
import { setMemberPin } from '../../src/day/member-pins.ts';
import { refundSale } from '../../src/day/refunds.ts';
import { settleInterrupted } from '../../src/sale/recovery.ts';
import { makeWorld, prove, tapped, type World } from '../world.ts';
import { Rig } from './counter-rig.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let counter: Counter;
let rig: Rig;
let ani: VirtualReader;
let budi: VirtualReader;
beforeEach(async () => {
  counter = world.counter(1);
  [ani, budi] = [world.card('ntag215'), world.card('classic-1k')];
  for (const card of [ani, budi]) await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
  rig = new Rig(counter);
  await rig.until(({ reader }) => reader.phase === 'ready');
});
afterEach(async () => {
  await rig.close();
  expect(rig.faults).toEqual([]);
  expect(prove(counter).findings).toEqual([]);
});

const charged = () => counter.ledger.accountBalance('sales');

describe('amount first', () => {
  it('waits for a card, charges it once, and wants it taken away', async () => {
    rig.place({ id: id(1), amountRupiah: 7500 });
    expect(rig.till.state.order).toMatchObject({ phase: 'waiting' });
    await rig.lay(ani);
    const { order, card } = await rig.phase('done');
    expect(order?.result).toMatchObject({ outcome: 'posted', balanceRupiah: 42_500, booksRupiah: 42_500 });
    expect(card?.mustLeave).toBe(true);
    // The next customer's amount is not taken from the card that was forgotten there.
    rig.place({ id: id(2), amountRupiah: 5000 });
    expect(rig.till.state.order).toMatchObject({ phase: 'waiting', hint: 'take-card-away' });
    rig.take();
    await rig.until(({ order: next, card: left }) => left === null && next?.hint === undefined);
    expect(charged()).toBe(-7500);
    await rig.lay(budi);
    expect((await rig.phase('done')).order?.result).toMatchObject({ balanceRupiah: 45_000 });
  });

  it('asked for again under its name is told, not charged', async () => {
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    await rig.phase('done');
    rig.till.withdraw(id(1));
    rig.take();
    rig.place({ id: id(1), amountRupiah: 7500 });
    expect(rig.till.state.order).toMatchObject({
      phase: 'done',
      result: { outcome: 'posted', resumed: true },
    });
    expect(charged()).toBe(-7500);
  });

  it('after a refusal another card may pay', async () => {
    const empty = world.card('ntag216');
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(empty);
    const { order, card } = await rig.phase('refused');
    expect(order?.result?.reason).toBe('balance-too-low');
    expect(card?.mustLeave).toBe(false);
    await rig.lay(ani);
    expect((await rig.phase('done')).order?.result).toMatchObject({ outcome: 'posted' });
  });
});

describe('card first', () => {
  const look = async () => {
    await rig.lay(ani);
    return (await rig.until(({ card }) => card?.history !== undefined)).card!;
  };

  it('shows balance and history, then takes the amount from that card', async () => {
    const card = await look();
    expect(card.look).toMatchObject({ outcome: 'read', balanceRupiah: 50_000, balanceFrom: 'card' });
    expect(card.history?.map(({ kind }) => kind)).toEqual(['topup', 'opening']);
    rig.place({ id: id(1), amountRupiah: 7500, card: card.placement });
    expect((await rig.phase('done')).order?.result).toMatchObject({ balanceRupiah: 42_500 });
  });

  it('another card in its place is not charged for it', async () => {
    const { placement } = await look();
    await rig.lay(budi);
    await rig.until(({ card }) => card?.look !== undefined && card.placement !== placement);
    rig.place({ id: id(1), amountRupiah: 7500, card: placement });
    expect(rig.till.state.order).toMatchObject({ phase: 'done', error: 'card-changed' });
    expect(charged()).toBe(0);
  });

  it('a card that was swapped unseen between look and write is not charged either', async () => {
    const { placement } = await look();
    rig.place({ id: id(1), amountRupiah: 7500, card: placement });
    rig.swap(budi);
    const { order } = await rig.until(({ order: now }) => now?.phase === 'done' || now?.phase === 'waiting');
    expect(order?.result?.outcome).not.toBe('posted');
    expect(charged()).toBe(0);
  });

  it('an NTAG213 shows the books’ balance, and says so', async () => {
    await rig.lay(world.card('ntag213'));
    const { card } = await rig.until(({ card: now }) => now?.look !== undefined);
    expect(card?.look?.balanceFrom).toBe('books');
  });
});

describe('a card that is pulled away', () => {
  const tear = async () => {
    rig.onStep = (step) => step === 'tail-written' && rig.take();
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    const state = await rig.phase('unfinished');
    rig.onStep = () => {};
    return state;
  };

  it('has not paid yet; the same card finishes it, and is charged once', async () => {
    const { order, openCases } = await tear();
    expect(order?.awaited?.memberNumber).toBe('89.00000001');
    expect(openCases).toBe(1);
    await rig.lay(ani);
    const { order: done } = await rig.phase('done');
    expect(done?.result).toMatchObject({ outcome: 'posted', resumed: true, balanceRupiah: 42_500 });
    expect(charged()).toBe(-7500);
  });

  it('is not paid for by another card', async () => {
    await tear();
    await rig.lay(budi);
    await rig.until(({ order }) => order?.hint === 'other-card');
    expect(rig.till.state.order?.phase).toBe('unfinished');
    expect(charged()).toBe(0);
    await rig.lay(ani);
    await rig.phase('done');
    expect(charged()).toBe(-7500);
  });

  it('may be waited for while others are served', async () => {
    await tear();
    expect(() => rig.place({ id: id(2), amountRupiah: 5000 })).toThrow();
    rig.till.setAside(id(1));
    rig.place({ id: id(2), amountRupiah: 5000 });
    await rig.lay(budi);
    await rig.phase('done');
    expect(rig.till.state.openCases).toBe(1);
    // It comes back without anybody asking for anything: what is open is shown.
    await rig.lay(ani);
    const { card } = await rig.until(({ card: now }) => now?.look?.unfinished !== undefined);
    expect(card?.look?.unfinished).toMatchObject({ kind: 'sale', amountRupiah: 7500 });
  });

  it('may be closed as not sold', async () => {
    const { order } = await tear();
    rig.till.closeCase(order!.result!.transfer!, {});
    expect(rig.till.state).toMatchObject({ order: null, openCases: 0 });
    await rig.lay(ani);
    const { card } = await rig.until(({ card: now }) => now?.look !== undefined);
    expect(card?.look).toMatchObject({ balanceRupiah: 50_000 });
  });

  it('before anything was written leaves nothing behind: tap again', async () => {
    // A MIFARE Classic is authenticated once more before it is written.
    rig.onStep = (step) => step === 'reserved' && rig.take();
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(budi);
    await rig.until(({ order }) => order?.error === 'card-removed');
    rig.onStep = () => {};
    expect(rig.till.state).toMatchObject({ order: { phase: 'waiting' }, openCases: 0 });
    await rig.lay(budi);
    await rig.phase('done');
    expect(charged()).toBe(-7500);
  });
});

describe('a member’s PIN', () => {
  it('is asked for above the organisation’s amount, and given while the card lies there', async () => {
    await rig.close();
    counter = world.counter(1, { policy: { pinAboveRupiah: 5000 } });
    ani = world.card('ntag215');
    await tapped(counter, ani, { kind: 'topup', amountRupiah: 50_000 });
    await setMemberPin(counter, '8900000001', '2468', {});
    rig = new Rig(counter);
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    const reason = async (code: string) =>
      rig.until(({ order }) => order?.phase === 'refused' && order.result?.reason === code);
    await reason('pin-needed');
    expect(() => rig.till.givePin(id(2), '2468')).toThrow();
    rig.till.givePin(id(1), '1357');
    await reason('pin-wrong');
    rig.till.givePin(id(1), '2468');
    expect((await rig.phase('done')).order?.result).toMatchObject({
      outcome: 'posted',
      balanceRupiah: 42_500,
    });
    expect(() => rig.till.givePin(id(1), '2468')).toThrow();
    // Nor does any window see it.
    expect(JSON.stringify(rig.till.state)).not.toContain('2468');
  });

  it('is not needed for less', async () => {
    await rig.close();
    counter = world.counter(1, { policy: { pinAboveRupiah: 5000 } });
    ani = world.card('ntag215');
    await tapped(counter, ani, { kind: 'topup', amountRupiah: 50_000 });
    rig = new Rig(counter);
    rig.place({ id: id(1), amountRupiah: 5000 });
    await rig.lay(ani);
    await rig.phase('done');
  });
});

describe('what is taken back', () => {
  it('goes to its own card alone', async () => {
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    const { transfer, cardSerial } = (await rig.phase('done')).order!.result!;
    rig.take();
    refundSale(counter, transfer!, { reason: 'salah barang' }, {});
    rig.till.withdraw(id(1));
    const request = { kind: 'resolve' } as const;
    rig.till.place({
      id: id(2),
      kind: 'resolve',
      amountRupiah: 0,
      card: null,
      onlyCard: cardSerial!,
      request,
      duty: {},
    });
    await rig.lay(budi);
    await rig.until(({ order }) => order?.hint === 'other-card');
    expect(rig.till.state.order).toMatchObject({
      phase: 'waiting',
      awaited: { memberNumber: '89.00000001' },
    });
    await rig.lay(ani);
    expect((await rig.phase('done')).order?.result).toMatchObject({
      settledRupiah: 7500,
      balanceRupiah: 50_000,
    });
  });
});

describe('attendance', () => {
  it('counts card after card, each member once', async () => {
    setEvent(counter, { id: 'rapat', name: 'Rapat', feeRupiah: 0, active: true });
    const request = { kind: 'attend', event: 'rapat' } as const;
    rig.till.place({ id: id(1), kind: 'attend', amountRupiah: 0, card: null, request, duty: {} });
    await rig.lay(ani);
    await rig.until(({ order }) => order?.result?.attendance === 1);
    expect(rig.till.state).toMatchObject({ order: { phase: 'waiting' }, card: { mustLeave: false } });
    await rig.lay(ani);
    await rig.until(({ order }) => order?.result?.reason === 'event-attended');
    const citra = world.card('ntag216', { identity: { memberNumber: '8900000003' } });
    await rig.lay(citra);
    await rig.until(({ order }) => order?.result?.attendance === 2);
    rig.till.withdraw(id(1));
  });
});

describe('a reader that is unplugged', () => {
  it('is said so, and the sale goes on when it is back', async () => {
    rig.place({ id: id(1), amountRupiah: 7500 });
    rig.unplug();
    await rig.until(({ reader }) => reader.phase === 'lost');
    expect(rig.till.state.order?.phase).toBe('waiting');
    rig.plugIn();
    await rig.until(({ reader }) => reader.phase === 'ready');
    await rig.lay(ani);
    await rig.phase('done');
  });
});

describe('a server that is started again', () => {
  const restart = async () => {
    await rig.close();
    settleInterrupted(counter.ledger);
    rig = new Rig(counter);
  };

  it('waits for no card of before: nobody may be there any more', async () => {
    rig.place({ id: id(1), amountRupiah: 7500 });
    await restart();
    expect(rig.till.state.order).toBeNull();
  });

  it('goes on with a sale that was cut off in the middle', async () => {
    rig.onStep = (step) => step === 'tail-written' && rig.take();
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    await rig.phase('unfinished');
    await restart();
    expect(rig.till.state.order).toMatchObject({ id: id(1), phase: 'unfinished', restored: true });
    await rig.lay(ani);
    expect((await rig.phase('done')).order?.result).toMatchObject({ outcome: 'posted', resumed: true });
    expect(charged()).toBe(-7500);
  });

  it('leaves what was set aside on the list, and serves the next one', async () => {
    rig.onStep = (step) => step === 'tail-written' && rig.take();
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    await rig.phase('unfinished');
    rig.till.setAside(id(1));
    await restart();
    expect(rig.till.state).toMatchObject({ order: null, openCases: 1 });
  });

  it('tells what had been paid and told nobody, once', async () => {
    const { ledger } = counter;
    rig.place({ id: id(1), amountRupiah: 7500 });
    await rig.lay(ani);
    await rig.phase('done');
    // As if it had died between booking and telling.
    const told = `told-transfer:${rig.till.state.order!.result!.cardSerial}`;
    await rig.close();
    ledger.setSetting(told, '0');
    await restart();
    expect(rig.till.state.order).toMatchObject({ phase: 'done', restored: true, result: { resumed: true } });
    rig.till.withdraw(id(1));
    await restart();
    expect(rig.till.state.order).toBeNull();
  });
});
