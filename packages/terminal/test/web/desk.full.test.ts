import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { resultOf, type Shop, templateForFile } from '../commands/shop.ts';
import { readEscPos } from '../slips/escpos-reader.ts';
import {
  browserProblem,
  CashierWindow,
  type Language,
  PORTRAIT,
  type RunningServer,
  serve,
} from './browser.ts';

const template = templateForFile();
const LANDSCAPE = { width: 1366, height: 768 };
const ISSUER_MAIN = fileURLToPath(new URL('../../../issuer-cli/src/main.ts', import.meta.url));
const RELYING_PARTY = fileURLToPath(new URL('../../../../examples/relying-party/server.ts', import.meta.url));

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function issuer(shop: Shop, ...args: string[]): Promise<void> {
  const { status, stderr } = await resultOf(shop.startNode([ISSUER_MAIN, '--data', 'office', ...args]));
  expect({ args, status, stderr }).toMatchObject({ status: 0 });
}

/** A printer in the network: what was printed, as it stands on the paper. */
async function printer(): Promise<{ address: string; slips: string[] }> {
  const slips: string[] = [];
  const server = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => slips.push(readEscPos(Buffer.concat(chunks)).lines.join('\n')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => server.close());
  return { address: `tcp:127.0.0.1:${(server.address() as { port: number }).port}`, slips };
}

async function opened(language: Language, viewport: typeof PORTRAIT, server: RunningServer) {
  const window = await CashierWindow.open(server, { language, viewport });
  await window.page.locator('.sell').waitFor();
  return window;
}

/** One of the parts that are not needed with every customer. */
async function more(window: CashierWindow, part: Parameters<CashierWindow['button']>[0]): Promise<void> {
  await window.page.keyboard.press('F7');
  await window.button(part).click();
}

/** What a button that asks for a file is given. */
async function choose(window: CashierWindow, word: Parameters<CashierWindow['button']>[0], path: string) {
  const asked = window.page.waitForEvent('filechooser');
  await window.button(word).click();
  await (await asked).setFiles(path);
}

async function sell(window: CashierWindow, amount: string): Promise<void> {
  await window.page.keyboard.press('F1');
  await window.type(amount);
  await window.page.keyboard.press('Enter');
  await window.stage('wait');
  await window.tap('Ani');
  await window.stage('good');
}

const BOTH = [
  { language: 'en', viewport: LANDSCAPE },
  { language: 'id', viewport: PORTRAIT },
] as const;

describe.skipIf(browserProblem !== undefined)('at the desk', () => {
  it.each(BOTH)(
    'articles come from a file, and go back piece by piece ($language)',
    async ({ language, viewport }) => {
      const shop = (await template()).shop();
      await shop.done('topup', '90000', '--reader', 'virtual:ani.nfc');
      const server = await serve(shop);
      const window = await opened(language, viewport, server);
      const { page } = window;
      const head = 'SKU;Nama;Harga;Harga anggota;Warna\n';
      writeFileSync(shop.path('bad.csv'), `${head}KOPI-1;Kopi;18.000;16.500;x\nTEH-1;Teh;murah;;x\n`);
      writeFileSync(shop.path('good.csv'), `${head}KOPI-1;Kopi;18.000;16.500;x\nTEH-1;Teh;7.500;;x\n`);
      await more(window, 'more.articles');
      await choose(window, 'article.file', shop.path('bad.csv'));
      await page.locator('dialog .list').waitFor();
      await window.look('articles-bad-file');
      await page.keyboard.press('Escape');
      await choose(window, 'article.file', shop.path('good.csv'));
      await page.locator('dialog .list').waitFor();
      await window.look('articles-good-file');
      await window.button('article.take-in', { count: 2 }).click();
      await page.getByText(window.t('article.taken-in')).waitFor();

      await page.keyboard.press('F1');
      for (const article of ['Kopi', 'Kopi', 'Teh'])
        await page.locator('.article', { hasText: article }).click();
      await page.locator('.charge').click();
      await window.stage('wait');
      await window.tap('Ani');
      await (await window.stage('good')).getByText('Rp49.500').first().waitFor();
      await window.cardLeft();
      await page.keyboard.press('F5');
      await window.button('transactions.take-back').click();
      await page.getByRole('button', { name: `${window.t('sell.more')}: Kopi` }).click();
      await page.locator('.back-sum', { hasText: 'Rp16.500' }).waitFor();
      await page.fill('#field-reason', 'Kemasan bocor');
      await window.look('take-back-pieces');
      await page
        .locator('dialog')
        .getByRole('button', { name: window.t('back.do') })
        .click();
      await window.stage('wait');
      await window.tap('Ani');
      await (await window.stage('good')).getByText('Rp66.000').first().waitFor();
      await window.cardLeft();
      await page.keyboard.press('F5');
      await window.button('transactions.take-back').click();
      await page.locator('.back-items', { hasText: '/ 1' }).first().waitFor();
      expect(window.complaints).toEqual([]);
    },
  );

  it.each(BOTH)(
    'a slip comes by itself, and its printer stops no sale ($language)',
    async ({ language, viewport }) => {
      const shop = (await template()).shop();
      await shop.done('topup', '90000', '--reader', 'virtual:ani.nfc');
      const server = await serve(shop);
      const window = await opened(language, viewport, server);
      const { page } = window;
      const { address, slips } = await printer();
      await more(window, 'more.printer');
      await page.fill('#field-printer', address);
      await page.check('#slips-always');
      await window.look('printer');
      await window.button('article.save').click();
      await page.getByText(window.t('printer.saved')).waitFor();
      await window.button('printer.test').click();
      await expect.poll(() => slips.length).toBe(1);
      await sell(window, '12500');
      await page.getByText(window.t('slip.printed')).waitFor();
      expect(slips[1]).toContain('Rp12.500');
      await window.look('paid-slip');
      await window.cardLeft();
      await more(window, 'more.printer');
      await page.fill('#field-printer', 'tcp:127.0.0.1:9');
      await window.button('article.save').click();
      await page.getByText(window.t('printer.saved')).waitFor();
      await sell(window, '7500');
      await page.getByText(window.t('slip.failed')).waitFor();
      await window.look('paid-no-slip');
      expect(window.complaints).toEqual([]);
    },
  );

  it.each(BOTH)(
    'settlement goes by files, and brings the initials ($language)',
    async ({ language, viewport }) => {
      const shop = (await template()).shop();
      await shop.done('topup', '90000', '--reader', 'virtual:ani.nfc');
      const server = await serve(shop);
      const window = await opened(language, viewport, server);
      const { page } = window;
      await more(window, 'more.settle');
      await window.look('settle');
      const saved = page.waitForEvent('download');
      await window.button('settle.save').click();
      const file = await saved;
      expect(file.suggestedFilename()).toBe('counter-1-1.settlement');
      await file.saveAs(shop.path('counter.settlement'));
      await page.getByText(window.t('settle.saved')).waitFor();
      await issuer(shop, 'settle', 'import', 'counter.settlement');
      await issuer(shop, 'settle', 'reply', '1', '-o', 'counter.reply');
      await choose(window, 'settle.apply', shop.path('counter.settlement')); // the wrong way round
      await page.locator('.message[role=alert]').waitFor();
      await window.look('settle-wrong-file');
      await choose(window, 'settle.apply', shop.path('counter.reply'));
      await page.locator('.settle-outcome').waitFor();
      await window.look('settle-applied');

      const display = await CashierWindow.open(server, {
        language,
        path: 'display',
        beside: window,
      });
      await display.page.locator('.display').waitFor();
      await window.page.bringToFront();
      await page.keyboard.press('F1');
      await window.type('12500');
      await page.keyboard.press('Enter');
      await display.page.getByText('Rp12.500').waitFor();
      await display.look('display-waiting');
      await window.tear('Ani');
      await display.page.getByText(window.t('display.again')).waitFor();
      await display.look('display-unfinished');
      await window.cardLeft();
      await window.tap('Ani');
      await window.stage('good');
      await display.page.getByText('AC', { exact: true }).waitFor();
      await display.look('display-paid');
      await window.cardLeft();
      await page.keyboard.press('Enter');
      await page.locator('.sell').waitFor();
      await window.type('99000');
      await page.keyboard.press('Enter');
      await window.tap('Ani');
      await window.stage('bad');
      await display.page.getByText(window.t('display.refused')).waitFor();
      await display.look('display-refused');
      expect([...window.complaints, ...display.complaints]).toEqual([]);
    },
  );

  it.each(BOTH)(
    'another system is told that the holder of a card is a member ($language)',
    async ({ language, viewport }) => {
      const shop = (await template()).shop();
      await issuer(shop, 'keys', 'export-jwks', '-o', 'jwks.json');
      const server = await serve(shop);
      const window = await opened(language, viewport, server);
      const { page } = window;
      const counter = new URL(page.url()).origin;
      const platform = await relyingParty(shop, counter);
      await page.goto(platform);
      await page.getByRole('link').click();
      await page.getByText(window.t('assert.asks', { audience: platform })).waitFor();
      await window.look('assert-asked');
      await window.button('assert.go').click();
      await window.stage('wait');
      await window.tap('Ani');
      await page.locator('#proof-token').waitFor();
      await window.look('assert-made');
      await window.button('assert.hand-over').click();
      await page.getByText('Welcome, member 890000000').waitFor();
      expect(page.url()).toBe(`${platform}/`);
      expect(window.complaints).toEqual([]);
      expect(JSON.parse(readFileSync(shop.path('jwks.json'), 'utf8')).keys.length).toBeGreaterThan(0);
    },
  );
});

/** The example of another system, on a port of its own; its address. */
async function relyingParty(shop: Shop, counter: string): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const audience = `http://127.0.0.1:${port}`;
  const own = ['--jwks', 'jwks.json', '--issuer', 'https://kartu.example', '--port', String(port)];
  const child: ChildProcess = spawn(
    process.execPath,
    [RELYING_PARTY, ...own, '--audience', audience, '--counter', counter],
    { cwd: shop.folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  endings.push(() => child.kill());
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  return audience;
}
