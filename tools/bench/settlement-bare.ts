import { type KeyObject, verify } from 'node:crypto';
import { join } from 'node:path';
import { publicKeyFromBytes, purseMessageOf } from '../../packages/card-core/src/index.ts';
import { Database } from './libraries.ts';

export interface BareRun {
  readonly transactions: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

/** Transactions in one commit, as in a full batch. */
const AT_ONCE = 1000;

interface Row {
  readonly terminal: number;
  readonly card: number;
  readonly uid: Uint8Array;
  readonly record: Uint8Array;
  readonly key: Uint8Array;
}

/**
 * The least that an import can be: each signature is verified by the thread pool, while the rows of a transaction go
 * into bare tables with the same keys as the registry's (two entries, a record, a posting with one line), without what
 * holds the rules and without a look at anything.
 */
export async function bareCost(folder: string, most: number): Promise<BareRun> {
  const batches = batchesOf(readRows(join(folder, 'data', 'issuer.sqlite'), most));
  const bare = new BareTables(join(folder, 'bare.sqlite'));
  const started = performance.now();
  const before = process.cpuUsage();
  let checked = checkAll(batches[0] ?? []);
  for (const [index, batch] of batches.entries()) {
    await checked;
    checked = checkAll(batches[index + 1] ?? []);
    bare.insert(batch);
  }
  const { user, system } = process.cpuUsage(before);
  const elapsedMs = performance.now() - started;
  bare.close();
  const transactions = batches.reduce((sum, { length }) => sum + length, 0);
  return { transactions, elapsedMs, cpuMs: (user + system) / 1000 };
}

type Checked = ReturnType<typeof preparedOf>;

/** What an import has to find out by itself is found before the clock starts. */
function readRows(path: string, most: number): Checked[] {
  const database = new Database(path);
  const rows = database
    .prepare(
      `SELECT r.terminal, r.card, c.uid, r.record, t.signing_key AS key FROM chain_record r
         JOIN cards c ON c.serial = r.card JOIN terminals t ON t.terminal = r.terminal
       WHERE r.terminal > 0 ORDER BY r.id LIMIT ?`,
    )
    .all(most) as Row[];
  const organisationId = organisationOf(rows[0]!.card, database);
  database.close();
  const keys = new Map<number, KeyObject>();
  for (const { terminal, key } of rows) if (!keys.has(terminal)) keys.set(terminal, publicKeyFromBytes(key));
  return rows.map((row) => preparedOf(row, keys.get(row.terminal)!, organisationId));
}

/** Bytes 2 to 5 of an identity (docs/card-format.md §3). */
function organisationOf(card: number, database: InstanceType<typeof Database>): number {
  const row = database.prepare('SELECT identity FROM cards WHERE serial = ?').get(card);
  return Buffer.from((row as { identity: Uint8Array }).identity).readUInt32BE(2);
}

function preparedOf({ terminal, card, uid, record }: Row, key: KeyObject, organisationId: number) {
  const message = purseMessageOf(record.subarray(0, 32), { organisationId, cardSerial: card, uid });
  const body = JSON.stringify({ card, record: Buffer.from(record).toString('hex') });
  return { terminal, card, record, body, message, key, signature: record.subarray(32) };
}

function batchesOf(rows: readonly Checked[]): Checked[][] {
  const batches: Checked[][] = [];
  for (let begin = 0; begin < rows.length; begin += AT_ONCE) batches.push(rows.slice(begin, begin + AT_ONCE));
  return batches;
}

async function checkAll(rows: readonly Checked[]): Promise<void> {
  await Promise.all(
    rows.map(
      ({ message, key, signature }) =>
        new Promise<void>((resolve, reject) => {
          verify(null, message, key, signature, (error, isGood) =>
            isGood ? resolve() : reject(error ?? new Error('a record of the registry is not signed')),
          );
        }),
    ),
  );
}

class BareTables {
  readonly #database: InstanceType<typeof Database>;
  readonly #insert: readonly [sql: Statement, values: (row: Checked, id: number) => unknown[]][];
  #id = 0;

  constructor(path: string) {
    const database = new Database(path);
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) database.pragma(pragma);
    database.exec(`
      CREATE TABLE entry (terminal INTEGER, number INTEGER, time_ms INTEGER, kind TEXT, body TEXT,
        PRIMARY KEY (terminal, number)) STRICT, WITHOUT ROWID;
      CREATE TABLE record (id INTEGER PRIMARY KEY, card INTEGER, sequence INTEGER, previous_hash BLOB, record BLOB,
        UNIQUE (card, sequence), UNIQUE (card, previous_hash)) STRICT;
      CREATE TABLE posting (id INTEGER PRIMARY KEY, source TEXT UNIQUE, at_ms INTEGER, memo TEXT) STRICT;
      CREATE INDEX posting_by_time ON posting (at_ms);
      CREATE TABLE line (posting INTEGER, line INTEGER, debit INTEGER, credit INTEGER, amount INTEGER,
        PRIMARY KEY (posting, line)) STRICT, WITHOUT ROWID;
      CREATE INDEX line_by_debit ON line (debit, amount);
      CREATE INDEX line_by_credit ON line (credit, amount);`);
    const entry = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?)');
    const record = database.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?)');
    const posting = database.prepare('INSERT INTO posting VALUES (?, ?, ?, ?)');
    const line = database.prepare('INSERT INTO line VALUES (?, 1, ?, ?, ?)');
    const at = (id: number) => 1_790_000_000_000 + id;
    this.#database = database;
    this.#insert = [
      [entry, ({ terminal, body }, id) => [terminal, 2 * id - 1, at(id), 'reserve', body]],
      [
        entry,
        ({ terminal, card }, id) => [terminal, 2 * id, at(id), 'post', `{"transfer":${id},"card":${card}}`],
      ],
      [
        record,
        ({ card, record }, id) => [
          id,
          card,
          (record[0]! << 16) | (record[1]! << 8) | record[2]!,
          record.subarray(16, 24),
          record,
        ],
      ],
      [posting, ({ terminal }, id) => [id, `terminal:${terminal}:entry:${2 * id}`, at(id), 'post']],
      [line, ({ terminal, card }, id) => [id, 1_000_000 + card, terminal, 12_500]],
    ];
  }

  insert(rows: readonly Checked[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    for (const row of rows) {
      this.#id++;
      for (const [statement, values] of this.#insert) statement.run(...values(row, this.#id));
    }
    this.#database.exec('COMMIT');
  }

  close(): void {
    this.#database.close();
  }
}

interface Statement {
  run(...values: unknown[]): unknown;
}
