import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openVirtualFile, presentOverVpcd, type VirtualReader } from '@kartukita/card-core/virtual';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ListeningWindow } from '../../../../tools/bench/screen-window.ts';
import { READER_NAMES, type Rig, rigProblem, startRig } from '../../../../tools/pcsc-rig/rig.ts';
import type { OrderView, TillState } from '../../src/web/protocol.ts';
import { memoryOf, resultOf, Shop, type Template, templateForFile } from '../commands/shop.ts';
import { browserProblem, CashierWindow } from './browser.ts';

// The counter's server on the real nfc-pcsc, libpcsclite and pcscd; the cards are ours, behind vpcd.

const problem = rigProblem();
if (problem !== undefined && process.env.CI === 'true') throw new Error(`PC/SC cannot be tested: ${problem}`);
if (problem !== undefined) process.stderr.write(`The counter on pcscd is not tested: ${problem}\n`);

const template = templateForFile();
const START = 50_000;
const PATIENCE_MS = 30_000;
/** Ani and Budi have money on their cards. */
let made: Promise<Template> | undefined;
function withMoney(): Promise<Template> {
  made ??= template().then(async (shops) => {
    const first = new Shop(shops.folder, shops.trust);
    for (const card of ['ani.nfc', 'budi.mfd']) {
      await first.done('topup', String(START), '--reader', `virtual:${card}`);
    }
    return shops;
  });
  return made;
}

type Presence = Awaited<ReturnType<typeof presentOverVpcd>>;

/** A card in somebody's hand: laid on a reader, taken away, or exchanged without the reader's noticing. */
class Hand {
  readonly #port: number;
  #card: VirtualReader;
  #presence: Presence | undefined;
  #atFirstWrite: (() => void) | undefined;

  constructor(port: number, card: VirtualReader) {
    this.#port = port;
    this.#card = card;
  }

  /** `atFirstWrite` happens before the first command that writes is carried out. */
  async lay(atFirstWrite?: () => void): Promise<void> {
    this.#atFirstWrite = atFirstWrite;
    this.#card.insert();
    const hand = this;
    this.#presence = await presentOverVpcd(
      {
        get atr() {
          return hand.#card.firmware.atr;
        },
        powerOn: () => hand.#card.firmware.powerOn(),
        powerOff: () => hand.#card.firmware.powerOff(),
        transmit: (apdu) => hand.#transmit(apdu),
      },
      { port: this.#port, timeoutMs: 10_000 },
    );
  }

  /** Another card in the same place: faster than pcscd looks (every 400 ms), so that it sees no change. */
  exchange(other: VirtualReader): void {
    other.insert();
    this.#card = other;
  }

  async take(): Promise<void> {
    await this.#presence?.remove();
    this.#presence = undefined;
  }

  #transmit(apdu: Uint8Array): Uint8Array {
    if (isWrite(apdu)) {
      const happens = this.#atFirstWrite;
      this.#atFirstWrite = undefined;
      happens?.();
    }
    return this.#card.firmware.transmit(apdu);
  }
}

/** UPDATE BINARY, or WRITE (A2) of an NTAG through the ACR122U's PN532. */
function isWrite(apdu: Uint8Array): boolean {
  return apdu[1] === 0xd6 || (apdu[1] === 0x00 && apdu[5] === 0xd4 && apdu[6] === 0x42 && apdu[7] === 0xa2);
}

/** A counter that serves by the real reader, a listening window, and the cards of its members. */
class ServedShop {
  readonly shop: Shop;
  readonly url: string;
  readonly window: ListeningWindow;
  readonly #child: ChildProcess;
  readonly #cards = new Map<string, VirtualReader>();
  readonly #ended: ReturnType<typeof resultOf>;

  private constructor(shop: Shop, url: string, window: ListeningWindow, child: ChildProcess) {
    this.shop = shop;
    this.url = url;
    this.window = window;
    this.#child = child;
    this.#ended = resultOf(child);
  }

  static async open(rig: Rig, reader = 'pcsc'): Promise<ServedShop> {
    const shop = (await withMoney()).shop();
    const env = { PCSCLITE_CSOCK_NAME: rig.socketPath };
    const child = shop.start(['--json', 'serve', '--port', '0', '--reader', reader], env);
    const { url } = JSON.parse(String((await once(child.stdout!, 'data'))[0])) as { url: string };
    const served = new ServedShop(shop, url, await ListeningWindow.join(url), child);
    open.push(served);
    return served;
  }

  /** The first state for which something holds; fails with the last one when none comes. */
  async until(holds: (state: TillState) => boolean): Promise<TillState> {
    let last: TillState | undefined;
    const found = this.window.until((state) => {
      last = state;
      return holds(state);
    });
    const late = delay(PATIENCE_MS, undefined, { ref: false }).then(() => {
      throw new Error(`it does not come to that: ${JSON.stringify(last)}`);
    });
    return Promise.race([found, late]);
  }

  ready(): Promise<TillState> {
    return this.until(({ reader }) => reader.phase === 'ready');
  }

  lost(): Promise<TillState> {
    return this.until(({ reader }) => reader.phase === 'lost');
  }

  noCard(): Promise<TillState> {
    return this.until(({ card }) => card === null);
  }

  card(name: string): VirtualReader {
    const card = this.#cards.get(name) ?? openVirtualFile(this.shop.path(name));
    this.#cards.set(name, card);
    return card;
  }

  async charge(amountRupiah: number, card: number | null = null): Promise<string> {
    const id = crypto.randomUUID();
    await this.window.post('/api/order', { id, kind: 'sale', amountRupiah, card });
    return id;
  }

  async order(phase: OrderView['phase']): Promise<OrderView> {
    return (await this.until(({ order }) => order?.phase === phase)).order!;
  }

  async stop(): Promise<void> {
    this.window.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    await this.#ended;
    for (const card of this.#cards.values()) await card.close();
    this.#cards.clear();
  }

  /** Ends in order, with books that prove, and says what was sold and what these cards hold. */
  async sold(...cards: string[]): Promise<{ sales: number; held: number[] }> {
    await this.stop();
    expect((await this.#ended).status).toBe(0);
    expect(this.shop.prove().findings).toEqual([]);
    const held: number[] = [];
    for (const card of cards) {
      const { balanceRupiah } = await this.shop.done('balance', '--reader', `virtual:${card}`);
      held.push(Number(balanceRupiah));
    }
    return { sales: 0 - this.shop.booked('sales'), held };
  }
}

const open: ServedShop[] = [];
const hands: Hand[] = [];
afterEach(async () => {
  for (const hand of hands.splice(0)) await hand.take();
  for (const served of open.splice(0)) await served.stop();
});

function handWith(rig: Rig, card: VirtualReader, reader = 0): Hand {
  const hand = new Hand(rig.readers[reader]!.port, card);
  hands.push(hand);
  return hand;
}

describe.skipIf(problem !== undefined)('the counter on one ACR122U behind pcscd', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u] });
  });
  afterAll(() => rig?.dispose());

  it('sells, with the card first and with the amount first', async () => {
    const served = await ServedShop.open(rig);
    await served.ready();
    const hand = handWith(rig, served.card('ani.nfc'));
    await hand.lay();
    const { card } = await served.until(({ card: there }) => there?.history !== undefined);
    expect(card?.look).toMatchObject({ outcome: 'read', balanceRupiah: START });
    await served.charge(7500, card!.placement);
    expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted' } });
    await hand.take();
    await served.noCard();
    await served.charge(2500);
    await handWith(rig, served.card('budi.mfd')).lay();
    await served.until(({ order }) => order?.amountRupiah === 2500 && order.phase === 'done');
    expect(await served.sold('ani.nfc', 'budi.mfd')).toEqual({
      sales: 10_000,
      held: [START - 7500, START - 2500],
    });
  });

  it('the daemon is killed and started again in the day: the sale that waits goes on by itself', async () => {
    const served = await ServedShop.open(rig);
    await served.ready();
    const screen = browserProblem === undefined ? await CashierWindow.open(served) : undefined;
    await served.charge(7500);
    await rig.kill();
    await served.until(({ reader }) => reader.error === 'daemon-absent');
    if (screen) await screen.page.getByText(screen.t('fault.daemon-absent')).waitFor();
    await rig.start();
    await served.ready();
    if (screen) await screen.page.locator('.chip-good').waitFor();
    await handWith(rig, served.card('ani.nfc')).lay();
    expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted' } });
    if (screen) await screen.stage('good');
    expect(await served.sold('ani.nfc')).toEqual({ sales: 7500, held: [START - 7500] });
  });

  it.each([
    ['the daemon is killed', (on: Rig) => void process.kill(on.pid!, 'SIGKILL'), (on: Rig) => restarted(on)],
    ['the reader is unplugged', (on: Rig) => void on.unplug(), async (on: Rig) => on.plug()],
  ])(
    '%s in the middle of a write: not paid yet, and the next tap makes it one payment',
    async (_what, breaks, mends) => {
      const served = await ServedShop.open(rig);
      await served.ready();
      await served.charge(7500);
      const hand = handWith(rig, served.card('ani.nfc'));
      await hand.lay(() => breaks(rig));
      expect(await served.order('unfinished')).toMatchObject({ amountRupiah: 7500 });
      await served.lost();
      await hand.take();
      await mends(rig);
      await served.ready();
      await hand.lay();
      expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted', resumed: true } });
      expect(await served.sold('ani.nfc')).toEqual({ sales: 7500, held: [START - 7500] });
    },
  );

  it('the reader is unplugged and comes back: the screen says so, and goes on by itself', async () => {
    const served = await ServedShop.open(rig);
    await served.ready();
    const screen = browserProblem === undefined ? await CashierWindow.open(served) : undefined;
    await served.charge(7500);
    await rig.unplug();
    await served.lost();
    if (screen) await screen.page.getByText(screen.t('reader.lost-long')).waitFor();
    rig.plug();
    await served.ready();
    await handWith(rig, served.card('budi.mfd')).lay();
    expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted' } });
    expect(await served.sold('budi.mfd')).toEqual({ sales: 7500, held: [START - 7500] });
  });

  it.each([
    ['ani.nfc', 'budi.mfd'],
    ['budi.mfd', 'ani.nfc'],
  ])('%s torn, then %s: the other card is turned away, the same one pays once', async (mine, other) => {
    const served = await ServedShop.open(rig);
    await served.ready();
    await served.charge(7500);
    const hand = handWith(rig, served.card(mine));
    await hand.lay(() => void hand.take());
    await served.order('unfinished');
    await served.noCard();
    const before = memoryOf(served.shop.path(other));
    const others = handWith(rig, served.card(other));
    await others.lay();
    await served.until(({ order }) => order?.hint === 'other-card');
    await others.take();
    await served.noCard();
    expect(memoryOf(served.shop.path(other))).toBe(before);
    await hand.lay();
    expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted', resumed: true } });
    expect(await served.sold(mine)).toEqual({ sales: 7500, held: [START - 7500] });
  });

  it.each([
    ['ani.nfc', 'budi.mfd'],
    ['budi.mfd', 'ani.nfc'],
  ])('%s becomes %s between read and write, and pcscd sees nothing of it', async (mine, other) => {
    const served = await ServedShop.open(rig);
    await served.ready();
    await served.charge(7500);
    const hand = handWith(rig, served.card(mine));
    const before = memoryOf(served.shop.path(other));
    await hand.lay(() => hand.exchange(served.card(other)));
    await served.order('unfinished');
    await hand.take();
    await served.noCard();
    expect(memoryOf(served.shop.path(other))).toBe(before);
    await handWith(rig, served.card(mine)).lay();
    expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted' } });
    expect(await served.sold(mine)).toEqual({ sales: 7500, held: [START - 7500] });
  });

  it('of two cards the reader shows one, then the other: an amount for the one is never taken from the other', async () => {
    const served = await ServedShop.open(rig);
    await served.ready();
    // Both answer to a reset alike, so that not even that tells them apart.
    const [mine, other] = [served.card('ani.nfc'), served.card('citra.nfc')];
    const hand = handWith(rig, mine);
    await hand.lay();
    const { card } = await served.until(({ card: there }) => there?.history !== undefined);
    hand.exchange(other);
    await served.charge(7500, card!.placement);
    expect(await served.order('done')).toMatchObject({ error: 'card-changed' });
    await hand.take();
    await served.noCard();
    // And after one has paid, the next amount is not taken from the other, which nobody laid there for it.
    hand.exchange(mine);
    const id = await served.charge(5000);
    await hand.lay();
    await served.until(({ order }) => order?.id === id && order.phase === 'done');
    hand.exchange(other);
    await served.window.post('/api/order/withdraw', { id });
    await served.charge(5000);
    await served.until(({ order }) => order?.hint === 'take-card-away');
    expect(await served.sold('ani.nfc')).toEqual({ sales: 5000, held: [START - 5000] });
  });
});

async function restarted(rig: Rig): Promise<void> {
  await rig.kill();
  await rig.start();
}

describe.skipIf(problem !== undefined)('the counter with two readers behind pcscd, a card on each', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ readers: [READER_NAMES.acr122u, READER_NAMES.plain] });
  });
  afterAll(() => rig?.dispose());

  it('takes none that it was not told, and says so', async () => {
    const served = await ServedShop.open(rig);
    expect((await served.lost()).reader.error).toBe('reader-ambiguous');
    const screen = browserProblem === undefined ? await CashierWindow.open(served) : undefined;
    await served.charge(7500);
    if (screen) await screen.page.getByText(screen.t('fault.reader-ambiguous')).waitFor();
    expect(await served.sold()).toEqual({ sales: 0, held: [] });
  });

  it('sells by the one that was named, and never touches what lies on the other', async () => {
    const served = await ServedShop.open(rig, 'pcsc:ACR122');
    await served.ready();
    const before = memoryOf(served.shop.path('budi.mfd'));
    await handWith(rig, served.card('budi.mfd'), 1).lay();
    await served.charge(7500);
    await handWith(rig, served.card('ani.nfc'), 0).lay();
    expect(await served.order('done')).toMatchObject({ result: { outcome: 'posted' } });
    expect(memoryOf(served.shop.path('budi.mfd'))).toBe(before);
    expect(await served.sold('ani.nfc')).toEqual({ sales: 7500, held: [START - 7500] });
  });
});
