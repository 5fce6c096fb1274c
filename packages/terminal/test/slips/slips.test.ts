import { addCatalogues } from '@kartukita/card-core/console';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as words from '../../src/locales/slips.ts';
import { encodeDrawerPulse, encodeEscPos } from '../../src/slips/escpos.ts';
import { slipPdf } from '../../src/slips/pdf.ts';
import { COLUMNS } from '../../src/slips/printer.ts';
import { balanceSlip, type ReceiptData, receiptSlip } from '../../src/slips/receipt.ts';
import { gap, heading, pair, printable, rule, text, total } from '../../src/slips/slip.ts';
import { readEscPos } from './escpos-reader.ts';

addCatalogues({ en: words.en, id: words.id });

const SALE: ReceiptData = {
  organisation: 'Koperasi Contoh',
  outlet: 'Gerai 1',
  terminal: 1,
  transfer: 42,
  timeMs: Date.parse('2026-11-21T05:30:00Z'),
  kind: 'sale',
  amountRupiah: 87_500,
  balanceRupiah: 12_500,
  memberNumber: '89.00000001',
  items: [
    { name: 'Beras 5 kg', count: 1, priceRupiah: 75_000 },
    { name: 'Kopi', count: 5, priceRupiah: 2_500 },
  ],
  cashier: 'Rini',
  tender: 'card',
  copy: false,
};

describe('a receipt on paper', () => {
  it.each(COLUMNS)('of %i characters a line keeps every line within them and cuts once', (columns) => {
    const paper = readEscPos(encodeEscPos(receiptSlip(SALE, 'id'), columns));
    expect(Math.max(...paper.lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect([paper.cuts, paper.drawerPulses]).toEqual([1, 0]);
  });

  it('says what was bought, what was paid and what is left', () => {
    const { lines, tall } = readEscPos(encodeEscPos(receiptSlip(SALE, 'id'), 32));
    const body = lines.map((line) => line.trim()).filter((line) => line && !/^─+$/.test(line));
    expect(body).toEqual([
      'Koperasi Contoh',
      'Gerai 1',
      expect.stringMatching(/^Nomor 1-42 .*21\/11\/26/),
      expect.stringMatching(/^Kasir +Rini$/),
      expect.stringMatching(/^Beras 5 kg +Rp75\.000$/),
      'Kopi',
      expect.stringMatching(/^5 x Rp2\.500 +Rp12\.500$/),
      expect.stringMatching(/^DIBAYAR +Rp87\.500$/),
      expect.stringMatching(/^Dibayar dengan +kartu anggota$/),
      expect.stringMatching(/^Anggota +89\.00000001$/),
      expect.stringMatching(/^Saldo +Rp12\.500$/),
      'Terima kasih',
    ]);
    expect(tall).toHaveLength(2);
  });

  it('that is printed again says so', () => {
    const marks = (copy: boolean) =>
      readEscPos(encodeEscPos(receiptSlip({ ...SALE, copy }, 'id'), 42)).lines.join('\n');
    expect(marks(false)).not.toContain('SALINAN');
    expect(marks(true)).toContain('*** SALINAN ***');
  });

  it('opens the drawer only when told to', () => {
    expect(readEscPos(encodeDrawerPulse())).toMatchObject({ drawerPulses: 1, cuts: 0 });
  });

  it('never cuts off an amount, however long the name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), fc.constantFrom(...COLUMNS), (name, columns) => {
        const slip = { title: '', lines: [pair(name.replace(/[^ -~]/g, 'x'), 'Rp16.777.215')] };
        const { lines } = readEscPos(encodeEscPos(slip, columns));
        expect(lines.filter((line) => line.endsWith('Rp16.777.215'))).toHaveLength(1);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('passes no command on that stands in a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        expect(printable(name)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
    const slip = {
      title: '',
      lines: [text('Kopi \u001bp\u0000\u0019\u0019\u001d\u0056\u0000 panas\n\nsekali')],
    };
    expect(readEscPos(encodeEscPos(slip, 32))).toMatchObject({ cuts: 1, drawerPulses: 0 });
  });
});

describe('a balance slip', () => {
  const data = { ...SALE, transactions: [] };
  it('says that there is nothing yet', () => {
    expect(readEscPos(encodeEscPos(balanceSlip(data, 'id'), 32)).lines.join('\n')).toContain(
      'Belum ada transaksi',
    );
  });
  it('shows what came and what went', () => {
    const transactions = [
      { kind: 'sale', timeMs: SALE.timeMs, amountRupiah: -12_500 },
      { kind: 'topup', timeMs: SALE.timeMs, amountRupiah: 50_000 },
    ];
    const { lines } = balanceSlip({ ...data, transactions }, 'id');
    expect(lines.slice(-2)).toEqual([
      expect.objectContaining({ right: '-Rp12.500' }),
      expect.objectContaining({ right: '+Rp50.000' }),
    ]);
  });
});

describe('the same as PDF', () => {
  it('is one page, as long as it needs', async () => {
    const short = await slipPdf({ title: 'a', lines: [heading('A'), rule, total('B', 'Rp1')] });
    const long = await slipPdf(receiptSlip(SALE, 'en'));
    const heights = [short, long].map((pdf) => {
      const source = Buffer.from(pdf).toString('latin1');
      expect(source.match(/\/Type \/Page\b/g)).toHaveLength(1);
      return Number(/MediaBox \[0 0 226\.77\d* ([\d.]+)\]/.exec(source)![1]);
    });
    expect(heights[0]!).toBeLessThan(heights[1]!);
  });
  it('takes letters that its fonts lack', async () => {
    await expect(
      slipPdf({ title: '猫', lines: [gap, text('猫 ā 😀'), pair('猫', '猫')] }),
    ).resolves.toBeDefined();
  });
});
