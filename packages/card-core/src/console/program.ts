import { Command, CommanderError, Option } from 'commander';
import { config, locales } from 'zod';
import { KartuError } from '../errors.ts';
import { asKartuError } from '../system-errors.ts';
import { helpConfiguration, helpOutput } from './help.ts';
import { makeOutput, type Output } from './output.ts';
import { type Language, languageOf, say, sentenceFor } from './sentences.ts';
import { usageError } from './usage-error.ts';

/** Options that every command of both applications takes. */
export interface GlobalOptions {
  readonly data?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
  readonly lang?: Language;
}

/** A program with the options that every command shares; help and errors go where scripts expect them. */
export function makeProgram(name: string, description: string, version: string): Command {
  const program: Command = new Command(name);
  return program
    .description(description)
    .version(version)
    .addOption(new Option('--data <folder>', 'data folder').env('KARTU_DATA'))
    .addOption(
      new Option('--passphrase-file <file>', 'file with the passphrase').env('KARTU_PASSPHRASE_FILE'),
    )
    .option('--json', 'one JSON document on standard output, everything else on standard error')
    .addOption(
      new Option('--lang <language>', 'language of what people are told')
        .choices(['en', 'id'])
        .env('KARTU_LANG'),
    )
    .exitOverride()
    .configureHelp(helpConfiguration(() => program))
    .configureOutput({
      writeOut: (text) => process.stdout.write(helpOutput(() => program, text)),
      outputError: () => undefined, // runProgram tells it, in the language asked for
    });
}

export function outputOf(options: GlobalOptions): Output {
  const language = options.lang ?? languageOf(process.env);
  // What a schema finds wrong with a file is told in the words of its library, which has them in both languages.
  config(locales[language]());
  return makeOutput(options.json ?? false, language);
}

/** The data folder; throws `usage` when none was named. */
export function dataFolder(options: GlobalOptions): string {
  if (!options.data) {
    throw new KartuError(
      'usage',
      'which data folder? Give --data FOLDER before the command, or set KARTU_DATA',
      { details: { what: 'data-folder' } },
    );
  }
  return options.data;
}

/**
 * Runs a program to its end: a KartuError, or what commander finds wrong with the command line, becomes a sentence (with --json a document `{ error: { code, message,
 * details } }` on standard output too) and its exit status; anything unexpected becomes `internal-error`.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  // Whoever reads our output may have had enough of it (`… | head`): no fault of anybody's.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      if (error.exitCode !== 0) reportUsage(usageError(error), optionsOf(program, argv));
      return;
    }
    reportError(error, program.opts<GlobalOptions>());
  }
}

/** Options that commander had not come to when it stopped count too. */
function optionsOf(program: Command, argv: readonly string[]): GlobalOptions {
  const options = program.opts<GlobalOptions>();
  const { lang } = options;
  return {
    ...options,
    json: options.json ?? argv.includes('--json'),
    // What is no language was what commander stopped at.
    lang: lang === 'en' || lang === 'id' ? lang : languageOf(process.env),
  };
}

function reportUsage(error: KartuError, options: GlobalOptions): void {
  const output = outputOf(options);
  const message = sentenceFor(output.language, error);
  if (output.json) output.result({ error: { code: error.code, message, details: error.details } }, () => '');
  if (error.details.what === 'command-help') return; // commander has shown the commands there are
  output.note(`${say(output.language, 'usage.error')}: ${message}`);
  output.note(say(output.language, 'usage.help'));
}

function reportError(error: unknown, options: GlobalOptions): void {
  const output = outputOf(options);
  const known = asKartuError(error);
  const kartu =
    known instanceof KartuError ? known : new KartuError('internal-error', String(error), { cause: error });
  const message = sentenceFor(output.language, kartu);
  if (output.json) output.result({ error: { code: kartu.code, message, details: kartu.details } }, () => '');
  output.note(message);
  if (kartu.code === 'internal-error' && error instanceof Error) output.note(error.stack ?? '');
  process.exitCode = kartu.exitStatus;
}
