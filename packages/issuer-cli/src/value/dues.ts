import type { ReplyInput } from '@kartukita/card-core';
import type { PaymentKind } from '../registry/dues.ts';
import type { Registry } from '../registry/registry.ts';
import type { EntryMeaning } from '../settlement/entries.ts';
import { hasPurse } from './cards.ts';

/** Periods and events as counters are told of them, with who has paid since they were told last. */
export function duesFor(registry: Registry, terminal: number): Pick<ReplyInput, 'dues' | 'events'> {
  const changes = registry.dues.changesFor(terminal);
  const membersOf = (kind: PaymentKind, subject: string, paid: boolean) =>
    changes
      .filter((each) => each.kind === kind && each.subject === subject && each.paid === paid)
      .map(({ member }) => member);
  return {
    dues: registry.dues.periods().map(({ period, title, amountRupiah, due }) => ({
      ...{ period, title, amountRupiah, due },
      paid: membersOf('dues', period, true),
      unpaid: membersOf('dues', period, false),
    })),
    events: registry.dues.events().map(({ event, title, feeRupiah, open }) => ({
      ...{ event, title, feeRupiah, open },
      registered: membersOf('event', event, true),
      unregistered: membersOf('event', event, false),
    })),
  };
}

/** Whether an entry paid dues or a registration, or gave them back; hardly any does. */
export function isMemberPayment({ lines }: EntryMeaning): boolean {
  const isOf = (account: string) => account.startsWith('dues:') || account.startsWith('events:');
  return lines.some(({ debit, credit }) => isOf(debit) || isOf(credit));
}

/**
 * In the transaction that books an entry: marks what a member has paid. Of two payments of one thing, at counters that
 * did not know of each other, the second one is owed back at once, as a credit of the card that paid. Returns what is
 * wrong with it.
 */
export function takeMemberPayment(
  registry: Registry,
  terminal: number,
  meaning: EntryMeaning,
): 'given-back-twice' | undefined {
  const { kind, transfer, corrects, lines } = meaning;
  if (kind !== 'post') {
    const isTwice = corrects !== undefined && registry.dues.takeBack(terminal, corrects) > 0;
    return isTwice ? 'given-back-twice' : undefined;
  }
  const reserved = transfer === undefined ? undefined : registry.settlement.entry(terminal, transfer);
  const { card, parts } = partsOf(reserved?.body, lines);
  if (card === undefined || transfer === undefined) return undefined;
  for (const { kind: of, subject, amountRupiah } of parts) {
    const payment = { kind: of, subject, amountRupiah, card, terminal, transfer };
    if (registry.dues.addPayment(payment) !== 'again') continue;
    const account = of === 'dues' ? `dues:counter-${terminal}` : `events:counter-${terminal}`;
    const source = `dues:${terminal}:${transfer}:${of}:${subject}`;
    const only = hasPurse(registry.cards.lives.get(card)) ? undefined : terminal;
    const credit = { card, amountRupiah, reason: subject, kind: 'dues' as const, source, terminal: only };
    registry.credits.add(credit, account);
  }
  return undefined;
}

/** What a record can move (docs/card-format.md §4). */
const inRange = (amountRupiah: number) => amountRupiah > 0 && amountRupiah <= 0xff_ffff;

interface Part {
  readonly kind: PaymentKind;
  readonly subject: string;
  readonly amountRupiah: number;
}

/** A counter is believed in what it paid for as far as its lines cover it. */
function partsOf(
  body: string | undefined,
  lines: EntryMeaning['lines'],
): { readonly card: number | undefined; readonly parts: readonly Part[] } {
  const said = JSON.parse(body ?? '{}') as { card?: unknown; dues?: unknown; event?: unknown };
  const paid = (prefix: string) =>
    lines
      .filter(({ credit }) => credit.startsWith(prefix))
      .reduce((sum, { amountRupiah }) => sum + amountRupiah, 0);
  const dues = (Array.isArray(said.dues) ? said.dues : []).flatMap((each: unknown): Part[] => {
    const { period, amountRupiah } = (each ?? {}) as { period?: unknown; amountRupiah?: unknown };
    const isGood = typeof period === 'string' && period.length >= 1 && period.length <= 40;
    const isAmount = Number.isSafeInteger(amountRupiah) && inRange(amountRupiah as number);
    return isGood && isAmount
      ? [{ kind: 'dues', subject: period, amountRupiah: amountRupiah as number }]
      : [];
  });
  const sum = dues.reduce((total, { amountRupiah }) => total + amountRupiah, 0);
  const once = new Set(dues.map(({ subject }) => subject)).size === dues.length;
  const event = typeof said.event === 'string' && said.event.length <= 40 ? said.event : '';
  const fee = paid('events:');
  const isCard = Number.isSafeInteger(said.card) && (said.card as number) >= 1;
  return {
    card: isCard ? (said.card as number) : undefined,
    parts: [
      ...(once && sum === paid('dues:') ? dues : []),
      ...(event !== '' && inRange(fee)
        ? [{ kind: 'event' as const, subject: event, amountRupiah: fee }]
        : []),
    ],
  };
}
