import { join } from 'node:path';
import { ERRORS, KartuError } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import type { ThemeFinding } from '../card-face/theme-check.ts';
import { action, type Context } from '../context.ts';
import { exists } from '../files.ts';
import { withExample } from './help.ts';
import { printedLines } from './print.ts';

interface PreviewOptions {
  out: string;
  layout: 'card' | 'a4';
  org?: string;
  photo?: string;
  force?: boolean;
}

/** `theme new | check | preview | install | list`. */
export function addThemeCommands(program: Command): void {
  const group = program.command('theme').description('what the faces of cards look like');
  addNewCommand(group);
  addCheckCommand(group);
  addPreviewCommand(group);
  addInstallCommand(group);
  addListCommand(group);
}

function addNewCommand(group: Command): void {
  const command = group
    .command('new <name>')
    .description(
      'a folder for a designer to fill: theme.json, pictures to replace, guides, and a page of advice',
    )
    .option('-o, --out <folder>', 'the folder to make; named after the theme when not given')
    .action(
      action(async (context, options: { out?: string }, name: string) => {
        const { makeTheme } = await import('../theme-folder/new-theme.ts');
        const { organisationThemes } = await import('../themes.ts'); // fonts load slowly
        const themes = await organisationThemes(context.options.data);
        const made = makeTheme({
          name,
          folder: options.out,
          language: context.output.language,
          takenNumbers: themes.map(({ number }) => number),
        });
        const { id, number, folder, files } = made;
        context.output.result({ theme: id, number, folder, files }, () =>
          context.say('theme.made', { theme: id, number, folder }),
        );
      }),
    );
  withExample(command, '--data ikarholaz theme new "Ombak Biru"');
}

function addCheckCommand(group: Command): void {
  const command = group
    .command('check <folder>')
    .description('everything that is wrong with a theme, and what to do about it')
    .action(
      action(async (context, _options, folder: string) => {
        const { checkTheme } = await import('../theme-folder/check-theme.ts');
        const { theme, findings } = await checkTheme(await themeFolder(context, folder));
        const count = (severity: string) => findings.filter((each) => each.severity === severity).length;
        const [errors, warnings] = [count('error'), count('warning')];
        if (errors > 0) process.exitCode = ERRORS['theme-invalid'];
        const document = {
          folder,
          theme: theme?.id ?? null,
          errors,
          warnings,
          findings: findings.map((each) => ({ ...each, message: sentenceOf(context, each) })),
        };
        context.output.result(document, () => {
          const verdict = errors > 0 ? 'unusable' : findings.length > 0 ? 'usable' : 'fine';
          const counts = findings.length > 0 ? [context.say('theme.checked', { errors, warnings })] : [];
          return [
            ...findingLines(context, findings),
            ...counts,
            context.say(`theme.${verdict}`, { theme: theme?.id ?? folder }),
          ].join('\n');
        });
      }),
    );
  withExample(command, 'theme check ombak-biru');
}

function addPreviewCommand(group: Command): void {
  const command = group
    .command('preview <folder>')
    .description('a theme with the longest and shortest names, with and without photo, as PDF and pictures')
    .requiredOption('-o, --out <file>', 'the PDF to write; pictures of its pages get its name and a number')
    .addOption(
      new Option('--layout <layout>', 'a4: all on one sheet; card: one side a page')
        .choices(['card', 'a4'])
        .default('a4'),
    )
    .option('--org <name>', "an organisation's name to show")
    .option('--photo <file>', 'a photo to show, JPEG or PNG')
    .option('--force', 'replace the files when there are some of that name')
    .action(
      action(async (context, options: PreviewOptions, folder: string) => {
        const { previewTheme } = await import('../theme-folder/preview-theme.ts');
        const preview = await previewTheme({
          folder: await themeFolder(context, folder),
          file: options.out,
          layout: options.layout,
          language: context.output.language,
          organisation: options.org,
          photoPath: options.photo,
          overwrite: options.force ?? false,
        });
        const { pages, faces, pictures, warnings } = preview;
        const document = { file: options.out, pages, faces, pictures: pictures ?? null, warnings };
        context.output.result(document, () => {
          const files = { files: pictures?.join(', ') ?? '' };
          const seen = context.say(pictures ? 'theme.pictures' : 'theme.no-pictures', files);
          const lines = new Set(printedLines(context, options.out, preview)); // with and without photo alike
          return [...lines, seen].join('\n');
        });
      }),
    );
  withExample(command, 'theme preview ombak-biru -o preview.pdf');
}

function addInstallCommand(group: Command): void {
  const command = group
    .command('install <folder>')
    .description("check a theme and copy it to the organisation's own, where every command finds it")
    .option('--force', 'replace a theme of the same id')
    .action(
      action(async (context, options: { force?: boolean }, folder: string) => {
        const { installTheme } = await import('../theme-folder/install-theme.ts');
        const registry = context.registry();
        const installed = await installTheme(registry, folder, { replace: options.force ?? false });
        const { theme, findings, replaced } = installed;
        const document = {
          theme: theme.id,
          number: theme.number,
          folder: installed.folder,
          replaced,
          findings: findings.map((each) => ({ ...each, message: sentenceOf(context, each) })),
        };
        const done = { theme: theme.id, number: theme.number };
        context.output.result(document, () =>
          [
            ...findingLines(context, findings),
            context.say(replaced ? 'theme.replaced' : 'theme.installed', done),
          ].join('\n'),
        );
      }),
    );
  withExample(command, '--data ikarholaz theme install ombak-biru');
}

function addListCommand(group: Command): void {
  const command = group
    .command('list')
    .description("the themes that cards can have: the organisation's own, and those that come along")
    .option('--themes <folder>', 'those of this folder too')
    .action(
      action(async (context, options: { themes?: string }) => {
        const { themesByOrigin } = await import('../themes.ts'); // fonts load slowly
        const found = await themesByOrigin(context.options.data, options.themes);
        const { language } = context.output;
        const document = found.map(({ theme: { id, number, name, about }, origin }) => ({
          ...{ id, number, name, about: about ?? null, origin },
        }));
        context.output.result({ themes: document }, () =>
          table(
            ['theme', 'number-short', 'origin', 'name', 'about'].map((column) =>
              context.say(`column.${column}`),
            ),
            found.map(({ theme, origin }) => [
              theme.id,
              String(theme.number),
              context.say(`origin.${origin}`),
              theme.name[language],
              theme.about?.[language] ?? '',
            ]),
            [1],
          ),
        );
      }),
    );
  withExample(command, 'theme list');
}

function findingLines(context: Context, findings: readonly ThemeFinding[]): string[] {
  return findings.map((each) => `${context.say(`severity.${each.severity}`)}: ${sentenceOf(context, each)}`);
}

function sentenceOf(context: Context, { code, where, details }: ThemeFinding): string {
  return `${context.say(`detail.theme-${code}`, { ...details, where })}.`;
}

/** A folder, or the name of a theme that is installed or comes along. Throws `file-unreadable`. */
async function themeFolder(context: Context, given: string): Promise<string> {
  const { OWN_THEMES, SHIPPED_THEMES } = await import('../themes.ts');
  const { data } = context.options;
  const places = [
    given,
    ...(/^[a-z][a-z0-9-]*$/.test(given)
      ? [...(data === undefined ? [] : [join(data, OWN_THEMES, given)]), join(SHIPPED_THEMES, given)]
      : []),
  ];
  const folder = places.find(exists);
  if (folder !== undefined) return folder;
  throw new KartuError('not-found', `there is no folder ${given}`, {
    details: { what: 'theme-given', path: given },
  });
}
