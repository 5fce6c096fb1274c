import type { Registry } from '../registry/registry.ts';
import type { EntryMeaning } from '../settlement/entries.ts';
import { hasPurse } from './cards.ts';

/** The kind of entry by which a counter hands over what it owes. */
export const OWED_TAKEN = 'owed-taken';

/** For so long a counter keeps what it owes: its holder most likely comes again where it was owed. */
const OWED_DAYS = 7;
/** Most that a record can move (docs/card-format.md §4). */
const MOST_RUPIAH = 0xff_ffff;
const DAY_MS = 86_400_000;

/**
 * What a counter is asked to hand over: what it owes for a week, or to the holder of a card that was used elsewhere
 * since or has ended. Cards without a purse keep it where it is, unless they have ended.
 */
export function owedFor(registry: Registry, terminal: number): { id: number; card: number }[] {
  const nowMs = registry.now().getTime();
  for (const { card, sinceMs, isUsedElsewhere } of registry.owed.at(terminal)) {
    const isOld = nowMs - sinceMs >= OWED_DAYS * DAY_MS;
    const hasEnded = registry.holds.endedAt(card) !== undefined;
    const reaches = hasPurse(registry.cards.lives.get(card));
    if (hasEnded || (reaches && (isOld || isUsedElsewhere))) registry.owed.ask(terminal, card);
  }
  return registry.owed.asked(terminal).map((each) => ({ ...each }));
}

/** An entry that hands over what nobody asked for, or for another card, is none. */
export function isOwedAnswer(registry: Registry, terminal: number, meaning: EntryMeaning): boolean {
  const { handover, card, lines } = meaning;
  if (handover === undefined || card === undefined || lines.length > 1) return false;
  const fits = lines.every(
    ({ debit, credit, amountRupiah }) =>
      debit === `owed:${card}` && credit === 'value-in-transit' && amountRupiah <= MOST_RUPIAH,
  );
  return fits && registry.owed.isAsked(terminal, handover, card);
}

/** In the transaction that books the entry: what was handed over becomes a credit of the card. */
export function takeOwed(registry: Registry, terminal: number, entry: number, meaning: EntryMeaning): void {
  const { handover, card, lines } = meaning;
  const amountRupiah = lines[0]?.amountRupiah ?? 0;
  registry.owed.answer(handover!, amountRupiah, entry);
  if (amountRupiah === 0) return;
  // Of a card that has ended: with the rest of its value it follows to the new one.
  const only = hasPurse(registry.cards.lives.get(card!)) ? undefined : terminal;
  const source = `owed:${terminal}:${entry}`;
  registry.credits.add({
    card: card!,
    amountRupiah,
    reason: `counter ${terminal}`,
    kind: 'owed',
    source,
    terminal: only,
  });
}
