// npm start: a day in the life of a small organisation, on virtual cards. Everything happens while it is told.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  addCatalogues,
  type Language,
  languageOf,
  sentenceFor,
} from '../../packages/card-core/src/console/index.ts';
import { asKartuError, KartuError } from '../../packages/card-core/src/index.ts';
import { makeDemoFolder, PROJECT_FOLDER } from './folder.ts';
import { en } from './locales/en.ts';
import { id } from './locales/id.ts';
import { showScreen } from './screen.ts';
import { tellStory } from './story.ts';
import { Telling } from './telling.ts';

const HELP = `Usage: npm start [-- OPTION…]

Issues cards, sells and recovers with them, on virtual cards, and tells the story as it goes. In a terminal window it
ends with the cashier's screen, and a tray of these cards to tap, tear and lose; Ctrl+C ends that.

Options:
  --lang en|id  language of the story (by the locale unless given)
  --to FOLDER   where everything goes (demo unless given); made anew each time
  --no-screen   end without the screen; --screen shows it where nobody sits too
  --help        this page

Example:
  npm start -- --lang id
`;

let language: Language = languageOf(process.env);
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else {
    language = options.language ?? language;
    addCatalogues({ en, id });
    quietWhenTheReaderLeaves();
    const columns = process.stdout.columns || Number(process.env.COLUMNS) || 80;
    const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
    const write = (text: string) => void process.stdout.write(text);
    const telling = new Telling(language, { columns, colour, write });
    const folder = makeDemoFolder(options.folder);
    await tellStory(telling, folder);
    if (options.screen) await showScreen(telling, folder);
  }
} catch (error) {
  const known = asKartuError(error);
  const kartu =
    known instanceof KartuError ? known : new KartuError('internal-error', String(error), { cause: error });
  process.stderr.write(`\n${sentenceFor(language, kartu)}\n`);
  if (kartu.code === 'internal-error' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = kartu.exitStatus;
}

interface Options {
  readonly help: boolean;
  readonly language?: Language;
  readonly folder: string;
  readonly screen: boolean;
}

function readOptions(argv: string[]): Options {
  const options = {
    help: { type: 'boolean' },
    lang: { type: 'string' },
    to: { type: 'string' },
    screen: { type: 'boolean' },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: argv, options, allowNegative: true }));
  } catch (error) {
    throw new KartuError('usage', `${(error as Error).message}\n\n${HELP}`, { cause: error });
  }
  const lang = values.lang ?? (process.env.KARTU_LANG || undefined);
  if (lang !== undefined && lang !== 'en' && lang !== 'id') {
    throw new KartuError('usage', `the story is told in en or id, not in "${lang.slice(0, 20)}"`);
  }
  const folder = values.to ?? join(PROJECT_FOLDER, 'demo');
  // Where nobody sits to end it, the story ends by itself.
  const sitsSomebody = process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
  const screen = values.screen ?? sitsSomebody;
  return { help: values.help ?? false, folder, screen, ...(lang === undefined ? {} : { language: lang }) };
}

/** `npm start | less`, left early, is no fault: the story ends there. */
function quietWhenTheReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
