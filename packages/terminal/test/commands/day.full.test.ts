import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Shop, templateForFile } from './shop.ts';

const template = templateForFile();
const ANI = ['--reader', 'virtual:ani.nfc'];
const BUDI = ['--reader', 'virtual:budi.mfd'];

async function newShop(): Promise<Shop> {
  const shop = (await template()).shop();
  for (const [name, pin] of [
    ['siti.pin', '246810'],
    ['budi.pin', '135790'],
    ['ani.pin', '4711'],
  ] as const) {
    writeFileSync(shop.path(name), `${pin}\n`, { mode: 0o600 });
  }
  return shop;
}

/** Exit status, and the code with the sentence, of a command that must not succeed. */
async function refusal(shop: Shop, ...args: string[]) {
  const { status, document } = await shop.json(args);
  const { error, reason } = document as { error?: { code: string; message: string }; reason?: string };
  return [status, error?.code ?? reason, error?.message];
}

describe('a day at the counter, as typed', () => {
  it('from the first cashier to the Z-report', { timeout: 900_000 }, async () => {
    const shop = await newShop();
    const siti = ['--cashier', 'siti', '--pin-file', 'siti.pin'];
    const budi = ['--cashier', 'budi', '--pin-file', 'budi.pin'];
    const allowed = ['--supervisor', 'siti', '--pin-file', 'siti.pin'];
    const add = ['cashier', 'add'];
    expect(await refusal(shop, ...add, 'budi', '--name', 'Budi', '--pin-file', 'budi.pin')).toEqual([
      2,
      'usage',
      'The first one has to be a supervisor: --role supervisor.',
    ]);
    await shop.done(...add, 'siti', '--name', 'Siti', '--role', 'supervisor', '--pin-file', 'siti.pin');
    await shop.done(...add, 'budi', '--name', 'Budi', '--pin-file', 'budi.pin');
    expect(await shop.done('cashier', 'list')).toEqual({
      cashiers: [
        { id: 'budi', name: 'Budi', role: 'cashier', active: true },
        { id: 'siti', name: 'Siti', role: 'supervisor', active: true },
      ],
    });
    expect((await refusal(shop, 'topup', '50000', ...ANI)).slice(0, 2)).toEqual([3, 'not-permitted']);
    expect(
      (
        await refusal(shop, 'shift', 'open', '--float', '0', '--cashier', 'budi', '--pin-file', 'siti.pin')
      ).slice(0, 2),
    ).toEqual([8, 'pin-wrong']);
    expect(await shop.done('shift', 'open', '--float', '100.000', ...budi)).toMatchObject({
      number: 1,
      openedBy: 'budi',
      floatRupiah: 100_000,
    });

    writeFileSync(
      shop.path('articles.csv'),
      'SKU;Nama;Harga;Harga anggota;Barcode;Mitra\nKOPI;Kopi;18.000;16.500;8991234567897;\nIKAN;Ikan;5000;;;89.00000002\n',
    );
    expect(await shop.done('article', 'import', 'articles.csv', '--dry-run')).toMatchObject({
      taken: false,
      faults: [],
    });
    expect(await shop.done('article', 'import', 'articles.csv', '--yes')).toMatchObject({ taken: true });
    await shop.done('topup', '100000', ...ANI);
    const sold = await shop.done('sale', '--item', '8991234567897:2', 'IKAN', ...ANI);
    expect(sold).toMatchObject({ outcome: 'posted', amountRupiah: 38_000, balanceRupiah: 62_000 });
    const bank = ['--tender', 'transfer', '--bank-reference', 'BCA 1'];
    const banked = await shop.done('topup', '20000', ...bank, ...BUDI);
    expect(await refusal(shop, 'topup', '20000', ...bank, ...ANI)).toEqual([
      3,
      'bank-transfer-used',
      undefined,
    ]);

    const transfer = String(sold.transfer);
    expect(
      (
        await refusal(
          shop,
          'void',
          transfer,
          '--reason',
          'x',
          '--supervisor',
          'budi',
          '--pin-file',
          'budi.pin',
        )
      ).slice(0, 2),
    ).toEqual([3, 'not-permitted']);
    expect(
      await shop.done('refund', transfer, '--item', 'IKAN', '--reason', 'damaged', ...allowed),
    ).toMatchObject({
      outcome: 'owed',
      amountRupiah: 5_000,
    });
    expect(
      await shop.done('refund', transfer, '16500', '--reason', 'damaged', ...allowed, ...ANI),
    ).toMatchObject({
      outcome: 'resolved',
      settledRupiah: 21_500,
      balanceRupiah: 83_500,
    });
    expect((await refusal(shop, 'refund', transfer, '16501', '--reason', 'x', ...allowed))[1]).toBe('usage');
    const back = ['void', String(banked.transfer), '--reason', 'wrong card', ...allowed, ...BUDI];
    expect(await shop.done(...back)).toMatchObject({ kind: 'payout', outcome: 'posted', balanceRupiah: 0 });

    await shop.done('dues', 'pay', '89.00000001', '2026-03', '--amount', '10000', ...ANI);
    expect(await refusal(shop, 'dues', 'pay', '89.00000001', '2026-03', ...ANI)).toEqual([
      3,
      'dues-paid',
      undefined,
    ]);
    await shop.done('event', 'add', 'rat', '--name', 'Rapat', '--fee', '2500');
    await shop.done('event', 'register', 'rat', ...ANI);
    expect(await shop.done('event', 'attend', 'rat', ...ANI)).toMatchObject({ attendance: 1 });
    await shop.done('member-pin', 'set', '89.00000001', '--member-pin-file', 'ani.pin', ...allowed);
    await shop.done('shift', 'cash-out', '20000', '--reason', 'to the safe', ...budi);
    await shop.done('shift', 'drawer', '--reason', 'change', ...budi);

    const closed = await shop.done('shift', 'close', '--counted', '179000', ...siti);
    expect(closed).toMatchObject({
      z: 1,
      expectedRupiah: 180_000,
      countedRupiah: 179_000,
      differenceRupiah: -1_000,
      byTender: [
        { key: 'cash', amountRupiah: 100_000 },
        { key: 'transfer', amountRupiah: 0 },
      ],
      byMerchant: [{ key: '89.00000002', amountRupiah: 0 }],
      byCashier: [{ key: 'budi', amountRupiah: 29_000 }],
      unfinished: [],
    });
    expect(await shop.done('report', 'z')).toEqual(closed);
    await shop.done('shift', 'deposit', '100000', '--reference', 'BRI 7', ...siti);
    const csv = await shop.run(['report', 'members', '--csv']);
    expect(csv.stdout).toBe('\ufeffmember,sales,contributionRupiah\r\n89.00000001,3,29000\r\n');
    const indonesian = await shop.run(['--lang', 'id', 'report', 'z', '1']);
    expect(indonesian.stdout).toContain('Seharusnya Rp180.000, dihitung Rp179.000, selisih -Rp1.000.');
    const { entries } = (await shop.done('audit')) as { entries: { what: string }[] };
    expect(new Set(entries.map(({ what }) => what))).toEqual(
      new Set([
        'login',
        'login-refused',
        'approval',
        'approval-refused',
        'refusal',
        'drawer-open',
        'cashier',
        'pin',
        'refund',
      ]),
    );
    expect(await shop.done('verify')).toMatchObject({ inOrder: true });
  });

  it('an article file with a fault changes nothing and ends with 9', { timeout: 60_000 }, async () => {
    const shop = await newShop();
    writeFileSync(shop.path('bad.csv'), 'sku,name,price\nA,Teh,1E+05\nB,Kopi,5000\n');
    const before = shop.snapshot();
    const { status, document } = await shop.json(['article', 'import', 'bad.csv', '--yes']);
    expect([status, document.taken]).toEqual([9, false]);
    expect(document.faults).toMatchObject([{ line: 2, field: 'price', what: 'excel-number' }]);
    expect(shop.snapshot().books).toEqual(before.books);
  });
});
