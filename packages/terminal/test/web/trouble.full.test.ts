import { beforeEach, describe, expect, it } from 'vitest';
import { clockOff, type Shop, templateForFile } from '../commands/shop.ts';
import { browserProblem, CashierWindow, type RunningServer, serve } from './browser.ts';

const template = templateForFile();
const DAY_MS = 86_400_000;

let shop: Shop;
beforeEach(async () => {
  shop = (await template()).shop();
});

/** A counter where Ani and Budi have Rp50.000 each, put there by a clock of its own, and a window. */
async function opened(
  env: NodeJS.ProcessEnv = {},
): Promise<{ server: RunningServer; window: CashierWindow }> {
  for (const card of ['ani.nfc', 'budi.mfd']) {
    const { status } = await shop.run(['topup', '50000', '--reader', `virtual:${card}`], env);
    expect(status).toBe(0);
  }
  const server = await serve(shop);
  const window = await CashierWindow.open(server);
  await window.page.locator('.sell').waitFor();
  return { server, window };
}

async function charge(window: CashierWindow, digits: string): Promise<void> {
  await window.type(digits);
  await window.page.keyboard.press('Enter');
  await window.stage('wait');
}

/** Ends the server and looks into the books: what was sold, and nothing out of order. */
async function soldRupiah(server: RunningServer): Promise<number> {
  await server.stop();
  expect(shop.prove().findings).toEqual([]);
  return 0 - shop.booked('sales');
}

describe.skipIf(browserProblem !== undefined)('trouble at the counter', () => {
  it('a reader that is unplugged in the middle of a sale, and comes back', async () => {
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.button('tray.unplug').click();
    await window.page.getByText(window.t('reader.lost-long')).waitFor();
    await window.look('reader-lost');
    await window.button('tray.plug').click();
    await window.page.locator('.chip-good').waitFor();
    await window.tap('Ani');
    await window.stage('good');
    expect(await soldRupiah(server)).toBe(7500);
  });

  it('two cards at once: neither is charged until one is alone', async () => {
    const { server, window } = await opened();
    const layOn = (card: string) =>
      window.page.getByRole('button', { name: `${window.t('tray.hold')}: ${card}` }).click();
    await layOn('Ani');
    await window.page.locator('.at-reader-good').waitFor();
    await layOn('Budi');
    await window.page.getByText(window.t('card.several')).waitFor();
    await window.look('two-cards');
    await charge(window, '7500');
    await window.page.getByText(window.t('card.several')).waitFor();
    await window.tap('Ani'); // takes it away
    await window.stage('good');
    await window.page.getByText('Rp42.500').waitFor();
    expect(await soldRupiah(server)).toBe(7500);
  });

  it('a different card at an unfinished sale is turned away and not charged', async () => {
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.tear('Ani');
    await window.stage('again');
    await window.tap('Budi');
    await window.page.getByText(window.t('unfinished.other-card')).waitFor();
    await window.look('other-card');
    await window.cardLeft();
    await window.tap('Ani');
    await window.stage('good');
    await window.page.getByText(window.t('paid.resumed')).waitFor();
    expect(await soldRupiah(server)).toBe(7500);
  });

  it('a card that is lost in the middle: others are served, and the case is closed', async () => {
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.tear('Ani');
    await window.stage('again');
    await window.page.getByRole('button', { name: `${window.t('tray.lose')}: Ani` }).click();
    await window.button('unfinished.gone').click();
    await window.look('unfinished-gone');
    await window.page.getByText(window.t('unfinished.set-aside')).click();
    await charge(window, '5000');
    await window.tap('Budi');
    await window.stage('good');
    await window.cardLeft();
    await window.page.keyboard.press('F4');
    await window.button('cases.close').click();
    await window.look('case-close');
    await window.page
      .locator('dialog')
      .getByRole('button', { name: window.t('cases.close') })
      .click();
    await window.page.getByText(window.t('cases.none'), { exact: true }).waitFor();
    expect(await soldRupiah(server)).toBe(5000);
  });

  it('a double click on every button: nothing is done twice', async () => {
    const { server, window } = await opened();
    const { page } = window;
    await window.type('7500');
    await page.locator('.charge').dblclick();
    await window.stage('wait');
    await window.tap('Ani');
    await window.stage('good');
    await window.cardLeft();
    await window.button('stage.next').dblclick();
    await page.locator('.sell').waitFor();
    for (const key of ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7']) {
      await page.keyboard.press(key);
      const buttons = page.locator('.main button:enabled:not([type=submit])');
      for (let i = 0; i < (await buttons.count()); i++) {
        await buttons
          .nth(i)
          .dblclick({ timeout: 2000 })
          .catch(() => {});
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await page.keyboard.press(key);
      }
    }
    expect(window.complaints).toEqual([]);
    expect(await soldRupiah(server)).toBe(7500);
    expect(shop.prove().transfers.posted).toBe(3); // two top-ups, one sale
  });

  it('a window that is reloaded keeps what was typed, and the sale that waits', async () => {
    const { server, window } = await opened();
    await window.type('75');
    await window.page.reload();
    await window.page.locator('.sell').waitFor();
    await window.type('00');
    await window.page.getByText('Rp7.500').first().waitFor();
    await window.page.keyboard.press('Enter');
    await window.stage('wait');
    await window.page.reload();
    await window.stage('wait');
    await window.tap('Ani');
    await window.stage('good');
    await window.page.reload();
    await window.stage('good');
    expect(await soldRupiah(server)).toBe(7500);
  });

  it('two windows and the customer’s: all show one sale, and it is charged once', async () => {
    const { server, window } = await opened();
    const second = await CashierWindow.open(server, { beside: window });
    const customer = await CashierWindow.open(server, { beside: window, path: 'display' });
    await customer.page.getByText(window.t('display.welcome')).waitFor();
    await window.type('7500');
    await second.type('9000');
    await Promise.all([window.page.keyboard.press('Enter'), second.page.keyboard.press('Enter')]);
    await Promise.all([window.stage('wait'), second.stage('wait')]);
    await customer.page.getByText(window.t('display.tap')).waitFor();
    const amount = await customer.page.locator('.display-amount').textContent();
    expect(['Rp7.500', 'Rp9.000']).toContain(amount);
    await customer.look('display-waiting');
    await window.page.bringToFront();
    await window.tap('Ani');
    await Promise.all([window.stage('good'), second.stage('good')]);
    await customer.page.getByText(window.t('display.thanks')).waitFor();
    await customer.look('display-paid');
    expect([7500, 9000]).toContain(await soldRupiah(server));
    expect([...window.complaints, ...second.complaints, ...customer.complaints]).toEqual([]);
  });

  it('a server that is killed between two writes of a sale, and started again', async () => {
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.tear('Ani');
    await window.stage('again');
    await server.kill();
    await window.page.getByText(window.t('app.offline')).waitFor();
    await window.look('offline');
    const again = await serve(shop, server.port);
    // The window finds it again by itself.
    await window.stage('again');
    await window.page.locator('.chip-good').waitFor();
    await window.tap('Ani');
    await window.stage('good');
    expect(await soldRupiah(again)).toBe(7500);
  });

  it('a server that is killed at any moment of a tap: the next tap makes it one payment', async () => {
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.tap('Ani');
    await window.page.locator('.stage-work').waitFor();
    await server.kill();
    const again = await serve(shop, server.port);
    await window.page.locator('.chip-good').waitFor();
    const stage = window.page.locator('.stage-again, .stage-good, .sell');
    await stage.first().waitFor();
    // Told as paid, asked for again, or (nothing was reserved yet) as if nothing had been.
    if (await window.page.locator('.sell').count()) {
      await window.page.keyboard.press('Enter');
      await window.stage('wait');
    }
    if ((await window.page.locator('.stage-good').count()) === 0) {
      await window.tap('Ani');
      await window.stage('good');
    }
    expect(await soldRupiah(again)).toBe(7500);
  });

  it('a clock that was set back: the counter takes no card, and says what to do', async () => {
    // The last entries of the books are of the day after tomorrow.
    const { server, window } = await opened(clockOff(2 * DAY_MS));
    await charge(window, '7500');
    await window.tap('Ani');
    const refused = await window.stage('bad');
    await refused.getByText(/clock was set back/).waitFor();
    expect(await soldRupiah(server)).toBe(0);
  });

  it('a printer that is off stops no sale', async () => {
    await shop.done('printer', 'set', 'tcp:127.0.0.1:1');
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.tap('Ani');
    await window.stage('good');
    await window.button('print.slip').click();
    await window.page.getByText(window.t('fault.printer-unreachable')).waitFor();
    await window.look('printer-off');
    await window.cardLeft();
    await window.page.keyboard.press('Escape');
    await charge(window, '5000');
    await window.tap('Budi');
    await window.stage('good');
    expect(await soldRupiah(server)).toBe(12_500);
  });

  it('a card of another organisation, and one that nobody issued, are refused in words for both', async () => {
    const { server, window } = await opened();
    await charge(window, '7500');
    await window.tap('Other');
    await window.stage('bad');
    await window.page.getByText(window.t('refused.member')).waitFor();
    await window.look('foreign-card');
    await window.cardLeft();
    await window.tap('Ani');
    await window.stage('good');
    expect(await soldRupiah(server)).toBe(7500);
  });
});
