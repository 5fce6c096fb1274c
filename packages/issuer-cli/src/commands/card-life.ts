import { localTime } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { activateCard, expireCards, expiringCards, handOver, orderCard } from '../cards/desk.ts';
import { maskedNumber, parseLine } from '../cards/text.ts';
import { action, type Context } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import type { CardLife, CardMove, CardMoveKind } from '../registry/card-life.ts';
import { parseCount } from './card.ts';
import { lastDay, lifeDocument, lifeState, lifeTable } from './card-document.ts';
import { withExample } from './help.ts';

const REASON = ['--reason <text>', 'why; kept in the life of the card'] as const;
const SHOWN_AT_MOST = 1000;

/** `card order | hand-over | activate | lost | damaged | retire | block | unblock | expire | life`. */
export function addCardLifeCommands(group: Command): void {
  addOrder(group);
  addHandOver(group);
  addMove(
    group,
    'lost',
    'lost',
    'a card was lost or stolen: every bundle from now on refuses it',
    'lost on the bus',
  );
  addMove(
    group,
    'damaged',
    'damaged',
    'a card is broken and in hand: every bundle from now on refuses it',
    'chip is silent',
  );
  addMove(group, 'retire', 'retired', 'a card was taken back for good, or an order is given up', 'handed in');
  addMove(
    group,
    'block',
    'blocked',
    'refuse this card, and no other of the member, until it is unblocked',
    'asked by phone',
  );
  addMove(group, 'unblock', 'unblocked', 'let a blocked card be used again', 'it was in the other bag');
  addExpire(group);
  addLife(group);
}

function addOrder(group: Command): void {
  const order = group
    .command('order <number>')
    .description('order a card: it gets its serial, and waits to be printed and encoded')
    .requiredOption('--theme <theme>', 'what its face looks like: see theme list')
    .option('--expires <date>', 'YYYY-MM-DD or never; in five years unless given')
    .action(
      action(async (context, options: { theme: string; expires?: string }, number: string) => {
        const registry = context.registry();
        const member = findMember(registry, number);
        const { chooseTheme, organisationThemes } = await import('../themes.ts'); // fonts load slowly
        const theme = chooseTheme(await organisationThemes(registry.folder), options.theme);
        report(context, orderCard(registry, member, theme, options.expires), 'ordered');
      }),
    );
  withExample(order, '--data ikarholaz card order 89.00000001 --theme sawah');
}

function addHandOver(group: Command): void {
  const hand = group
    .command('hand-over <serial>')
    .description('give an encoded card to the member, which makes it active')
    .requiredOption('--to <name>', 'who received it; kept in the life of the card')
    .option(
      '--not-yet-active',
      'it goes through other hands first: card activate follows when it has arrived',
    )
    .action(
      action(async (context, options: { to: string; notYetActive?: boolean }, serial: string) => {
        const life = handOver(context.registry(), parseCount(serial), options.to, !options.notYetActive);
        report(context, life, options.notYetActive ? 'handed-over' : 'handed-over-active');
      }),
    );
  withExample(hand, '--data ikarholaz card hand-over 1 --to "Ani Lestari"');
  const activate = group
    .command('activate <serial>')
    .description('a card that was sent has arrived; or a lost one was found again and had no replacement')
    .option(...REASON)
    .action(
      action(async (context, options: { reason?: string }, serial: string) => {
        report(context, activateCard(context.registry(), parseCount(serial), options.reason), 'active');
      }),
    );
  withExample(activate, '--data ikarholaz card activate 1');
}

function addMove(group: Command, name: string, move: CardMoveKind, about: string, reason: string): void {
  const command = group
    .command(`${name} <serial>`)
    .description(about)
    .requiredOption(...REASON)
    .action(
      action(async (context, options: { reason: string }, serial: string) => {
        const why = parseLine('reason', options.reason);
        report(context, context.registry().cards.lives.move(parseCount(serial), move, { reason: why }), move);
      }),
    );
  withExample(command, `--data ikarholaz card ${name} 1 --reason "${reason}"`);
}

function report(context: Context, life: CardLife, said: string): void {
  context.output.result(lifeDocument(context, life), () =>
    context.say(`life.said-${said}`, {
      cardSerial: life.serial,
      memberNumber: context.shown(life.memberNumber),
      theme: life.themeId,
      expiry: lastDay(context, life.expiryDay),
    }),
  );
}

function addExpire(group: Command): void {
  const expire = group
    .command('expire')
    .description('mark every card that is past its last day; with --within only show those that soon will be')
    .option('--within <days>', 'show cards that expire in so many days, and mark none')
    .action(
      action(async (context, options: { within?: string }) => {
        const registry = context.registry();
        if (options.within !== undefined) {
          const found = expiringCards(registry, parseCount(options.within), SHOWN_AT_MOST + 1);
          const cards = found.slice(0, SHOWN_AT_MOST);
          const more = found.length > cards.length;
          const document = { cards: cards.map((card) => lifeDocument(context, card)), more };
          context.output.result(document, () =>
            cards.length === 0 ? context.say('life.none-expiring') : lifeTable(context, cards),
          );
          return;
        }
        const expired = expireCards(registry);
        context.output.result({ expired }, () => context.say('life.expired-now', { count: expired.length }));
      }),
    );
  withExample(expire, '--data ikarholaz card expire', '--data ikarholaz card expire --within 60');
}

function addLife(group: Command): void {
  const life = group
    .command('life <serial>')
    .description('the life of one card: each move with who, when and why')
    .action(
      action(async (context, _options: unknown, serial: string) => showLife(context, parseCount(serial))),
    );
  withExample(life, '--data ikarholaz card life 1');
}

function showLife(context: Context, serial: number): void {
  const { lives, partners } = context.registry().cards;
  const card = lives.get(serial);
  const moves = lives.history(serial);
  const replacement = lives.replacement(serial);
  const numbers = partners.of(serial).map(({ partner, last4 }) => ({ partner, number: maskedNumber(last4) }));
  const document = {
    ...lifeDocument(context, card),
    moves: moves.map((move) => ({ ...move, reason: move.reason ?? null, recipient: move.recipient ?? null })),
    replaces: replacement.before ?? null,
    replacedBy: replacement.after ?? null,
    partners: numbers,
  };
  context.output.result(document, () =>
    [
      context.say('life.head', {
        cardSerial: serial,
        memberNumber: context.shown(card.memberNumber),
        theme: card.themeId,
        state: lifeState(context, card),
        expiry: lastDay(context, card.expiryDay),
      }),
      ...moves.map((move) => moveLine(context, move)),
      ...(replacement.before ? [context.say('life.replaces', { cardSerial: replacement.before })] : []),
      ...(replacement.after ? [context.say('life.replaced-by', { cardSerial: replacement.after })] : []),
      ...numbers.map((each) => context.say('life.partner', each)),
    ].join('\n'),
  );
}

function moveLine(context: Context, { move, at, operator, reason, recipient }: CardMove): string {
  const to = recipient === undefined ? '' : ` → ${recipient}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${localTime(at)}  ${operator}  ${context.say(`life.${move}`)}${to}${why}`;
}
