import { readFileSync } from 'node:fs';
import { KartuError } from '../errors.ts';
import { type Language, say } from './sentences.ts';

const MIN_LENGTH = 10;
const MAX_BYTES = 4096;

export interface PassphraseSource {
  readonly file?: string | undefined;
  readonly language: Language;
}

/**
 * The passphrase from the file given (its first line), else asked for on the terminal. Never an argument: arguments
 * stand in the process list. Throws `passphrase-missing`, `file-unreadable`.
 */
export async function readPassphrase(source: PassphraseSource): Promise<string> {
  if (source.file) return fromFile(source.file);
  requireTerminal();
  return ask(say(source.language, 'prompt.passphrase'));
}

/** A passphrase for new keys: from the file, or asked for twice. Throws `usage` when it is too short. */
export async function readNewPassphrase(source: PassphraseSource): Promise<string> {
  if (source.file) {
    const passphrase = fromFile(source.file);
    if (passphrase.length < MIN_LENGTH) {
      throw new KartuError(
        'usage',
        `the passphrase in ${source.file} is too short: at least ${MIN_LENGTH} characters`,
        { details: { what: 'passphrase-short', path: source.file, min: MIN_LENGTH } },
      );
    }
    return passphrase;
  }
  requireTerminal();
  for (;;) {
    const first = await ask(say(source.language, 'prompt.new-passphrase'));
    if (first.length < MIN_LENGTH) {
      process.stderr.write(`${say(source.language, 'prompt.passphrase-short')}\n`);
      continue;
    }
    if ((await ask(say(source.language, 'prompt.repeat-passphrase'))) === first) return first;
    process.stderr.write(`${say(source.language, 'prompt.passphrase-differs')}\n`);
  }
}

/**
 * A PIN from the file given (its first line), else asked for on the terminal, unseen. Throws `usage` where there is
 * neither, `file-unreadable`.
 *
 * @param question key of the sentence that asks
 */
export async function readPin(source: PassphraseSource, question: string): Promise<string> {
  if (source.file) return fromFile(source.file).trim();
  if (!process.stdin.isTTY) {
    throw new KartuError('usage', 'no file with the PIN, and nobody to ask', {
      details: { what: 'pin-missing' },
    });
  }
  return ask(say(source.language, question));
}

function fromFile(path: string): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const message = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new KartuError('file-unreadable', `cannot read ${path}`, {
      details: { path, message },
      cause: error,
    });
  }
  const passphrase = content.subarray(0, MAX_BYTES).toString('utf8').split(/\r?\n/)[0]!;
  if (passphrase === '') throw new KartuError('passphrase-missing', `${path} is empty`);
  return passphrase;
}

function requireTerminal(): void {
  if (!process.stdin.isTTY)
    throw new KartuError('passphrase-missing', 'no passphrase file, and nobody to ask');
}

async function ask(message: string): Promise<string> {
  // Loaded only when somebody is asked: it is a third of a command's start otherwise.
  const { password } = await import('@inquirer/prompts');
  return password({ message, mask: true }, { output: process.stderr });
}
