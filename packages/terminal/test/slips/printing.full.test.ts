import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { templateForFile } from '../commands/shop.ts';
import { readEscPos } from './escpos-reader.ts';

const template = templateForFile();
const newShop = async () => (await template()).shop();
const CARD = ['--reader', 'virtual:budi.mfd'];

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A printer on the network; what it was sent is read as a printer reads it. */
async function networkPrinter() {
  const jobs: Buffer[] = [];
  const server = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).on('end', () => jobs.push(Buffer.concat(chunks)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { name: `tcp:127.0.0.1:${port}`, papers: () => jobs.map((job) => readEscPos(job)) };
}

describe('a receipt printer', () => {
  it('is set, tried and taken off', async () => {
    const shop = await newShop();
    const { name, papers } = await networkPrinter();
    expect(await shop.done('printer', 'show')).toEqual({ printer: null });
    await shop.done('printer', 'set', name, '--columns', '48', '--drawer');
    expect(await shop.done('printer', 'show')).toEqual({
      printer: { target: name, columns: 48, drawer: true },
    });
    await shop.done('printer', 'test');
    expect(papers()[0]!.lines.map((line) => line.trim())).toEqual(
      expect.arrayContaining(['Koperasi Contoh', 'Gerai Satu']),
    );
    expect(await shop.done('printer', 'slips', 'always')).toEqual({ slips: 'always' });
    expect((await shop.run(['printer', 'slips', 'never'])).status).toBe(2);
    await shop.done('printer', 'off');
    expect(await shop.done('printer', 'show')).toEqual({ printer: null });
  });

  it('prints what the books say, marked as a copy, in the language that is asked for', async () => {
    const shop = await newShop();
    const { name, papers } = await networkPrinter();
    await shop.done('printer', 'set', name);
    await shop.done('topup', '50000', ...CARD);
    const { transfer } = await shop.done('sale', '12500', ...CARD);
    const { status } = await shop.run(['--lang', 'id', 'receipt', String(transfer)]);
    expect(status).toBe(0);
    const paper = papers()[0]!;
    expect(paper.lines.join('\n')).toMatch(
      /SALINAN[\s\S]*DIBAYAR +Rp12\.500[\s\S]*kartu anggota[\s\S]*Saldo +Rp37\.500/,
    );
    expect(paper).toMatchObject({ cuts: 1, drawerPulses: 0 });
  });

  it('that is off changes nothing of what was sold, and the receipt comes as PDF instead', async () => {
    const shop = await newShop();
    const { name } = await networkPrinter();
    servers.pop()!.close();
    await shop.done('printer', 'set', name);
    const { transfer } = await shop.done('topup', '50000', ...CARD);
    const before = shop.snapshot();
    const refused = await shop.json(['receipt', String(transfer)]);
    expect([refused.status, refused.document.error]).toEqual([
      5,
      expect.objectContaining({
        code: 'printer-unreachable',
        details: { printer: name, why: 'ECONNREFUSED' },
      }),
    ]);
    expect(shop.snapshot()).toEqual(before);
    await shop.done('receipt', String(transfer), '-o', 'receipt.pdf');
    expect(readFileSync(shop.path('receipt.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await shop.json(['receipt', String(transfer), '-o', 'receipt.pdf'])).status).not.toBe(0);
  });

  it('prints nothing for what is not done', async () => {
    const shop = await newShop();
    await shop.json(['topup', '50000', '--reader', 'virtual:budi.mfd,tear=30:half']);
    const [open] = (await shop.done('resolve')).open as { transfer: number }[];
    const unfinished = await shop.json(['receipt', String(open!.transfer), '-o', 'x.pdf']);
    expect([unfinished.status, (unfinished.document.error as { message: string }).message]).toEqual([
      2,
      expect.stringContaining('is unresolved'),
    ]);
    for (const number of ['999', '0', '-1', 'x', '']) {
      expect((await shop.json(['receipt', '-o', 'x.pdf', '--', number])).status).toBe(2);
    }
  });
});

describe('a Z-report on paper', () => {
  it('says what the books say, the same each time, on the printer and as PDF', async () => {
    const shop = await newShop();
    const { name, papers } = await networkPrinter();
    await shop.done('printer', 'set', name);
    await shop.done('shift', 'open', '--float', '100000');
    await shop.done('topup', '50000', ...CARD);
    await shop.done('sale', '12500', ...CARD);
    await shop.done('shift', 'close', '--counted', '149000');
    for (const language of ['id', 'en']) {
      expect((await shop.run(['--lang', language, 'report', 'z', '--print'])).status).toBe(0);
    }
    const [indonesian, english] = papers().map(({ lines }) => lines.join('\n'));
    expect(indonesian).toMatch(
      /LAPORAN Z 1[\s\S]*Seharusnya +Rp150\.000\nDihitung +Rp149\.000\nSelisih +-Rp1\.000/,
    );
    expect(english).toMatch(/Z-REPORT 1[\s\S]*Transactions +2[\s\S]*sales \(1\) +Rp12\.500/);
    await shop.done('report', 'z', '1', '-o', 'z.pdf');
    expect(readFileSync(shop.path('z.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await shop.json(['report', 'z', '2', '--print'])).document.error).toMatchObject({
      code: 'not-found',
    });
  });
});
