import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { findMember } from '../src/members/lookup.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, NOW, newOrganisation } from './helpers.ts';

const MINUTE_MS = 60_000;
const INDEPENDENCE = 17081945;

/** Three members, and an auction of 17081945 for an hour from now: from 1 million, in steps of 50.000. */
async function hall() {
  const { folder } = await newOrganisation();
  const clock = { now: NOW };
  const registry = openRegistry(folder, { now: () => clock.now, actor: 'test' });
  const { auctions, numbers } = registry;
  const { scheme } = registry.organisation();
  const members = ['A', 'B', 'C'].map((name) =>
    addMember(registry, { name: `Anggota ${name}`, cohort: '1989' }),
  );
  const terms = {
    startsAt: NOW,
    endsAt: new Date(NOW.getTime() + 60 * MINUTE_MS),
    startPriceRupiah: 1_000_000,
    incrementRupiah: 50_000,
    extensionMinutes: 10,
    paymentDays: 3,
  };
  const { id } = auctions.open(scheme, INDEPENDENCE, terms, 'Sari');
  return {
    registry,
    auctions,
    numbers,
    scheme,
    members,
    terms,
    id,
    at: (minutes: number) => {
      clock.now = new Date(NOW.getTime() + minutes * MINUTE_MS);
    },
    bid: (who: 0 | 1 | 2, amount: number) => auctions.bid(id, members[who]!, amount, 'Sari'),
    close: () => auctions.close(id, 'Sari'),
    pay: (who: 0 | 1 | 2, amount: number) => numbers.pay(scheme, members[who]!, amount, `L-${who}`, 'Sari'),
  };
}

const DAYS = 24 * 60;
const what = async (call: () => unknown) => (await errorOf(call)).details.what;

describe('an auction', () => {
  it('goes to the highest bidder, who pays and whom a second person approves', async () => {
    const { bid, at, close, pay, numbers, scheme, members, auctions, id, registry } = await hall();
    bid(0, 1_000_000);
    bid(1, 1_050_000);
    bid(0, 2_000_000);
    at(60);
    expect(close().offer).toMatchObject({
      memberNumber: '8900000001',
      amountRupiah: 2_000_000,
      state: 'reserved',
    });
    expect(await what(() => auctions.payer(id))).toBe('auction-unpaid');
    pay(0, 2_000_000);
    expect(auctions.payer(id)).toBe(members[0]!.id);
    expect(await what(() => numbers.approve(scheme, members[0]!, 'Sari'))).toBe('number-same-person');
    expect(numbers.approve(scheme, members[0]!, 'Hadi').change.newNumber).toBe('8917081945');
    expect(auctions.get(id).outcome).toBe('awarded');
    expect(await what(close)).toBe('auction-ended');
    expect(findMember(registry, '89.17081945').name).toBe('Anggota A');
  });

  it.each([
    [999_999, 'below the starting price'],
    [1, 'one rupiah'],
  ])('takes no first bid of %i (%s)', async (amount) => {
    const { bid } = await hall();
    expect(await what(() => bid(0, amount))).toBe('auction-low');
  });

  it("takes each next bid an increment higher, and none over one's own", async () => {
    const { bid, auctions, id } = await hall();
    bid(0, 1_000_000);
    expect(await what(() => bid(1, 1_049_999))).toBe('auction-low');
    expect(await what(() => bid(1, 1_000_000))).toBe('auction-low');
    expect(await what(() => bid(0, 3_000_000))).toBe('auction-own-bid');
    bid(1, 1_050_000);
    expect(auctions.bids(id).map(({ amountRupiah }) => amountRupiah)).toEqual([1_050_000, 1_000_000]);
  });

  it('moves its end when a bid comes in the last minutes, again and again', async () => {
    const { bid, at, auctions, id } = await hall();
    at(49);
    bid(0, 1_000_000);
    expect(auctions.get(id).endsAt).toBe(new Date(NOW.getTime() + 60 * MINUTE_MS).toISOString());
    at(59);
    bid(1, 1_050_000);
    expect(auctions.get(id).endsAt).toBe(new Date(NOW.getTime() + 69 * MINUTE_MS).toISOString());
    at(68);
    bid(2, 1_100_000);
    at(78);
    expect(await what(() => bid(0, 9_000_000))).toBe('auction-over');
  });

  it('passes to the next bidder, at that bid, when the winner lets the deadline pass; then ends unsold', async () => {
    const { bid, at, close, auctions, id, numbers, scheme } = await hall();
    bid(0, 1_000_000);
    bid(1, 1_500_000);
    bid(0, 1_600_000);
    at(60);
    close();
    at(60 + 3 * DAYS - 1);
    expect(await what(close)).toBe('auction-offered');
    at(60 + 3 * DAYS);
    expect(close().offer).toMatchObject({ memberNumber: '8900000002', amountRupiah: 1_500_000 });
    at(60 + 6 * DAYS);
    expect(close()).toMatchObject({ auction: { outcome: 'unsold' }, offer: undefined });
    expect(auctions.offers(id).map(({ state }) => state)).toEqual(['expired', 'expired']);
    expect(numbers.availability(scheme, INDEPENDENCE)).toBe('potential');
  });

  it('passes over a bidder who has left', async () => {
    const { bid, at, close, registry, members } = await hall();
    bid(0, 1_000_000);
    bid(1, 1_050_000);
    registry.members.setState(members[1]!.memberNumber, 'left', 'pindah');
    at(60);
    expect(close().offer).toMatchObject({ memberNumber: '8900000001', amountRupiah: 1_000_000 });
  });

  it('without a bid ends unsold, or is cancelled; with one it is not cancelled', async () => {
    const quiet = await hall();
    quiet.at(60);
    expect(quiet.close().auction.outcome).toBe('unsold');
    const early = await hall();
    expect(early.auctions.cancel(early.id, 'Sari').outcome).toBe('cancelled');
    expect(await what(() => early.bid(0, 1_000_000))).toBe('auction-over');
    const busy = await hall();
    busy.bid(0, 1_000_000);
    expect(await what(() => busy.auctions.cancel(busy.id, 'Sari'))).toBe('auction-has-bids');
    expect(await what(busy.close)).toBe('auction-running');
  });

  it('keeps its number from the price list, from the sequence, and from a second auction', async () => {
    const { auctions, scheme, terms, numbers, members, registry } = await hall();
    auctions.open(scheme, 4, terms, 'Sari');
    expect(await what(() => numbers.request(scheme, members[0]!, 4, 'Sari'))).toBe('number-auction');
    expect(await what(() => auctions.open(scheme, 4, terms, 'Sari'))).toBe('number-auction');
    expect(await what(() => auctions.open(scheme, 2, terms, 'Sari'))).toBe('number-held');
    expect(addMember(registry, { name: 'Anggota D', cohort: '1989' }).memberNumber).toBe('8900000005');
  });

  it('begins at its start, and is not opened for a time that is over', async () => {
    const { auctions, scheme, terms, members } = await hall();
    const later = { ...terms, startsAt: new Date(NOW.getTime() + MINUTE_MS) };
    const { id } = auctions.open(scheme, 777, later, 'Sari');
    expect(await what(() => auctions.bid(id, members[0]!, 1_000_000, 'Sari'))).toBe('auction-not-yet');
    const over = { ...terms, startsAt: new Date(0), endsAt: NOW };
    expect(await what(() => auctions.open(scheme, 778, over, 'Sari'))).toBe('auction-times');
  });
});

describe('the database itself', () => {
  it.each([
    ['a bid that is lowered', 'UPDATE auction_bids SET amount_rupiah = 1', 'never lowered'],
    ['a bid that is withdrawn', 'DELETE FROM auction_bids', 'never withdrawn'],
    ['a low bid', "INSERT INTO auction_bids VALUES (9, 1, 2, 1049999, '2026-11-21T03:01', 'x')", 'too low'],
    [
      'a late bid',
      "INSERT INTO auction_bids VALUES (9, 1, 2, 9000000, '2026-11-21T04:00:00.000Z', 'x')",
      'no bids now',
    ],
    ['an earlier end', "UPDATE auctions SET ends_at = '2026-11-21T03:30:00.000Z'", 'only goes on'],
    ['other terms', 'UPDATE auctions SET increment_rupiah = 1', 'never change'],
    [
      'a close before the end',
      "UPDATE auctions SET closed_at = '2026-11-21T03:30:00.000Z'",
      'before its end',
    ],
    [
      'a cancelled auction with bids',
      "UPDATE auctions SET outcome = 'cancelled', ended_at = 'x'",
      'not cancelled',
    ],
    ['a number at auction', `UPDATE members SET unique_number = ${INDEPENDENCE} WHERE id = 1`, 'at auction'],
  ])('refuses %s', async (_what, sql, message) => {
    const { bid, registry } = await hall();
    bid(0, 1_000_000);
    expect(() => databaseOf(registry).exec(sql)).toThrow(message);
  });
});
