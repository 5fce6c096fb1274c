import {
  ACR122U,
  dateFromDay,
  decodeIdentity,
  TRANSPARENT,
  toHex,
  verifyIdentity,
} from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { issueCard, recoverCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import { unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { addMember } from '../src/members/add.ts';
import { blankChip, KINDS, readerWith, SAWAH, SONGKET } from './cards.ts';
import { databaseOf, errorOf, newOrganisation, office, TEST_PASSPHRASE } from './helpers.ts';

const ANI = '89.00000001';
const BUDI = '89.00000002';

describe.each(KINDS)('issuing a %s', (kind) => {
  it.each([ACR122U, TRANSPARENT])('through a reader such as $id', async (profile) => {
    const { registry, keys } = await office();
    const chip = blankChip(kind);
    const reader = readerWith(chip, undefined, profile);
    const { outcome, card } = await issueCard(registry, keys, reader, { memberNumber: ANI, theme: SAWAH });
    expect(outcome).toBe('issued');
    expect(card).toMatchObject({
      serial: 1,
      kind,
      memberNumber: '8900000001',
      themeId: 'sawah',
      state: 'issued',
    });
    expect(dateFromDay(card.issuedDay)).toBe('2026-11-21');
    expect(dateFromDay(card.expiryDay)).toBe('2031-11-21');
    const verdict = verifyIdentity(card.identity, card.uid, await registry.trust());
    expect(verdict).toMatchObject({
      ok: true,
      value: { cardSerial: 1, memberNumber: '8900000001', theme: 1 },
    });

    const { ok, checks } = await verifyCard(registry, keys, reader);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);

    const journal = registry.cards.journal(1);
    expect(journal.map(({ step }) => step).filter((step, i, all) => all.indexOf(step) === i).length * 2).toBe(
      journal.length,
    );
    expect(journal.map(({ phase }) => phase)).toEqual(
      journal.map((_, i) => (i % 2 === 0 ? 'before' : 'after')),
    );
  });

  it('a second time says that it is this card already, and changes nothing', async () => {
    const { registry, keys } = await office();
    const chip = blankChip(kind);
    const order = { memberNumber: ANI, theme: SAWAH };
    const { card } = await issueCard(registry, keys, readerWith(chip), order);
    const memory = toHex(chip.snapshot().memory);
    expect(await issueCard(registry, keys, readerWith(chip), order)).toEqual({
      outcome: 'already-issued',
      card,
    });
    expect(await recoverCard(registry, keys, readerWith(chip))).toEqual({ outcome: 'already-issued', card });
    expect(toHex(chip.snapshot().memory)).toBe(memory);
    expect(registry.cards.list()).toHaveLength(1);
  });
});

describe('one member', () => {
  it('has one card of a theme, and as many as there are themes', async () => {
    const { registry, keys } = await office();
    await issueCard(registry, keys, readerWith(blankChip('ntag215')), { memberNumber: ANI, theme: SAWAH });
    const second = readerWith(blankChip('ntag215'));
    expect(
      await errorOf(() => issueCard(registry, keys, second, { memberNumber: ANI, theme: SAWAH })),
    ).toMatchObject({
      code: 'already-exists',
      details: { what: 'card-of-theme', cardSerial: 1, memberNumber: ANI },
    });
    const { card } = await issueCard(registry, keys, second, { memberNumber: ANI, theme: SONGKET });
    expect(card).toMatchObject({ serial: 2, memberNumber: '8900000001', themeId: 'songket' });
  });

  it('never gets the card of another, nor a card of one theme as another', async () => {
    const { registry, keys } = await office();
    const chip = blankChip('classic-1k');
    await issueCard(registry, keys, readerWith(chip), { memberNumber: ANI, theme: SAWAH });
    const toBudi = () => issueCard(registry, keys, readerWith(chip), { memberNumber: BUDI, theme: SAWAH });
    expect(await errorOf(toBudi)).toMatchObject({
      code: 'card-of-other-member',
      details: { memberNumber: ANI },
    });
    const otherTheme = () =>
      issueCard(registry, keys, readerWith(chip), { memberNumber: ANI, theme: SONGKET });
    expect(await errorOf(otherTheme)).toMatchObject({
      code: 'already-exists',
      details: { what: 'card-other-theme' },
    });
    expect(registry.cards.list()).toHaveLength(1);
  });

  it('gets the expiry that was asked for', async () => {
    const { registry, keys } = await office();
    const until = async (expires: string, theme: typeof SAWAH) => {
      const reader = readerWith(blankChip('ntag213'));
      const { card } = await issueCard(registry, keys, reader, { memberNumber: ANI, theme, expires });
      return decodeIdentity(card.identity.slice(0, 24)).expiryDay;
    };
    expect(dateFromDay(await until('2027-02-28', SAWAH))).toBe('2027-02-28');
    expect(await until('never', SONGKET)).toBe(0xffff);
  });

  it.each(['2026-11-20', '2027-02-29', '27-01-01', 'tomorrow', '9999-12-31', ''])(
    'gets no card that expires on "%s"',
    async (expires) => {
      const { registry, keys } = await office();
      const reader = readerWith(blankChip('ntag213'));
      const order = { memberNumber: ANI, theme: SAWAH, expires };
      expect(await errorOf(() => issueCard(registry, keys, reader, order))).toMatchObject({
        code: 'usage',
        details: { what: 'expires' },
      });
      expect(registry.cards.list()).toEqual([]);
    },
  );
});

describe('a card that is not ours', () => {
  it.each([
    ['ntag215', 'card-foreign'],
    ['classic-1k', 'card-full'], // a Classic may carry several organisations, where there is room
  ] as const)('a %s of another organisation costs no serial', async (kind, code) => {
    const { registry, keys } = await office();
    const other = await newOrganisation({ name: 'PMII' });
    addMember(other, { name: 'Citra', cohort: '2003' });
    const chip = blankChip(kind);
    const otherKeys = await unlockIssuerKeys(other, TEST_PASSPHRASE);
    await issueCard(other, otherKeys, readerWith(chip), { memberNumber: '03.00000001', theme: SAWAH });
    const error = await errorOf(() =>
      issueCard(registry, keys, readerWith(chip), { memberNumber: ANI, theme: SAWAH }),
    );
    expect(error.code).toBe(code);
    expect(registry.cards.list()).toEqual([]);
    for (const call of [recoverCard, verifyCard]) {
      expect(await errorOf(() => call(registry, keys, readerWith(chip)))).toMatchObject({
        code: 'not-found',
        details: { what: 'card-unknown', uid: toHex(chip.uid) },
      });
    }
  });

  it('is told from one of ours that an older copy of the registry does not know', async () => {
    const { registry, keys } = await office();
    const { registry: copy } = await office();
    const chip = blankChip('ntag215');
    await issueCard(registry, keys, readerWith(chip), { memberNumber: BUDI, theme: SAWAH });
    const error = await errorOf(() =>
      issueCard(copy, keys, readerWith(chip), { memberNumber: ANI, theme: SAWAH }),
    );
    expect(error).toMatchObject({
      code: 'card-of-other-member',
      details: { memberNumber: BUDI, cardSerial: 1 },
    });
    expect(copy.cards.list()).toEqual([]);
  });
});

describe('a card that was torn away', () => {
  it.each(KINDS)('a %s is finished by the same command, with the same serial and bytes', async (kind) => {
    const { registry, keys } = await office();
    const chip = blankChip(kind);
    const order = { memberNumber: ANI, theme: SAWAH };
    const tear = async (atExchange: number) => {
      const reader = readerWith(chip, { atExchange, when: 'after' });
      expect((await errorOf(() => issueCard(registry, keys, reader, order))).code).toBe('card-removed');
    };
    for (let atExchange = 1; registry.cards.journal(1).length < 6; atExchange++) await tear(atExchange);
    const begun = registry.cards.get(1);
    expect(begun.state).toBe('encoding');
    const { outcome, card } = await issueCard(registry, keys, readerWith(chip), order);
    expect(outcome).toBe('resumed');
    expect(card).toEqual({ ...begun, state: 'issued', issuedAt: card.issuedAt });
    expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(true);
  });

  it('belongs to the member it was begun for', async () => {
    const { registry, keys } = await office();
    const chip = blankChip('ntag215');
    const reader = readerWith(chip, { atExchange: 60, when: 'after' });
    const order = { memberNumber: ANI, theme: SAWAH };
    expect((await errorOf(() => issueCard(registry, keys, reader, order))).code).toBe('card-removed');
    const toBudi = () => issueCard(registry, keys, readerWith(chip), { memberNumber: BUDI, theme: SAWAH });
    expect(await errorOf(toBudi)).toMatchObject({
      code: 'card-of-other-member',
      details: { memberNumber: ANI },
    });
    const another = () => issueCard(registry, keys, readerWith(blankChip('ntag215')), order);
    expect(await errorOf(another)).toMatchObject({ details: { what: 'card-of-theme-begun', cardSerial: 1 } });
    const later = () => issueCard(registry, keys, readerWith(chip), { ...order, expires: '2030-01-01' });
    expect(await errorOf(later)).toMatchObject({
      details: { what: 'card-expiry-fixed', expiry: '2031-11-21' },
    });
    expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(false);
    expect(await recoverCard(registry, keys, readerWith(chip))).toMatchObject({
      outcome: 'resumed',
      card: { serial: 1 },
    });
  });

  it('can be given up: the serial is blocked and never comes back, and chip and theme are free', async () => {
    const { registry, keys } = await office();
    const chip = blankChip('classic-1k');
    const order = { memberNumber: ANI, theme: SAWAH };
    const reader = readerWith(chip, { atExchange: 120, when: 'after' });
    await errorOf(() => issueCard(registry, keys, reader, order));
    expect(registry.cards.discard(1).state).toBe('discarded');
    expect(registry.cards.blockedSerials()).toEqual([1]);
    const { outcome, card } = await issueCard(registry, keys, readerWith(chip), {
      memberNumber: BUDI,
      theme: SAWAH,
    });
    expect({ outcome, serial: card.serial }).toEqual({ outcome: 'issued', serial: 2 });
    expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(true);
    expect(await errorOf(() => registry.cards.discard(2))).toMatchObject({
      details: { what: 'card-finished' },
    });
    expect(await errorOf(() => registry.cards.discard(3))).toMatchObject({ code: 'not-found' });
  });
});

describe('what was signed', () => {
  it.each([
    'UPDATE cards SET serial = 9',
    'UPDATE cards SET identity = zeroblob(88)',
    'UPDATE cards SET member_id = 2',
    "UPDATE cards SET state = 'encoding'",
    "UPDATE cards SET state = 'discarded'",
    'DELETE FROM cards',
    'DELETE FROM card_journal',
    "UPDATE card_journal SET phase = 'after'",
  ])('cannot be changed in the registry: %s', async (sql) => {
    const { registry, keys } = await office();
    await issueCard(registry, keys, readerWith(blankChip('ntag213')), { memberNumber: ANI, theme: SAWAH });
    expect(() => databaseOf(registry).exec(sql)).toThrow(/never|append-only|only/);
  });
});
