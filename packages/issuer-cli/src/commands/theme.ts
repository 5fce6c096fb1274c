import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action } from '../context.ts';
import { withExample } from './help.ts';

export function addThemeCommands(program: Command): void {
  const group = program.command('theme').description('what the faces of cards look like');
  const list = group
    .command('list')
    .description(
      'the themes that cards can have: those that come along, and those in the folder themes of the data',
    )
    .action(
      action(async (context) => {
        const { organisationThemes } = await import('../themes.ts'); // fonts load slowly
        const themes = await organisationThemes(context.options.data);
        const { language } = context.output;
        const document = themes.map(({ id, number, name, about }) => ({
          id,
          number,
          name,
          about: about ?? null,
        }));
        context.output.result({ themes: document }, () =>
          table(
            ['theme', 'number-short', 'name', 'about'].map((column) => context.say(`column.${column}`)),
            themes.map((theme) => [
              theme.id,
              String(theme.number),
              theme.name[language],
              theme.about?.[language] ?? '',
            ]),
            [1],
          ),
        );
      }),
    );
  withExample(list, 'theme list');
}
