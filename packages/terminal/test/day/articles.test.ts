import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import {
  type Article,
  articleByBarcode,
  articlesOf,
  removeArticle,
  saleForMerchant,
  saleOfArticles,
  setArticle,
} from '../../src/day/articles.ts';
import { csvOf } from '../../src/day/csv.ts';
import { restored } from '../../src/day/import/check-article.ts';
import { previewArticles, takeArticles } from '../../src/day/import/import-articles.ts';
import {
  contributionByMember,
  periodOf,
  salesByArticle,
  salesByDay,
  salesByMerchant,
} from '../../src/day/report.ts';
import { topupByTransfer } from '../../src/day/tenders.ts';
import { closeAsNotDone } from '../../src/sale/recovery.ts';
import { booked, makeWorld, prove, tapped, type World } from '../world.ts';
import { faultOf } from './faults.ts';

let world: World;
let counter: Counter;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  counter = world.counter(1);
});

const KOPI: Article = {
  sku: 'KOPI-1',
  barcode: '8991234567897',
  name: 'Kopi 200 g',
  priceRupiah: 18_000,
  memberPriceRupiah: 16_500,
  merchant: null,
  active: true,
};
const IKAN: Article = {
  ...KOPI,
  sku: 'IKAN',
  barcode: null,
  name: 'Ikan asin',
  priceRupiah: 20_000,
  memberPriceRupiah: null,
  merchant: '8900000002',
};

describe('an article', () => {
  it.each([
    ['no SKU', { sku: '' }, 'article-sku'],
    ['a SKU with a space', { sku: 'A 1' }, 'article-sku'],
    ['no name', { name: '  ' }, 'article-name'],
    ['a price of 0', { priceRupiah: 0 }, 'article-price'],
    ['a price in half rupiah', { priceRupiah: 0.5 }, 'article-price'],
    ['a price beyond any card', { priceRupiah: 16_777_216 }, 'article-price'],
    ['a member price above the price', { memberPriceRupiah: 18_001 }, 'article-member-price'],
    ['a barcode with a space', { barcode: '12 34' }, 'article-barcode'],
    ['a merchant that is no number', { merchant: 'Budi' }, 'merchant'],
  ])('is refused with %s', async (_, change, what) => {
    expect(await faultOf(() => setArticle(counter, { ...KOPI, ...change }))).toBe(`usage ${what}`);
    expect(articlesOf(counter.ledger)).toEqual([]);
  });

  it('has versions, one owner of a barcode, and can be taken off the list', async () => {
    setArticle(counter, KOPI);
    setArticle(counter, { ...KOPI, priceRupiah: 19_000 });
    expect(articlesOf(counter.ledger)).toEqual([{ ...KOPI, priceRupiah: 19_000 }]);
    const thief = { ...IKAN, barcode: KOPI.barcode };
    expect(await faultOf(() => setArticle(counter, thief))).toBe('already-exists barcode-taken');
    removeArticle(counter, KOPI.sku);
    expect(articlesOf(counter.ledger)).toEqual([]);
    expect(articleByBarcode(counter.ledger, KOPI.barcode!)).toBeUndefined();
    setArticle(counter, thief);
    expect(articleByBarcode(counter.ledger, KOPI.barcode!)?.sku).toBe('IKAN');
    expect(prove(counter).findings).toEqual([]);
  });
});

describe('a sale of articles', () => {
  beforeEach(() => {
    setArticle(counter, KOPI);
    setArticle(counter, IKAN);
  });

  it('adds up at the members’ price, by SKU and by barcode, and owes partners what is theirs', async () => {
    const card = world.card('ntag215');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 });
    const request = saleOfArticles(counter, [
      { code: '8991234567897', count: 2 },
      { code: 'IKAN', count: 1 },
      { code: 'KOPI-1', count: 1 },
    ]);
    expect(request).toMatchObject({
      amountRupiah: 69_500,
      terms: {
        against: [
          { account: 'sales', amountRupiah: 49_500 },
          { account: 'payable:8900000002', amountRupiah: 20_000 },
        ],
        details: {
          items: [
            { sku: 'KOPI-1', name: 'Kopi 200 g', count: 3, priceRupiah: 16_500 },
            { sku: 'IKAN', name: 'Ikan asin', count: 1, priceRupiah: 20_000, merchant: '8900000002' },
          ],
        },
      },
    });
    expect(await tapped(counter, card, request)).toMatchObject({ outcome: 'posted', balanceRupiah: 30_500 });
    await tapped(counter, card, saleForMerchant('8900000002', 500));
    expect([booked(counter, 'sales'), booked(counter, 'payable:8900000002')]).toEqual([-49_500, -20_500]);
    const day = new Date(world.clock.nowMs).toISOString().slice(0, 10);
    const period = periodOf(day, day);
    const { ledger } = counter;
    expect(salesByArticle(ledger, period)).toEqual([
      { key: '*', name: '', count: 1, pieces: 0, amountRupiah: 500 },
      { key: 'IKAN', name: 'Ikan asin', count: 1, pieces: 1, amountRupiah: 20_000 },
      { key: 'KOPI-1', name: 'Kopi 200 g', count: 1, pieces: 3, amountRupiah: 49_500 },
    ]);
    expect(salesByMerchant(ledger, period)).toEqual([{ key: '8900000002', count: 2, amountRupiah: 20_500 }]);
    expect(contributionByMember(ledger, period)).toEqual([
      { key: '8900000001', count: 2, amountRupiah: 70_000 },
    ]);
    expect(salesByDay(ledger, period, 'Gerai 1')).toEqual([
      { key: day, day, outlet: 'Gerai 1', count: 2, amountRupiah: 70_000, topupRupiah: 100_000 },
    ]);
    expect(salesByDay(ledger, periodOf('2020-01-01', '2020-12-31'), 'Gerai 1')).toEqual([]);
    expect(prove(counter).findings).toEqual([]);
  });

  it.each([
    ['nothing', [], 'usage items'],
    ['what is not sold', [{ code: 'TEH', count: 1 }], 'not-found article-unknown'],
    ['no pieces', [{ code: 'IKAN', count: 0 }], 'usage pieces'],
    ['half a piece', [{ code: 'IKAN', count: 0.5 }], 'usage pieces'],
    ['more than any card holds', [{ code: 'IKAN', count: 10_000 }], 'amount-invalid'],
  ])('is refused for %s', async (_, wanted, fault) => {
    expect(await faultOf(() => saleOfArticles(counter, wanted))).toBe(fault);
  });

  it('whose parts do not add up to the amount is never begun', async () => {
    const card = world.card('ntag215');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 });
    const request = saleOfArticles(counter, [{ code: 'IKAN', count: 1 }]);
    expect(await faultOf(() => tapped(counter, card, { ...request, amountRupiah: 1 }))).toBe(
      'internal-error',
    );
    expect(await tapped(counter, card, { kind: 'balance' })).toMatchObject({ balanceRupiah: 100_000 });
    expect(counter.ledger.openTransfers()).toEqual([]);
  });

  it('of other articles for the same amount is not taken for the one that was torn', async () => {
    setArticle(counter, { ...KOPI, sku: 'TEH', barcode: null });
    const card = world.card('classic-1k');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 100_000 });
    const [kopi, teh] = ['KOPI-1', 'TEH'].map((code) => saleOfArticles(counter, [{ code, count: 1 }]));
    const torn = await tapped(counter, card, kopi!, { tear: { atExchange: 12, when: 'half' } });
    expect(torn.outcome).toBe('unresolved');
    expect(await tapped(counter, card, teh!)).toMatchObject({
      outcome: 'refused',
      reason: 'unfinished-transfer',
    });
    expect(await tapped(counter, card, { kind: 'sale', amountRupiah: 16_500 })).toMatchObject({
      reason: 'unfinished-transfer',
    });
    expect(await tapped(counter, card, kopi!)).toMatchObject({ outcome: 'posted', resumed: true });
  });
});

describe('a top-up by bank transfer', () => {
  it('comes from the bank, and each transfer tops up once, however it is typed', async () => {
    const [card, other] = [world.card('ntag215'), world.card('classic-1k')];
    const { ledger } = counter;
    await tapped(counter, card, topupByTransfer(ledger, 30_000, 'BCA 88120'));
    expect([booked(counter, 'bank-clearing'), booked(counter, 'drawer')]).toEqual([30_000, 0]);
    expect(await tapped(counter, other, topupByTransfer(ledger, 30_000, ' bca  88120'))).toMatchObject({
      outcome: 'refused',
      reason: 'bank-transfer-used',
    });
    expect(() =>
      ledger.database.exec('INSERT INTO bank_topup SELECT transfer + 1, reference FROM bank_topup'),
    ).toThrow('its bank transfer was used');
    expect(await faultOf(() => topupByTransfer(ledger, 30_000, ' '))).toBe('usage reason');
    expect(prove(counter).findings).toEqual([]);
  });

  it('that was void may come again', async () => {
    const card = world.card('classic-1k');
    const request = topupByTransfer(counter.ledger, 30_000, 'BCA 1');
    await tapped(counter, card, { kind: 'topup', amountRupiah: 1_000 });
    const torn = await tapped(counter, card, request, { tear: { atExchange: 12, when: 'before' } });
    closeAsNotDone(counter.ledger, torn.transfer!);
    expect(await tapped(counter, card, request)).toMatchObject({ outcome: 'posted', balanceRupiah: 31_000 });
  });
});

describe('articles from a CSV file', () => {
  const preview = (text: string | Buffer) => previewArticles(counter, 'a.csv', Buffer.from(text));
  const faults = (text: string) =>
    preview(text).faults.map(({ line, field, what }) => `${line} ${field} ${what}`);

  it.each([
    ['commas', 'sku,name,price\nA,Teh,7500\n'],
    ['semicolons and a mark', '\ufeffKode Barang;Nama Barang;Harga\nA;Teh;7.500\n'],
    ['tabs, old Mac lines', 'SKU\tNama\tHarga\rA\tTeh\tRp7.500\r'],
    ['UTF-16 as Excel saves it', Buffer.from('\ufeffsku\tname\tprice\nA\tTeh\t7500,00\n', 'utf16le')],
    ['quotes', 'sku,name,price\n"A","Teh","7500"\n'],
  ])('is read with %s', (_, text) => {
    expect(preview(text)).toMatchObject({
      faults: [],
      added: [{ sku: 'A', name: 'Teh', priceRupiah: 7_500 }],
    });
  });

  it.each([
    ['a price that Excel rounded', 'sku,name,price\nA,Teh,1E+05\n', ['2 price excel-number']],
    [
      'a barcode that Excel rounded',
      'sku,name,price,barcode\nA,Teh,1,"8,99E+12"\n',
      ['2 barcode excel-number'],
    ],
    ['a price in letters', 'sku,name,price\nA,Teh,murah\n', ['2 price article-price']],
    ['a price with cents', 'sku,name,price\nA,Teh,"7500,50"\n', ['2 price article-price']],
    ['a negative price', 'sku,name,price\nA,Teh,-5\n', ['2 price article-price']],
    ['no name', 'sku,name,price\nA,,5\n', ['2 name article-name']],
    ['a SKU twice', 'sku,name,price\nA,Teh,5\nA,Kopi,6\n', ['3 sku sku-twice']],
    ['a barcode twice', 'sku,name,price,barcode\nA,Teh,5,123\nB,Kopi,6,123\n', ['3 barcode barcode-taken']],
    ['more values than heads', 'sku,name,price\nA,Teh,5,6\n', ['2 undefined row-columns']],
  ])('tells of %s', (_, text, told) => {
    expect(faults(text)).toEqual(told);
  });

  it.each([
    ['no price column', 'sku,name\nA,Teh\n', 'file-invalid column-missing'],
    ['a column twice', 'sku,name,price,harga\nA,Teh,1,1\n', 'file-invalid column-twice'],
    ['nothing in it', '', 'file-invalid file-empty'],
    ['a quote that never closes', 'sku,name,price\n"A,Teh,1\n', 'file-invalid csv-broken'],
    ['more than a catalogue', Buffer.alloc(16_000_001, 'a'), 'file-invalid file-large'],
    ['bytes that are no text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'file-invalid file-binary'],
  ])('is refused with %s', async (_, text, fault) => {
    expect(await faultOf(() => preview(text))).toBe(fault);
  });

  it('gives zeros back that a spreadsheet took where the check digit says so', () => {
    expect(restored('75678164125')).toBe('075678164125'); // UPC-A
    expect(restored('8991234567897')).toBe('8991234567897');
    expect(restored('1234567')).toBe('1234567'); // fits no check digit
    setArticle(counter, { ...KOPI, sku: '00123', barcode: null });
    expect(faults('sku,name,price\n123,Kopi,18000\n')).toEqual(['2 sku sku-zeros']);
  });

  it('adds, changes and leaves as it is; all of it or nothing', async () => {
    setArticle(counter, KOPI);
    setArticle(counter, IKAN);
    const text =
      'sku,name,price,member price,barcode,merchant\nKOPI-1,Kopi 200 g,17000,16500,8991234567897,\nIKAN,Ikan asin,20000,,,89.00000002\nTEH,Teh,7500,,,\n';
    const looked = preview(text);
    expect([looked.added.length, looked.changed.length, looked.unchanged]).toEqual([1, 1, 1]);
    expect(articlesOf(counter.ledger)).toHaveLength(2);
    takeArticles(counter, looked, 'a.csv');
    expect(articlesOf(counter.ledger).map(({ sku, priceRupiah }) => [sku, priceRupiah])).toEqual([
      ['IKAN', 20_000],
      ['KOPI-1', 17_000],
      ['TEH', 7_500],
    ]);
    const bad = preview('sku,name,price\nNEU,Neu,1\nTEH,Teh,0\n');
    expect(await faultOf(() => takeArticles(counter, bad, 'b.csv'))).toBe('file-invalid rows-bad');
    expect(articlesOf(counter.ledger)).toHaveLength(3);
    expect(prove(counter).findings).toEqual([]);
    counter.ledger.database.exec('DROP TRIGGER article_no_update; UPDATE article SET price_rupiah = 1');
    expect(prove(counter).findings).not.toEqual([]);
  });

  it('whatever the bytes: a preview or a KartuError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const text = Buffer.concat([Buffer.from('sku,name,price\n'), bytes]);
        expect(await faultOf(() => preview(text))).toMatch(/^(done|file-invalid )/);
      }),
      { numRuns: 300 },
    );
  });

  it('is safe to open in a spreadsheet when it leaves again', () => {
    expect(csvOf([{ name: '=1+1', count: -2 }])).toBe("\ufeffname,count\r\n'=1+1,-2\r\n");
  });
});
