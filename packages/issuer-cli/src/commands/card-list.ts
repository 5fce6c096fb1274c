import { type Command, Option } from 'commander';
import { action, type Context } from '../context.ts';
import { findMember } from '../members/lookup.ts';
import { CARD_LIFE_STATES, type CardLifeState } from '../registry/card-life.ts';
import { parseCount } from './card.ts';
import { lifeDocument, lifeTable } from './card-document.ts';
import { withExample } from './help.ts';

interface ListOptions {
  state?: CardLifeState;
  theme?: string;
  member?: string;
  after?: string;
  limit: string;
}

export function addCardListCommand(group: Command): void {
  const list = group
    .command('list [number]')
    .description('cards in the order of their serials, or those of one member')
    .addOption(
      new Option('--state <state>', 'only those at this point of their life').choices(CARD_LIFE_STATES),
    )
    .option('--theme <theme>', 'only those of this theme')
    .option('--member <number>', 'only those of this member')
    .option('--after <serial>', 'go on behind this card')
    .option('--limit <count>', 'at most so many', '100')
    .action(
      action(async (context, options: ListOptions, number?: string) => listCards(context, options, number)),
    );
  withExample(
    list,
    '--data ikarholaz card list 89.00000001',
    '--data ikarholaz card list --state encoded --theme sawah',
  );
}

function listCards(context: Context, options: ListOptions, number = options.member): void {
  const registry = context.registry();
  const limit = parseCount(options.limit);
  const found = registry.cards.lives.list({
    memberId: number === undefined ? undefined : findMember(registry, number).id,
    state: options.state,
    themeId: options.theme,
    after: options.after === undefined ? undefined : parseCount(options.after),
    limit: limit + 1,
  });
  const cards = found.slice(0, limit);
  const more = found.length > limit;
  context.output.result({ cards: cards.map((card) => lifeDocument(context, card)), more }, () => {
    if (cards.length === 0) return context.say('card.none');
    const next = more ? ['', context.say('life.more', { cardSerial: cards.at(-1)!.serial })] : [];
    return [lifeTable(context, cards), ...next].join('\n');
  });
}
