import { concat, toHex } from '@kartukita/card-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeReplacement, endAndReorder, expireCards } from '../src/cards/desk.ts';
import { maskedNumber, parsePartnerNumber } from '../src/cards/text.ts';
import { issueCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import type { IssuerKeys } from '../src/keys/issuer-keys.ts';
import type { Registry } from '../src/registry/registry.ts';
import { statisticsOf } from '../src/registry/statistics.ts';
import { blankChip, KINDS, readerWith, SAWAH } from './cards.ts';
import { databaseOf, errorOf, office } from './helpers.ts';

const ANI = '89.00000001';
const WHY = 'lost on the bus';

let registry: Registry;
let keys: IssuerKeys;

beforeEach(async () => {
  ({ registry, keys } = await office());
});

const issue = async (chip = blankChip('ntag215'), memberNumber = ANI) =>
  (await issueCard(registry, keys, readerWith(chip), { memberNumber, theme: SAWAH })).card;
const stateOf = (serial: number) => registry.cards.lives.get(serial).state;

describe('a lost card', () => {
  it.each(KINDS)('is replaced by a %s of the same member and theme, without value or past', async (kind) => {
    const oldChip = blankChip(kind);
    const old = await issue(oldChip);
    const { ordered } = endAndReorder(registry, old.serial, 'lost', WHY);
    const chip = blankChip(kind);
    const { card } = await encodeReplacement(registry, keys, readerWith(chip), ordered, {});
    expect(card).toMatchObject({
      serial: 2,
      memberId: old.memberId,
      themeNumber: old.themeNumber,
      state: 'issued',
    });
    expect(registry.cards.blockedSerials()).toEqual([1]);
    const { ok, checks } = await verifyCard(registry, keys, readerWith(chip));
    expect(ok).toBe(true);
    const purse = checks.find(({ check }) => check === 'purse');
    if (card.profile === 'purse') expect(purse).toMatchObject({ sequence: 0, balanceRupiah: 0 });
    const memory = toHex(chip.snapshot().memory);
    for (const trace of [old.identity, old.opening, old.uid]) {
      if (trace !== undefined) expect(memory).not.toContain(toHex(concat(trace)));
    }
    expect(databaseOf(registry).prepare('SELECT old, new FROM card_replacement').all()).toEqual([
      { old: 1, new: 2 },
    ]);
    expect(registry.cards.lives.replacement(1)).toEqual({ before: undefined, after: 2 });
  });

  it('is blocked at once, also when the new card is torn away; the same command finishes it', async () => {
    await issue();
    const { ordered } = endAndReorder(registry, 1, 'lost', WHY);
    const chip = blankChip('ntag215');
    const torn = readerWith(chip, { atExchange: 60, when: 'after' });
    expect((await errorOf(() => encodeReplacement(registry, keys, torn, ordered, {}))).code).toBe(
      'card-removed',
    );
    expect([stateOf(1), registry.cards.blockedSerials()]).toEqual(['lost', [1]]);
    const again = endAndReorder(registry, 1, 'lost', WHY);
    expect(again.ordered.serial).toBe(2);
    const { outcome } = await encodeReplacement(registry, keys, readerWith(chip), again.ordered, {});
    expect([outcome, stateOf(2)]).toEqual(['resumed', 'encoded']);
    expect(await errorOf(() => endAndReorder(registry, 1, 'lost', WHY))).toMatchObject({
      code: 'already-exists',
      details: { what: 'card-replaced-already', by: 2 },
    });
  });

  it('is blocked although its member gets no other one', async () => {
    await issue();
    registry.members.setState('8900000001', 'left', 'moved');
    expect(await errorOf(() => endAndReorder(registry, 1, 'lost', WHY))).toMatchObject({
      details: { what: 'card-member-left' },
    });
    expect(registry.cards.blockedSerials()).toEqual([1]);
  });

  it('that comes to the reader is not made the new one, nor is the card of another', async () => {
    const chip = blankChip('ntag215');
    await issue(chip);
    const budi = blankChip('ntag215');
    await issue(budi, '89.00000002');
    const { ordered } = endAndReorder(registry, 1, 'lost', WHY);
    const encode = (on: typeof chip) => encodeReplacement(registry, keys, readerWith(on), ordered, {});
    expect(await errorOf(() => encode(chip))).toMatchObject({
      details: { what: 'card-ended', state: 'lost' },
    });
    expect((await errorOf(() => encode(budi))).code).toBe('card-of-other-member');
    expect(stateOf(ordered.serial)).toBe('ordered');
  });

  it('whose replacement is spoilt or lost too has the next one in a chain', async () => {
    await issue();
    const { ordered } = endAndReorder(registry, 1, 'lost', WHY);
    const torn = readerWith(blankChip('ntag215'), { atExchange: 60, when: 'after' });
    await errorOf(() => encodeReplacement(registry, keys, torn, ordered, {}));
    registry.cards.discard(2);
    const next = endAndReorder(registry, 1, 'lost', WHY).ordered;
    await encodeReplacement(registry, keys, readerWith(blankChip('ntag215')), next, {});
    expect(endAndReorder(registry, 3, 'damaged', 'cracked').ordered.serial).toBe(4);
    expect(registry.cards.lives.lastOf(1).serial).toBe(4);
    expect(registry.cards.blockedSerials()).toEqual([1, 2, 3]);
  });
});

describe('an expired card', () => {
  it('is replaced as a lost one, and from then on is on the blocklist besides its date', async () => {
    await issue();
    Object.assign(registry, { now: () => new Date('2032-01-01T03:00:00Z') });
    expect(expireCards(registry)).toEqual([1]);
    expect(registry.cards.blockedSerials()).toEqual([]);
    const { old, ordered } = endAndReorder(registry, 1, 'lost', 'last day is over');
    expect([old.state, ordered.serial]).toEqual(['expired', 2]);
    expect(registry.cards.blockedSerials()).toEqual([1]);
  });
});

describe('no replacement', () => {
  it('is made for a card that was never made, or was taken back for good', async () => {
    const wanted = { member: registry.members.byId(1), themeNumber: 1, themeId: 'sawah', expiryDay: 9999 };
    registry.cards.lives.order(wanted);
    for (const state of ['ordered', 'retired']) {
      expect(await errorOf(() => endAndReorder(registry, 1, 'damaged', 'x'))).toMatchObject({
        code: 'usage',
        details: { what: 'card-move', state },
      });
      if (state === 'ordered') registry.cards.lives.move(1, 'retired', { reason: 'x' });
    }
  });
});

describe("a partner's number", () => {
  const NUMBER = '6032981234567890';

  it.each(['6032981234567890', '6032 9812 3456 7890', ' 6032-9812-3456-7890\n', '6032.9812.3456.7890'])(
    'is taken as it is printed: %j',
    (text) => expect(parsePartnerNumber(text)).toBe(NUMBER),
  );

  it.each(['', '1234567', '12345678901234567890', '6032 9812 3456 789O', '６０３２９８１２３４'])(
    'is refused without being repeated: %j',
    async (text) => {
      const error = await errorOf(() => parsePartnerNumber(text));
      expect(error).toMatchObject({ code: 'usage', details: { what: 'partner-number' } });
      if (text !== '') expect(JSON.stringify([error.message, error.details])).not.toContain(text);
    },
  );

  it('is on one card of a partner, and each card has one, replaced only with a reason', async () => {
    await issue();
    await issue(blankChip('ntag215'), '89.00000002');
    const { partners } = registry.cards;
    expect(partners.record(1, 'Bank', NUMBER)).toMatchObject({ serial: 1, partner: 'Bank', last4: '7890' });
    expect(partners.record(1, 'Bank', NUMBER)).toMatchObject({ last4: '7890' }); // said twice is said once
    partners.record(1, 'Toll', NUMBER); // another partner counts for itself
    expect(await errorOf(() => partners.record(2, 'Bank', NUMBER))).toMatchObject({
      code: 'already-exists',
      details: { what: 'partner-number-used', cardSerial: 1 },
    });
    const other = '6032981234561111';
    expect(await errorOf(() => partners.record(1, 'Bank', other))).toMatchObject({
      details: { what: 'partner-number-there' },
    });
    expect(partners.record(1, 'Bank', other, 'misread')).toMatchObject({ last4: '1111' });
    expect(partners.of(1).map(({ partner, last4 }) => [partner, maskedNumber(last4)])).toEqual([
      ['Bank', '•••• 1111'],
      ['Toll', '•••• 7890'],
    ]);
    expect(partners.record(2, 'Bank', NUMBER)).toMatchObject({ serial: 2 }); // free again
  });

  it('stands in full in its own table and nowhere else', async () => {
    await issue();
    registry.cards.partners.record(1, 'Bank', NUMBER);
    await errorOf(() => registry.cards.partners.record(2, 'Bank', NUMBER));
    const database = databaseOf(registry);
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'member_search%'")
      .pluck()
      .all() as string[];
    const holding = tables.filter((table) =>
      JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all()).includes(NUMBER),
    );
    expect(holding).toEqual(['card_partners']);
    expect(JSON.stringify([registry.audit.entries(), statisticsOf(registry['database'])])).not.toContain(
      NUMBER,
    );
    for (const sql of [
      `UPDATE card_partners SET number = '11111111'`,
      'DELETE FROM card_partners',
      `INSERT INTO card_partners (serial, partner, number, at, operator) VALUES (1, 'B', '1234567x', '', '')`,
    ]) {
      expect(() => database.exec(sql)).toThrow(/only ended|never removed|CHECK/);
    }
  });
});
