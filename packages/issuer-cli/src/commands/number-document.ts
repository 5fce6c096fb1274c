import { formatMemberNumber, formatRupiah } from '@kartukita/card-core';
import { localDay, table } from '@kartukita/card-core/console';
import type { Context } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import { formatPooled, type PooledNumber } from '../numbering/pools.ts';
import { namedPotential, type Potential, potentialOf } from '../numbering/rules.ts';
import type { NumberMove, NumberRequest } from '../registry/number-records.ts';

/** What scripts are told of a request. */
export function requestDocument(context: Context, request: NumberRequest) {
  const { id: _id, memberId: _memberId, unique, pool, refundPaidAtMs, ...rest } = request;
  const { scheme } = context.registry().organisation();
  const refundPaidAt = refundPaidAtMs === null ? null : new Date(refundPaidAtMs).toISOString();
  return { number: formatPooled(scheme, { unique, pool }), ...rest, refundPaidAt };
}

/** What scripts are told of a change of number. */
export function moveDocument(context: Context, { change, cardSerials, refundDueRupiah }: NumberMove) {
  return {
    oldNumber: context.shown(change.oldNumber),
    newNumber: context.shown(change.newNumber),
    newDigits: change.newNumber,
    cause: change.cause,
    at: change.at,
    operator: change.operator,
    cardsToReplace: cardSerials,
    refundDueRupiah,
  };
}

export function moveText(
  context: Context,
  key: string,
  { change, cardSerials, refundDueRupiah }: NumberMove,
): string {
  const { oldNumber, newNumber } = change;
  const lines = [
    context.say(key, { oldNumber: context.shown(oldNumber), newNumber: context.shown(newNumber) }),
  ];
  if (refundDueRupiah > 0) {
    lines.push(context.say('number.refund-due', { refund: formatRupiah(refundDueRupiah) }));
  }
  if (cardSerials.length > 0) {
    lines.push(context.say('number.cards-to-replace', { cards: cardSerials.join(', ') }));
  }
  return lines.join('\n');
}

export function showQuote(context: Context, { unique, pool }: PooledNumber): void {
  const registry = context.registry();
  const { scheme } = registry.organisation();
  const number = formatPooled(scheme, { unique, pool });
  const availability = registry.numbers.availability(scheme, unique, { pool });
  if (availability === 'potential') {
    // The price list does not apply to what is only sold by auction.
    context.output.result({ number, availability, price: null }, () =>
      context.say('detail.number-potential', { number }),
    );
    return;
  }
  const price = registry.numbers.price(unique);
  context.output.result({ number, availability, price }, () => {
    const state = context.say(`availability.${availability}`);
    const fee = formatRupiah(price.feeRupiah);
    if (price.discountRupiah === 0) return context.say('number.quote', { number, state, fee });
    const list = formatRupiah(price.listPriceRupiah);
    return context.say('number.quote-discount', {
      number,
      state,
      fee,
      list,
      discounts: price.discounts.join(', '),
    });
  });
}

export function showPotential(context: Context, asked: PooledNumber | undefined): void {
  const registry = context.registry();
  const { scheme } = registry.organisation();
  const rules = registry.numbers.rules();
  // A list is of all cohorts, where each has its own numbers: nothing can be said of who holds one.
  const isOfAll = asked === undefined && scheme.uniqueWithin === 'cohort';
  const listed = asked ? [asked] : namedPotential(scheme, rules).map((unique) => ({ unique, pool: '' }));
  const numbers = listed.map(({ unique, pool }) => {
    const found = potentialOf(scheme, rules, unique);
    const availability = isOfAll ? null : registry.numbers.availability(scheme, unique, { pool });
    return { number: formatPooled(scheme, { unique, pool }), potential: found ?? null, availability };
  });
  context.output.result({ numbers, equalDigits: rules.potential.equalDigits }, () => {
    const rows = numbers.map((each) => [
      each.number,
      reasonOf(context, each.potential ?? undefined),
      each.availability === null ? '—' : context.say(`availability.${each.availability}`),
    ]);
    const head = ['number', 'potential', 'state'].map((column) => context.say(`column.${column}`));
    const { equalDigits } = rules.potential;
    const rest =
      asked === undefined && equalDigits
        ? [
            '',
            context.say(`number.equal-digits${equalDigits.inARow ? '-row' : ''}`, {
              count: equalDigits.atLeast,
            }),
          ]
        : [];
    return [...(rows.length > 0 ? [table(head, rows)] : []), ...rest].join('\n');
  });
}

function reasonOf(context: Context, potential: Potential | undefined): string {
  if (!potential) return context.say('potential.none');
  return potential.rule === 'public-date' ? potential.about : context.say('potential.equal-digits');
}

export function showHistory(context: Context, who: string): void {
  const registry = context.registry();
  const { scheme } = registry.organisation();
  const member = findMember(registry, who);
  const { requests, changes } = registry.numbers.historyOf(member.id);
  const cardsToReplace = registry.numbers.cardsOut(member.id);
  const shown = (digits: string) => formatMemberNumber(digits, scheme.format);
  const document = {
    memberNumber: shown(member.memberNumber),
    requests: requests.map((request) => requestDocument(context, request)),
    changes: changes.map(({ oldNumber, newNumber, cause, at, operator }) => {
      return { oldNumber: shown(oldNumber), newNumber: shown(newNumber), cause, at, operator };
    }),
    cardsToReplace,
  };
  context.output.result(document, () => {
    if (requests.length === 0) return context.say('number.no-history');
    const head = ['number', 'state', 'fee', 'receipt', 'requested', 'approved', 'refund-due', 'paid-back'];
    const rows = document.requests.map((each) => [
      each.number,
      context.say(`request-state.${each.state}`),
      formatRupiah(each.feeRupiah),
      each.receipt ?? '',
      `${localDay(each.requestedAt)} ${each.requestedBy}`,
      each.approvedAt ? `${localDay(each.approvedAt)} ${each.approvedBy}` : '',
      each.refundDueRupiah === 0 ? '' : formatRupiah(each.refundDueRupiah),
      each.refundPaidAt === null ? '' : localDay(each.refundPaidAt),
    ]);
    const lines = document.changes.map(({ at, oldNumber, newNumber, cause, operator }) =>
      context.say(`change.${cause}`, { on: localDay(at), oldNumber, newNumber, operator }),
    );
    const out =
      cardsToReplace.length > 0
        ? [context.say('number.cards-out', { cards: cardsToReplace.join(', ') })]
        : [];
    const requestsTable = table(
      head.map((column) => context.say(`column.${column}`)),
      rows,
    );
    return [requestsTable, ...lines, ...out].join('\n');
  });
}
