import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { resultOf, type Shop, templateForFile } from '../commands/shop.ts';
import { browserProblem, CashierWindow, PORTRAIT, serve } from './browser.ts';

const template = templateForFile();
const ISSUER_MAIN = fileURLToPath(new URL('../../../issuer-cli/src/main.ts', import.meta.url));

/** Old laptops and small touch screens, the tray of virtual cards beside it all. */
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1024, height: 600 },
  { width: 800, height: 480 },
  PORTRAIT,
] as const;

/** An organisation that asks for PINs above Rp20.000; Ani has one, and money. */
async function shopWithPins(): Promise<Shop> {
  const shop = (await template()).shop();
  for (const args of [
    ['policy', 'set', '--ask-pin-above', '20000'],
    ['terminal', 'bundle', '1', '-o', 'pin.bundle'],
  ])
    expect((await resultOf(shop.startNode([ISSUER_MAIN, '--data', 'office', ...args]))).status).toBe(0);
  writeFileSync(shop.path('pin'), '246813\n');
  await shop.done('setup', 'pin.bundle');
  await shop.done('topup', '90000', '--reader', 'virtual:ani.nfc');
  await shop.done('member-pin', 'set', '89.00000001', '--member-pin-file', 'pin');
  for (const sku of ['A', 'B', 'C'])
    await shop.done(
      'article',
      'set',
      sku,
      '--name',
      `Barang ${sku} dengan nama yang panjang`,
      '--price',
      '9000',
    );
  return shop;
}

/** Nothing of it is cut off at an edge or lies below something else. */
async function isWhole(page: Page, part: Locator): Promise<boolean> {
  const box = (await part.boundingBox())!;
  const { width, height } = page.viewportSize()!;
  if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) return false;
  const corners = [0.1, 0.9].flatMap((x) => [0.1, 0.9].map((y) => [x, y] as const));
  for (const [x, y] of corners) {
    const point = { x: box.x + x * box.width, y: box.y + y * box.height };
    const isThere = await part.evaluate(
      (element, at) => element.contains(element.ownerDocument.elementFromPoint(at.x, at.y)),
      point,
    );
    if (!isThere) return false;
  }
  return true;
}

describe.skipIf(browserProblem !== undefined)('on a small screen', () => {
  it('an amount, a cart and a PIN can be seen and touched whole, at the counter and by the customer', async () => {
    const server = await serve(await shopWithPins());
    const window = await CashierWindow.open(server, { language: 'id' });
    const display = await CashierWindow.open(server, { language: 'id', path: 'display', beside: window });
    const { page } = window;
    await page.bringToFront();
    await page.locator('.article').first().waitFor();
    const cut: string[] = [];
    const look = async (name: string, on: Page, parts: readonly string[]) => {
      for (const size of SIZES) {
        await on.setViewportSize(size);
        for (const part of parts) {
          for (const each of await on.locator(part).all()) {
            if (!(await isWhole(on, each))) cut.push(`${name} ${size.width}x${size.height}: ${part}`);
          }
        }
      }
    };
    for (const index of [0, 1, 2]) await page.locator('.article').nth(index).click();
    await look('cart', page, ['.charge', '.big-amount output', '.cart li:first-child .cart-count button']);
    await page.keyboard.press('Escape');
    await window.button('sell.by-amount').click();
    await window.type('25000');
    await look('amount', page, ['.charge', '.big-amount output']);
    await page.setViewportSize(SIZES[0]);
    await look('keys', page, ['.keypad .key']);
    await page.keyboard.press('Enter');
    await window.stage('wait');
    await page.getByRole('button', { name: `${window.t('tray.hold')}: Ani` }).click();
    await page.getByText(window.t('pin.title')).waitFor();
    await display.page.bringToFront();
    await look('customer’s PIN', display.page, ['.member-pin .key:enabled', '.display-amount']);
    await display.look('display-pin');
    await page.bringToFront();
    await page.setViewportSize(SIZES[0]);
    await window.look('pin');
    for (const digit of '246813')
      await page.locator('.member-pin .key', { hasText: new RegExp(`^${digit}$`) }).click();
    await window.button('pin.give').click();
    await window.stage('good');
    await look('paid', page, ['.stage-amount', '.stage-title', '.stage-actions button']);
    expect(cut).toEqual([]);
    expect([...window.complaints, ...display.complaints]).toEqual([]);
  });
});
