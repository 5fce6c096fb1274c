import {
  concat,
  equalBytes,
  JOURNAL_GENESIS,
  type PurseKind,
  recordHash,
  type TrustStore,
  verifyRecord,
} from '@kartukita/card-core';
import { identityOf } from '../sale/read-card.ts';
import { accountType, purseAccount } from './accounts.ts';
import { journalHash } from './journal.ts';
import type { Ledger } from './ledger.ts';
import { decoded, type KnownCard, type SlotBytes } from './transfer.ts';
import { checkDay, DAY_SAID } from './verify-day.ts';
import { checkMoney } from './verify-money.ts';
import { strangeInSchema } from './verify-schema.ts';
import { checkSettlement, SETTLEMENT_SAID } from './verify-settlement.ts';

/** Something in the books that cannot be: which check found it, where, and what it saw. */
export interface Finding {
  readonly check: 'database' | 'journal' | 'chain' | 'signature' | 'entries' | 'balances' | 'states';
  readonly where: string;
  readonly what: string;
}

export interface LedgerProof {
  readonly findings: readonly Finding[];
  readonly journalEntries: number;
  readonly cards: number;
  readonly records: number;
  readonly transfers: Readonly<Record<'posted' | 'voided' | 'unresolved' | 'pending', number>>;
  /** Debits minus credits of each account. They add up to nothing. */
  readonly accounts: readonly {
    readonly code: string;
    readonly type: string;
    readonly balanceRupiah: number;
  }[];
}

interface JournalRow {
  number: number;
  timeMs: number;
  kind: string;
  body: string;
  previous: Uint8Array;
  hash: Uint8Array;
}

/**
 * Proves the whole ledger from its rows: the journal is gapless and chained, what it says is what the tables hold,
 * every card's records link to one another and are signed by who may, every posted transfer moved what its record
 * says, and each purse holds what its card shows.
 */
export function verifyLedger(ledger: Ledger, trust: TrustStore): LedgerProof {
  const findings: Finding[] = [];
  const report = (check: Finding['check'], where: string, what: string) =>
    findings.push({ check, where, what });
  const attempt = <T>(check: Finding['check'], otherwise: T, work: () => T) =>
    attempted(report, check, 'all', otherwise, work);
  attempt('database', undefined, () => checkDatabase(ledger, report));
  const journalEntries = attempt('journal', 0, () => checkJournal(ledger, report));
  attempt('journal', undefined, () => checkWhatTheJournalSays(ledger, report));
  const { cards, records } = attempt('chain', { cards: 0, records: 0 }, () =>
    checkCards(ledger, trust, report),
  );
  attempt('entries', undefined, () => checkMoney(ledger, report));
  attempt('states', undefined, () => checkTransfers(ledger, report));
  attempt('states', undefined, () => checkDay(ledger, report));
  attempt('journal', undefined, () => checkSettlement(ledger, report));
  return {
    findings,
    journalEntries,
    cards,
    records,
    transfers: attempt('states', NO_TRANSFERS, () => countStates(ledger)),
    accounts: attempt('entries', [], () => checkAccounts(ledger, report)),
  };
}

export type Report = (check: Finding['check'], where: string, what: string) => void;

/**
 * What makes a check stumble (a record that is none, a text that is no JSON) is a finding too. Only a database that
 * SQLite itself gives up on is not: then nothing can be proven.
 */
function attempted<T>(
  report: Report,
  check: Finding['check'],
  where: string,
  otherwise: T,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    const isSqlite =
      error instanceof Error && /^SQLITE_(?!ERROR$)/.test(String((error as { code?: unknown }).code));
    if (isSqlite) throw error;
    report(check, where, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return otherwise;
  }
}

function checkDatabase({ database }: Ledger, report: Report): void {
  const integrity = database.pragma('integrity_check') as { integrity_check: string }[];
  for (const { integrity_check: line } of integrity)
    if (line !== 'ok') report('database', 'ledger.sqlite', line);
  for (const what of strangeInSchema(database)) report('database', what, 'is not as this program makes it');
  for (const row of database.pragma('foreign_key_check') as { table: string; rowid: number }[]) {
    report('database', `${row.table} ${row.rowid}`, 'refers to a row that is not there');
  }
}

function checkJournal({ database }: Ledger, report: Report): number {
  const select = 'SELECT number, time_ms AS timeMs, kind, body, previous, hash FROM journal ORDER BY number';
  let expected = 1;
  let previous: Uint8Array = JOURNAL_GENESIS;
  for (const row of database.prepare(select).iterate() as IterableIterator<JournalRow>) {
    const where = `entry ${row.number}`;
    if (row.number !== expected) report('journal', where, `entry ${expected} is missing`);
    if (!equalBytes(row.previous, previous)) report('journal', where, 'does not follow the entry before');
    if (!equalBytes(row.hash, journalHash(row))) report('journal', where, 'was changed after it was written');
    expected = row.number + 1;
    previous = row.hash;
  }
  return expected - 1;
}

/** Each entry of the journal says what some row of another table holds; this is the row it must be. */
const SAID: Readonly<Record<string, string>> = {
  reserve: `SELECT 1 FROM transfer t WHERE t.id = :number AND t.kind = :body ->> 'kind' AND t.card = :body ->> 'card'
    AND t.amount_rupiah = :body ->> 'amountRupiah' AND t.reference IS :body ->> 'reference'
    AND lower(hex(t.head) || hex(t.tail)) = :body ->> 'record'`,
  post: `SELECT 1 FROM transfer_state
    WHERE journal = :number AND transfer = :body ->> 'transfer' AND state = 'posted'`,
  correction: `SELECT 1 FROM transfer t WHERE t.id = :number AND t.corrects = :body ->> 'corrects'
    AND t.card = :body ->> 'card' AND lower(hex(t.head) || hex(t.tail)) = :body ->> 'record'`,
  void: `SELECT 1 FROM transfer_state
    WHERE journal = :number AND transfer = :body ->> 'transfer' AND state = 'voided'`,
  unresolved: `SELECT 1 FROM transfer_state
    WHERE journal = :number AND transfer = :body ->> 'transfer' AND state = 'unresolved'`,
  freeze: `SELECT 1 FROM freeze WHERE journal = :number AND card = :body ->> 'card' AND reason = :body ->> 'reason'`,
  seen: `SELECT 1 FROM card c WHERE c.serial = :body ->> 'card' AND lower(hex(c.uid)) = :body ->> 'uid'
    AND (:body ->> 'record' IS NULL OR EXISTS (SELECT 1 FROM card_record r WHERE r.card = c.serial
      AND r.journal = :number AND lower(hex(r.head) || hex(r.tail)) = :body ->> 'record'))`,
  ...DAY_SAID,
  ...SETTLEMENT_SAID,
};

function checkWhatTheJournalSays({ database }: Ledger, report: Report): void {
  const statements = new Map(
    Object.entries(SAID).map(([kind, text]) => [kind, database.prepare(text).pluck()]),
  );
  const rows = database.prepare('SELECT number, kind, body FROM journal').all() as JournalRow[];
  for (const { number, kind, body } of rows) {
    const statement = statements.get(kind);
    if (!statement) report('journal', `entry ${number}`, `is of no known kind (${kind})`);
    else if (attempted(report, 'journal', `entry ${number}`, 1, () => statement.get({ number, body })) !== 1)
      report('journal', `entry ${number}`, 'is not what the tables hold');
  }
}

/** What a record of a revoked counter is by the present bundle: its certificate was shortened, or is not there. */
const OF_REVOKED: ReadonlySet<string> = new Set(['terminal-expired', 'terminal-unknown']);

function checkCards(
  { database }: Ledger,
  trust: TrustStore,
  report: Report,
): { cards: number; records: number } {
  const cards = database.prepare('SELECT serial, uid, kind, identity FROM card').all() as KnownCard[];
  // Taken in before the news that its signer was revoked: by what was known then it was good.
  const news = database
    .prepare('SELECT coalesce(max(journal), 0) FROM settlement_reply')
    .pluck()
    .get() as number;
  const recordsOf = database.prepare<
    unknown[],
    SlotBytes & { sequence: number; entry: number; said: string }
  >(
    `SELECT sequence, head, tail, journal.number AS entry, coalesce(body ->> 'record', (SELECT j.body ->> 'record' FROM journal j
       WHERE j.number = journal.body ->> 'transfer')) AS said
     FROM card_record JOIN journal ON journal.number = journal WHERE card = ? ORDER BY sequence`,
  );
  let records = 0;
  for (const card of cards) {
    const context = { uid: card.uid, identity: identityOf(card), identityBytes: card.identity };
    let before: SlotBytes | undefined;
    for (const slot of recordsOf.iterate(card.serial)) {
      records += 1;
      const where = `card ${card.serial}, record ${slot.sequence}`;
      if (slot.said !== Buffer.from(concat(slot.head, slot.tail)).toString('hex')) {
        report('chain', where, 'is not what the journal says');
      }
      const signed = attempted(report, 'chain', where, undefined, () => decoded(slot));
      if (!signed) continue;
      if (signed.record.sequence !== slot.sequence) report('chain', where, 'carries another number');
      const verdict = verifyRecord(signed, context, trust);
      if (!verdict.ok && !(slot.entry < news && OF_REVOKED.has(verdict.fault)))
        report('signature', where, verdict.fault);
      const last = before && decoded(before);
      if (last && signed.record.sequence === last.record.sequence + 1) {
        if (!equalBytes(signed.record.previousHash, recordHash(last)))
          report('chain', where, 'does not follow the one before');
      }
      before = slot;
    }
  }
  return { cards: cards.length, records };
}

function checkTransfers({ database }: Ledger, report: Report): void {
  const unequal = database
    .prepare<unknown[], { id: number; what: string }>(
      `SELECT t.id, 'is marked ' || CASE WHEN o.transfer IS NULL THEN 'finished' ELSE 'unfinished' END
         || ' against its states' AS what
       FROM transfer t LEFT JOIN open_transfer o ON o.transfer = t.id
       WHERE (o.transfer IS NULL) <> EXISTS
         (SELECT 1 FROM transfer_state s WHERE s.transfer = t.id AND s.state IN ('posted', 'voided'))
       UNION ALL
       SELECT t.id, 'moved ' || coalesce(sum(e.amount_rupiah), 0) || ' instead of ' || t.amount_rupiah
       FROM transfer t JOIN transfer_state s ON s.transfer = t.id AND s.state = 'posted'
       LEFT JOIN entry e ON e.journal = s.journal
       GROUP BY t.id HAVING sum(e.amount_rupiah) IS NOT t.amount_rupiah
       UNION ALL
       SELECT t.id, 'is posted without its record'
       FROM transfer t JOIN transfer_state s ON s.transfer = t.id AND s.state = 'posted'
       LEFT JOIN card_record r ON r.card = t.card AND r.sequence = t.sequence AND r.head = t.head AND r.tail = t.tail
       WHERE r.card IS NULL`,
    )
    .all();
  for (const { id, what } of unequal) report('states', `transfer ${id}`, what);
  const transfers = database
    .prepare('SELECT id, kind, sequence, amount_rupiah AS amountRupiah, head, tail FROM transfer')
    .iterate() as IterableIterator<
    SlotBytes & { id: number; kind: string; sequence: number; amountRupiah: number }
  >;
  for (const row of transfers) {
    const signed = attempted(report, 'states', `transfer ${row.id}`, undefined, () => decoded(row));
    if (!signed) continue;
    const { record } = signed;
    const kindFits = row.kind === 'correction' || record.kind === (row.kind as PurseKind);
    if (!kindFits || record.amountRupiah !== row.amountRupiah || record.sequence !== row.sequence) {
      report('states', `transfer ${row.id}`, 'is not what its record says');
    }
  }
}

function checkAccounts({ database }: Ledger, report: Report) {
  const accounts = database
    .prepare<unknown[], { code: string; type: string; balanceRupiah: number }>(
      `SELECT code, type, coalesce(sum(moved), 0) AS balanceRupiah
       FROM account a LEFT JOIN (
         SELECT debit AS account, amount_rupiah AS moved FROM entry
         UNION ALL SELECT credit, -amount_rupiah FROM entry) ON account = a.id
       GROUP BY a.id ORDER BY code`,
    )
    .all();
  const total = accounts.reduce((sum, account) => sum + account.balanceRupiah, 0);
  if (total !== 0) report('entries', 'all accounts', `add up to ${total} instead of 0`);
  for (const { code, type } of accounts) {
    if (accountType(code) !== type) report('entries', code, `is kept as ${type}`);
  }
  const held = new Map(accounts.map(({ code, balanceRupiah }) => [code, -balanceRupiah]));
  const last = database
    .prepare<unknown[], SlotBytes & { card: number }>(
      `SELECT card, head, tail FROM card_record r
       WHERE sequence = (SELECT max(sequence) FROM card_record WHERE card = r.card)`,
    )
    .all();
  for (const row of last) {
    const signed = attempted(report, 'balances', `card ${row.card}`, undefined, () => decoded(row));
    if (!signed) continue;
    const shown = signed.record.balanceRupiah;
    const booked = held.get(purseAccount(row.card)) ?? 0;
    if (booked !== shown) report('balances', `card ${row.card}`, `holds ${shown}, the books say ${booked}`);
  }
  return accounts;
}

const NO_TRANSFERS = { posted: 0, voided: 0, unresolved: 0, pending: 0 };

function countStates({ database }: Ledger): LedgerProof['transfers'] {
  const counts = { ...NO_TRANSFERS };
  const rows = database
    .prepare<unknown[], { state: keyof typeof counts; count: number }>(
      `SELECT coalesce((SELECT state FROM transfer_state s WHERE s.transfer = t.id ORDER BY s.journal DESC LIMIT 1),
                       'pending') AS state, count(*) AS count
       FROM transfer t GROUP BY 1`,
    )
    .all();
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}
