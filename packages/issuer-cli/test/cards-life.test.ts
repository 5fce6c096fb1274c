import {
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  openTerminalBundle,
} from '@kartukita/card-core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { activateCard, expireCards, expiringCards, handOver, orderCard } from '../src/cards/desk.ts';
import { issueCard } from '../src/issue/issue.ts';
import type { IssuerKeys } from '../src/keys/issuer-keys.ts';
import { CARD_LIFE_STATES, type CardMoveKind, isLiving } from '../src/registry/card-life.ts';
import type { Registry } from '../src/registry/registry.ts';
import { enrolTerminal, renewBundle } from '../src/terminals/enrol.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { databaseOf, errorOf, office } from './helpers.ts';

const ANI = '89.00000001';
const BUDI = '89.00000002';

let registry: Registry;
let keys: IssuerKeys;

beforeEach(async () => {
  ({ registry, keys } = await office());
});

const member = (number: string) => registry.members.get(number.replace('.', ''));
const make = async (number = ANI, theme = SAWAH, expires?: string) => {
  const order = { memberNumber: number, theme, expires };
  return (await issueCard(registry, keys, readerWith(blankChip('ntag213')), order)).card.serial;
};
const movesOf = (serial: number) => registry.cards.lives.history(serial).map(({ move }) => move);
const stateOf = (serial: number) => registry.cards.lives.get(serial).state;

describe('the life of a card', () => {
  it('goes from the order to the hand, each move with who, when and why', async () => {
    const { serial } = orderCard(registry, member(ANI), SAWAH);
    expect(registry.cards.lives.get(serial)).toMatchObject({ serial: 1, state: 'ordered', chip: undefined });
    registry.cards.lives.move(serial, 'printed');
    expect(await make()).toBe(serial); // the chip becomes the card that was ordered
    expect(handOver(registry, serial, '  Ani \t Lestari ')).toMatchObject({
      state: 'active',
      blocked: false,
    });
    expect(registry.cards.lives.history(serial)).toEqual(
      ['ordered', 'printed', 'encoded', 'handed-over', 'active'].map((move) => ({
        move,
        at: '2026-11-21T03:00:00.000Z',
        operator: 'test',
        reason: undefined,
        recipient: move === 'handed-over' ? 'Ani Lestari' : undefined,
      })),
    );
    const handed = registry.audit.entries().filter(({ action }) => action === 'card-state');
    expect(handed.map(({ details }) => details.to)).toEqual(['printed', 'handed-over', 'active']);
    expect(JSON.stringify(handed)).not.toContain('Lestari'); // names stand in the life, not in the audit trail
  });

  it('of a card made at the desk begins with its order all the same', async () => {
    expect(movesOf(await make())).toEqual(['ordered', 'encoded']);
  });

  it('waits for its arrival where it goes through other hands', async () => {
    const serial = await make();
    expect(handOver(registry, serial, 'Ketua ranting Bima', false).state).toBe('handed-over');
    expect(activateCard(registry, serial).state).toBe('active');
  });

  it('keeps number and expiry as they were ordered, since the face may be printed', async () => {
    orderCard(registry, member(ANI), SAWAH, '2027-02-28');
    const other = () => make(ANI, SAWAH, '2028-01-01');
    expect(await errorOf(other)).toMatchObject({ code: 'usage', details: { what: 'card-ordered-expiry' } });
    const serial = await make();
    expect(registry.cards.get(serial).expiryDay).toBe(registry.cards.lives.get(serial).expiryDay);
    const { serial: second } = orderCard(registry, member(ANI), SONGKET);
    databaseOf(registry).exec("UPDATE members SET member_number = '8900000777' WHERE id = 1");
    expect(await errorOf(() => make('89.00000777', SONGKET))).toMatchObject({
      details: { what: 'card-ordered-number', cardSerial: second },
    });
  });

  it('of an order can end before there is a chip, and makes room for another', async () => {
    const { serial } = orderCard(registry, member(ANI), SAWAH);
    expect(await errorOf(() => orderCard(registry, member(ANI), SAWAH))).toMatchObject({
      code: 'already-exists',
      details: { what: 'card-ordered', cardSerial: serial },
    });
    registry.cards.lives.move(serial, 'retired', { reason: 'misprint' });
    expect(orderCard(registry, member(ANI), SAWAH).serial).toBe(2);
    expect(registry.cards.blockedSerials()).toEqual([]); // it never was on a chip
  });
});

const MOVES: readonly CardMoveKind[] = [...CARD_LIFE_STATES, 'blocked', 'unblocked'];
/** How a card gets to a state, and the only moves that lead on. */
const WAYS: readonly [string, readonly CardMoveKind[], readonly CardMoveKind[]][] = [
  ['encoded', [], ['handed-over', 'lost', 'damaged', 'expired', 'retired', 'blocked']],
  ['handed over', ['handed-over'], ['active', 'lost', 'damaged', 'expired', 'retired', 'blocked']],
  ['active', ['handed-over', 'active'], ['lost', 'damaged', 'expired', 'retired', 'blocked']],
  ['blocked', ['blocked'], ['lost', 'damaged', 'expired', 'retired', 'unblocked']],
  ['lost', ['lost'], ['active', 'retired']],
  ['damaged', ['damaged'], ['retired']],
  ['expired', ['expired'], ['retired']],
  ['retired', ['retired'], []],
];

describe('the ways between the states', () => {
  const details = (move: CardMoveKind) => ({
    reason: 'because',
    ...(move === 'handed-over' ? { recipient: 'Ani' } : {}),
  });

  it.each(WAYS)('of a card that is %s', async (_name, way, allowed) => {
    const { lives } = registry.cards;
    const serial = await make();
    for (const move of way) lives.move(serial, move, details(move));
    const database = databaseOf(registry);
    const found = MOVES.filter((move) => {
      database.exec('SAVEPOINT attempt');
      try {
        database
          .prepare(
            'INSERT INTO card_moves (serial, move, at, operator, reason, recipient) VALUES (?, ?, ?, ?, ?, ?)',
          )
          .run(serial, move, '2026', 'x', 'because', move === 'handed-over' ? 'Ani' : null);
        return true;
      } catch {
        return false;
      } finally {
        database.exec('ROLLBACK TO attempt; RELEASE attempt');
      }
    });
    expect(found.sort()).toEqual([...allowed].sort());
  });

  it('are said in a sentence where one is not there', async () => {
    const serial = await make();
    expect(await errorOf(() => activateCard(registry, serial))).toMatchObject({
      code: 'usage',
      details: { what: 'card-move', cardSerial: 1, state: 'encoded', move: 'active' },
    });
    registry.cards.lives.move(serial, 'blocked', { reason: 'asked' });
    expect(await errorOf(() => handOver(registry, serial, 'Ani'))).toMatchObject({
      details: { what: 'card-is-blocked' },
    });
    expect(await errorOf(() => registry.cards.lives.move(9, 'lost', { reason: 'x' }))).toMatchObject({
      code: 'not-found',
    });
  });

  it.each([
    ["UPDATE card_lives SET state = 'retired'", /its last move/],
    ['UPDATE card_lives SET blocked = 1', /its last such move/],
    ['UPDATE card_lives SET member_id = 2', /never changes/],
    ['DELETE FROM card_lives', /never removed/],
    ["UPDATE card_moves SET operator = 'somebody'", /append-only/],
    ['DELETE FROM card_moves', /append-only/],
    ["INSERT INTO card_moves (serial, move, at, operator) VALUES (1, 'lost', '2026', 'x')", /CHECK/],
    ["INSERT INTO card_moves (serial, move, at, operator) VALUES (1, 'handed-over', '2026', 'x')", /CHECK/],
    ["INSERT INTO card_moves (serial, move, at, operator) VALUES (1, 'ordered', '2026', 'x')", /does not go/],
    [
      'INSERT INTO card_lives (serial, member_id, member_number, theme_number, theme_id, expiry_day) SELECT 9, member_id, member_number, theme_number, theme_id, 1 FROM card_lives',
      /UNIQUE/,
    ],
    ['INSERT INTO card_replacement VALUES (1, 1, 2026)', /CHECK|ended/],
  ])('cannot be gone round: %s', async (sql, why) => {
    await make();
    expect(() => databaseOf(registry).exec(sql)).toThrow(why);
  });
});

describe('a card that is not to be used', () => {
  it('is in the blocklist from then on, alone of all the cards of the member', async () => {
    const { lives } = registry.cards;
    const [sawah, songket] = [await make(), await make(ANI, SONGKET)];
    lives.move(sawah, 'blocked', { reason: 'asked by phone' });
    expect(registry.cards.blockedSerials()).toEqual([sawah]);
    lives.move(songket, 'lost', { reason: 'on the bus' });
    expect(registry.cards.blockedSerials()).toEqual([sawah, songket]);
    lives.move(sawah, 'unblocked', { reason: 'in the other bag' });
    expect(registry.cards.blockedSerials()).toEqual([songket]);
    for (const [number, move] of [
      [BUDI, 'damaged'],
      [ANI, 'retired'],
    ] as const) {
      const serial = number === ANI ? sawah : await make(BUDI);
      lives.move(serial, move, { reason: 'x' });
      expect(registry.cards.blockedSerials()).toContain(serial);
    }
  });

  it('is refused by every counter that is given a bundle from then on', async () => {
    const serial = await make();
    const signing = generateKeyPair();
    const { secret, recipient } = await generateEncryptionIdentity();
    const request = await makeTerminalRequest(
      { outlet: 'Gerai', encryptionRecipient: recipient, requestedAt: registry.now().toISOString() },
      signing.privateKey,
    );
    const blocked = async (sealed: Uint8Array) =>
      (await openTerminalBundle(sealed, secret, { signingKey: signing.privateKey })).bundle.blocklist
        .cardSerials;
    expect(await blocked((await enrolTerminal(registry, keys, request)).sealed)).toEqual([]);
    registry.cards.lives.move(serial, 'blocked', { reason: 'asked by phone' });
    for (let bundle = 0; bundle < 2; bundle++) {
      expect(await blocked((await renewBundle(registry, keys, 1)).sealed)).toEqual([serial]);
    }
  });

  it('comes back when it was found, with a reason, and then is let in again', async () => {
    const serial = await make();
    registry.cards.lives.move(serial, 'lost', { reason: 'x' });
    expect(await errorOf(() => activateCard(registry, serial))).toMatchObject({
      details: { what: 'card-found-reason' },
    });
    expect(activateCard(registry, serial, 'handed in by the driver').state).toBe('active');
    expect(registry.cards.blockedSerials()).toEqual([]);
  });

  it('does not come back where another took its place', async () => {
    const serial = await make();
    registry.cards.lives.move(serial, 'lost', { reason: 'x' });
    await make(); // a new one, at the desk
    expect(await errorOf(() => activateCard(registry, serial, 'found'))).toMatchObject({ code: 'usage' });
    expect(stateOf(serial)).toBe('lost');
  });

  it('never has its chip used again', async () => {
    const chip = blankChip('ntag213');
    const issue = () => issueCard(registry, keys, readerWith(chip), { memberNumber: ANI, theme: SAWAH });
    const { card } = await issue();
    registry.cards.lives.move(card.serial, 'retired', { reason: 'handed in' });
    expect(await errorOf(issue)).toMatchObject({
      code: 'already-exists',
      details: { what: 'card-ended', cardSerial: card.serial, state: 'retired' },
    });
  });
});

describe('cards past their last day', () => {
  it('are found before and marked after it; never one without such a day', async () => {
    const soon = await make(ANI, SAWAH, '2026-12-20');
    const never = await make(ANI, SONGKET, 'never');
    const later = await make(BUDI, SAWAH, '2027-12-20');
    expect(expiringCards(registry, 28, 10)).toEqual([]);
    expect(expiringCards(registry, 29, 10).map((card) => card.serial)).toEqual([soon]);
    expect(expireCards(registry)).toEqual([]);
    const today = (date: string) => Object.assign(registry, { now: () => new Date(`${date}T03:00:00Z`) });
    today('2026-12-20');
    expect(expireCards(registry)).toEqual([]); // the last day is a good day
    today('2026-12-21');
    expect(expireCards(registry)).toEqual([soon]);
    expect([soon, never, later].map(stateOf)).toEqual(['expired', 'encoded', 'encoded']);
    expect(expireCards(registry)).toEqual([]);
    expect(registry.audit.entries().at(-1)).toMatchObject({ action: 'cards-expired', details: { count: 1 } });
    expect(registry.cards.blockedSerials()).toEqual([]); // its own date refuses it
    expect(await make()).toBe(4); // and a new one has room
  });
});

describe('whoever gets no card', () => {
  const states = { left: ['left'], suspended: ['approved', 'active', 'suspended'] } as const;

  it.each(['left', 'suspended'] as const)('is %s', async (state) => {
    for (const each of states[state]) registry.members.setState('8900000001', each, 'board');
    for (const attempt of [() => make(), async () => orderCard(registry, member(ANI), SAWAH)]) {
      expect(await errorOf(attempt)).toMatchObject({
        code: 'usage',
        details: { what: `card-member-${state}`, memberNumber: '8900000001' },
      });
    }
    expect(registry.cards.lives.list()).toEqual([]);
    const insert = `INSERT INTO card_lives (serial, member_id, member_number, theme_number, theme_id, expiry_day)
      VALUES (1, 1, '8900000001', 1, 'sawah', 1)`;
    expect(() => databaseOf(registry).exec(insert)).toThrow(/no card for/);
  });

  it('is registered and not approved, where the organisation wants that', async () => {
    const { policy } = registry.organisation();
    registry.setPolicy({ ...policy, cardsFor: 'approved' });
    for (const attempt of [() => make(), async () => orderCard(registry, member(ANI), SAWAH)]) {
      expect(await errorOf(attempt)).toMatchObject({ details: { what: 'card-member-registered' } });
    }
    expect(registry.batches.candidates(SAWAH.number, {}, 10)).toEqual([]);
    registry.members.setState('8900000001', 'approved', 'board');
    expect(registry.batches.candidates(SAWAH.number, {}, 10)).toEqual([member(ANI).id]);
    expect(await make()).toBe(1);
  });

  it('was merged', async () => {
    registry.members.merge(member(BUDI), member(ANI), 'twice');
    expect(await errorOf(() => make())).toMatchObject({ details: { what: 'card-member-merged' } });
  });

  it('left while the card was being made: it can be given up, not finished', async () => {
    const chip = blankChip('ntag215');
    const order = { memberNumber: ANI, theme: SAWAH };
    const torn = readerWith(chip, { atExchange: 60, when: 'after' });
    expect((await errorOf(() => issueCard(registry, keys, torn, order))).code).toBe('card-removed');
    registry.members.setState('8900000001', 'left', 'moved away');
    expect(await errorOf(() => issueCard(registry, keys, readerWith(chip), order))).toMatchObject({
      details: { what: 'card-member-left' },
    });
    registry.cards.discard(1);
    expect([movesOf(1), registry.cards.blockedSerials()]).toEqual([['ordered', 'discarded'], [1]]);
  });

  it('is nobody who is registered, approved or active', async () => {
    for (const state of [undefined, 'approved', 'active'] as const) {
      if (state) registry.members.setState('8900000001', state, 'board');
      const serial = await make();
      registry.cards.lives.move(serial, 'retired', { reason: 'next' });
    }
    expect(registry.cards.lives.list()).toHaveLength(3);
  });
});

describe('lists of cards', () => {
  it('are narrowed by member, state and theme, and go on behind a serial', async () => {
    const { lives } = registry.cards;
    await make();
    await make(ANI, SONGKET);
    await make(BUDI);
    lives.move(3, 'lost', { reason: 'x' });
    const serials = (filter: Parameters<typeof lives.list>[0]) =>
      lives.list(filter).map((card) => card.serial);
    expect(serials({})).toEqual([1, 2, 3]);
    expect(serials({ memberId: 1 })).toEqual([1, 2]);
    expect(serials({ state: 'lost' })).toEqual([3]);
    expect(serials({ themeId: 'sawah', state: 'encoded' })).toEqual([1]);
    expect(serials({ after: 1, limit: 1 })).toEqual([2]);
  });
});

describe('whatever is tried, in whatever order', () => {
  it('the state is the last move, the blocklist follows from it, and one card of a theme lives', () => {
    const database = databaseOf(registry);
    const insert = database.prepare(
      `INSERT INTO cards (serial, uid, kind, profile, member_id, member_number, theme_number, theme_id, issued_day,
         expiry_day, issuer_key, key_set_version, identity, state, begun_at, issued_at)
       VALUES (?, ?, 'ntag213', 'identity', 1, '8900000001', 1, 'sawah', 0, 9000, 1, 1, zeroblob(88), 'issued', '', '')`,
    );
    const { lives } = registry.cards;
    const refused = ['lost', 'damaged', 'retired', 'discarded'];
    const tries = fc.array(fc.tuple(fc.nat(3), fc.constantFrom<CardMoveKind | 'made'>('made', ...MOVES)), {
      maxLength: 40,
    });
    let first = 1;
    fc.assert(
      fc.property(tries, (moves) => {
        const serials = [0, 1, 2, 3].map((offset) => first + offset);
        first += 4;
        const model = new Map<number, { state: string; blocked: boolean }>();
        for (const [index, move] of moves) {
          const serial = serials[index]!;
          try {
            if (move === 'made') insert.run(serial, Buffer.from([0, 0, serial >> 8, serial & 255]));
            else if (move === 'handed-over') lives.handOver(serial, 'Ani', false);
            else lives.move(serial, move, { reason: 'x' });
          } catch {
            continue; // refused: then nothing may have changed, which is looked at below
          }
          const before = model.get(serial) ?? { state: '', blocked: false };
          if (move === 'blocked' || move === 'unblocked') before.blocked = move === 'blocked';
          else before.state = move === 'made' ? 'encoded' : move;
          model.set(serial, before);
        }
        for (const serial of serials) {
          const expected = model.get(serial);
          if (expected) expect(lives.get(serial)).toMatchObject(expected);
        }
        const living = lives.list({ memberId: 1 }).filter(isLiving);
        expect(living.length).toBeLessThanOrEqual(1);
        const blocked = registry.cards.blockedSerials().filter((serial) => serials.includes(serial));
        const inModel = [...model].filter(([, { state, blocked }]) => blocked || refused.includes(state));
        expect(blocked).toEqual(inModel.map(([serial]) => serial).sort((a, b) => a - b));
        for (const { serial } of living) lives.move(serial, 'retired', { reason: 'end' });
      }),
      { numRuns: 60 },
    );
  });
});
