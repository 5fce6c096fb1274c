import { isKartuError } from '@kartukita/card-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import {
  addCashier,
  approve,
  cashiersOf,
  hasCashiers,
  setCashierActive,
  setCashierPin,
  signIn,
} from '../../src/day/cashiers.ts';
import { pauseAfter } from '../../src/day/pin.ts';
import { auditTrail } from '../../src/ledger/audit.ts';
import { makeWorld, prove, type World } from '../world.ts';

let world: World;
let counter: Counter;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  counter = world.counter(1);
});

const PIN = '246810';
/** The trail without the cashiers who were registered. */
const audited = () => auditTrail(counter.ledger).filter(({ what }) => what !== 'cashier' && what !== 'pin');
const siti = { id: 'siti', name: 'Siti', role: 'supervisor' } as const;
const budi = { id: 'budi', name: 'Budi', role: 'cashier' } as const;

/** Code and case of the error that a call ends with; `done` when it does not. */
async function faultOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (!isKartuError(error)) throw error;
    return `${error.code} ${error.details.what}`;
  }
}

describe('who is registered', () => {
  it('nobody at first: the counter works as it did without cashiers', () => {
    expect(hasCashiers(counter)).toBe(false);
    expect(cashiersOf(counter.ledger)).toEqual([]);
  });

  it.each([
    ['a first one who is no supervisor', budi, PIN, 'usage cashier-first'],
    ['an id with capitals', { ...siti, id: 'Siti' }, PIN, 'usage cashier-id'],
    ['an empty name', { ...siti, name: ' ' }, PIN, 'usage cashier-name'],
    ['a PIN of five digits', siti, '24681', 'usage pin-form'],
    ['a PIN of letters', siti, 'abcdef', 'usage pin-form'],
    ['a PIN of one digit only', siti, '111111', 'usage pin-form'],
  ])('refuses %s', async (_, cashier, pin, fault) => {
    expect(await faultOf(() => addCashier(counter, cashier, pin))).toBe(fault);
    expect(cashiersOf(counter.ledger)).toEqual([]);
  });

  it('keeps versions: disabled and enabled again, the last supervisor stays, an id is taken once', async () => {
    await addCashier(counter, siti, PIN);
    await addCashier(counter, budi, PIN);
    expect(await faultOf(() => addCashier(counter, budi, PIN))).toBe('already-exists cashier-there');
    expect(await faultOf(() => setCashierActive(counter, 'siti', false))).toBe('usage cashier-last');
    setCashierActive(counter, 'budi', false);
    expect(await faultOf(() => signIn(counter, 'budi', PIN))).toBe('pin-wrong pin-wrong');
    setCashierActive(counter, 'budi', true);
    expect(await signIn(counter, 'budi', PIN)).toEqual({ ...budi, active: true });
    expect(prove(counter).findings).toEqual([]);
  });
});

describe('signing in', () => {
  it('both ways stands in the audit trail, with no trace of what was typed', async () => {
    await addCashier(counter, siti, PIN);
    await signIn(counter, 'siti', PIN);
    expect(await faultOf(() => signIn(counter, 'siti', '135791'))).toBe('pin-wrong pin-wrong');
    expect(await faultOf(() => signIn(counter, '135791', PIN))).toBe('pin-wrong pin-wrong');
    expect(audited().map(({ what, details }) => [what, details])).toEqual([
      ['login-refused', { reason: 'unset' }],
      ['login-refused', { who: 'siti', reason: 'wrong' }],
      ['login', { who: 'siti' }],
    ]);
    const journal = counter.ledger.database.prepare('SELECT group_concat(body) AS text FROM journal').get();
    expect(JSON.stringify(journal)).not.toMatch(/135791|246810/);
  });

  it('waits longer with each wrong PIN after the third, and is locked after the tenth', async () => {
    const waits = Array.from({ length: 10 }, (_, i) => pauseAfter(i + 1, 0));
    expect(waits).toEqual([
      0,
      0,
      30_000,
      60_000,
      120_000,
      240_000,
      480_000,
      960_000,
      1_920_000,
      Number.MAX_SAFE_INTEGER,
    ]);
    await addCashier(counter, siti, PIN);
    const wrong = () => faultOf(() => signIn(counter, 'siti', '135791'));
    for (const pauseMs of waits.slice(0, 9)) {
      expect(await wrong()).toBe('pin-wrong pin-wrong');
      if (pauseMs > 0)
        expect(await faultOf(() => signIn(counter, 'siti', PIN))).toBe('pin-locked pin-waiting');
      world.clock.nowMs += pauseMs;
    }
    expect(await wrong()).toBe('pin-wrong pin-wrong');
    expect(await faultOf(() => signIn(counter, 'siti', PIN))).toBe('pin-locked pin-locked');
    await setCashierPin(counter, 'siti', '112233');
    expect(await signIn(counter, 'siti', '112233')).toMatchObject({ id: 'siti' });
  });

  it('counts tries that come at once before any of them is looked at', async () => {
    await addCashier(counter, siti, PIN);
    const tries = Array.from({ length: 8 }, (_, i) => faultOf(() => signIn(counter, 'siti', `00000${i}`)));
    const wrong = (await Promise.all(tries)).filter((fault) => fault === 'pin-wrong pin-wrong');
    expect(wrong).toHaveLength(3);
  });

  it('a right PIN forgets the wrong ones before it', async () => {
    await addCashier(counter, siti, PIN);
    for (const pin of ['135791', '135791', PIN, '135791', '135791', PIN]) {
      expect(await faultOf(() => signIn(counter, 'siti', pin))).toBe(
        pin === PIN ? 'done' : 'pin-wrong pin-wrong',
      );
    }
  });
});

describe('the audit trail', () => {
  it('tells who was registered, and that a PIN was set, by whom', async () => {
    await addCashier(counter, siti, PIN);
    setCashierActive(counter, 'siti', false, { cashier: 'siti' });
    expect(auditTrail(counter.ledger)).toMatchObject([
      { what: 'cashier', cashier: 'siti', details: { id: 'siti', active: 0 } },
      { what: 'pin', cashier: null, details: { owner: 'cashier:siti' } },
      { what: 'cashier', cashier: null, details: { id: 'siti', role: 'supervisor', active: 1 } },
    ]);
  });
});

describe('a supervisor’s word', () => {
  it('is taken from supervisors alone, and says what for', async () => {
    await addCashier(counter, siti, PIN);
    await addCashier(counter, budi, PIN);
    const duty = { cashier: 'budi' };
    expect(await approve(counter, 'siti', PIN, 'void 7', duty)).toMatchObject({ id: 'siti' });
    expect(await faultOf(() => approve(counter, 'budi', PIN, 'void 8', duty))).toBe(
      'not-permitted supervisor-needed',
    );
    const told = audited().map(({ what, cashier, details }) => [what, cashier, details.for]);
    expect(told).toEqual([
      ['approval-refused', 'budi', 'void 8'],
      ['approval', 'budi', 'void 8'],
      ['approval', 'budi', 'void 7'],
    ]);
  });
});

describe('a PIN in the database', () => {
  it('cannot be tried without the counter’s own key', async () => {
    await addCashier(counter, siti, PIN);
    const stolen = { ...world.counter(2), ledger: counter.ledger };
    expect(await faultOf(() => signIn(stolen, 'siti', PIN))).toBe('pin-wrong pin-wrong');
  });

  it.each([
    ['put in by hand', 'UPDATE pin SET verifier = zeroblob(32)'],
    ['taken out by hand', 'DELETE FROM pin'],
  ])('%s is found by verify', async (_, statement) => {
    await addCashier(counter, siti, PIN);
    expect(prove(counter).findings).toEqual([]);
    counter.ledger.database.prepare(statement).run();
    expect(prove(counter).findings.map(({ where }) => where)).toEqual(['PIN of cashier:siti']);
  });
});
