import { isKartuError, KartuError } from '@kartukita/card-core';
import type { FaceData, Language } from '../card-face/layout.ts';
import type { RenderResult } from '../card-face/render.ts';
import { requireWritableTarget } from '../files.ts';
import { defaultExpiry } from '../issue/expiry.ts';
import { type CardsOrder, faceOf, printCards } from '../print/print-faces.ts';
import type { BatchPosition } from '../registry/batches.ts';
import type { Registry } from '../registry/registry.ts';
import { organisationThemes } from '../themes.ts';
import type { Range } from './encode.ts';

export interface BatchPrintOrder extends Pick<CardsOrder, 'flip' | 'offsets' | 'acceptLowResolution'> {
  readonly file: string;
  readonly language: Language;
  readonly overwrite?: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface BatchPrintResult extends RenderResult {
  /** In the order of their places in the file. */
  readonly positions: readonly number[];
}

const IN_HOUSE = ['ordered', 'printed', 'encoded'];

/**
 * The faces of a whole batch in the order of its positions. May be repeated until the first card is encoded; after
 * that faces are printed again by position. Throws `usage`, and what printing throws.
 */
export async function printBatch(
  registry: Registry,
  id: number,
  order: BatchPrintOrder,
): Promise<BatchPrintResult> {
  const batch = registry.batches.requireOpen(id);
  requireWritableTarget(order.file, { overwrite: order.overwrite ?? false });
  const encoded = registry.batches.positions(id).find(({ card }) => card.chip !== undefined);
  if (encoded && batch.printedAt !== undefined) {
    throw new KartuError('usage', `position ${encoded.position} is encoded`, {
      details: { what: 'batch-encoded', batch: id, position: encoded.position },
    });
  }
  for (const position of registry.batches.positions(id)) {
    const isWaiting = position.card.state === 'ordered' && getsCards(registry, position);
    if (isWaiting && needsNewCard(position)) renew(registry, id, position, 'number changed');
  }
  const positions = registry.batches
    .positions(id)
    .filter((position) => IN_HOUSE.includes(position.card.state) && getsCards(registry, position));
  return printPositions(registry, id, positions, order, { whole: true });
}

/**
 * Faces of positions once more, because a print or a card was spoilt. What was encoded for them is given up: the
 * face lies on another piece of plastic now. All of them or none. Throws `usage` for a card that has left the house.
 */
export async function reprintPositions(
  registry: Registry,
  id: number,
  { from, to }: Range,
  reason: string,
  order: BatchPrintOrder,
): Promise<BatchPrintResult> {
  registry.batches.requireOpen(id);
  requireWritableTarget(order.file, { overwrite: order.overwrite ?? false });
  const found = registry.batches.positions(id, from, to);
  if (found.length === 0) {
    throw new KartuError('not-found', `batch ${id} has no such position`, {
      details: { what: 'batch-position', batch: id, position: from },
    });
  }
  for (const position of found) {
    requireInHouse(position);
    registry.cards.lives.requireHolder(position.member);
  }
  for (const position of found) {
    if (position.card.chip || needsNewCard(position)) renew(registry, id, position, reason);
  }
  const positions = registry.batches.positions(id, from, to);
  return printPositions(registry, id, positions, order, { whole: false, reason });
}

/** The file first, the moves after it: after a crash between them the same command prints again. */
async function printPositions(
  registry: Registry,
  id: number,
  positions: readonly BatchPosition[],
  { onProgress, ...order }: BatchPrintOrder,
  { whole, reason }: { whole: boolean; reason?: string },
): Promise<BatchPrintResult> {
  const { layout } = registry.batches.get(id);
  const result = await printCards(facesOf(registry, positions), await organisationThemes(registry.folder), {
    ...order,
    layout,
    photoFolder: registry.folder,
    ...(onProgress && { onProgress: (done: number) => onProgress(done, positions.length) }),
  });
  registry.batches.markPrinted(id, positions, whole, reason);
  return { ...result, positions: positions.map(({ position }) => position) };
}

function* facesOf(registry: Registry, positions: readonly BatchPosition[]): Iterable<FaceData> {
  for (const { card } of positions) {
    const member = { ...registry.members.byId(card.memberId), memberNumber: card.memberNumber };
    yield faceOf(registry, member, card);
  }
}

function requireInHouse({ position, card }: BatchPosition): void {
  if (IN_HOUSE.includes(card.state) || card.state === 'discarded' || card.state === 'damaged') return;
  throw new KartuError('usage', `card ${card.serial} is ${card.state}`, {
    details: { what: 'batch-position-out', position, cardSerial: card.serial, state: card.state },
  });
}

/** A member who has left since the batch was made gets no face; the position stays as it is. */
function getsCards(registry: Registry, { member }: BatchPosition): boolean {
  try {
    registry.cards.lives.requireHolder(member);
    return true;
  } catch (error) {
    if (isKartuError(error, 'usage')) return false;
    throw error;
  }
}

function needsNewCard({ card, member }: BatchPosition): boolean {
  return card.state === 'discarded' || card.state === 'damaged' || card.memberNumber !== member.memberNumber;
}

function renew(registry: Registry, id: number, position: BatchPosition, reason: string): void {
  registry.batches.renew(id, position, defaultExpiry(registry.now()), reason);
}
