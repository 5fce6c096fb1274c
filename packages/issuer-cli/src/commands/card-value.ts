import { formatRupiah, KartuError } from '@kartukita/card-core';
import { localDay, table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { TENDERS, type Tender } from '../books/accounts.ts';
import { action, type Context } from '../context.ts';
import { type SecondPersonOptions, withSecondPerson } from '../operators/second-person.ts';
import { type HeldValue, heldValue, payOut, releaseValue } from '../value/holds.ts';
import { needSecondPerson, SECOND_PERSON_FROM_RUPIAH } from '../value/second.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';

const MOST_DAYS = 365;

/** `card value | release-value | pay-out`: what a card that has ended still holds, and where it goes. */
export function addCardValueCommands(group: Command): void {
  const value = group
    .command('value [serial]')
    .description(
      'what a card that has ended holds, for which counters that waits and until when; or all of them',
    )
    .option('--hold-days <days>', 'wait so long at most: for this card, or for every one where none is named')
    .action(action(valueCommand));
  withExample(value, '--data bmi card value 17', '--data bmi card value --hold-days 30');
  const release = withSecondPerson(
    group
      .command('release-value <serial>')
      .description(
        'let the value go to the new card before all counters have reported; with a second person',
      ),
  ).action(action(releaseCommand));
  withExample(release, '--data bmi card release-value 17 --approved-by "Hadi" --operator "Sari"');
  const pay = withSecondPerson(
    group
      .command('pay-out <serial>')
      .description('pay out at the office what a card holds that has ended and gets no successor')
      .addOption(
        new Option('--tender <tender>', 'where the money comes from').choices(TENDERS).makeOptionMandatory(),
      ),
  ).action(action(payOutCommand));
  withExample(pay, '--data bmi card pay-out 17 --tender cash --operator "Sari"');
}

async function valueCommand(
  context: Context,
  { holdDays }: { holdDays?: string },
  serial?: string,
): Promise<void> {
  const { holds, cards } = context.registry();
  const card = serial === undefined ? undefined : cards.lives.get(parseCount(serial)).serial;
  if (holdDays !== undefined) holds.setDays(parseDays(holdDays), card);
  if (card !== undefined) {
    const held = heldValue(context.registry(), card);
    context.output.result(held, () => heldText(context, held));
    return;
  }
  const all = holds
    .ended()
    .map((each) => heldValue(context.registry(), each))
    .filter(({ heldRupiah, waitingRupiah }) => heldRupiah !== 0 || waitingRupiah !== 0);
  const days = holds.days();
  context.output.result({ holdDays: days, cards: all }, () =>
    [
      all.length === 0 ? context.say('value.none') : heldTable(context, all),
      context.say('value.days', { days }),
    ].join('\n'),
  );
}

function parseDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw new KartuError('usage', `between 1 and ${MOST_DAYS} days`, {
    details: { what: 'hold-days', max: MOST_DAYS },
  });
}

async function releaseCommand(context: Context, options: SecondPersonOptions, serial: string): Promise<void> {
  const registry = context.registry();
  const by = context.person();
  const before = heldValue(registry, parseCount(serial));
  // Said before anybody types a passphrase for it.
  context.output.note(
    context.say('value.may-be-lost', {
      ...{ held: formatRupiah(before.heldRupiah), lost: formatRupiah(before.mayBeLostRupiah) },
      terminals: countersOf(before),
    }),
  );
  const approvedBy = await needSecondPerson(context, options);
  const held = releaseValue(registry, before.card, { by, approvedBy });
  context.output.result({ ...held, mayBeLostRupiah: before.mayBeLostRupiah }, () =>
    context.say('value.released', {
      ...{ amount: formatRupiah(before.heldRupiah + before.waitingRupiah), card: held.to ?? 0 },
    }),
  );
}

async function payOutCommand(
  context: Context,
  options: SecondPersonOptions & { tender: Tender },
  serial: string,
): Promise<void> {
  const registry = context.registry();
  const by = context.person();
  const held = heldValue(registry, parseCount(serial));
  const total = Math.max(0, held.heldRupiah) + held.waitingRupiah;
  const isAlone = held.isReady && total < SECOND_PERSON_FROM_RUPIAH;
  if (!isAlone) {
    const lost = formatRupiah(held.mayBeLostRupiah);
    const details = { held: formatRupiah(total), lost, terminals: countersOf(held) };
    context.output.note(context.say('value.may-be-lost', details));
  }
  const approvedBy = isAlone ? undefined : await needSecondPerson(context, options);
  const { paidRupiah } = payOut(registry, held.card, options.tender, { by, approvedBy });
  context.output.result({ card: held.card, paidRupiah, tender: options.tender }, () =>
    context.say('value.paid-out', { amount: formatRupiah(paidRupiah), card: held.card }),
  );
}

const countersOf = ({ waitsFor }: HeldValue) =>
  waitsFor.length === 0 ? '–' : waitsFor.map(({ terminal }) => terminal).join(', ');

function heldText(context: Context, held: HeldValue): string {
  const { card, state, heldRupiah, waitingRupiah, missingRecords, until, cases, to, isReady } = held;
  return [
    context.say('value.held', {
      ...{ card, state: context.say(`life.${state}`), at: localDay(held.endedAt) },
      ...{ held: formatRupiah(heldRupiah), waiting: formatRupiah(waitingRupiah) },
    }),
    ...held.releases.map((each) =>
      context.say(each.toCard === null ? 'value.release-paid' : 'value.release-card', {
        ...{ at: localDay(each.at), amount: formatRupiah(each.amountRupiah + each.creditsRupiah) },
        ...{ card: each.toCard ?? 0, number: each.toNumber ?? 0, by: each.approvedBy ?? each.operator },
      }),
    ),
    ...(cases.length > 0 ? [context.say('value.case', { cases: cases.join(', ') })] : []),
    ...(isReady
      ? []
      : [
          context.say('value.waits', {
            ...{ terminals: countersOf(held), records: missingRecords, until: localDay(until) },
            lost: formatRupiah(held.mayBeLostRupiah),
          }),
        ]),
    to === null ? context.say('value.no-card') : context.say('value.to', { card: to }),
  ].join('\n');
}

function heldTable(context: Context, all: readonly HeldValue[]): string {
  const head = ['card', 'state', 'held', 'credit-waits', 'waits-for', 'until', 'new-card'];
  return table(
    head.map((name) => context.say(`column.${name}`)),
    all.map((held) => [
      String(held.card),
      context.say(`life.${held.state}`),
      formatRupiah(held.heldRupiah),
      formatRupiah(held.waitingRupiah),
      countersOf(held),
      localDay(held.until),
      held.to === null ? '–' : String(held.to),
    ]),
    [0, 2, 3],
  );
}
