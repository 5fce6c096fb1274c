import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { movementOf } from '../../src/ledger/accounts.ts';
import { journalHash } from '../../src/ledger/journal.ts';
import { makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
let counter: Counter;
let serial: number;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter = world.counter(1);
  const card = world.card('classic-1k');
  await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
  serial = (await tapped(counter, card, { kind: 'sale', amountRupiah: 12_500 })).cardSerial!;
});

const sql = (text: string, ...values: unknown[]) => counter.ledger.database.prepare(text).run(...values);
const TABLES = ['journal', 'account', 'entry', 'card', 'card_record', 'transfer', 'transfer_state'];

describe('the ledger is append-only', () => {
  it.each(TABLES)('%s: no row is changed or removed', (table) => {
    const column = (counter.ledger.database.pragma(`table_info(${table})`) as { name: string }[])[0]!.name;
    expect(() => sql(`UPDATE ${table} SET ${column} = ${column}`)).toThrow('append only');
    expect(() => sql(`DELETE FROM ${table}`)).toThrow('append only');
  });
});

describe('the journal', () => {
  const last = () =>
    counter.ledger.database.prepare('SELECT * FROM journal ORDER BY number DESC LIMIT 1').get() as {
      number: number;
      time_ms: number;
      kind: string;
      body: string;
      previous: Buffer;
      hash: Buffer;
    };
  const insert = (number: number, previous: Uint8Array, hash: Uint8Array) =>
    sql(
      'INSERT INTO journal (number, time_ms, kind, body, previous, hash) VALUES (?, 0, ?, ?, ?, ?)',
      number,
      'x',
      '{}',
      previous,
      hash,
    );
  const hash = Buffer.alloc(32, 7);

  it('takes the next number after the last hash', () => {
    const { number, hash: previous } = last();
    expect(() => insert(number + 1, previous, hash)).not.toThrow();
  });
  it('takes no gap', () => {
    expect(() => insert(last().number + 2, last().hash, hash)).toThrow('not the successor');
  });
  it('takes no second successor of an entry', () => {
    expect(() => insert(last().number + 1, last().previous, hash)).toThrow('not the successor');
    expect(() => insert(last().number, last().previous, hash)).toThrow();
    sql('DROP TRIGGER journal_gapless');
    // Without the trigger too: the successor of entry n is entry n + 1, and there is one of that number.
    expect(() => insert(last().number, last().previous, hash)).toThrow('UNIQUE');
  });
});

describe('what is owed', () => {
  const plan = (statement: string) =>
    (counter.ledger.database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .join('\n');

  it('is found by its own small index at every tap', () => {
    expect(plan('SELECT sum(amount_rupiah) FROM entry WHERE credit = -1 AND credit < 0')).toContain(
      'USING INDEX entry_credit_owed',
    );
  });
  it('is asked of nobody whose card was never owed anything', () => {
    expect(counter.ledger.owedRupiah(4_000_000_000)).toBe(0);
  });
});

describe('constraints', () => {
  it('a card has no two records with one number', () => {
    expect(() =>
      sql(
        'INSERT INTO card_record SELECT card, sequence, head, tail, journal FROM card_record WHERE sequence = 1',
      ),
    ).toThrow('UNIQUE');
  });
  it('a card has one unfinished transfer at most', () => {
    const record = { head: Buffer.alloc(16), tail: Buffer.alloc(80) };
    const reservation = { kind: 'sale', card: serial, sequence: 3, amountRupiah: 1, ...record } as const;
    counter.ledger.reserve(reservation);
    expect(() => counter.ledger.reserve(reservation)).toThrow('unfinished');
  });
  it('a transfer that is posted or voided stays so', () => {
    const id = counter.ledger.reserve({
      kind: 'sale',
      card: serial,
      sequence: 3,
      amountRupiah: 1,
      head: Buffer.alloc(16),
      tail: Buffer.alloc(80),
    });
    counter.ledger.markUnresolved(id, 'test');
    counter.ledger.void(id, 'test');
    expect(() => counter.ledger.void(id, 'again')).toThrow('already posted or voided');
    expect(counter.ledger.transfer(id)?.state).toBe('voided');
  });
  it('a reference is used once', () => {
    const reservation = {
      kind: 'sale',
      card: serial,
      sequence: 3,
      amountRupiah: 1,
      reference: 'till-1/77',
      head: Buffer.alloc(16),
      tail: Buffer.alloc(80),
    } as const;
    // What was voided was not done: it may be tried again under its name.
    counter.ledger.void(counter.ledger.reserve(reservation), 'test');
    const id = counter.ledger.reserve(reservation);
    counter.ledger.post({ ...reservation, id }, movementOf('sale', serial, 1));
    expect(counter.ledger.transferByReference('till-1/77')).toMatchObject({ id, state: 'posted' });
    const again = { ...reservation, sequence: 4 };
    expect(() => counter.ledger.reserve(again)).toThrow('was used before');
    const insert = `INSERT INTO transfer SELECT (SELECT max(number) FROM journal), kind, card, sequence, amount_rupiah,
      head, tail, reference, corrects FROM transfer WHERE id = ?`;
    expect(() => sql(insert, id)).toThrow('its reference was used');
  });
});

describe('verify finds what was tampered with behind the triggers', () => {
  const withoutTriggers = (...statements: string[]) => {
    const names = counter.ledger.database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
      .all() as { name: string }[];
    for (const { name } of names) sql(`DROP TRIGGER ${name}`);
    counter.ledger.database.pragma('foreign_keys = OFF');
    for (const statement of statements) sql(statement);
  };
  const checks = () => new Set(prove(counter).findings.map(({ check }) => check));

  it('nothing where nothing was', () => {
    withoutTriggers();
    expect(prove(counter).findings).toEqual([]);
  });
  it.each([
    [
      'a journal entry reworded',
      "UPDATE journal SET body = replace(body, '12500', '12501') WHERE kind = 'post'",
      'journal',
    ],
    ['a journal entry removed', 'DELETE FROM journal WHERE number = 3', 'journal'],
    ['the last entries cut off', 'DELETE FROM journal WHERE number > 3', 'database'],
    ['an amount in the books', 'UPDATE entry SET amount_rupiah = 1 WHERE amount_rupiah = 12500', 'states'],
    [
      'a record’s signature',
      'UPDATE card_record SET tail = unhex(hex(substr(tail, 1, 16)) || hex(randomblob(64))) WHERE sequence = 2',
      'signature',
    ],
    [
      'a record’s balance',
      "UPDATE card_record SET head = unhex(substr(hex(head), 1, 12) || '01' || substr(hex(head), 15)) WHERE sequence = 2",
      'chain',
    ],
    ['a record removed', 'DELETE FROM card_record WHERE sequence = 2', 'states'],
    ['an account relabelled', "UPDATE account SET type = 'income' WHERE code = 'drawer'", 'entries'],
    ['a transfer’s amount', 'UPDATE transfer SET amount_rupiah = 1 WHERE amount_rupiah = 12500', 'states'],
    [
      'a purse’s money moved elsewhere',
      "UPDATE entry SET debit = (SELECT id FROM account WHERE code = 'drawer') WHERE amount_rupiah = 12500",
      'balances',
    ],
  ])('%s', (_, statement, check) => {
    withoutTriggers(statement);
    expect(checks()).toContain(check);
  });
  it('a journal rebuilt from an entry on, with hashes that fit, against the tables', () => {
    withoutTriggers("UPDATE journal SET body = replace(body, '12500', '99') WHERE kind = 'reserve'");
    let previous: Uint8Array | undefined;
    const rows = counter.ledger.database
      .prepare('SELECT number, time_ms AS timeMs, kind, body, previous FROM journal ORDER BY number')
      .all() as Parameters<typeof journalHash>[0][];
    for (const row of rows) {
      const entry = { ...row, previous: previous ?? row.previous };
      previous = journalHash(entry);
      sql('UPDATE journal SET previous = ?, hash = ? WHERE number = ?', entry.previous, previous, row.number);
    }
    expect(checks().size).toBeGreaterThan(0);
  });
});
