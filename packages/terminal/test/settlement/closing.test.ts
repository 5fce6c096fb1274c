import { describe, expect, it } from 'vitest';
import { revokeTerminal } from '../../../issuer-cli/src/keys/revoke.ts';
import { closeCase } from '../../../issuer-cli/src/settlement/close-case.ts';
import { verifySettlement } from '../../../issuer-cli/src/settlement/verify.ts';
import { withdrawCredit } from '../../../issuer-cli/src/value/withdraw.ts';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { duesPayment } from '../../src/day/dues.ts';
import { applyReply } from '../../src/settlement/apply.ts';
import { acceptClock } from '../../src/settlement/clock.ts';
import { tapped } from '../world.ts';
import { salary, transit } from './payroll.ts';
import { sale, type TwoSides, topup, twoSides } from './two-sides.ts';

const HOUR_MS = 3_600_000;
const TWO = { by: 'Ani', approvedBy: 'Budi' };

const balances = ({ registry }: TwoSides, ...accounts: string[]) =>
  accounts.map((account) => registry.books.balance(account));

describe('what was written off because its counter did not report it', () => {
  /**
   * Clocks were five hours ahead and are set right: what this counter signs then is older than what it has reported,
   * and looks as if it would never be reported. Rp10.000 paid in, Rp4.000 spent; the other counter meets the card.
   */
  async function writtenOff() {
    const sides = await twoSides();
    const [late, witness] = await sides.pair();
    const card = await sides.card();
    sides.clock.nowMs += 5 * HOUR_MS;
    await topup(late, await sides.card(), 1_000);
    await sides.import(await sides.export(late));
    sides.clock.nowMs -= 5 * HOUR_MS;
    acceptClock(late, 'battery');
    await topup(late, card, 10_000);
    await topup(witness, card, 500);
    await sale(late, card, 4_000);
    await topup(witness, card, 500);
    await sides.import(await sides.export(witness));
    sides.clock.nowMs += 8 * HOUR_MS;
    return { sides, late };
  }

  const ACCOUNTS = ['purse:1', 'fraud-loss', 'unresolved'] as const;

  it('and is reported late is booked once: the report takes the write-off back', async () => {
    const { sides, late } = await writtenOff();
    const { registry } = sides;
    expect(verifySettlement(registry).unreported).toBeGreaterThan(0);
    const [unreported] = registry.cases.list();
    expect(unreported).toMatchObject({ kind: 'unreported-record', terminal: 1 });
    const closed = closeCase(registry, unreported!.id, { reason: 'disk gone', ...TWO, writeOff: true });
    expect(closed.writtenOff).toEqual([
      { card: 1, amountRupiah: 10_000 },
      { card: 1, amountRupiah: -4_000 },
    ]);
    expect(balances(sides, ...ACCOUNTS)).toEqual([7_000, 10_000, -4_000]);
    expect(verifySettlement(registry)).toMatchObject({ unexplained: [], unreported: 0 });
    const file = await sides.export(late);
    await sides.import(file, file);
    await sides.import(file);
    expect(balances(sides, ...ACCOUNTS)).toEqual([7_000, 0, 0]);
    expect(verifySettlement(registry)).toMatchObject({ unexplained: [], unreported: 0, awaited: 0 });
    expect(registry.books.faults()).toEqual([]);
  });
});

describe('what a revoked counter told, and somebody believes after all', () => {
  const PERIOD = { period: '2026-11', title: 'Iuran November', amountRupiah: 25_000, due: '2026-11-30' };

  async function dues(): Promise<{ sides: TwoSides; a: OpenCounter; b: OpenCounter }> {
    const sides = await twoSides();
    const [a, b] = await sides.pair();
    const card = await sides.card();
    await topup(a, card, 100_000);
    await sides.settle(a);
    sides.registry.dues.open(PERIOD);
    for (const counter of [a, b]) await applyReply(counter, await sides.reply(counter));
    for (const counter of [a, b])
      await tapped(counter, card, duesPayment(counter, '8900000001', [{ period: '2026-11' }]));
    return { sides, a, b };
  }

  const accept = ({ registry }: TwoSides) => {
    const found = registry.cases.list().find(({ kind }) => kind === 'revoked-terminal')!;
    return closeCase(registry, found.id, { reason: 'it was at the repair shop', ...TWO, accept: true });
  };
  const revoke = ({ registry, keys }: TwoSides, terminal: number) =>
    revokeTerminal(registry, keys, { terminal, reason: 'stolen', refuseAll: true });

  it('marks the dues that it took as paid', async () => {
    const { sides, b } = await dues();
    await revoke(sides, 2);
    await sides.import(await sides.export(b));
    expect(sides.registry.dues.periods()).toMatchObject([{ paid: 0 }]);
    expect(accept(sides).accepted).toBe(1);
    expect(sides.registry.dues.periods()).toMatchObject([{ paid: 1, paidRupiah: 25_000 }]);
    expect(balances(sides, 'dues:counter-2')).toEqual([25_000]);
    expect(sides.registry.dues.arrears('2026-12-01')).toEqual([]);
  });

  it('owes them back where another counter had taken them too', async () => {
    const { sides, a, b } = await dues();
    await revoke(sides, 2);
    await sides.import(await sides.export(a), await sides.export(b));
    accept(sides);
    expect(sides.registry.dues.periods()).toMatchObject([{ paid: 1, paidRupiah: 25_000 }]);
    expect(sides.registry.credits.ofCard(1)).toMatchObject([{ kind: 'dues', amountRupiah: 25_000 }]);
    expect(transit(sides)).toEqual({ promisedRupiah: 25_000, openRupiah: 25_000 });
  });

  /** A card without a purse, a credit that counter 1 has and is asked to leave to counter 2; its answer is exported. */
  async function answered() {
    const sides = await twoSides();
    const [a] = await sides.pair();
    const card = await sides.card('ntag213');
    await topup(a, card, 10_000);
    await sides.settle(a);
    await salary(sides, '2026-11', { 1: 50_000 });
    await sides.settle(a);
    expect(withdrawCredit(sides.registry, 1, 1, 2)).toBe(false);
    await applyReply(a, await sides.reply(a));
    const answer = await sides.export(a);
    await revoke(sides, 1);
    await sides.import(answer);
    expect(sides.registry.credits.ofCard(1)).toMatchObject([{ number: 1, state: 'waiting' }]);
    return sides;
  }

  it('lets a credit go to the other counter as it answered', async () => {
    const sides = await answered();
    accept(sides);
    const credits = [
      { number: 1, state: 'moved' },
      { number: 2, state: 'waiting', terminal: 2 },
    ];
    expect(sides.registry.credits.ofCard(1)).toMatchObject(credits);
    expect(transit(sides)).toEqual({ promisedRupiah: 50_000, openRupiah: 50_000 });
    // Asked once more it has gone already.
    expect(() => withdrawCredit(sides.registry, 1, 1, 2)).toThrow(/moved/);
  });

  it('or the office moves it without waiting for an answer that does not count', async () => {
    const sides = await answered();
    expect(withdrawCredit(sides.registry, 1, 1, 2)).toBe(true);
    expect(sides.registry.credits.ofCard(1)).toMatchObject([{ state: 'moved' }, { terminal: 2 }]);
    accept(sides);
    expect(sides.registry.credits.ofCard(1)).toHaveLength(2);
    expect(transit(sides)).toEqual({ promisedRupiah: 50_000, openRupiah: 50_000 });
  });
});
