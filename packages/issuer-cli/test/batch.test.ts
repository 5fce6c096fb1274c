import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@kartukita/card-core';
import type { Tear, VirtualChip } from '@kartukita/card-core/virtual';
import { beforeEach, describe, expect, it } from 'vitest';
import { createBatch } from '../src/batch/choose.ts';
import { ALL, encodeBatch, type Range, type RunResult } from '../src/batch/encode.ts';
import { positionDocument, reportCsv } from '../src/batch/report.ts';
import { oneReader, openTaps, type TapSource } from '../src/batch/taps.ts';
import { issueCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import type { IssuerKeys } from '../src/keys/issuer-keys.ts';
import { addMember } from '../src/members/add.ts';
import type { Registry } from '../src/registry/registry.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { databaseOf, errorOf, office, temporaryFolder } from './helpers.ts';

let registry: Registry;
let keys: IssuerKeys;

/** Ani and Budi of 1989, Citra and Dewi of 2003. */
beforeEach(async () => {
  ({ registry, keys } = await office());
  for (const name of ['Citra', 'Dewi']) addMember(registry, { name, cohort: '2003' });
});

const create = (filter = {}, layout: 'card' | 'a4' = 'a4') =>
  createBatch(registry, { theme: SAWAH, layout, filter }).batch;

/** Cards that are laid one after the other, each perhaps to be torn away. */
function laid(...cards: (VirtualChip | [VirtualChip, Tear])[]): TapSource {
  const rest = [...cards];
  return {
    async next() {
      const card = rest.shift();
      return card === undefined ? undefined : Array.isArray(card) ? readerWith(...card) : readerWith(card);
    },
    async close() {},
  };
}

const encode = (id: number, taps: TapSource, range: Range = ALL) =>
  encodeBatch(registry, keys, id, taps, range);
const told = ({ ended, taps }: RunResult) => [
  ended,
  ...taps.map(({ outcome, position }) => `${outcome} ${position ?? '-'}`),
];
const positions = (id: number) => registry.batches.positions(id);
const states = (id: number) =>
  positions(id).map((each) => positionDocument(registry, registry.batches.get(id), each).state);
const chips = (count: number) => Array.from({ length: count }, () => blankChip('ntag213'));
const TORN: Tear = { atExchange: 30, when: 'after' };
/** As `batch print` does when its file is written. */
const print = (id: number, from = 1, to = ALL.to) =>
  registry.batches.markPrinted(id, registry.batches.positions(id, from, to), from === 1);

describe('a batch', () => {
  it('orders a card for everybody of a choice who may get one and has none', async () => {
    await issueCard(registry, keys, readerWith(blankChip('ntag213')), {
      memberNumber: '89.00000001',
      theme: SAWAH,
    });
    registry.members.setState('0300000003', 'left', 'moved');
    const { batch, count } = createBatch(registry, { theme: SAWAH, layout: 'a4', filter: {} });
    expect(count).toBe(2);
    expect(positions(batch.id).map(({ position, member }) => [position, member.name])).toEqual([
      [1, 'Budi Santoso'],
      [2, 'Dewi'],
    ]);
    expect(await errorOf(() => create())).toMatchObject({ code: 'usage', details: { what: 'batch-empty' } });
    expect(createBatch(registry, { theme: SONGKET, layout: 'a4', filter: {} }).count).toBe(3);
  });

  it.each([
    [{ cohort: 1989 }, ['Ani Lestari', 'Budi Santoso']],
    [{ state: 'approved' as const }, ['Dewi']],
    [{ branch: 'Bima' }, ['Ani Lestari']],
  ])('of %j', (filter, names) => {
    registry.members.setState('0300000004', 'approved', 'x');
    registry.members.edit('8900000001', { branch: 'Bima' }, 'x');
    expect(positions(create(filter).id).map(({ member }) => member.name)).toEqual(names);
  });

  it('takes no more than it is told to, and an order that waited alone', () => {
    const { serial } = registry.cards.lives.order({
      member: registry.members.get('0300000003'),
      themeNumber: 1,
      themeId: 'sawah',
      expiryDay: 9999,
    });
    const first = createBatch(registry, { theme: SAWAH, layout: 'card', filter: {}, limit: 3 }).batch;
    expect(positions(first.id).map(({ card }) => card.serial)).toEqual([2, 3, serial]);
    expect(positions(create().id).map(({ member }) => member.name)).toEqual(['Dewi']);
  });

  it('of a list takes its order, leaves out who has a card, and nothing at all when a line names nobody', async () => {
    const path = join(temporaryFolder(), 'numbers.txt');
    const from = (text: string) => {
      writeFileSync(path, text);
      return createBatch(registry, { theme: SAWAH, layout: 'card', filter: {}, numberFile: path });
    };
    expect(await errorOf(() => from('03.00000003\n\n89.00000009\n'))).toMatchObject({
      code: 'file-invalid',
      details: { what: 'batch-line', line: 3, text: '89.00000009' },
    });
    expect(registry.cards.lives.list()).toEqual([]);
    registry.members.setState('8900000002', 'left', 'x');
    const { batch, leftOut } = from(
      '\uFEFF03.00000003;Citra\r\n"8900000001"\r\n03.00000003\r\n89.00000002\r\n',
    );
    expect(positions(batch.id).map(({ member }) => member.name)).toEqual(['Citra', 'Ani Lestari']);
    expect(leftOut).toEqual([{ memberNumber: '89.00000002', what: 'card-member-left' }]);
    expect(from('03.00000004\n03.00000003\n').leftOut).toEqual([
      { memberNumber: '03.00000003', what: 'has-card' },
    ]);
  });
});

describe('a run', () => {
  it('goes on with the next card at each tap, and binds position, member, card and chip', async () => {
    const { id } = create();
    const cards = chips(4);
    expect(told(await encode(id, laid(...cards)))).toEqual([
      'complete',
      'encoded 1',
      'encoded 2',
      'encoded 3',
      'encoded 4',
    ]);
    expect(positions(id).map(({ card }) => [card.memberId, toHex(card.chip!.uid)])).toEqual(
      positions(id).map(({ member }, index) => [member.id, toHex(cards[index]!.uid)]),
    );
    for (const chip of cards) expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(true);
  });

  it('finishes a card that was pulled in the middle whenever it comes again', async () => {
    const { id } = create();
    const [a, b, c, d] = chips(4) as [VirtualChip, VirtualChip, VirtualChip, VirtualChip];
    expect(told(await encode(id, laid(a, [b, TORN], c)))).toEqual([
      'no-more-cards',
      'encoded 1',
      'torn 2',
      'encoded 3',
    ]);
    expect(states(id)).toEqual(['encoded', 'begun', 'encoded', 'ordered']);
    expect(told(await encode(id, laid([b, TORN], d, a, b)))).toEqual([
      'complete',
      'torn 2',
      'encoded 4',
      'already 1',
      'finished 2',
    ]);
    expect(registry.cards.lives.list().map(({ serial }) => serial)).toEqual([1, 2, 3, 4]);
  });

  it('gives no blank card to a position that waits for its own', async () => {
    const { id } = create({ cohort: 1989 });
    const [a, b, blank] = chips(3) as [VirtualChip, VirtualChip, VirtualChip];
    expect(told(await encode(id, laid([a, TORN], b, blank)))).toEqual([
      'no-more-cards',
      'torn 1',
      'encoded 2',
      'not-needed -',
    ]);
    expect(registry.cards.findByUid(blank.uid)).toBeUndefined();
  });

  it('sets aside what cannot be used by name, and the position stays open', async () => {
    const used = blankChip('ntag213');
    await issueCard(registry, keys, readerWith(used), { memberNumber: '89.00000001', theme: SONGKET });
    const foreign = blankChip('ntag213');
    const { memory } = foreign.snapshot();
    memory.set([0x03, 0x0a, 0xd1, 0x01, 0x06, 0x55, 0x04, 0x61, 0x62, 0x2e, 0x69, 0x64, 0xfe], 16);
    const lost = blankChip('ntag213');
    await issueCard(registry, keys, readerWith(lost), { memberNumber: '89.00000002', theme: SONGKET });
    registry.cards.lives.move(2, 'lost', { reason: 'x' });
    const { id } = create({ cohort: 1989 });
    const { taps, ended } = await encode(id, {
      ...laid(),
      next: laidStates(used, { ...foreign.snapshot(), memory }, lost, blankChip('ntag213')),
    });
    expect([ended, ...taps.map(({ outcome, position, error }) => [outcome, position, error?.code])]).toEqual([
      'no-more-cards',
      ['set-aside', 1, 'already-exists'],
      ['set-aside', 1, 'card-foreign'],
      ['set-aside', 1, 'already-exists'],
      ['encoded', 1, undefined],
    ]);
    expect(
      registry.batches.setAsides(id).map(({ uid, position, code }) => [toHex(uid!), position, code]),
    ).toEqual([
      [toHex(used.uid), 1, 'already-exists'],
      [toHex(foreign.uid), 1, 'card-foreign'],
      [toHex(lost.uid), 1, 'already-exists'],
    ]);
  });

  it('keeps to the positions that were named', async () => {
    const { id } = create();
    const taps = laid(...chips(3));
    expect(told(await encode(id, taps, { from: 2, to: 3 }))).toEqual(['complete', 'encoded 2', 'encoded 3']);
  });

  it('leaves out who has left or got another number since, and finds them in the report', async () => {
    const { id } = create();
    registry.members.setState('8900000001', 'left', 'moved');
    databaseOf(registry).exec("UPDATE members SET member_number = '8900000777' WHERE id = 2");
    expect(told(await encode(id, laid(...chips(4))))).toEqual(['complete', 'encoded 3', 'encoded 4']);
    const batch = registry.batches.get(id);
    const [left, renumbered] = positions(id).map((each) => positionDocument(registry, batch, each));
    expect(left).toMatchObject({ state: 'ordered', outdated: false });
    expect(renumbered).toMatchObject({ state: 'ordered', outdated: true });
  });

  it('ends when nobody lays a card, and with one real reader waits for the next', async () => {
    const { id } = create();
    const reader = readerWith(blankChip('ntag213'));
    const run = encodeBatch(registry, keys, id, oneReader(reader), ALL, {
      timeoutMs: 100,
      onTap() {
        const { encoded } = registry.batches.counts(id);
        if (encoded === 1) reader.swap(blankChip('ntag213')); // before anybody has looked
        if (encoded === 2) setTimeout(() => reader.remove(), 10); // taken away, and nothing follows
      },
    });
    expect(told(await run)).toEqual(['no-card', 'encoded 1', 'encoded 2']);
  });

  it('takes one real reader, or virtual cards', async () => {
    for (const specs of [['pcsc', 'virtual:a.nfc'], ['pcsc', 'pcsc'], ['usb']]) {
      expect((await errorOf(() => openTaps(specs))).code).toBe('usage');
    }
  });
});

/** Cards as images, for one that was changed outside of a chip. */
function laidStates(...cards: (VirtualChip | ReturnType<VirtualChip['snapshot']>)[]): TapSource['next'] {
  const rest = [...cards];
  return async () => {
    const card = rest.shift();
    return card === undefined ? undefined : readerWith(card as VirtualChip);
  };
}

describe('a batch that was printed', () => {
  it('encodes printed faces only: a spoilt card waits until its face was printed again', async () => {
    const { id } = create({ cohort: 1989 });
    print(id);
    expect(states(id)).toEqual(['printed', 'printed']);
    const first = blankChip('ntag213');
    await encode(id, laid([first, TORN]));
    registry.cards.discard(1); // it never came back
    expect(told(await encode(id, laid(...chips(2))))).toEqual(['complete', 'encoded 2']);
    expect(states(id)).toEqual(['ordered', 'encoded']);
    print(id, 1, 1);
    expect(told(await encode(id, laid(...chips(1))))).toEqual(['complete', 'encoded 1']);
    expect(positions(id).map(({ card }) => card.serial)).toEqual([3, 2]);
    expect(registry.cards.lives.lastOf(1).serial).toBe(3);
  });

  it('gives up what was encoded for a face that is printed again, and blocks it', async () => {
    const { id } = create({ cohort: 1989 });
    await encode(id, laid(...chips(2)));
    const [first] = positions(id);
    registry.batches.renew(id, first!, 9999, 'scratched');
    expect(states(id)).toEqual(['ordered', 'encoded']);
    expect(registry.cards.lives.get(1)).toMatchObject({ state: 'damaged' });
    expect(registry.cards.blockedSerials()).toEqual([1]);
    registry.cards.lives.handOver(2, 'Budi', true);
    expect(await errorOf(() => registry.batches.renew(id, positions(id)[1]!, 9999, 'x'))).toMatchObject({
      details: { what: 'batch-position-out', position: 2, state: 'active' },
    });
  });
});

describe('the end of a batch', () => {
  it('is told with every position and every card that was set aside', async () => {
    const { id } = create({ cohort: 1989 });
    print(id);
    const [a] = chips(1);
    await encode(id, laid(a!));
    const csv = reportCsv(registry, registry.batches.get(id)).split('\r\n');
    expect(csv[0]).toBe('row,position,sheet,place,memberNumber,name,cardSerial,uid,state,at,operator');
    expect(csv[1]).toBe(
      `card,1,1,1,89.00000001,Ani Lestari,1,${toHex(a!.uid)},encoded,2026-11-21T03:00:00.000Z,test`,
    );
    expect(csv[2]).toBe('card,2,1,2,89.00000002,Budi Santoso,2,,printed,2026-11-21T03:00:00.000Z,test');
  });

  it('gives up what is open, with a reason; after it nothing is encoded', async () => {
    const { id } = create();
    const [a, b] = chips(2);
    await encode(id, laid(a!, [b!, TORN]));
    expect(await errorOf(() => registry.batches.close(id))).toMatchObject({
      code: 'usage',
      details: { what: 'batch-open', count: 3 },
    });
    registry.batches.close(id, 'sheet lost');
    expect(states(id)).toEqual(['encoded', 'discarded', 'retired', 'retired']);
    expect(await errorOf(() => encode(id, laid()))).toMatchObject({ details: { what: 'batch-closed' } });
    expect(await errorOf(() => registry.batches.get(9))).toMatchObject({ code: 'not-found' });
    expect(create().id).toBe(2); // they are free for the next batch
    expect(positions(2)).toHaveLength(3);
  });

  it.each([
    ["UPDATE batches SET theme_id = 'x'", /only printed and closed/],
    ['DELETE FROM batches', /never removed/],
    ['UPDATE batch_cards SET position = 9', /append-only/],
    ['DELETE FROM batch_cards', /append-only/],
    [
      'INSERT INTO batch_cards (batch, position, serial) SELECT 1, 1, serial FROM card_lives',
      /UNIQUE|one member/,
    ],
    ['DELETE FROM batch_set_aside', /append-only/],
  ])('cannot be written over: %s', (sql, why) => {
    create();
    registry.batches.setAside(1, { uid: undefined, position: 1, code: 'card-foreign', what: undefined });
    expect(() => databaseOf(registry).exec(sql)).toThrow(why);
  });
});
