import type { ChipKind, Connection, ReaderProfile } from '../../packages/card-core/src/index.ts';
import {
  ACR122U,
  CARD_PROFILE,
  isKartuError,
  isNtagKind,
  PLAIN,
  TRANSPARENT,
} from '../../packages/card-core/src/index.ts';
import type { ExchangeStats, PassThrough } from '../../packages/card-core/src/virtual/index.ts';
import { VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import type { Counter, Request } from '../../packages/terminal/src/index.ts';
import { tap, withDriver } from '../../packages/terminal/src/index.ts';
import type { World } from '../../packages/terminal/test/world.ts';

/** A kind of reader as a tap meets it. */
export interface ReaderSetup {
  readonly id: 'acr122u' | 'transparent' | 'plain' | 'plain-passing';
  readonly title: string;
  readonly profile: ReaderProfile;
  /** Of the virtual firmware; by the profile unless given. */
  readonly passThrough?: PassThrough;
}

const SETUPS: readonly ReaderSetup[] = [
  { id: 'acr122u', title: 'ACR122U', profile: ACR122U },
  { id: 'transparent', title: 'ACR1252U', profile: TRANSPARENT },
  { id: 'plain', title: 'plain', profile: PLAIN },
];
/** Found out by asking: the dearer of the two ways, because the other is asked first. */
const PLAIN_PASSING: ReaderSetup = {
  id: 'plain-passing',
  title: 'plain, raw',
  profile: PLAIN,
  passThrough: 'pn532',
};

/** The readers worth a row for a kind of card; raw commands make no difference to a MIFARE Classic. */
export function setupsFor(kind: ChipKind): readonly ReaderSetup[] {
  return isNtagKind(kind) ? [...SETUPS, PLAIN_PASSING] : SETUPS;
}

export interface Cost {
  readonly exchanges: number;
  /** Over USB, both ways, with CCID headers. */
  readonly bytes: number;
  readonly modelledMs: number;
}

export interface TapCost {
  /** From the UID to the last read-back: until the result is told. */
  readonly tap: Cost;
  /** The entry in the card's own history, afterwards. */
  readonly history: Cost;
  /** Giving the reader back: the end of a transparent session. */
  readonly leaving: Cost;
}

/** What it cost, or why it cannot be done. */
export type Measured = TapCost | { readonly refused: string };

export function costOf(stats: ExchangeStats): Cost {
  return { exchanges: stats.exchanges, bytes: stats.bytesOverUsb, modelledMs: stats.modelledMs };
}

function difference(after: Cost, before: Cost): Cost {
  return {
    exchanges: after.exchanges - before.exchanges,
    bytes: after.bytes - before.bytes,
    modelledMs: after.modelledMs - before.modelledMs,
  };
}

/** An issued card of this world on a reader of this kind. */
export function cardOn(world: World, kind: ChipKind, setup: ReaderSetup): VirtualReader {
  const card = world.card(kind).chip!.snapshot();
  const { profile, passThrough } = setup;
  return new VirtualReader({ profile, card, ...(passThrough === undefined ? {} : { passThrough }) });
}

/** Lays the card on the reader and taps once, as a counter's command does; `wrap` may listen to the exchanges. */
export async function measureTap(
  counter: Counter,
  reader: VirtualReader,
  request: Request,
  wrap: (connection: Connection) => Connection = (connection) => connection,
): Promise<Measured> {
  reader.remove();
  reader.insert();
  reader.resetStats();
  const now = () => costOf(reader.stats());
  const connection = await reader.waitForCard();
  try {
    const { result, told, written } = await withDriver(counter, wrap(connection), async (driver) => {
      const { result, afterwards } = await tap(counter, driver, request);
      const told = now();
      await afterwards();
      return { result, told, written: now() };
    });
    if (result.outcome !== 'posted' && result.outcome !== 'read') {
      return { refused: result.reason ?? result.outcome };
    }
    return { tap: told, history: difference(written, told), leaving: difference(now(), written) };
  } catch (error) {
    if (isKartuError(error)) return { refused: error.code };
    throw error;
  } finally {
    await connection.close();
  }
}

export const OPERATIONS = ['balance', 'topup', 'sale'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What the counter's ledger knows of the card when it is tapped. */
export const STANDINGS = ['known', 'new', 'elsewhere'] as const;
export type Standing = (typeof STANDINGS)[number];

/**
 * Taps a card through everything that can happen to it. Amounts and times differ at every tap: an NTAG page that
 * holds by chance what is to be written is not written again, and the figures shall not live on that.
 */
export class Rehearsal {
  readonly #world: World;
  readonly #home: Counter;
  readonly #other: Counter;
  readonly #strangers: Readonly<Record<Operation, Counter>>;
  #amountRupiah = 1000;

  constructor(world: World) {
    this.#world = world;
    this.#home = world.counter(1);
    this.#other = world.counter(2);
    this.#strangers = { balance: world.counter(3), topup: world.counter(3), sale: world.counter(3) };
  }

  /** The dearest of several taps for each operation and standing. */
  async run(
    kind: ChipKind,
    setup: ReaderSetup,
  ): Promise<Readonly<Record<Standing, Readonly<Record<Operation, Measured>>>>> {
    const reader = cardOn(this.#world, kind, setup);
    // Both slots hold a transaction, and the counter has learnt where the card keeps them.
    await this.#tap(this.#home, reader, 'topup', 100_000);
    await this.#tap(this.#home, reader, 'sale');
    const known = await this.#each(async (operation) => {
      const taps: Measured[] = [];
      for (let i = 0; i < 4; i++) taps.push(await this.#tap(this.#home, reader, operation));
      return dearest(taps);
    });
    const elsewhere = await this.#each(async (operation) => {
      if (CARD_PROFILE[kind] !== 'purse') return { refused: 'its balance is kept by one ledger' };
      const taps: Measured[] = [];
      for (let i = 0; i < 2; i++) {
        await this.#tap(this.#other, reader, 'sale');
        taps.push(await this.#tap(this.#home, reader, operation));
      }
      return dearest(taps);
    });
    const fresh = await this.#each((operation) => this.#tap(this.#strangers[operation], reader, operation));
    return { known, elsewhere, new: fresh };
  }

  async #each(
    measure: (operation: Operation) => Promise<Measured>,
  ): Promise<Readonly<Record<Operation, Measured>>> {
    const balance = await measure('balance');
    const topup = await measure('topup');
    return { balance, topup, sale: await measure('sale') };
  }

  #tap(counter: Counter, reader: VirtualReader, operation: Operation, amount?: number): Promise<Measured> {
    this.#world.clock.nowMs += 61_000;
    this.#amountRupiah = 1000 + ((this.#amountRupiah + 37) % 5000);
    const amountRupiah = amount ?? this.#amountRupiah;
    return measureTap(
      counter,
      reader,
      operation === 'balance' ? { kind: operation } : { kind: operation, amountRupiah },
    );
  }
}

function dearest(taps: readonly Measured[]): Measured {
  return taps.reduce((worst, next) => {
    if ('refused' in worst) return worst;
    if ('refused' in next) return next;
    return next.tap.modelledMs > worst.tap.modelledMs ? next : worst;
  });
}
