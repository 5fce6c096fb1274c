import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { builtScreen } from '../../screen/build.ts';
import { en } from '../../screen/src/words/en.ts';
import { id } from '../../screen/src/words/id.ts';
import type { Shop } from '../commands/shop.ts';

const CHROMIUM = '/usr/bin/chromium';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Why the screen cannot be tested here; with CI=true that is a failure. */
export const browserProblem = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is not there`;
if (browserProblem !== undefined && process.env.CI === 'true')
  throw new Error(`the screen cannot be tested: ${browserProblem}`);
if (browserProblem !== undefined) process.stderr.write(`The screen is not tested: ${browserProblem}\n`);

export type Language = 'en' | 'id';
export const WORDS = { en, id } as const;
export type Word = keyof typeof en;

/** A folder to put pictures of every view into, for people to look at. */
const PICTURES = process.env.KARTU_PICTURES;
const LANDSCAPE = { width: 1366, height: 768 };
export const PORTRAIT = { width: 800, height: 1280 };

let browser: Promise<Browser> | undefined;
const servers: RunningServer[] = [];
const contexts: BrowserContext[] = [];

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(async () => {
  await (await browser)?.close();
});

export interface RunningServer {
  readonly url: string;
  readonly port: string;
  /** Ends it as a service manager does. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** `kartu-terminal serve` with the shop's cards on a tray. */
export async function serve(shop: Shop, port = '0', env: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  await builtScreen();
  if (!existsSync(shop.path('tray'))) {
    mkdirSync(shop.path('tray'));
    for (const name of ['ani.nfc', 'budi.mfd', 'citra.nfc', 'dewi.json', 'other.nfc'])
      cpSync(shop.path(name), join(shop.path('tray'), name));
  }
  const child = shop.start(['serve', '--port', port, '--virtual-tray', 'tray'], env);
  const url = await addressOf(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  const server = {
    url,
    port: new URL(url).port,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
  servers.push(server);
  return server;
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (part: string) => {
      text += part;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout!.setEncoding('utf8').on('data', take);
    child.stderr!.setEncoding('utf8').on('data', take);
    child.once('close', () => reject(new Error(`serve ended: ${text}`)));
  });
}

export interface WindowOptions {
  readonly language?: Language;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly path?: string;
  readonly hasTouch?: boolean;
  /** Another window of the same browser. */
  readonly beside?: CashierWindow;
}

/** A window of the counter in a browser of its own; fails on anything that the page complains of. */
export class CashierWindow {
  readonly page: Page;
  readonly language: Language;
  readonly complaints: string[] = [];

  private constructor(page: Page, language: Language) {
    this.page = page;
    this.language = language;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const isExpected = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|status of 4\d\d|net::ERR/.test(
        message.text(),
      );
      if (message.type() === 'error' && !isExpected) this.complaints.push(message.text());
    });
  }

  static async open(server: Pick<RunningServer, 'url'>, options: WindowOptions = {}): Promise<CashierWindow> {
    const { language = 'en', viewport = LANDSCAPE, path = '', hasTouch = false, beside } = options;
    browser ??= chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const context =
      beside?.page.context() ??
      (await (await browser).newContext({ viewport, hasTouch, reducedMotion: 'reduce' }));
    if (!beside) {
      contexts.push(context);
      context.setDefaultTimeout(30_000);
      await context.addInitScript((kept) => localStorage.setItem('kartu-language', kept), language);
    }
    const window = new CashierWindow(await context.newPage(), language);
    await window.page.goto(`${server.url}${path}`);
    return window;
  }

  /** A word of the screen in this window's language. */
  t(word: Word, gaps: Readonly<Record<string, string | number>> = {}): string {
    return WORDS[this.language][word].replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(gaps[name]));
  }

  button(word: Word, gaps: Readonly<Record<string, string | number>> = {}): Locator {
    return this.page.getByRole('button', { name: this.t(word, gaps) }).first();
  }

  /** Types as a person does; a scanner is quicker. */
  async type(text: string): Promise<void> {
    for (const character of text) {
      await this.page.keyboard.press(character);
      await this.page.waitForTimeout(60);
    }
  }

  /** As quick as a scanner, however busy this machine is: the keys come in one go, from within the page. */
  async scan(code: string): Promise<void> {
    const keys = JSON.stringify([...code, 'Enter']);
    await this.page.evaluate(
      `for (const key of ${keys}) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`,
    );
  }

  /** Reaches something by the Tab key alone, as whoever has no mouse does. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let i = 0; i < 150; i++) {
      if (await target.evaluate((element) => element.matches(':focus'))) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${target} is out of reach of the keyboard`);
  }

  /** The big sign of what goes on: `wait`, `good`, `bad`, `again`. */
  async stage(look: 'wait' | 'work' | 'good' | 'bad' | 'again'): Promise<Locator> {
    const stage = this.page.locator(`.stage-${look}`);
    await stage.waitFor();
    return stage;
  }

  tray(card: string): Locator {
    return this.page.locator('.tray-card', { hasText: card });
  }

  async tap(card: string): Promise<void> {
    await this.tray(card).locator('.tray-face').click();
  }

  async tear(card: string): Promise<void> {
    await this.page.getByRole('button', { name: `${this.t('tray.tear')}: ${card}` }).click();
  }

  /** Until no card is on the reader. */
  async cardLeft(): Promise<void> {
    await this.page.locator('.tray-card.is-on').first().waitFor({ state: 'detached' });
  }

  /** Nothing serious stands in the way of anybody; and a picture for whoever looks. */
  async look(name: string): Promise<void> {
    if (PICTURES) {
      const size = this.page.viewportSize()!;
      const side = size.width > size.height ? 'landscape' : 'portrait';
      await this.page.screenshot({ path: join(PICTURES, `${name}.${this.language}.${side}.png`) });
    }
    const { violations } = (await this.#axe()) as { violations: Violation[] };
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id: rule, nodes }) => `${name}: ${rule}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(serious).toEqual([]);
  }

  /** The page’s own policy lets no script in; a world of the browser’s own does. */
  async #axe(): Promise<unknown> {
    const session = await this.page.context().newCDPSession(this.page);
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
    });
    const { readFileSync } = await import('node:fs');
    await session.send('Runtime.evaluate', {
      expression: readFileSync(AXE, 'utf8'),
      contextId: executionContextId,
    });
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })`,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    await session.detach();
    return result.value;
  }
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
