import { fromHex, isKartuError, KartuError, openReader, toHex } from '@kartukita/card-core';
import { tellStatus } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { carriesSecret } from '../support/masking.ts';
import { openTrace, statusHex, tracedReader } from '../support/trace.ts';
import { parseCount, type ReaderOptions, withReader } from './card.ts';
import { withExample } from './help.ts';

interface ApduOptions extends ReaderOptions {
  file?: string;
}

interface Exchange {
  readonly command: string;
  readonly response: string;
  readonly status: string;
  readonly meaning: string;
}

/** A short command APDU has 4 bytes of head at least, and 255 of data and two lengths at most (ISO 7816-4 §5.1). */
const MIN_BYTES = 4;
const MAX_BYTES = 261;
const MAX_FILE_BYTES = 256 * 1024;

export function addApduCommand(program: Command): void {
  const command = withReader(
    program
      .command('apdu [hex...]')
      .description('send commands to the card on a reader as they are, and show what comes back')
      .option('--file <file>', 'commands from a file, one a line; # begins a remark. For those with keys'),
  ).action(action(apduCommand));
  withExample(command, 'apdu FFCA000000 FFB0000410 --reader pcsc');
}

async function apduCommand(context: Context, options: ApduOptions, words: string[]): Promise<void> {
  const commands = words.map(parseApdu);
  if (commands.some(carriesSecret)) {
    throw new KartuError('usage', 'a key does not belong on a command line', {
      details: { what: 'apdu-secret' },
    });
  }
  if (options.file !== undefined) commands.push(...parseFile(options.file));
  if (commands.length === 0) {
    throw new KartuError('usage', 'there is no command to send', { details: { what: 'apdu-none' } });
  }
  const exchanges = await exchange(context, options, commands);
  context.output.result({ exchanges }, () =>
    exchanges
      .map(({ command, response, status, meaning }) => `> ${command}\n< ${response} ${status}  ${meaning}`)
      .join('\n'),
  );
}

/** All in one connection, one after the other, whatever their status words say. */
async function exchange(
  context: Context,
  options: ApduOptions,
  commands: readonly Uint8Array[],
): Promise<Exchange[]> {
  const timeoutMs = options.wait === undefined ? undefined : parseCount(options.wait) * 1000;
  const trace = options.trace === undefined ? undefined : openTrace(options.trace);
  try {
    const opened = await openReader(options.reader);
    const reader = trace ? tracedReader(opened, trace) : opened;
    try {
      context.output.note(context.say('wait.card', { reader: reader.name }));
      const connection = await reader.waitForCard(timeoutMs === undefined ? {} : { timeoutMs });
      try {
        const exchanges: Exchange[] = [];
        for (const command of commands) {
          const { data, sw } = await connection.transmit(command);
          exchanges.push({
            // What was given in a file to keep it from others is not shown to them here.
            command: carriesSecret(command) ? `${toHex(command.subarray(0, 5))}…` : toHex(command),
            response: toHex(data),
            status: statusHex(sw),
            meaning: tellStatus(context.output.language, sw),
          });
        }
        return exchanges;
      } finally {
        await connection.close();
      }
    } finally {
      await reader.close();
    }
  } finally {
    trace?.close();
  }
}

function parseFile(path: string): Uint8Array[] {
  return readGivenFile(path, MAX_FILE_BYTES)
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map(parseApdu);
}

/** What is wrong is said without repeating it: it may be a key that was typed badly. */
function parseApdu(text: string): Uint8Array {
  const bytes = bytesOf(text.replace(/[\s:]/g, ''));
  if (bytes && bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES) return bytes;
  throw new KartuError('usage', 'this is no command in hexadecimal', {
    details: { what: 'apdu-hex', min: MIN_BYTES, max: MAX_BYTES },
  });
}

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return fromHex(text);
  } catch (error) {
    if (isKartuError(error)) return undefined;
    throw error;
  }
}
