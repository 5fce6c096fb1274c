import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { templateForFile } from '../commands/shop.ts';
import { browserProblem, CashierWindow, type Language, PORTRAIT, serve, type Word } from './browser.ts';

const template = templateForFile();
const PIN = '246813';
const FLOAT = 200_000;

/** How somebody works: by keys alone, or by touching. What lies on the reader is laid there by hand in both cases. */
interface Hand {
  readonly name: string;
  press(window: CashierWindow, target: Locator): Promise<void>;
  fill(window: CashierWindow, field: string, text: string): Promise<void>;
  amount(window: CashierWindow, digits: string): Promise<void>;
  go(window: CashierWindow, view: Word, key: string): Promise<void>;
}

const KEYBOARD: Hand = {
  name: 'by keyboard alone',
  async press(window, target) {
    await window.tabTo(target);
    await window.page.keyboard.press('Enter');
  },
  async fill(window, field, text) {
    await window.tabTo(window.page.locator(`#field-${field}`));
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.type(text);
  },
  amount: (window, digits) => window.type(digits),
  go: (window, _view, key) => window.page.keyboard.press(key),
};

const TOUCH: Hand = {
  name: 'by touch',
  press: (_window, target) => target.tap(),
  async fill(window, field, text) {
    await window.page.locator(`#field-${field}`).tap();
    await window.page.locator(`#field-${field}`).fill(text);
  },
  async amount(window, digits) {
    for (const digit of digits)
      await window.page.locator('.key', { hasText: new RegExp(`^${digit}$`) }).tap();
  },
  go: (window, view) => window.page.locator('.nav-item', { hasText: window.t(view) }).tap(),
};

const LANDSCAPE = { width: 1366, height: 768 };
const CASES = (['en', 'id'] as const).flatMap((language) => [
  { language, hand: KEYBOARD, viewport: LANDSCAPE },
  { language, hand: TOUCH, viewport: PORTRAIT },
]);

/** A day at the counter; each part leaves the screen as the next one finds it. */
class Day {
  readonly window: CashierWindow;
  readonly hand: Hand;

  constructor(window: CashierWindow, hand: Hand) {
    this.window = window;
    this.hand = hand;
  }

  async press(word: Word, gaps?: Record<string, string | number>): Promise<void> {
    await this.hand.press(this.window, this.window.button(word, gaps));
  }

  /** Next customer, by the button that is made for it. */
  async next(): Promise<void> {
    await this.window.cardLeft();
    await this.press('stage.next');
    await this.window.page.locator('.sell').waitFor();
  }

  async begin(): Promise<void> {
    const { window, hand } = this;
    await window.page.locator('.sell').waitFor();
    await window.look('sale-empty');
    await hand.go(window, 'view.shift', 'F6');
    await hand.fill(window, 'name', 'Siti Aminah');
    await hand.fill(window, 'pin', PIN);
    await hand.fill(window, 'again', PIN);
    await window.look('first-cashier');
    await this.press('first.do');
    await window.page.locator('.tool-who').waitFor();
    await hand.go(window, 'view.sale', 'F1');
    await window.page.getByText(window.t('shift.needed')).waitFor();
    await window.look('shift-needed');
    await this.press('shift.go');
    await hand.fill(window, 'float', String(FLOAT));
    await this.press('shift.open');
    await window.page.getByText(window.t('shift.open-title', { number: 1 })).waitFor();
    await window.look('shift-open');
  }

  async articles(): Promise<void> {
    const { window, hand } = this;
    await hand.go(window, 'view.more', 'F7');
    await window.look('more');
    await this.press('more.articles');
    await this.press('article.new');
    await hand.fill(window, 'sku', 'KOPI-1');
    await hand.fill(window, 'name', 'Kopi bubuk 200 g');
    await hand.fill(window, 'price', '18.000');
    await hand.fill(window, 'member-price', '16.500');
    await hand.fill(window, 'barcode', '8991234567890');
    await window.look('article-new');
    await this.press('article.save');
    await window.page.getByText('Kopi bubuk 200 g').waitFor();
    await window.look('articles');
  }

  async topUp(): Promise<void> {
    const { window, hand } = this;
    await hand.go(window, 'view.topup', 'F2');
    await hand.amount(window, '100000');
    await window.look('topup');
    await this.press('charge.topup', { amount: 'Rp100.000' });
    await window.stage('wait');
    await window.look('waiting');
    await window.tap('Ani');
    await expectText(await window.stage('good'), 'Rp100.000');
    await window.look('topped-up');
    await this.next();
  }

  async sellByAmount(): Promise<void> {
    const { window, hand } = this;
    await hand.go(window, 'view.sale', 'F1');
    if (hand === TOUCH) await this.press('sell.by-amount');
    await hand.amount(window, '12500');
    if (hand === KEYBOARD) {
      await window.page.locator('#main').focus();
      await window.page.keyboard.press('Enter');
    } else await this.press('charge.sale', { amount: 'Rp12.500' });
    await window.stage('wait');
    await window.tap('Ani');
    await expectText(await window.stage('good'), 'Rp87.500');
    await window.look('paid');
    await this.next();
  }

  async sellArticles(): Promise<void> {
    const { window, hand } = this;
    if (hand === KEYBOARD) {
      await window.page.locator('#main').focus();
      await window.type('2');
      await window.scan('8991234567890');
    } else {
      await this.press('sell.by-article');
      const article = window.page.locator('.article').first();
      await article.tap();
      await article.tap();
    }
    await window.page.locator('.cart').getByText('Kopi bubuk 200 g').waitFor();
    await window.look('cart');
    await this.press('charge.sale', { amount: 'Rp33.000' });
    await window.stage('wait');
    await window.tap('Ani');
    await expectText(await window.stage('good'), 'Rp54.500');
    await this.next();
  }

  async refused(): Promise<void> {
    const { window, hand } = this;
    if (hand === TOUCH) await this.press('sell.by-amount');
    await hand.amount(window, '70000');
    await this.press('charge.sale', { amount: 'Rp70.000' });
    await window.tap('Ani');
    await expectText(await window.stage('bad'), 'Rp15.500'); // what is missing
    await window.look('refused');
    expect(await window.page.locator('html').getAttribute('data-sound')).toBe('refused');
    await window.cardLeft();
    await this.press('stage.again');
    await window.page.locator('.sell').waitFor();
    if (hand === TOUCH) await this.press('amount.clear');
    else await window.page.keyboard.press('Escape');
  }

  async torn(): Promise<void> {
    const { window, hand } = this;
    await hand.amount(window, '4500');
    await this.press('charge.sale', { amount: 'Rp4.500' });
    await window.tear('Ani');
    await expectText(await window.stage('again'), window.t('unfinished.do'));
    await window.look('unfinished');
    await hand.go(window, 'view.cases', 'F4');
    await window.page.getByText('Rp4.500').waitFor();
    await window.look('cases');
    await hand.go(window, 'view.sale', 'F1');
    await window.tap('Ani');
    await expectText(await window.stage('good'), 'Rp50.000');
    await this.next();
  }

  async card(): Promise<void> {
    const { window, hand } = this;
    await window.page.getByRole('button', { name: `${window.t('tray.hold')}: Ani` }).click();
    await hand.go(window, 'view.card', 'F3');
    await window.page.locator('table.list').waitFor();
    await expectText(window.page.locator('.page'), 'Rp50.000');
    await window.look('card');
    await window.tap('Ani');
    await window.cardLeft();
    await window.look('card-none');
  }

  async takeBack(): Promise<void> {
    const { window, hand } = this;
    await hand.go(window, 'view.transactions', 'F5');
    await window.look('transactions');
    // The newest is the torn one, that was finished: Rp4.500.
    await hand.press(window, window.button('transactions.take-back'));
    await hand.fill(window, 'reason', 'Salah barang');
    await hand.fill(window, 'pin', PIN);
    await window.look('take-back');
    await hand.press(
      window,
      window.page.locator('dialog').getByRole('button', { name: window.t('back.do') }),
    );
    await window.stage('wait');
    // Another card is turned away: it is not owed anything.
    await window.tap('Budi');
    await window.page.getByText(window.t('unfinished.other-card')).waitFor();
    await window.cardLeft();
    await window.tap('Ani');
    await expectText(await window.stage('good'), 'Rp54.500');
    await window.look('given-back');
    await this.next();
  }

  async audit(): Promise<void> {
    const { window, hand } = this;
    await hand.go(window, 'view.more', 'F7');
    await this.press('more.audit');
    await expectText(window.page.locator('table.list'), 'Siti Aminah');
    await window.look('audit');
  }

  async close(): Promise<void> {
    const { window, hand } = this;
    await hand.go(window, 'view.shift', 'F6');
    await this.press('shift.close');
    await hand.fill(window, 'counted', String(FLOAT + 100_000));
    await window.look('counting');
    await this.press('shift.close-do');
    await window.page.getByText(window.t('report.z', { number: 1 })).waitFor();
    await expectText(window.page.locator('.report'), '✓ Rp0');
    await window.look('z-report');
    await hand.press(window, window.page.locator('.tool-who'));
    await window.page.locator('.sign-in').waitFor();
    await window.look('sign-in');
    await window.page.keyboard.type(PIN);
    await window.page.keyboard.press('Enter');
    await window.page.locator('.tool-who').waitFor();
  }
}

async function expectText(place: Locator, text: string): Promise<void> {
  await place.getByText(text).first().waitFor();
}

describe.skipIf(browserProblem !== undefined)('a day from opening to the Z-report', () => {
  it.each<{ language: Language; hand: Hand; viewport: typeof PORTRAIT }>(CASES)(
    '$language, $hand.name',
    async ({ language, hand, viewport }) => {
      const shop = (await template()).shop();
      const server = await serve(shop);
      const window = await CashierWindow.open(server, { language, viewport, hasTouch: hand === TOUCH });
      const day = new Day(window, hand);
      await day.begin();
      await day.articles();
      await day.topUp();
      await day.sellByAmount();
      await day.sellArticles();
      await day.refused();
      await day.torn();
      await day.card();
      await day.takeBack();
      await day.audit();
      await day.close();
      expect(window.complaints).toEqual([]);
      await server.stop();
      const proof = shop.prove();
      expect(proof.findings).toEqual([]);
      // Top-up, three sales, what was given back: each once.
      expect(proof.transfers).toMatchObject({ posted: 5, unresolved: 0 });
      expect(shop.booked('sales')).toBe(-(12_500 + 33_000));
      expect(shop.booked('safe')).not.toBe(0);
    },
  );
});
