import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { renewCard } from '../issue/renew.ts';
import { type ReaderOptions, withNamedReader, withReader } from './card.ts';
import { withExample } from './help.ts';

/** `card renew`. */
export function addCardRenewCommand(group: Command): void {
  const renew = withReader(
    group
      .command('renew')
      .description(
        'give the card on the reader access keys of the newest key set; again: finish what was interrupted',
      ),
  ).action(action(renewCommand));
  withExample(renew, '--data ikarholaz card renew --reader pcsc');
}

async function renewCommand(context: Context, options: ReaderOptions): Promise<void> {
  const registry = context.registry();
  const keys = await context.keys();
  const { outcome, card, fromVersion, toVersion } = await withNamedReader(
    context,
    options,
    (reader, progress) => renewCard(registry, keys, reader, progress),
  );
  const document = {
    outcome,
    cardSerial: card.serial,
    memberNumber: context.shown(card.memberNumber),
    fromKeySet: fromVersion,
    toKeySet: toVersion,
  };
  context.output.result(document, () => context.say(`renew.${outcome}`, document));
}
