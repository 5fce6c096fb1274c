import { table } from '../../packages/card-core/src/console/index.ts';
import type { ChipKind, Connection } from '../../packages/card-core/src/index.ts';
import { ACR122U, chipDisplayName, equalBytes, KartuError } from '../../packages/card-core/src/index.ts';
import type { ChipState } from '../../packages/card-core/src/virtual/index.ts';
import { VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import type { Counter } from '../../packages/terminal/src/index.ts';
import type { World } from '../../packages/terminal/test/world.ts';
import { makeWorld } from '../../packages/terminal/test/world.ts';
import type { Section } from './figures.ts';
import { figure, showSpread, spreadOf, verdict } from './figures.ts';
import { cardOn, measureTap, setupsFor } from './taps.ts';

const KINDS = ['classic-1k', 'ntag215'] as const satisfies readonly ChipKind[];
const STANDINGS = ['known', 'new'] as const;
const TARGET = { atMost: 2 };

interface Exchange {
  readonly command: Uint8Array;
  readonly sw: number;
  readonly data: Uint8Array;
}

/** One card, and all that is needed to do its last tap again without a counter. */
interface Played {
  readonly before: ChipState;
  readonly exchanges: Exchange[];
}

/** CPU milliseconds of one round, for each debit. */
interface Round {
  readonly wholeMs: number;
  readonly cardMs: number;
}

/**
 * CPU time of a debit without the card: a whole tap on the virtual reader, less the same exchanges played to the
 * same virtual card without a counter.
 */
export async function cpuSection(quick: boolean): Promise<Section> {
  const [cards, rounds, warmUp] = quick ? [10, 2, 1] : [60, 9, 3];
  const world = await makeWorld();
  try {
    const results = [];
    for (const kind of KINDS) {
      const bench = await TapBench.make(world, kind, cards);
      for (const standing of STANDINGS) {
        const measured: Round[] = [];
        for (let round = -warmUp; round < rounds; round++) {
          const result = await bench.round(standing);
          if (round >= 0) measured.push(result);
        }
        results.push({
          kind,
          standing,
          whole: spreadOf(measured.map(({ wholeMs }) => wholeMs)),
          card: spreadOf(measured.map(({ cardMs }) => cardMs)),
          own: spreadOf(measured.map(({ wholeMs, cardMs }) => wholeMs - cardMs)),
        });
      }
    }
    return {
      id: 'cpu',
      title: 'CPU time of a debit without the card, milliseconds',
      figures: results.flatMap(({ kind, standing, whole, card, own }) => [
        figure(`cpu.sale.${standing}.${kind}`, own.median, 'ms', TARGET),
        figure(`cpu.sale.${standing}.${kind}.whole-tap`, whole.median, 'ms'),
        figure(`cpu.sale.${standing}.${kind}.virtual-card`, card.median, 'ms'),
      ]),
      text: table(
        ['card', 'to the ledger', 'median (least–most)', 'target', 'whole tap', 'virtual card'],
        results.map(({ kind, standing, whole, card, own }) => [
          chipDisplayName(kind),
          standing,
          showSpread(own, 2),
          verdict(own.median, TARGET),
          whole.median.toFixed(2),
          card.median.toFixed(2),
        ]),
        [2, 4, 5],
      ),
      notes: [
        `User and system time of all threads of the process over ${rounds} rounds of ${cards} debits, each of ` +
          'another card, on an ACR122U; the history entry included. The virtual card’s share is measured by playing ' +
          'the recorded commands of each tap to a copy of the card as it was before, and comparing every answer; ' +
          'what remains is the driver, verification, rules, signature and both commits of the ledger.',
      ],
    };
  } finally {
    world.close();
  }
}

class TapBench {
  readonly #world: World;
  readonly #counter: Counter;
  readonly #readers: readonly VirtualReader[];
  #amountRupiah = 100;

  private constructor(world: World, counter: Counter, readers: readonly VirtualReader[]) {
    this.#world = world;
    this.#counter = counter;
    this.#readers = readers;
  }

  /** Cards with money on them that the counter knows well. */
  static async make(world: World, kind: ChipKind, cards: number): Promise<TapBench> {
    const counter = world.counter(1);
    const setup = setupsFor(kind)[0]!;
    const readers = Array.from({ length: cards }, () => cardOn(world, kind, setup));
    for (const reader of readers) await measureTap(counter, reader, { kind: 'topup', amountRupiah: 500_000 });
    const bench = new TapBench(world, counter, readers);
    await bench.round('known');
    return bench;
  }

  /** A debit of each card at the counter that knows them, or at one that was opened just now. */
  async round(standing: (typeof STANDINGS)[number]): Promise<Round> {
    const counter = standing === 'known' ? this.#counter : this.#world.counter(2);
    const played = this.#readers.map(
      (reader): Played => ({ before: reader.chip!.snapshot(), exchanges: [] }),
    );
    this.#amountRupiah += 7;
    const wholeMs = await cpuMs(async () => {
      for (const [i, reader] of this.#readers.entries()) {
        this.#world.clock.nowMs += 1000;
        const request = { kind: 'sale', amountRupiah: this.#amountRupiah } as const;
        const listen = (connection: Connection) => recording(connection, played[i]!.exchanges);
        const measured = await measureTap(counter, reader, request, listen);
        if ('refused' in measured) throw new KartuError('internal-error', `refused: ${measured.refused}`);
      }
    });
    // The known counter sees what the other one did, outside the measurement.
    if (standing === 'new') await this.#catchUp();
    const copies = played.map(({ before }) => new VirtualReader({ profile: ACR122U, card: before }));
    const cardMs = await cpuMs(async () => {
      for (const [i, copy] of copies.entries()) await replay(copy, played[i]!.exchanges);
    });
    return { wholeMs: wholeMs / played.length, cardMs: cardMs / played.length };
  }

  async #catchUp(): Promise<void> {
    for (const reader of this.#readers) await measureTap(this.#counter, reader, { kind: 'balance' });
  }
}

function recording(connection: Connection, into: Exchange[]): Connection {
  return {
    readerName: connection.readerName,
    atr: connection.atr,
    async transmit(command) {
      const answer = await connection.transmit(command);
      into.push({ command, sw: answer.sw, data: answer.data });
      return answer;
    },
    reselect: () => connection.reselect(),
    close: () => connection.close(),
  };
}

async function replay(reader: VirtualReader, exchanges: readonly Exchange[]): Promise<void> {
  reader.remove();
  reader.insert();
  const connection = await reader.waitForCard();
  for (const { command, sw, data } of exchanges) {
    const answer = await connection.transmit(command);
    if (answer.sw !== sw || !equalBytes(answer.data, data)) {
      throw new KartuError('internal-error', 'the virtual card answered otherwise when it was played again');
    }
  }
  await connection.close();
}

async function cpuMs(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
