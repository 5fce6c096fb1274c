import type { RegistryDatabase } from './database.ts';
import { SHOWN_CODE } from './payables.ts';

/** Moments in milliseconds since 1970: from the first, before the second. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface ContributionRow {
  readonly memberNumber: string;
  readonly name: string;
  /** YYYY-MM, or YYYY. */
  readonly period: string;
  /** Bought at outlets of the organisation, less what was given back. */
  readonly outletsRupiah: number;
  /** Bought from partner merchants. */
  readonly merchantsRupiah: number;
  readonly duesRupiah: number;
  readonly eventsRupiah: number;
}

export interface OutletRow {
  readonly terminal: number;
  readonly period: string;
  readonly sales: number;
  readonly salesRupiah: number;
  readonly merchantSalesRupiah: number;
  readonly topupsRupiah: number;
}

export interface MerchantRow {
  readonly memberNumber: string;
  readonly name: string;
  readonly soldRupiah: number;
  readonly paidOutRupiah: number;
  /** At the end of the period, whenever it was earned. */
  readonly owedRupiah: number;
}

export interface CirculationRow {
  /** YYYY-MM, or YYYY-MM-DD. */
  readonly period: string;
  readonly toppedUpRupiah: number;
  readonly creditedRupiah: number;
  readonly spentRupiah: number;
  /** What changed beyond that: refunds to the counter, cases that were closed. */
  readonly otherRupiah: number;
  /** What members hold at its end. */
  readonly heldRupiah: number;
}

export type ByPeriod = 'day' | 'month' | 'year';

const FORMAT: Readonly<Record<ByPeriod, string>> = { day: '%Y-%m-%d', month: '%Y-%m', year: '%Y' };

/** By the clock of this computer: a sale before midnight belongs to its day. */
const bucket = (by: ByPeriod) => `strftime('${FORMAT[by]}', p.at_ms / 1000, 'unixepoch', 'localtime')`;

/** The period of a statement, given once and used wherever it is needed. */
const PERIOD = 'WITH period (from_ms, until_ms) AS (SELECT ?, ?)';
const FROM = '(SELECT from_ms FROM period)';
const UNTIL = '(SELECT until_ms FROM period)';

/** What members hold lies in purses, and in what is owed to them until a tap. */
const HELD = (code: string) => `(${code} GLOB 'purse:*' OR ${code} GLOB 'owed:*')`;
/** Where members' money goes when they buy. */
const SPENT = (code: string) =>
  `(${code} GLOB 'sales:*' OR ${code} GLOB 'payable:*' OR ${code} GLOB 'dues:*' OR ${code} GLOB 'events:*' OR ${code} = 'fees')`;

/**
 * Every movement between a member and something that is bought, in both directions: `amount` is below 0 where it was
 * given back. `holder` is the purse or what is owed, `other` the side that sold.
 */
const MOVED = `SELECT p.source, p.at_ms, d.code AS holder, c.code AS other, e.amount_rupiah AS amount
    FROM posting p JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit
      JOIN account c ON c.id = e.credit
    WHERE p.at_ms >= ${FROM} AND p.at_ms < ${UNTIL} AND ${HELD('d.code')} AND ${SPENT('c.code')}
  UNION ALL
  SELECT p.source, p.at_ms, c.code, d.code, -e.amount_rupiah
    FROM posting p JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit
      JOIN account c ON c.id = e.credit
    WHERE p.at_ms >= ${FROM} AND p.at_ms < ${UNTIL} AND ${HELD('c.code')} AND ${SPENT('d.code')}`;

const sumOf = (condition: string, name: string) =>
  `coalesce(sum(CASE WHEN ${condition} THEN amount END), 0) AS ${name}`;
const after = (code: string) => `substr(${code}, instr(${code}, ':') + 1)`;

/** Sums over the books for those who lead the organisation. Nothing is kept: each figure is a sum over entries. */
export class ReportStore {
  private readonly database: RegistryDatabase;

  constructor(database: RegistryDatabase) {
    this.database = database;
  }

  /** Purchases of each member, those who spent most first. A merged member's count for who is left. */
  contribution(period: Period, by: ByPeriod): ContributionRow[] {
    return this.database.all<ContributionRow>(
      `${PERIOD}, p AS (${MOVED})
       SELECT m.member_number AS memberNumber, m.name, ${bucket(by)} AS period,
         ${sumOf("p.other GLOB 'sales:*'", 'outletsRupiah')},
         ${sumOf("p.other GLOB 'payable:*'", 'merchantsRupiah')},
         ${sumOf("p.other GLOB 'dues:*'", 'duesRupiah')},
         ${sumOf("p.other GLOB 'events:*'", 'eventsRupiah')}
       FROM p JOIN card_lives l ON l.serial = CAST(${after('p.holder')} AS INTEGER)
         JOIN members o ON o.id = l.member_id JOIN members m ON m.id = coalesce(o.merged_into, o.id)
       GROUP BY m.id, period ORDER BY period, outletsRupiah + merchantsRupiah DESC, m.member_number`,
      period.fromMs,
      period.untilMs,
    );
  }

  /** What each counter sold and took in. */
  outlets(period: Period, by: ByPeriod): OutletRow[] {
    return this.database.all<OutletRow>(
      `${PERIOD}, p AS (SELECT * FROM (${MOVED}) WHERE source GLOB 'terminal:*'
           UNION ALL SELECT p.source, p.at_ms, 'topup', d.code, e.amount_rupiah
             FROM posting p JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit
               JOIN account c ON c.id = e.credit
             WHERE p.at_ms >= ${FROM} AND p.at_ms < ${UNTIL} AND p.source GLOB 'terminal:*' AND c.code GLOB 'purse:*'
               AND (d.code GLOB 'drawer:*' OR d.code GLOB 'bank-clearing:*')
           UNION ALL SELECT p.source, p.at_ms, 'topup', c.code, -e.amount_rupiah
             FROM posting p JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit
               JOIN account c ON c.id = e.credit
             WHERE p.at_ms >= ${FROM} AND p.at_ms < ${UNTIL} AND p.source GLOB 'terminal:*' AND d.code GLOB 'purse:*'
               AND (c.code GLOB 'drawer:*' OR c.code GLOB 'bank-clearing:*'))
       SELECT CAST(substr(p.source, 10) AS INTEGER) AS terminal, ${bucket(by)} AS period,
         count(DISTINCT CASE WHEN p.holder <> 'topup' AND amount > 0 THEN p.source END) AS sales,
         ${sumOf("p.holder <> 'topup' AND p.other NOT GLOB 'payable:*'", 'salesRupiah')},
         ${sumOf("p.other GLOB 'payable:*'", 'merchantSalesRupiah')},
         ${sumOf("p.holder = 'topup'", 'topupsRupiah')}
       FROM p GROUP BY terminal, period ORDER BY period, terminal`,
      period.fromMs,
      period.untilMs,
    );
  }

  /** What was sold for each partner merchant, what was paid out, and what is owed. */
  merchants({ fromMs, untilMs }: Period): MerchantRow[] {
    return this.database.all<MerchantRow>(
      `${PERIOD}, moved AS (
         SELECT ${SHOWN_CODE('d.code')} AS account, -e.amount_rupiah AS amount, c.code AS other, p.at_ms
           FROM posting_entry e JOIN posting p ON p.id = e.posting JOIN account d ON d.id = e.debit
             JOIN account c ON c.id = e.credit WHERE d.code GLOB 'payable:*' AND p.at_ms < ${UNTIL}
         UNION ALL
         SELECT ${SHOWN_CODE('c.code')}, e.amount_rupiah, d.code, p.at_ms
           FROM posting_entry e JOIN posting p ON p.id = e.posting JOIN account d ON d.id = e.debit
             JOIN account c ON c.id = e.credit WHERE c.code GLOB 'payable:*' AND p.at_ms < ${UNTIL})
       SELECT ${after('account')} AS memberNumber, coalesce(m.name, '') AS name,
         ${sumOf(`at_ms >= ${FROM} AND ${HELD('other')}`, 'soldRupiah')},
         -coalesce(sum(CASE WHEN at_ms >= ${FROM} AND NOT ${HELD('other')} THEN amount END), 0) AS paidOutRupiah,
         sum(amount) AS owedRupiah
       FROM moved LEFT JOIN members m ON m.member_number = ${after('account')}
       GROUP BY account ORDER BY soldRupiah DESC, memberNumber`,
      fromMs,
      untilMs,
    );
  }

  /** What members put on their cards and spent, and what they hold at the end of each period. */
  circulation(period: Period, by: ByPeriod): CirculationRow[] {
    const rows = this.database.all<Omit<CirculationRow, 'heldRupiah' | 'otherRupiah'> & { change: number }>(
      `${PERIOD}, p AS (
         SELECT p.at_ms, d.code AS holder, c.code AS other, -e.amount_rupiah AS amount
           FROM posting p JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit
             JOIN account c ON c.id = e.credit WHERE p.at_ms < ${UNTIL} AND ${HELD('d.code')}
         UNION ALL
         SELECT p.at_ms, c.code, d.code, e.amount_rupiah
           FROM posting p JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit
             JOIN account c ON c.id = e.credit WHERE p.at_ms < ${UNTIL} AND ${HELD('c.code')})
       SELECT CASE WHEN p.at_ms < ${FROM} THEN '' ELSE ${bucket(by)} END AS period,
         ${sumOf("other GLOB 'drawer:*' OR other GLOB 'bank-clearing:*'", 'toppedUpRupiah')},
         ${sumOf("other = 'salary-clearing'", 'creditedRupiah')},
         -coalesce(sum(CASE WHEN ${SPENT('other')} THEN amount END), 0) AS spentRupiah,
         sum(amount) AS change
       FROM p GROUP BY period ORDER BY period`,
      period.fromMs,
      period.untilMs,
    );
    let heldRupiah = 0;
    return rows.flatMap(({ change, ...row }) => {
      heldRupiah += change;
      const { toppedUpRupiah, creditedRupiah, spentRupiah } = row;
      const otherRupiah = change - toppedUpRupiah - creditedRupiah + spentRupiah;
      return row.period === '' ? [] : [{ ...row, otherRupiah, heldRupiah }];
    });
  }

  /** Cards that hold something, at this moment, by the state of the card. */
  holders(): { state: string; cards: number; heldRupiah: number }[] {
    return this.database.all(
      `WITH held AS (
         SELECT ${after('a.code')} AS serial,
           (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE credit = a.id)
           - (SELECT coalesce(sum(amount_rupiah), 0) FROM posting_entry WHERE debit = a.id) AS amount
         FROM account a WHERE ${HELD('a.code')})
       SELECT CASE WHEN l.blocked = 1 THEN 'blocked' ELSE coalesce(l.state, 'unknown') END AS state,
         count(DISTINCT held.serial) AS cards, sum(amount) AS heldRupiah
       FROM held LEFT JOIN card_lives l ON l.serial = CAST(held.serial AS INTEGER) WHERE amount <> 0
       GROUP BY 1 ORDER BY heldRupiah DESC`,
    );
  }
}
