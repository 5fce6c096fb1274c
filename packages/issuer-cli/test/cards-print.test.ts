import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBatch } from '../src/batch/choose.ts';
import { printBatch, reprintPositions } from '../src/batch/print.ts';
import { orderCard } from '../src/cards/desk.ts';
import { issueCard } from '../src/issue/issue.ts';
import { printFaces } from '../src/print/print-faces.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { databaseOf, errorOf, office, temporaryFolder } from './helpers.ts';

const ANI = '89.00000001';

it('printing a face is a move of the card that was ordered, and of no other', async () => {
  const { registry, keys } = await office();
  const member = registry.members.get('8900000001');
  const lost = await issueCard(registry, keys, readerWith(blankChip('ntag213')), {
    memberNumber: ANI,
    theme: SAWAH,
  });
  registry.cards.lives.move(lost.card.serial, 'lost', { reason: 'x' });
  orderCard(registry, member, SAWAH);
  orderCard(registry, member, SONGKET);
  const order = { memberNumbers: [ANI], layout: 'card', language: 'en' } as const;
  const file = join(temporaryFolder(), 'faces.pdf');
  // The lost card is not drawn again beside its successor.
  expect(await printFaces(registry, { ...order, file, themeId: 'songket' })).toMatchObject({ faces: 2 });
  const states = () => registry.cards.lives.list().map(({ state }) => state);
  expect(states()).toEqual(['lost', 'ordered', 'printed']);
  expect(await printFaces(registry, { ...order, file, overwrite: true })).toMatchObject({ faces: 4 });
  expect(states()).toEqual(['lost', 'printed', 'printed']);
});

it('a batch is printed whole until it is encoded, then position by position', async () => {
  const { registry, keys } = await office();
  const { id } = createBatch(registry, { theme: SAWAH, layout: 'a4', filter: {} }).batch;
  const folder = temporaryFolder();
  const order = (name: string) => ({ file: join(folder, name), language: 'en' as const });
  expect(await printBatch(registry, id, order('1.pdf'))).toMatchObject({ positions: [1, 2], pages: 2 });
  expect(await printBatch(registry, id, order('2.pdf'))).toMatchObject({ positions: [1, 2] });
  await issueCard(registry, keys, readerWith(blankChip('ntag213')), { memberNumber: ANI, theme: SAWAH });
  expect(await errorOf(() => printBatch(registry, id, order('3.pdf')))).toMatchObject({
    code: 'usage',
    details: { what: 'batch-encoded', position: 1 },
  });
  const again = (from: number, to: number, name: string) =>
    reprintPositions(registry, id, { from, to }, 'smeared', order(name));
  expect(await errorOf(() => again(1, 1, '2.pdf'))).toMatchObject({ code: 'already-exists' });
  expect(registry.cards.blockedSerials()).toEqual([]); // nothing was given up for a file that cannot be written
  expect(await errorOf(() => again(3, 3, '3.pdf'))).toMatchObject({ details: { what: 'batch-position' } });
  expect(await again(1, 2, '3.pdf')).toMatchObject({ positions: [1, 2] });
  expect(registry.cards.blockedSerials()).toEqual([1]);
  const positions = () =>
    registry.batches.positions(id).map(({ card, place }) => [card.serial, card.state, place]);
  expect(positions()).toEqual([
    [3, 'printed', 1],
    [2, 'printed', 2],
  ]);
  databaseOf(registry).exec("UPDATE members SET member_number = '8900000777' WHERE id = 2");
  await again(2, 2, '4.pdf'); // the face shows the new number, on a card that was ordered with it
  expect(positions()[1]).toEqual([4, 'printed', 1]);
  expect(registry.cards.lives.get(4).memberNumber).toBe('8900000777');
  registry.members.setState('8900000777', 'left', 'moved');
  expect(await errorOf(() => again(1, 2, '5.pdf'))).toMatchObject({ details: { what: 'card-member-left' } });
});
