import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KartuError } from '@kartukita/card-core';
import { readPassphrase, say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { type OpenCounter, openCounter } from '../counter/enrol.ts';
import { type Context, contextOf } from './context.ts';
import { READER_HELP } from './reader-options.ts';

interface ServeCommandOptions {
  readonly port: string;
  readonly reader?: string;
  readonly virtualTray?: string;
  readonly open?: boolean;
}

export const DEFAULT_PORT = 8420;
/** The name under which a systemd service keeps the passphrase: `LoadCredentialEncrypted=kartu-passphrase:…`. */
const CREDENTIAL = 'kartu-passphrase';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('the cashier’s screen, on this computer alone')
    .option('--port <port>', 'where it listens on 127.0.0.1', String(DEFAULT_PORT))
    .option('--reader <reader>', READER_HELP)
    .option('--virtual-tray <folder>', 'a tray of virtual cards beside the screen, for trying it out')
    .option('--open', 'open the screen in this computer’s browser')
    .addHelpText(
      'after',
      '\nExamples:\n  kartu-terminal --data counter serve --reader pcsc\n  kartu-terminal --data counter serve --virtual-tray demo/cards --open',
    )
    .action(async (options: ServeCommandOptions, command: Command) => {
      const context = contextOf(command);
      const port = portOf(options.port);
      requireOneReader(options);
      const { keepMemorySmall } = await import('../web/memory.ts');
      keepMemorySmall();
      const counter = await openCounter(context.folder, await passphraseOf(context));
      try {
        await serveUntilStopped(context, counter, options, port);
      } finally {
        counter.close();
      }
    });
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new KartuError('usage', `--port takes a number from 0 to 65535, not "${text.slice(0, 20)}"`, {
    details: { what: 'port-option', text: text.slice(0, 20) },
  });
}

function requireOneReader({ reader, virtualTray }: ServeCommandOptions): void {
  if ((reader === undefined) === (virtualTray === undefined)) {
    throw new KartuError('usage', 'serve needs a reader: either --reader pcsc or --virtual-tray FOLDER', {
      details: { what: 'serve-reader' },
    });
  }
}

/** From the file that was named, else from the service's credentials, else typed. */
function passphraseOf(context: Context): Promise<string> {
  const folder = process.env.CREDENTIALS_DIRECTORY;
  const credential = folder ? join(folder, CREDENTIAL) : undefined;
  if (context.options.passphraseFile || !credential || !existsSync(credential)) return context.passphrase();
  return readPassphrase({ file: credential, language: context.language });
}

async function serveUntilStopped(
  context: Context,
  counter: OpenCounter,
  options: ServeCommandOptions,
  port: number,
): Promise<void> {
  // Loaded here, so that no other command waits for a web server.
  const { builtScreen } = await import('../../screen/build.ts');
  const { giveMemoryBack } = await import('../web/memory.ts');
  const { readScreenFiles } = await import('../web/screen-files.ts');
  const { serveCounter } = await import('../web/server.ts');
  const { output, language } = context;
  const screen = readScreenFiles(await builtScreen(() => output.note(say(language, 'serve.building'))));
  giveMemoryBack();
  const server = await serveCounter(counter, {
    port,
    reader: options.reader,
    trayFolder: options.virtualTray,
    screen,
    language,
    onFault: (error) => output.note(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  // Heard before anybody is told where it is: whoever is told may end it at once.
  const stopped = stopSignal();
  const document = { outcome: 'serving', url: server.url, interrupted: counter.interrupted };
  output.result(document, () => say(language, 'serve.at', { url: server.url }));
  if (counter.interrupted > 0) {
    output.note(say(language, 'open.interrupted', { count: counter.interrupted }));
  }
  if (options.open) await openBrowser(server.url);
  await stopped;
  output.note(say(language, 'serve.stopping'));
  await server.stop();
}

/** The first of the signals by which a person, a session or a service manager ends a program. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** A browser that is not there is no fault: the address was printed. */
async function openBrowser(url: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(command!, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
