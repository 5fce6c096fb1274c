import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addDues } from '../../src/day/dues.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { templateForFile } from '../commands/shop.ts';
import { browserProblem, CashierWindow, PORTRAIT, serve } from './browser.ts';

const template = templateForFile();
const PIN = '246813';
const LANDSCAPE = { width: 1366, height: 768 };

const mounted: string[] = [];
afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('umount', ['-l', path]);
});

/** True where this process may mount: a disk that is full can be made there. */
const mayMount = (() => {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

describe.skipIf(browserProblem !== undefined)('what belongs to members', () => {
  it.each([
    { language: 'en', viewport: PORTRAIT },
    { language: 'id', viewport: LANDSCAPE },
  ] as const)('dues, events, a PIN and the reports, in $language', async ({ language, viewport }) => {
    const shop = (await template()).shop();
    await shop.done('topup', '90000', '--reader', 'virtual:ani.nfc');
    await shop.done('topup', '50000', '--reader', 'virtual:budi.mfd');
    const ledger = new Ledger(shop.path('counter/ledger.sqlite'));
    addDues(ledger, [
      { member: '8900000001', period: '2026-01', amountRupiah: 25_000, due: '2026-01-31', settled: false },
    ]);
    ledger.close();
    const server = await serve(shop);
    const window = await CashierWindow.open(server, { language, viewport });
    const { page } = window;
    await page.locator('.sell').waitFor();

    // Dues: shown with the card, those in arrears are ticked.
    await page.getByRole('button', { name: `${window.t('tray.hold')}: Ani` }).click();
    await page.keyboard.press('F3');
    await page.getByText(window.t('dues.arrears', { amount: 'Rp25.000' })).waitFor();
    await window.look('dues');
    await window.button('dues.pay', { amount: 'Rp25.000' }).click();
    await (await window.stage('good')).getByText('Rp65.000').first().waitFor();
    await window.tap('Ani'); // takes it away
    await window.cardLeft();
    await page.keyboard.press('Escape');

    // An event: register and pay, then count at the door, each member once.
    await page.keyboard.press('F7');
    await window.button('more.events').click();
    await window.button('event.new').click();
    await page.fill('#field-name', 'Rapat anggota');
    await page.fill('#field-fee', '15000');
    await window.button('article.save').click();
    await page.getByText('Rapat anggota').waitFor();
    await window.look('events');
    await window.button('event.register').click();
    await window.stage('wait');
    await window.tap('Ani');
    await (await window.stage('good')).getByText('Rp50.000').first().waitFor();
    await window.cardLeft();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F7');
    await window.button('more.events').click();
    await window.button('event.attend').click();
    await window.stage('wait');
    await window.tap('Ani');
    await page.locator('.stage-count', { hasText: '1' }).waitFor();
    await window.look('attendance');
    await window.cardLeft();
    await window.tap('Ani');
    await window.stage('bad');
    await window.cardLeft();
    await window.tap('Budi');
    await window.stage('bad'); // not registered
    await window.look('attendance-refused');
    await window.cardLeft();
    await window.button('event.end').click();

    await page.keyboard.press('F7');
    await window.button('more.reports').click();
    await page.locator('.bar rect').first().waitFor();
    await page.locator('table.list').getByText('Rp40.000').first().waitFor();
    await window.look('reports');
    await window.button('reports.members').click();
    await page.locator('table.list').getByText('89.00000001').waitFor();
    expect(window.complaints).toEqual([]);
    await server.stop();
    expect(shop.prove().findings).toEqual([]);
    expect(shop.booked('dues')).toBe(-25_000);
    expect(shop.booked('events')).toBe(-15_000);
  });

  it.runIf(mayMount)('a full disk: nothing is charged, and the screen says what to do', async () => {
    const shop = (await template()).shop();
    await shop.done('topup', '50000', '--reader', 'virtual:ani.nfc');
    const [path, aside] = [shop.path('counter'), shop.path('aside')];
    cpSync(path, aside, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'kartu-test', path]);
    mounted.push(path);
    cpSync(aside, path, { recursive: true });
    const server = await serve(shop);
    const window = await CashierWindow.open(server);
    await window.page.locator('.sell').waitFor();
    const ballast = join(path, 'ballast');
    try {
      writeFileSync(ballast, new Uint8Array(8 * 1024 * 1024));
    } catch {
      // What fits of it is what fills the disk.
    }
    await window.type('7500');
    await window.page.keyboard.press('Enter');
    await window.page.getByText(window.t('fault.data-full')).waitFor();
    await window.look('disk-full');
    rmSync(ballast);
    await window.page.keyboard.press('Enter');
    await window.stage('wait');
    await window.tap('Ani');
    await window.stage('good');
    await server.stop();
    expect(shop.prove().findings).toEqual([]);
    expect(shop.booked('sales')).toBe(-7500);
  });

  it('a PIN of cashiers is slowed down, and the window says until when', async () => {
    const shop = (await template()).shop();
    writeFileSync(shop.path('pin'), `${PIN}\n`);
    await shop.done('cashier', 'add', 'siti', '--name', 'Siti', '--role', 'supervisor', '--pin-file', 'pin');
    const server = await serve(shop);
    const window = await CashierWindow.open(server, { language: 'id' });
    await window.page.locator('.sign-in').waitFor();
    const waiting = window.page.getByText(/Percobaan berikutnya pukul \d/);
    // What is typed while a PIN is looked at is no try.
    for (let i = 0; i < 12 && !(await waiting.isVisible()); i++) {
      await window.page.keyboard.type('111222');
      await window.page.keyboard.press('Enter');
      await window.page.waitForTimeout(700);
    }
    await waiting.waitFor();
    await window.look('pin-waiting');
    expect(window.complaints).toEqual([]);
  });
});
