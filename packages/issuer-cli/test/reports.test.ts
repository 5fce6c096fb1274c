import { addCatalogues, say } from '@kartukita/card-core/console';
import { beforeEach, describe, expect, it } from 'vitest';
import { orderCard } from '../src/cards/desk.ts';
import * as words from '../src/locales/reports.ts';
import { addMember } from '../src/members/add.ts';
import type { BookLine } from '../src/registry/books.ts';
import { DEFAULT_FLOAT_LIMIT_RUPIAH } from '../src/registry/limits.ts';
import type { Registry } from '../src/registry/registry.ts';
import type { ByPeriod } from '../src/registry/reports.ts';
import { MAKERS } from '../src/reports/figures.ts';
import { reportPage } from '../src/reports/page.ts';
import { REPORTS, type ReportId } from '../src/reports/report.ts';
import { type Say, shownNote } from '../src/reports/words.ts';
import { SAWAH } from './cards.ts';
import { newOrganisation } from './helpers.ts';

addCatalogues({ en: words.en, id: words.id });
const english: Say = (key, details) => say('en', key, details);

const at = (day: string) => new Date(`${day}T09:00`).getTime();
const YEAR = { fromMs: at('2026-01-01') - 9 * 3_600_000, untilMs: at('2027-01-01') - 9 * 3_600_000 };
const HOSTILE = '<script>alert(1)</script> & "Toko"';

let registry: Registry;
let ani: { serial: number; number: string };
let budi: { serial: number; number: string };
let merchant: string;

beforeEach(async () => {
  registry = await newOrganisation();
  const withCard = (name: string) => {
    const member = addMember(registry, { name, cohort: '1989' });
    return { serial: orderCard(registry, member, SAWAH).serial, number: member.memberNumber };
  };
  [ani, budi] = [withCard('Ani Lestari'), withCard('Budi Santoso')];
  merchant = addMember(registry, { name: HOSTILE, cohort: '1990' }).memberNumber;
  let entry = 0;
  const counter = (terminal: number, day: string, ...lines: [string, string, number][]) =>
    registry.books.post(
      { source: `terminal:${terminal}:entry:${++entry}`, atMs: at(day) },
      lines.map(([debit, credit, amountRupiah]): BookLine => ({ debit, credit, amountRupiah })),
    );
  const [a, b] = [`purse:${ani.serial}`, `purse:${budi.serial}`];
  counter(1, '2025-12-30', ['drawer:1', a, 40_000]); // the year before
  counter(1, '2026-01-10', ['drawer:1', a, 100_000]);
  counter(2, '2026-01-11', ['salary-clearing', b, 200_000]);
  counter(1, '2026-01-12', [a, 'sales:1', 30_000]);
  counter(2, '2026-02-01', [b, 'sales:2', 50_000], [b, `payable:${merchant}`, 20_000]);
  counter(2, '2026-02-02', ['sales:2', `owed:${budi.serial}`, 10_000]); // given back, the card was not there
  counter(2, '2026-02-03', [`owed:${budi.serial}`, b, 10_000]);
  counter(1, '2026-02-04', [a, 'dues:2026-02', 5_000], [a, 'drawer:1', 15_000]); // a top-up taken back
  registry.books.post({ source: 'payout:1', atMs: at('2026-02-28') }, [
    { debit: `payable:${merchant}`, credit: 'cash', amountRupiah: 12_000 },
  ]);
});

const make = (id: ReportId, by: ByPeriod = 'year', period = YEAR) => MAKERS[id](registry, { period, by });
const note = async (id: ReportId, key: string) =>
  (await make(id)).notes.find((each) => each.key === `report.note.${key}`)?.details;

describe('contribution', () => {
  it('is what a member bought, less what was given back, wherever it was and from whom', async () => {
    const { rows, total } = await make('contribution');
    expect(rows).toEqual([
      expect.objectContaining({
        memberNumber: budi.number,
        period: '2026',
        outletsRupiah: 40_000,
        merchantsRupiah: 20_000,
        contributionRupiah: 60_000,
        duesRupiah: 0,
      }),
      expect.objectContaining({
        memberNumber: ani.number,
        outletsRupiah: 30_000,
        contributionRupiah: 30_000,
        duesRupiah: 5_000,
      }),
    ]);
    expect(total).toMatchObject({ contributionRupiah: 90_000, duesRupiah: 5_000 });
  });

  it('by month adds up to that of the year', async () => {
    const byMonth = (await make('contribution', 'month')).rows;
    expect(byMonth.map(({ period }) => period)).toEqual(['2026-01', '2026-02', '2026-02']);
    const sum = byMonth.reduce((total, row) => total + Number(row.contributionRupiah), 0);
    expect(sum).toBe(90_000);
  });
});

describe('circulation', () => {
  it('goes from what was held before, by what came and went, to what is held', async () => {
    const { rows } = await make('circulation', 'month');
    expect(rows).toEqual([
      {
        period: '2026-01',
        toppedUpRupiah: 100_000,
        creditedRupiah: 200_000,
        spentRupiah: 30_000,
        otherRupiah: 0,
        heldRupiah: 310_000,
      },
      {
        period: '2026-02',
        toppedUpRupiah: -15_000,
        creditedRupiah: 0,
        spentRupiah: 65_000,
        otherRupiah: 0,
        heldRupiah: 230_000,
      },
    ]);
  });

  it('agrees with the trial balance', async () => {
    const held = registry.books
      .trialBalance()
      .accounts.filter(({ code }) => /^(purse|owed):/.test(code))
      .reduce((sum, { balanceRupiah }) => sum + balanceRupiah, 0);
    expect((await make('circulation')).rows.at(-1)).toMatchObject({ heldRupiah: held });
  });

  it('is held against the limit of the central bank, which is configuration', async () => {
    expect(await note('circulation', 'below-limit')).toMatchObject({
      limitRupiah: DEFAULT_FLOAT_LIMIT_RUPIAH,
    });
    registry.limits.setFloatLimit(250_000);
    expect(await note('circulation', 'near-limit')).toMatchObject({ heldRupiah: 230_000, percent: 92 });
    registry.limits.setFloatLimit(200_000);
    expect(await note('circulation', 'above-limit')).toMatchObject({ percent: 115 });
  });
});

describe('outlets and merchants', () => {
  it('shows what each counter sold for whom', async () => {
    expect((await make('outlets')).rows).toEqual([
      expect.objectContaining({ terminal: 1, sales: 2, salesRupiah: 35_000, topupsRupiah: 85_000 }),
      expect.objectContaining({
        terminal: 2,
        sales: 1,
        salesRupiah: 40_000,
        merchantSalesRupiah: 20_000,
        topupsRupiah: 0,
      }),
    ]);
  });
  it('shows what merchants earned, were paid and are owed', async () => {
    expect((await make('merchants')).rows).toEqual([
      { memberNumber: merchant, name: HOSTILE, soldRupiah: 20_000, paidOutRupiah: 12_000, owedRupiah: 8_000 },
    ]);
  });
  it('says what share of the money stayed inside', async () => {
    expect(await note('merchants', 'inside')).toEqual({
      spentRupiah: 95_000,
      paidOutRupiah: 12_000,
      percent: 87.4,
    });
  });
});

describe('the float', () => {
  it('holds what there is against what is owed', async () => {
    const { rows } = await make('float');
    const of = (group: string) => rows.find((row) => row.group === group)?.balanceRupiah;
    expect([of('drawers'), of('on-its-way'), of('purses'), of('payables'), of('cash')]).toEqual([
      125_000, 200_000, 230_000, 8_000, -12_000,
    ]);
    expect(await note('float', 'coverage')).toEqual({
      backingRupiah: 313_000,
      owedRupiah: 238_000,
      percent: 131.5,
    });
  });
});

describe('any report', () => {
  it.each(REPORTS)('%s of a time in which nothing happened is empty and says so', async (id) => {
    const nothing = { fromMs: at('2020-01-01'), untilMs: at('2020-02-01') };
    const { rows, notes } = await make(id, 'year', nothing);
    const amounts = rows.flatMap((row) => Object.values(row).filter((cell) => typeof cell === 'number'));
    expect(amounts.filter((amount) => amount !== 0)).toEqual([]);
    for (const each of notes) expect(shownNote(each, english)).not.toMatch(/report\.|\{\{|NaN/);
  });
  it.each(REPORTS)('%s has a word for every column and every note in both languages', async (id) => {
    const report = await make(id);
    for (const language of ['en', 'id'] as const) {
      const told: Say = (key, details) => say(language, key, details);
      for (const column of report.columns)
        expect(told(`report.column.${column.id}`)).not.toContain('report.');
      for (const each of report.notes) expect(shownNote(each, told)).not.toMatch(/report\.|\{\{/);
    }
  });
});

describe('the page', () => {
  const page = async () => {
    const reports = await Promise.all(REPORTS.map((id) => make(id)));
    const head = {
      organisation: 'Koperasi Contoh',
      period: '2026',
      madeAt: '2026-11-21 10:00',
      language: 'en',
    };
    return reportPage(reports, head, english);
  };

  it('holds all reports and needs nothing from anywhere', async () => {
    const html = await page();
    for (const id of REPORTS) expect(html).toContain(`<section id="${id}">`);
    const outside = [...html.matchAll(/\b(?:src|href|action)="([^"]*)"/g)].map((match) => match[1]!);
    expect(outside.filter((target) => !target.startsWith('#'))).toEqual([]);
    expect(html).not.toMatch(/@import|url\((?!data:)/);
    expect(html).toContain("default-src 'none'");
  });

  it('shows a name as text, whatever it is', async () => {
    const html = await page();
    expect(html).not.toContain('<script>alert(1)');
    expect(html).toContain('&#60;script&#62;alert(1)');
    expect(html).toContain('\\u003cscript>alert(1)');
  });
});
