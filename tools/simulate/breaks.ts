import type { Sqlite } from '../../packages/terminal/src/ledger/open-database.ts';
import type {
  Movement,
  Reservation,
  SlotBytes,
  Transfer,
} from '../../packages/terminal/src/ledger/transfer.ts';
import { type CardDriver, isKartuError, Ledger } from './program.ts';
import type { Sabotage } from './till.ts';

/**
 * Sound parts made unsound, each in one way, from outside: the simulation has to notice each of them, or it would not
 * notice the same mistake in the code either (tools/test/simulate-broken.full.test.ts).
 */
export const BREAKS = {
  /** What was written is not compared with what the card holds. */
  'no-read-back': { driver: withoutReadBack },
  /** The transfer comes onto the disk with its end, not before the card is touched. */
  'late-reserve': { ledger: (path, now) => new LateLedger(path, now) },
  /** A card may have two unfinished transfers, and two records of one number. */
  'no-uniqueness-counter': { ledger: (path, now) => new LooseLedger(path, now) },
  /** The registry takes a second successor of a record without a word. */
  'no-uniqueness-issuer': { office: (database) => loosen(database, 'chain_record') },
  /** What is closed as not done stays so, whatever the card shows later. */
  'closed-for-good': { ledger: (path, now) => new ForgetfulLedger(path, now) },
  /** Nobody remembers what was told: a sale that was booked is booked again. */
  'nothing-untold': { ledger: (path, now) => new TalkativeLedger(path, now) },
  /** A counter gives what it has on its list, whatever the card says it was given. */
  'credit-twice': { ledger: (path, now) => new GenerousLedger(path, now) },
  /** A reply that comes a second time is taken in a second time. */
  'reply-twice': { ledger: (path, now) => new GullibleLedger(path, now) },
} as const satisfies Readonly<Record<string, Sabotage>>;

export type Break = keyof typeof BREAKS;

function withoutReadBack(driver: CardDriver): CardDriver {
  const careless: CardDriver['writeVerified'] = async (...values) => {
    try {
      await driver.writeVerified(...values);
    } catch (error) {
      if (!isKartuError(error, 'card-write-failed')) throw error;
    }
  };
  return new Proxy(driver, {
    get(target, name) {
      if (name === 'writeVerified') return careless;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

class LateLedger extends Ledger {
  readonly #waiting = new Map<number, Reservation>();
  readonly #ids = new Map<number, number>();
  #next = 1_000_000_000;

  override reserve(reservation: Reservation): number {
    this.#waiting.set(++this.#next, reservation);
    return this.#next;
  }

  override post(
    transfer: Pick<Transfer, 'id' | 'card' | 'sequence' | keyof SlotBytes>,
    ...movements: readonly Movement[]
  ): void {
    super.post({ ...transfer, id: this.#written(transfer.id) }, ...movements);
  }

  override void(transfer: number, reason: string): void {
    super.void(this.#written(transfer), reason);
  }

  override markUnresolved(transfer: number, reason: string): void {
    super.markUnresolved(this.#written(transfer), reason);
  }

  override transfer(id: number): Transfer | undefined {
    return super.transfer(this.#ids.get(id) ?? id);
  }

  #written(id: number): number {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      this.#waiting.delete(id);
      this.#ids.set(id, super.reserve(waiting));
    }
    return this.#ids.get(id) ?? id;
  }
}

class LooseLedger extends Ledger {
  constructor(path: string, now: () => number) {
    super(path, now);
    for (const table of ['open_transfer', 'card_record']) loosen(this.database, table);
    // The look before the leap as well: it would hide that nothing stands behind it.
    const get = this.statements.get.bind(this.statements);
    this.statements.get = (sql, ...values) =>
      sql.startsWith('SELECT 1 FROM open_transfer') ? undefined : get(sql, ...values);
  }
}

class ForgetfulLedger extends Ledger {
  override voidedAfter(): Transfer[] {
    return [];
  }
}

class TalkativeLedger extends Ledger {
  override setting(key: string): string | undefined {
    return key.startsWith('told-transfer') ? '1000000000' : super.setting(key);
  }
}

class GenerousLedger extends Ledger {
  constructor(path: string, now: () => number) {
    super(path, now);
    const all = this.statements.all.bind(this.statements) as (sql: string, ...values: unknown[]) => unknown[];
    this.statements.all = ((sql: string, ...values: unknown[]) => {
      const [card, last] = values as [number, number];
      if (!/FROM credit\s+WHERE card = \? AND number > \?/.test(sql)) return all(sql, ...values);
      return all(sql, card, 0).map((row, i) => ({ ...(row as object), number: last + 1 + i }));
    }) as typeof this.statements.all;
  }
}

/** Remembers neither replies nor what they brought. */
class GullibleLedger extends Ledger {
  constructor(path: string, now: () => number) {
    super(path, now);
    loosen(this.database, 'credit');
    const { statements } = this;
    const [get, run] = [statements.get.bind(statements), statements.run.bind(statements)];
    const isMemory = /FROM settlement_reply ORDER BY|FROM credit WHERE card = \? AND number = \?/;
    statements.get = (sql, ...values) => (isMemory.test(sql) ? undefined : get(sql, ...values));
    statements.run = (sql, ...values) => {
      const isKnown =
        sql.startsWith('INSERT INTO settlement_reply') &&
        get('SELECT 1 FROM settlement_reply WHERE serial >= ?', values[0]) !== undefined;
      return isKnown ? 0 : run(sql, ...values);
    };
  }
}

/** Makes an empty table again without its keys; one that holds something was loosened before. */
function loosen(database: Sqlite, table: string): void {
  const select =
    'SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = ?';
  const parts = database.prepare<unknown[], { type: string; sql: string }>(select).all(table, 'trigger');
  const made = parts.find(({ type }) => type === 'table')!.sql;
  const loose = made
    // A record of the chain is known again when it comes a second time; only another one may stand beside it.
    .replace(/UNIQUE \(card, branch, sequence\)/, '@')
    .replace(/,\s*(PRIMARY KEY|UNIQUE) \([^)]*\)/g, '')
    .replace('@', 'UNIQUE (card, branch, sequence, hash)')
    .replace(/^(\s*card\s+INTEGER) PRIMARY KEY/m, '$1 NOT NULL')
    .replace(', WITHOUT ROWID', '');
  if (loose === made) return;
  database.exec(`DROP TABLE ${table}`);
  for (const sql of [loose, ...parts.filter(({ type }) => type !== 'table').map((part) => part.sql)]) {
    database.exec(sql);
  }
}
