import {
  type CardDriver,
  type Connection,
  formatMemberNumber,
  isKartuError,
  KartuError,
  openDriver,
  openReader,
} from '@kartukita/card-core';
import {
  dataFolder,
  type GlobalOptions,
  type Language,
  type Output,
  outputOf,
  readPassphrase,
  say,
} from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { type OpenCounter, openCounter } from '../counter/enrol.ts';
import { hintOf, setHint } from '../ledger/hints.ts';

/** What a command works with: where its answer goes, and how it reaches the counter and the card. */
export interface Context {
  readonly options: GlobalOptions;
  readonly output: Output;
  readonly language: Language;
  readonly folder: string;
  passphrase(): Promise<string>;
}

export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const output = outputOf(options);
  return {
    options,
    output,
    language: output.language,
    folder: dataFolder(options),
    passphrase: () => readPassphrase({ file: options.passphraseFile, language: output.language }),
  };
}

/** Opens the counter for one command and closes it, whatever happens. */
export async function withCounter<T>(
  context: Context,
  work: (counter: OpenCounter) => Promise<T>,
): Promise<T> {
  const counter = await openCounter(context.folder, await context.passphrase());
  try {
    if (counter.interrupted > 0) {
      context.output.note(say(context.language, 'open.interrupted', { count: counter.interrupted }));
    }
    return await work(counter);
  } finally {
    counter.close();
  }
}

export interface ReaderOptions {
  readonly reader: string;
  readonly wait: string;
}

/** Waits for a card on the named reader and hands over its driver; the reader is given back, whatever happens. */
export async function withCard<T>(
  context: Context,
  counter: OpenCounter,
  options: ReaderOptions,
  work: (driver: CardDriver) => Promise<T>,
): Promise<T> {
  const timeoutMs = waitMs(options.wait);
  const reader = await openReader(options.reader);
  try {
    if (!options.reader.startsWith('virtual:')) {
      context.output.note(say(context.language, 'wait.card', { reader: reader.name }));
    }
    const connection = await reader.waitForCard({ timeoutMs });
    try {
      return await withDriver(counter, connection, work);
    } finally {
      await connection.close();
    }
  } finally {
    await reader.close();
  }
}

function waitMs(seconds: string): number {
  if (/^\d{1,5}$/.test(seconds)) return Number(seconds) * 1000;
  throw new KartuError('usage', `--wait takes whole seconds, such as 30, not "${seconds.slice(0, 20)}"`, {
    details: { what: 'wait-option', text: seconds.slice(0, 20) },
  });
}

/** Opens the driver with what the counter remembers of this card, and remembers what it learns. */
export async function withDriver<T>(
  { ledger, bundle }: Pick<OpenCounter, 'ledger' | 'bundle'>,
  connection: Connection,
  work: (driver: CardDriver) => Promise<T>,
): Promise<T> {
  const driver = await openDriver(connection, {
    ownUri: bundle.uri,
    knownKind: (uid) => ledger.cardByUid(uid)?.kind,
    knownLocation: (uid) => {
      const card = ledger.cardByUid(uid);
      const hint = card && hintOf(ledger, card.serial);
      return hint === undefined ? undefined : locationOf(hint);
    },
  });
  try {
    return await work(driver);
  } finally {
    rememberLocation({ ledger }, driver);
    await driver.close();
  }
}

/** A hint saves exchanges and nothing more: one that makes no sense is as good as none. */
function locationOf(hint: string): number[] | undefined {
  try {
    const location: unknown = JSON.parse(hint);
    return Array.isArray(location) && location.every(Number.isInteger) ? location : undefined;
  } catch {
    return undefined;
  }
}

function rememberLocation({ ledger }: Pick<OpenCounter, 'ledger'>, driver: CardDriver): void {
  const card = driver.location && ledger.cardByUid(driver.uid);
  if (!card) return;
  const location = JSON.stringify(driver.location);
  try {
    if (hintOf(ledger, card.serial) !== location) setHint(ledger, card.serial, location);
  } catch (error) {
    // It only saves exchanges next time; on a full disk it must not cover up what came of the tap.
    if (!isKartuError(error)) throw error;
  }
}

/** A member number as the organisation writes it; null stays null. */
export function shownNumber(counter: Pick<OpenCounter, 'bundle'>, digits: string | null): string | null {
  return digits === null ? null : formatMemberNumber(digits, counter.bundle.numberFormat);
}

export function shownTime(timeMs: number, language: Language): string {
  const locale = language === 'id' ? 'id-ID' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }).format(timeMs);
}
