import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '../../packages/card-core/src/console/index.ts';
import { concat, encodeSlot } from '../../packages/card-core/src/index.ts';
import { movementOf } from '../../packages/terminal/src/ledger/accounts.ts';
import { Ledger } from '../../packages/terminal/src/ledger/ledger.ts';
import type { Sqlite } from '../../packages/terminal/src/ledger/open-database.ts';
import { PRAGMAS } from '../../packages/terminal/src/ledger/open-database.ts';
import type { Reservation } from '../../packages/terminal/src/ledger/transfer.ts';
import type { Section } from './figures.ts';
import { figure, showSpread, spreadOf, verdict } from './figures.ts';
import { Database } from './libraries.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CARDS = 200;
/** Debits in one turn; then twice as many inserts, so that both commit equally often. */
const TURN = 5;
const TARGET = { atLeast: 1 / 3 };

/**
 * Durable debits a second (reserve and post, each a commit that is on disk) next to bare inserts of a record of the
 * same size, one a commit, with the same pragmas on the same disk, in turns.
 */
export function ledgerSection(quick: boolean): Section {
  const [rounds, perRound] = quick ? [3, 20] : [15, 200];
  const folder = realFolder();
  const ledger = new Ledger(join(folder, 'ledger.sqlite'));
  const bare = new BareInserts(join(folder, 'bare.sqlite'));
  const debits = new Debits(ledger);
  try {
    const debitRates: number[] = [];
    const bareRates: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const { debitRate, bareRate } = oneRound(debits, bare, perRound);
      if (round < 0) continue; // the first round warms up
      debitRates.push(debitRate);
      bareRates.push(bareRate);
    }
    const ratio = spreadOf(debitRates.map((rate, i) => rate / bareRates[i]!));
    const [debit, insert] = [spreadOf(debitRates), spreadOf(bareRates)];
    return {
      id: 'ledger',
      title: 'Ledger: durable debits next to bare inserts',
      figures: [
        figure('ledger.debits', debit.median, 'debits/s'),
        figure('ledger.bare-inserts', insert.median, 'inserts/s'),
        figure('ledger.ratio', ratio.median, 'of the bare rate', TARGET),
        figure('ledger.ratio.min', ratio.min, 'of the bare rate'),
        figure('ledger.ratio.max', ratio.max, 'of the bare rate'),
      ],
      text: table(
        ['', 'median (least–most)', 'target'],
        [
          ['durable debits /s', showSpread(debit, 0), ''],
          ['bare inserts /s', showSpread(insert, 0), ''],
          ['ratio', showSpread(ratio, 2), verdict(ratio.median, TARGET)],
        ],
        [1],
      ),
      notes: [
        `${rounds} rounds of ${perRound} debits and ${2 * perRound} inserts, ${TURN} and ${2 * TURN} in turn, on ${folder} (${filesystemOf(folder)}), the disk of the ` +
          `project; both with ${PRAGMAS.join(', ')}.`,
        'A debit is two commits, reserve and post: seven rows with their indexes and the hash chain, and one row ' +
          'removed. A bare insert is one commit of one row of 96 bytes without an index, so two commits could reach ' +
          'half its rate at most.',
      ],
    };
  } finally {
    ledger.close();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In small turns, so that whatever else the disk has to do in the meantime falls on both alike. */
function oneRound(debits: Debits, bare: BareInserts, count: number) {
  const prepared = debits.prepare(count);
  let debitMs = 0;
  let bareMs = 0;
  for (const [index, reservation] of prepared.entries()) {
    const start = performance.now();
    debits.make(reservation);
    debitMs += performance.now() - start;
    if ((index + 1) % TURN > 0) continue;
    const bareStart = performance.now();
    for (let i = 0; i < 2 * TURN; i++) bare.insert();
    bareMs += performance.now() - bareStart;
  }
  return { debitRate: (count / debitMs) * 1000, bareRate: ((2 * count) / bareMs) * 1000 };
}

/** Debits of cards that the ledger knows, with records made beforehand: what is timed is the ledger alone. */
class Debits {
  readonly #ledger: Ledger;
  #made = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    for (let serial = 0; serial < CARDS; serial++) {
      const uid = Uint8Array.of(0x04, 0, 0, 0, 0, serial >> 8, serial & 0xff);
      ledger.recordSeen({ serial, uid, kind: 'ntag215', identity: new Uint8Array(88) }, undefined);
    }
  }

  prepare(count: number): Reservation[] {
    return Array.from({ length: count }, () => {
      const card = this.#made % CARDS;
      const sequence = 1 + Math.floor(this.#made / CARDS);
      this.#made++;
      const amountRupiah = 12_500;
      const record = {
        sequence,
        kind: 'sale' as const,
        balanceRupiah: 1_000_000,
        amountRupiah,
        timeSeconds: 1_772_000_000 + this.#made,
        terminal: 1,
        previousHash: randomBytes(8),
        lastCredit: 0,
        chipCounter: sequence,
      };
      // The ledger keeps signatures and does not check them: that is done when a card is read.
      const slot = encodeSlot({ record, signature: randomBytes(64) });
      return { kind: 'sale', card, sequence, amountRupiah, ...slot };
    });
  }

  make(reservation: Reservation): void {
    const id = this.#ledger.reserve(reservation);
    const { kind, card, amountRupiah } = reservation;
    this.#ledger.post({ ...reservation, id }, movementOf(kind, card, amountRupiah));
  }
}

class BareInserts {
  readonly #database: Sqlite;
  readonly #insert: { run(record: Uint8Array): unknown };
  readonly #record = concat(randomBytes(16), randomBytes(80));

  constructor(path: string) {
    this.#database = new Database(path);
    for (const pragma of PRAGMAS) this.#database.pragma(pragma);
    this.#database.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT');
    this.#insert = this.#database.prepare<[Uint8Array]>('INSERT INTO bare (record) VALUES (?)');
  }

  insert(): void {
    this.#insert.run(this.#record);
  }

  close(): void {
    this.#database.close();
  }
}

/** A folder on the project's own disk: a temporary folder in memory would make a commit cost nothing. */
function realFolder(): string {
  const isSameDisk = statSync(tmpdir()).dev === statSync(ROOT).dev;
  const parent = isSameDisk ? tmpdir() : join(ROOT, 'out');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'kartukita-bench-'));
}

/** Magic numbers of statfs(2). */
const FILESYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  2035054128: 'overlayfs',
  16914836: 'tmpfs',
};

function filesystemOf(folder: string): string {
  const { type } = statfsSync(folder);
  return FILESYSTEMS[type] ?? `file system 0x${type.toString(16)}`;
}
