import type { VirtualReader } from '@kartukita/card-core/virtual';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { addDues, duesPayment, duesView } from '../../src/day/dues.ts';
import { eventRegistration, eventsOf, setEvent } from '../../src/day/events.ts';
import { asksForPin, removeMemberPin, setMemberPin } from '../../src/day/member-pins.ts';
import { refundSale } from '../../src/day/refunds.ts';
import { addCredits, waitingCredits } from '../../src/ledger/credits.ts';
import { booked, makeWorld, prove, tapped, type World } from '../world.ts';
import { faultOf } from './faults.ts';

let world: World;
let counter: Counter;
let card: VirtualReader;
let serial: number;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter = world.counter(1);
  card = world.card('ntag215');
  serial = (await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 })).cardSerial!;
});

const ANI = '8900000001';
const cardOf = (memberNumber: string) => world.card('classic-1k', { identity: { memberNumber } });

describe('dues', () => {
  const charge = (period: string, due: string, change = {}) => ({
    member: ANI,
    period,
    amountRupiah: 10_000,
    due,
    ...change,
  });
  const pay = (...periods: string[]) =>
    duesPayment(
      counter,
      ANI,
      periods.map((period) => ({ period })),
    );

  it('are charged by the issuer, the last word on a period counts, and nothing is said twice', () => {
    const charges = [charge('2026-01', '2026-01-31'), charge('2026-03', '2026-03-31')];
    expect(addDues(counter.ledger, charges)).toBe(2);
    expect(addDues(counter.ledger, charges)).toBe(0);
    expect(addDues(counter.ledger, [charge('2026-01', '2026-01-31', { settled: true })])).toBe(1);
    expect(duesView(counter, ANI)).toEqual({
      lines: [
        {
          period: '2026-01',
          amountRupiah: 10_000,
          due: '2026-01-31',
          paid: true,
          transfer: null,
          arrears: false,
        },
        {
          period: '2026-03',
          amountRupiah: 10_000,
          due: '2026-03-31',
          paid: false,
          transfer: null,
          arrears: false,
        },
      ],
      unpaidRupiah: 10_000,
      arrearsRupiah: 0,
    });
    expect(prove(counter).findings).toEqual([]);
  });

  it('are in arrears from the day after the last one, and paid once, by the member’s own card', async () => {
    addDues(counter.ledger, [charge('2026-02', '2026-03-01'), charge('2026-03', '2026-03-02')]);
    expect(duesView(counter, ANI)).toMatchObject({ unpaidRupiah: 20_000, arrearsRupiah: 10_000 });
    expect(await tapped(counter, cardOf('8900000002'), pay('2026-02'))).toMatchObject({ outcome: 'refused' });
    const paid = await tapped(counter, card, pay('2026-02', '2026-03'));
    expect(paid).toMatchObject({ outcome: 'posted', amountRupiah: 20_000, balanceRupiah: 80_000 });
    expect(duesView(counter, ANI)).toMatchObject({ unpaidRupiah: 0, arrearsRupiah: 0 });
    expect(await tapped(counter, card, pay('2026-03'))).toMatchObject({
      outcome: 'refused',
      reason: 'dues-paid',
    });
    const again = 'INSERT INTO dues_payment SELECT ?, member, period, 1 FROM dues_payment LIMIT 1';
    const other = (await tapped(counter, card, { kind: 'sale', amountRupiah: 1 })).transfer;
    expect(() => counter.ledger.database.prepare(again).run(other)).toThrow('this period is paid');
    expect(booked(counter, 'dues')).toBe(-20_000);
  });

  it.each([
    ['no period', [], 'usage dues-periods'],
    [
      'one twice',
      [
        { period: '2026-01', amountRupiah: 1 },
        { period: '2026-01', amountRupiah: 1 },
      ],
      'usage dues-periods',
    ],
    ['one that nobody charged', [{ period: '2026-01' }], 'usage dues-unknown'],
    ['an amount that is none', [{ period: '2026-01', amountRupiah: -1 }], 'usage dues-unknown'],
  ])('are refused for %s', async (_, periods, fault) => {
    expect(await faultOf(() => duesPayment(counter, ANI, periods))).toBe(fault);
  });
});

describe('events', () => {
  const event = { id: 'rat-2026', name: 'Rapat anggota', feeRupiah: 25_000, active: true };
  const attend = { kind: 'attend', event: 'rat-2026' } as const;

  it('are registered for and paid once, attended once, counted at each tap; a registration taken back does not count', async () => {
    setEvent(counter, event);
    expect(await tapped(counter, card, attend)).toMatchObject({
      reason: 'event-not-registered',
      attendance: 0,
    });
    const registered = await tapped(counter, card, eventRegistration(counter, 'rat-2026'));
    expect(registered).toMatchObject({ outcome: 'posted', balanceRupiah: 75_000 });
    expect(await tapped(counter, card, eventRegistration(counter, 'rat-2026'))).toMatchObject({
      reason: 'event-registered',
    });
    expect(await tapped(counter, card, attend)).toMatchObject({ outcome: 'read', attendance: 1 });
    expect(await tapped(counter, card, attend)).toMatchObject({ reason: 'event-attended', attendance: 1 });
    refundSale(counter, registered.transfer!, { reason: 'ill' }, {});
    expect(eventsOf(counter.ledger)).toEqual([{ ...event, registered: 0, attending: 1 }]);
    expect(booked(counter, 'events')).toBe(0);
    setEvent(counter, { ...event, active: false });
    expect(await tapped(counter, card, attend)).toMatchObject({ reason: 'event-closed' });
    expect(await faultOf(() => eventRegistration(counter, 'rat-2026'))).toBe('not-found event-unknown');
    expect(prove(counter).findings).toEqual([]);
  });

  it('without a fee are attended by whoever comes, each member once whatever the card', async () => {
    setEvent(counter, { ...event, feeRupiah: 0 });
    expect(await faultOf(() => eventRegistration(counter, 'rat-2026'))).toBe('usage event-free');
    await tapped(counter, card, attend);
    expect(await tapped(counter, cardOf(ANI), attend)).toMatchObject({ reason: 'event-attended' });
    expect(await tapped(counter, cardOf('8900000002'), attend)).toMatchObject({ attendance: 2 });
  });

  it('tell nothing of a blocked card', async () => {
    const strict = world.counter(2, { blocked: [serial] });
    setEvent(strict, { ...event, feeRupiah: 0 });
    expect(await tapped(strict, card, attend)).toMatchObject({ outcome: 'refused', reason: 'card-blocked' });
    expect(eventsOf(strict.ledger)[0]).toMatchObject({ attending: 0 });
  });
});

describe('salary that waits for a card', () => {
  const credit = (number: number, amountRupiah: number) => ({
    card: serial,
    number,
    amountRupiah,
    reason: 'salary',
  });
  const onCard = { kind: 'resolve' } as const;

  it('goes on it once at its next tap, as one record that names the last number', async () => {
    addCredits(counter.ledger, [credit(2, 50_000), credit(1, 100_000)]);
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({
      balanceRupiah: 100_000,
      waitingRupiah: 150_000,
    });
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 10_000 })).toMatchObject({
      outcome: 'posted',
      creditedRupiah: 150_000,
      balanceRupiah: 240_000,
    });
    expect(await tapped(counter, card, onCard)).not.toHaveProperty('creditedRupiah');
    expect(booked(counter, 'salary-clearing')).toBe(150_000);
    expect(prove(counter).findings).toEqual([]);
  });

  it('waits for the one before it: a card that was given a later one could never be given that', async () => {
    addCredits(counter.ledger, [credit(1, 1_000), credit(3, 50_000)]);
    expect(await tapped(counter, card, onCard)).toMatchObject({
      creditedRupiah: 1_000,
      waitingRupiah: 50_000,
    });
    addCredits(counter.ledger, [credit(2, 2_000)]);
    expect(await tapped(counter, card, onCard)).toMatchObject({ creditedRupiah: 52_000 });
  });

  it('goes on it once where two counters hold it and never met', async () => {
    const other = world.counter(2);
    for (const { ledger } of [counter, other]) addCredits(ledger, [credit(1, 100_000)]);
    expect(await tapped(other, card, onCard)).toMatchObject({
      creditedRupiah: 100_000,
      balanceRupiah: 200_000,
    });
    expect(await tapped(counter, card, onCard)).toMatchObject({
      outcome: 'resolved',
      balanceRupiah: 200_000,
    });
    addCredits(counter.ledger, [credit(2, 5_000)]);
    expect(await tapped(counter, card, onCard)).toMatchObject({
      creditedRupiah: 5_000,
      balanceRupiah: 205_000,
    });
    expect(prove(counter).findings).toEqual([]);
    expect(prove(other).findings).toEqual([]);
  });

  it('that does not fit waits, in the order of its numbers', async () => {
    const tight = world.counter(2, { policy: { maxBalanceRupiah: 180_000 } });
    addCredits(tight.ledger, [credit(1, 50_000), credit(2, 40_000), credit(3, 10_000)]);
    expect(await tapped(tight, card, onCard)).toMatchObject({
      creditedRupiah: 50_000,
      waitingRupiah: 50_000,
      balanceRupiah: 150_000,
    });
    await tapped(tight, card, { kind: 'sale', amountRupiah: 70_000 });
    expect(await tapped(tight, card, onCard)).toMatchObject({
      creditedRupiah: 50_000,
      balanceRupiah: 130_000,
    });
    expect(waitingCredits(tight.ledger, serial, 3)).toEqual([]);
    expect(prove(tight).findings).toEqual([]);
  });

  it('is given to a card without a purse by the one counter that was told, whatever its number', async () => {
    const small = world.card('ntag213');
    const { cardSerial } = await tapped(counter, small, { kind: 'topup', amountRupiah: 1_000 });
    addCredits(counter.ledger, [{ ...credit(3, 5_000), card: cardSerial! }]);
    expect(await tapped(counter, small, onCard)).toMatchObject({
      creditedRupiah: 5_000,
      balanceRupiah: 6_000,
    });
    expect(await tapped(counter, small, onCard)).toMatchObject({ balanceRupiah: 6_000 });
    expect(prove(counter).findings).toEqual([]);
  });

  it('is told twice without being given twice, and never with another amount', async () => {
    expect(addCredits(counter.ledger, [credit(1, 100_000)])).toHaveLength(1);
    expect(addCredits(counter.ledger, [credit(1, 100_000), credit(2, 1)])).toMatchObject([{ number: 2 }]);
    expect(await faultOf(() => addCredits(counter.ledger, [credit(1, 100_001)]))).toBe(
      'data-damaged credit-other',
    );
  });

  it('changed by hand is found by verify', async () => {
    addCredits(counter.ledger, [credit(1, 100_000)]);
    await tapped(counter, card, onCard);
    counter.ledger.database.exec('DROP TRIGGER credit_no_update; UPDATE credit SET amount_rupiah = 1');
    expect(prove(counter).findings).not.toEqual([]);
  });

  it('needs a certificate that allows it', async () => {
    const small = await makeWorld(new Map([[1, { capabilities: ['sale', 'topup'] }]]));
    const till = small.counter(1);
    const own = small.card('ntag215');
    const { cardSerial } = await tapped(till, own, { kind: 'topup', amountRupiah: 1_000 });
    addCredits(till.ledger, [{ card: cardSerial!, number: 1, amountRupiah: 5, reason: 'salary' }]);
    expect(await tapped(till, own, onCard)).toMatchObject({ balanceRupiah: 1_000, waitingRupiah: 5 });
    small.close();
  });
});

describe('the member’s PIN', () => {
  const big = { kind: 'sale', amountRupiah: 60_000 } as const;
  const strict = () => ({
    ...counter,
    bundle: { ...counter.bundle, policy: { ...counter.bundle.policy, pinAboveRupiah: 50_000 } },
  });

  it('is off where the organisation sets no amount', async () => {
    expect(asksForPin(counter.bundle.policy, 10_000_000)).toBe(false);
    expect(await tapped(counter, card, big)).toMatchObject({ outcome: 'posted' });
  });

  it('is asked for above the amount, and then taken', async () => {
    expect([50_000, 50_001].map((amount) => asksForPin(strict().bundle.policy, amount))).toEqual([
      false,
      true,
    ]);
    expect(await tapped(strict(), card, { kind: 'sale', amountRupiah: 1 })).toMatchObject({
      outcome: 'posted',
    });
    expect(await tapped(strict(), card, big)).toMatchObject({ reason: 'pin-unset' });
    await setMemberPin(counter, ANI, '4711', { cashier: 'siti' });
    expect(await tapped(strict(), card, big)).toMatchObject({ reason: 'pin-needed' });
    expect(await tapped(strict(), card, { ...big, pin: '1234' })).toMatchObject({ reason: 'pin-wrong' });
    expect(await tapped(strict(), card, { ...big, pin: '4711' })).toMatchObject({
      outcome: 'posted',
      balanceRupiah: 39_999,
    });
    removeMemberPin(counter, ANI, {});
    expect(await tapped(strict(), card, { ...big, amountRupiah: 50_001, pin: '4711' })).toMatchObject({
      reason: 'balance-too-low',
    });
    expect(prove(counter).findings).toEqual([]);
  });

  it('waits, is locked after ten wrong ones, and set anew by a supervisor', async () => {
    await setMemberPin(counter, ANI, '4711', {});
    const wrong = { ...big, pin: '1234' };
    const reasons: (string | undefined)[] = [];
    for (let n = 0; n < 10; n++) {
      reasons.push((await tapped(strict(), card, wrong)).reason);
      if (n >= 2 && n < 9)
        expect(await tapped(strict(), card, wrong)).toMatchObject({ reason: 'pin-waiting' });
      world.clock.nowMs += 3_600_000;
    }
    expect(new Set(reasons)).toEqual(new Set(['pin-wrong']));
    expect(await tapped(strict(), card, { ...big, pin: '4711' })).toMatchObject({ reason: 'pin-locked' });
    await setMemberPin(counter, ANI, '0815', { cashier: 'siti' });
    expect(await tapped(strict(), card, { ...big, pin: '0815' })).toMatchObject({ outcome: 'posted' });
  });

  it('is not asked for again when a torn sale is finished, and is never in the books', async () => {
    await setMemberPin(counter, ANI, '4711', {});
    const torn = await tapped(
      strict(),
      card,
      { ...big, pin: '4711' },
      { tear: { atExchange: 12, when: 'after' } },
    );
    expect(torn.outcome).toBe('unresolved');
    expect(await tapped(strict(), card, big)).toMatchObject({ outcome: 'posted', resumed: true });
    const journal = counter.ledger.database.prepare('SELECT group_concat(body) FROM journal').pluck().get();
    expect(journal).not.toMatch(/"pin":|:"4711"/);
  });
});
