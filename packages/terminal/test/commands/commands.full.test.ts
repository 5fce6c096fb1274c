import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resultOf, type Shop, templateForFile } from './shop.ts';

const template = templateForFile();
const newShop = async () => (await template()).shop();

const TAPPED = ['kind', 'outcome', 'memberNumber', 'cardSerial', 'balanceRupiah', 'sequence', 'owedRupiah'];

describe('from an empty folder to a proven ledger', () => {
  it('request, enrol, setup, topup, sale, balance, history, resolve, verify', async () => {
    const shop = await newShop();
    const at = async (...args: string[]) => {
      const { status, document } = await shop.json(['--data', 'gerai-3', ...args]);
      expect([args[0], status]).toEqual([args[0], 0]);
      return document;
    };
    expect(await at('request', '--outlet', 'Gerai Tiga', '-o', 'three.request')).toEqual({
      request: 'three.request',
      outlet: 'Gerai Tiga',
      newKeys: true,
    });
    const issuer = new URL('../../../issuer-cli/src/main.ts', import.meta.url).pathname;
    const enrol = ['terminal', 'enrol', 'three.request', '-o', 'three.bundle'];
    const enrolled = await resultOf(shop.startNode([issuer, '--data', 'office', '--json', ...enrol]));
    expect(enrolled.status).toBe(0);
    const setup = await at('setup', 'three.bundle');
    expect(setup).toEqual({
      organisation: 'Koperasi Contoh',
      organisationFingerprint: expect.stringMatching(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/),
      terminal: 3,
      outlet: 'Gerai Tiga',
      capabilities: ['sale', 'topup', 'refund', 'credit', 'payout'],
      limitsRupiah: {
        sale: 500_000,
        topup: 1_000_000,
        refund: 500_000,
        credit: 2_000_000,
        payout: 1_000_000,
      },
      validUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      bundle: expect.any(Number),
    });
    const card = ['--reader', 'virtual:ani.nfc'];
    const ani = { memberNumber: '89.00000001', cardSerial: 1, owedRupiah: 0 };
    const topup = await at('topup', '50.000', ...card);
    expect(topup).toEqual({
      kind: 'topup',
      outcome: 'posted',
      ...ani,
      amountRupiah: 50_000,
      transfer: 2,
      balanceRupiah: 50_000,
      sequence: 1,
    });
    expect(await at('sale', '12500', ...card)).toEqual({
      kind: 'sale',
      outcome: 'posted',
      ...ani,
      amountRupiah: 12_500,
      transfer: 4,
      balanceRupiah: 37_500,
      sequence: 2,
    });
    const balance = await at('balance', ...card);
    expect(balance).toEqual({ kind: 'balance', outcome: 'read', ...ani, balanceRupiah: 37_500, sequence: 2 });
    const { transactions, ...rest } = await at('history', ...card);
    expect(rest).toMatchObject({ outcome: 'read', ...ani, balanceRupiah: 37_500 });
    const line = { time: expect.stringMatching(/^\d{4}-.*Z$/), source: 'ledger' };
    expect(transactions).toEqual([
      { ...line, sequence: 2, kind: 'sale', amountRupiah: 12_500, balanceRupiah: 37_500, terminal: 3 },
      { ...line, sequence: 1, kind: 'topup', amountRupiah: 50_000, balanceRupiah: 50_000, terminal: 3 },
      { ...line, sequence: 0, kind: 'opening', amountRupiah: 0, balanceRupiah: 0, terminal: 0 },
    ]);
    expect(await at('resolve')).toEqual({ open: [] });
    const resolved = await at('resolve', ...card);
    expect(Object.keys(resolved).sort()).toEqual([...TAPPED].sort());
    expect(await at('verify')).toEqual({
      inOrder: true,
      findings: [],
      journalEntries: 5,
      cards: 1,
      records: 3,
      transfers: { posted: 2, voided: 0, unresolved: 0, pending: 0 },
      accounts: [
        { code: 'drawer', type: 'asset', balanceRupiah: 50_000 },
        { code: 'purse:1', type: 'liability', balanceRupiah: -37_500 },
        { code: 'sales', type: 'income', balanceRupiah: -12_500 },
      ],
    });
  });

  it('the same request is made again from the same keys', async () => {
    const shop = await newShop();
    const again = await shop.done('request', '--outlet', 'Gerai Satu', '-o', 'again.request');
    expect(again.newKeys).toBe(false);
    const key = (name: string) =>
      JSON.parse(Buffer.from(readFileSync(shop.path(name), 'utf8').split('.')[1]!, 'base64url').toString());
    expect(key('again.request').signingKey).toBe(key('counter.request').signingKey);
  });
});

describe.each(['ani.nfc', 'budi.mfd', 'citra.nfc', 'dewi.json'])('the card %s', (card) => {
  it('is topped up and pays, and a counter that never saw it agrees', async () => {
    const shop = await newShop();
    const reader = ['--reader', `virtual:${card}`];
    await shop.done('topup', '20000', ...reader);
    expect(await shop.done('sale', '700', ...reader)).toMatchObject({
      outcome: 'posted',
      balanceRupiah: 19_300,
    });
    const elsewhere = await shop.done('--data', 'counter2', 'balance', ...reader);
    // An NTAG213 carries no purse: its balance lives in the ledger of the counter alone.
    expect(elsewhere).toMatchObject({ outcome: 'read', balanceRupiah: card === 'citra.nfc' ? 0 : 19_300 });
    expect(shop.prove()).toMatchObject({ findings: [], transfers: { posted: 2 } });
  });
});

describe('people read sentences in their language', () => {
  const say = async (shop: Shop, ...args: string[]) => {
    const { status, stdout, stderr } = await shop.run(args);
    expect([stderr, status]).toEqual(['', 0]);
    return stdout;
  };
  it('in English', async () => {
    const shop = await newShop();
    const card = ['--reader', 'virtual:budi.mfd'];
    const paid = 'member 89.00000002, new balance';
    expect(await say(shop, 'topup', '50000', ...card)).toBe(`TOPPED UP Rp50.000 — ${paid} Rp50.000\n`);
    expect(await say(shop, 'sale', '12.500', ...card)).toBe(`PAID Rp12.500 — ${paid} Rp37.500\n`);
    expect(await say(shop, 'balance', ...card)).toBe('Member 89.00000002: balance Rp37.500\n');
    expect(await say(shop, 'history', ...card)).toMatch(
      /^No\. +Time +Kind +Amount +Balance +Counter +Known from\n─+\n +2 /,
    );
    expect(await say(shop, 'resolve')).toBe('There is no unfinished transfer at this counter.\n');
    expect(await say(shop, 'verify')).toMatch(
      /purse:2 +Rp37\.500[\s\S]*The ledger is in order: 5 journal entries/,
    );
    const refused = await shop.run(['sale', '40000', ...card]);
    expect(refused).toEqual({
      status: 3,
      stdout: 'REFUSED: The balance is too low: Rp37.500. Top up, or take another way of paying.\n',
      stderr: '',
    });
  });
  it('in Bahasa Indonesia', async () => {
    const shop = await newShop();
    const card = ['--reader', 'virtual:budi.mfd'];
    const id = (...args: string[]) => say(shop, '--lang', 'id', ...args);
    const paid = 'anggota 89.00000002, saldo baru';
    expect(await id('topup', '50000', ...card)).toBe(`SALDO TERISI Rp50.000 — ${paid} Rp50.000\n`);
    expect(await id('sale', '12500', ...card)).toBe(`LUNAS Rp12.500 — ${paid} Rp37.500\n`);
    expect(await id('balance', ...card)).toBe('Anggota 89.00000002: saldo Rp37.500\n');
    expect(await id('verify')).toContain('Buku besar benar: 5 jurnal');
    const refused = await shop.run(['sale', '40000', ...card], { LANG: 'id_ID.UTF-8' });
    expect(refused).toMatchObject({ status: 3, stdout: expect.stringMatching(/^DITOLAK: Saldo/) });
  });
});

describe('a reference is never done twice', () => {
  it('the second sale of a name charges nothing', async () => {
    const shop = await newShop();
    const card = ['--reader', 'virtual:ani.nfc'];
    await shop.done('topup', '50000', ...card);
    const sale = ['sale', '10000', ...card, '--reference', 'nota-17'];
    expect(await shop.done(...sale)).toMatchObject({ balanceRupiah: 40_000 });
    const before = shop.snapshot();
    const again = await shop.json(sale);
    expect(again).toMatchObject({ status: 2, document: { error: { code: 'already-exists' } } });
    expect(again.stderr).toContain('nothing was charged');
    expect(shop.snapshot()).toEqual(before);
    expect(await shop.done('sale', '10000', ...card)).toMatchObject({ balanceRupiah: 30_000 });
  });

  it('an unfinished sale of another name is not taken for this one', async () => {
    const shop = await newShop();
    const card = 'virtual:budi.mfd';
    await shop.done('topup', '50000', '--reader', card);
    const torn = await shop.json([
      'sale',
      '10000',
      '--reader',
      `${card},tear=19:after`,
      '--reference',
      'nota-1',
    ]);
    expect(torn.status).toBe(4);
    const other = await shop.json(['sale', '10000', '--reader', card, '--reference', 'nota-2']);
    expect(other).toMatchObject({ status: 3, document: { outcome: 'refused' } });
    expect(await shop.done('sale', '10000', '--reader', card, '--reference', 'nota-2')).toMatchObject({
      outcome: 'posted',
      balanceRupiah: 30_000,
    });
    expect(shop.booked('sales')).toBe(-20_000);
  });

  it('a sale that was voided because the card left first is done under its name', async () => {
    const shop = await newShop();
    const card = 'virtual:budi.mfd';
    await shop.done('topup', '50000', '--reader', card);
    const sale = (reader: string) => ['sale', '10000', '--reader', reader, '--reference', 'nota-1'];
    const left = await shop.json(sale(`${card},tear=6:before`));
    expect(left).toMatchObject({ status: 6, document: { outcome: 'voided', balanceRupiah: 50_000 } });
    expect(await shop.done(...sale(card))).toMatchObject({ outcome: 'posted', balanceRupiah: 40_000 });
    expect((await shop.json(sale(card))).document).toMatchObject({ error: { code: 'already-exists' } });
    expect(shop.prove()).toMatchObject({ findings: [], transfers: { posted: 2, voided: 1 } });
  });

  it.each(['', ' ', 'x'.repeat(101), 'a\u0007b'])('%j is no name', async (reference) => {
    const shop = await newShop();
    const before = shop.snapshot();
    const refused = await shop.json([
      'topup',
      '50000',
      '--reader',
      'virtual:ani.nfc',
      '--reference',
      reference,
    ]);
    expect(refused).toMatchObject({ status: 2, document: { error: { code: 'usage' } } });
    expect(shop.snapshot()).toEqual(before);
  });
});

describe('a card that leaves too early', () => {
  it('pays once when the same command is repeated, whichever answer was lost', async () => {
    const shop = await newShop();
    const card = 'virtual:budi.mfd';
    await shop.done('topup', '100000', '--reader', card);
    const statuses = new Set<number | null>();
    let sold = 0;
    for (let exchange = 1; ; exchange++) {
      const torn = await shop.json(['sale', '1000', '--reader', `${card},tear=${exchange}:after`]);
      statuses.add(torn.status);
      sold += 1000;
      const after = { outcome: 'posted', balanceRupiah: 100_000 - sold };
      if (torn.status === 0) expect(torn.document).toMatchObject(after);
      else {
        const resumed = torn.status === 4 ? { resumed: true, kind: 'sale' } : {};
        expect([4, 6]).toContain(torn.status);
        expect(await shop.done('sale', '1000', '--reader', card)).toMatchObject({ ...after, ...resumed });
      }
      // Once the history entry after it was reached, the card is no longer torn during the debit.
      if (torn.status === 0) break;
    }
    expect([...statuses].sort()).toEqual([0, 4, 6]);
    expect(shop.booked('sales')).toBe(-sold);
    expect(shop.prove().findings).toEqual([]);
  });

  const torn = async (kind: string, amount: string) => {
    const shop = await newShop();
    await shop.done('topup', '50000', '--reader', 'virtual:budi.mfd');
    const first = await shop.json([kind, amount, '--reader', 'virtual:budi.mfd,tear=19:after']);
    expect(first).toMatchObject({ status: 4, document: { outcome: 'unresolved', balanceRupiah: 50_000 } });
    return { shop, transfer: first.document.transfer as number };
  };

  it('is listed by resolve and finished by resolve --reader', async () => {
    const { shop, transfer } = await torn('sale', '12500');
    expect(await shop.done('resolve')).toEqual({
      open: [
        {
          transfer,
          kind: 'sale',
          amountRupiah: 12_500,
          state: 'unresolved',
          cardSerial: 2,
          memberNumber: '89.00000002',
          time: expect.stringMatching(/Z$/),
        },
      ],
    });
    const listed = await shop.run(['resolve']);
    expect(listed.stdout).toMatch(/89\.00000002 +sale +Rp12\.500 +unresolved[\s\S]*--not-done/);
    expect(await shop.done('resolve', '--reader', 'virtual:budi.mfd')).toMatchObject({
      outcome: 'resolved',
      resumed: true,
      balanceRupiah: 37_500,
      finishedEarlier: { transfer, kind: 'sale', amountRupiah: 12_500 },
    });
    expect(await shop.done('resolve')).toEqual({ open: [] });
    expect(shop.booked('sales')).toBe(-12_500);
  });

  it('says TOPPED UP, not PAID, when a top-up is finished', async () => {
    const shop = await newShop();
    await shop.done('topup', '50000', '--reader', 'virtual:budi.mfd');
    const first = await shop.run(['topup', '700', '--reader', 'virtual:budi.mfd,tear=12:before']);
    expect(first.status).toBe(4);
    expect(first.stdout).toMatch(/^NOT FINISHED YET: tap the same card again\. \(top-up of Rp700/);
    const { stdout } = await shop.run(['resolve', '--reader', 'virtual:budi.mfd']);
    expect(stdout).toMatch(/^TOPPED UP Rp700 — .*\nThis was finished from the tap before/);
  });

  it('may be closed as not done; what the card shows later is owed and given back', async () => {
    const { shop, transfer } = await torn('sale', '12500');
    const closed = await shop.done('resolve', String(transfer), '--not-done');
    expect(closed).toEqual({
      outcome: 'closed',
      transfer,
      kind: 'sale',
      amountRupiah: 12_500,
      cardSerial: 2,
    });
    expect(await shop.done('resolve')).toEqual({ open: [] });
    const twice = await shop.json(['resolve', String(transfer), '--not-done']);
    expect(twice).toMatchObject({ status: 2, document: { error: { code: 'usage' } } });
    expect(await shop.done('balance', '--reader', 'virtual:budi.mfd')).toMatchObject({
      balanceRupiah: 37_500,
      owedRupiah: 12_500,
    });
    expect(await shop.done('resolve', '--reader', 'virtual:budi.mfd')).toMatchObject({
      outcome: 'resolved',
      settledRupiah: 12_500,
      balanceRupiah: 50_000,
      owedRupiah: 0,
    });
    expect(shop.booked('sales')).toBe(0);
    expect(shop.prove().findings).toEqual([]);
  });

  it.each([
    [['resolve', '999', '--not-done'], 'not-found'],
    [['resolve', 'x', '--not-done'], 'usage'],
    [['resolve', '-1', '--not-done'], undefined],
    [['resolve', '1'], 'usage'],
    [['resolve', '--not-done'], 'usage'],
    [['resolve', '1', '--not-done', '--reader', 'virtual:budi.mfd'], 'usage'],
  ] as const)('%j is refused and changes nothing', async (args, code) => {
    const { shop } = await torn('sale', '12500');
    const before = shop.snapshot();
    const { status, stdout } = await shop.run(['--json', ...args]);
    expect(status).toBe(2);
    if (code) expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(shop.snapshot()).toEqual(before);
  });
});

describe('help', () => {
  it('names every command, and each has an example', async () => {
    const shop = await newShop();
    const { status, stdout, stderr } = await shop.run(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)[ [<]/gm)].map((match) => match[1]!);
    expect(commands).toEqual(
      expect.arrayContaining([
        'request',
        'setup',
        'topup',
        'sale',
        'balance',
        'history',
        'resolve',
        'verify',
      ]),
    );
    for (const command of commands.filter((name) => name !== 'help')) {
      const help = await shop.run([command, '--help']);
      expect([command, help.status, help.stderr]).toEqual([command, 0, '']);
      // A group of commands names them; tools/test/tidy.test.ts looks at the example of each.
      if (/^Commands:/m.test(help.stdout)) continue;
      expect(help.stdout).toMatch(new RegExp(`Examples?:\n {2}kartu-terminal --data \\S+ ${command}`));
    }
  });

  it.each([
    [[]],
    [['sell', '1']],
    [['sale']],
    [['sale', '1']],
    [['--nonsense']],
    [['sale', '-5', '--reader', 'x']],
  ])('%j is no command line: status 2, nothing on standard output', async (args) => {
    const shop = await newShop();
    expect(await shop.run(args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/\S/),
    });
  });
});
