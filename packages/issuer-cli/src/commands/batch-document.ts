import { toHex } from '@kartukita/card-core';
import { localDay, localTime, table } from '@kartukita/card-core/console';
import { isOutdated, placeOf, positionState } from '../batch/report.ts';
import type { Context } from '../context.ts';
import type { Batch, BatchPosition } from '../registry/batches.ts';

/** Batches in words. */

export function headOf(context: Context, batch: Batch): string {
  const { id, themeId, createdAt, createdBy, closedAt, closedBy } = batch;
  const state =
    closedAt === undefined
      ? context.say('batch.is-open')
      : context.say('batch.is-closed', { at: localDay(closedAt), who: closedBy! });
  const made = localTime(createdAt);
  return context.say('batch.head', { batch: id, theme: themeId, made, who: createdBy, state });
}

export function positionTable(context: Context, batch: Batch, positions: readonly BatchPosition[]): string {
  const columns = ['position', 'place', 'number', 'name', 'serial', 'uid', 'state'];
  return table(
    columns.map((column) => context.say(`column.${column}`)),
    positions.map((each) => [
      String(each.position),
      placeText(context, batch, each),
      context.shown(each.card.memberNumber),
      each.member.name,
      String(each.card.serial),
      each.card.chip ? toHex(each.card.chip.uid) : '—',
      isOutdated(each) ? context.say('batch.outdated') : stateText(context, positionState(each)),
    ]),
    [0, 4],
  );
}

export function placeText(context: Context, batch: Batch, position: BatchPosition): string {
  const found = placeOf(batch, position);
  if (found === null) return '—';
  return found.sheet === null
    ? context.say('batch.place-card', { place: found.place })
    : context.say('batch.place-a4', { sheet: found.sheet, place: found.place });
}

export function stateText(context: Context, state: string): string {
  return context.say(state === 'begun' ? 'batch.state-begun' : `life.${state}`);
}

export function countLines(context: Context, id: number): string[] {
  return Object.entries(context.registry().batches.counts(id)).map(([state, count]) =>
    context.say('batch.count', { state: stateText(context, state), count }),
  );
}
