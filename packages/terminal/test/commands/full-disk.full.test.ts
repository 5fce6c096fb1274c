import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKartuError } from '@kartukita/card-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { applyBundle, type OpenCounter, openCounter, requestEnrolment } from '../../src/counter/enrol.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { settleInterrupted } from '../../src/sale/recovery.ts';
import { errorOf, organisation } from '../counter/organisation.ts';
import { TEST_PASSPHRASE } from './seeded.ts';
import { memoryOf, templateForFile } from './shop.ts';
import { tapFile } from './tap-file.ts';

const template = templateForFile();
const newShop = async () => (await template()).shop();

const PAGE = 4096;
const DISK_PAGES = 512;
const mounted: string[] = [];
afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('umount', ['-l', path]);
});

/** True where this process may mount; elsewhere `ulimit` stands in for a full disk (below). */
const mayMount = (() => {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

/** A small disk of its own at `path`. */
function smallDisk(path: string): void {
  mkdirSync(path, { recursive: true });
  const options = `size=${DISK_PAGES * PAGE},mode=0700`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'kartu-test', path]);
  mounted.push(path);
}

function freePages(path: string): number {
  return Number(execFileSync('stat', ['-f', '-c', '%a', path], { encoding: 'utf8' }));
}

/** Fills a disk until so many pages are free. */
function leaveFree(path: string, pages: number): void {
  rmSync(join(path, 'ballast'), { force: true });
  const ballast = freePages(path) - pages;
  if (ballast > 0) writeFileSync(join(path, 'ballast'), new Uint8Array(ballast * PAGE));
  expect(freePages(path)).toBe(pages);
}

/** Opens the ledger as a counter that starts does, with the keys of one that was opened before. */
function restarted(counter: Counter, path: string): Counter & { ledger: Ledger } {
  const ledger = new Ledger(path);
  settleInterrupted(ledger);
  return { ...counter, ledger };
}

function accountOf(ledger: Ledger, code: string): number {
  return ledger.accountBalance(code);
}

describe.runIf(mayMount)('a disk that fills up at any write of a sale', () => {
  it.each(['ani.nfc', 'budi.mfd', 'citra.nfc'])(
    'loses nothing, and %s never holds what was not reserved',
    async (card) => {
      const shop = await newShop();
      await shop.done('topup', '100000', '--reader', `virtual:${card}`);
      const disk = shop.path('disk');
      smallDisk(disk);
      const path = join(disk, 'ledger.sqlite');
      const opened = await openCounter(shop.path('counter'), TEST_PASSPHRASE);
      opened.close();
      const outcomes = new Set<string>();
      // From a disk without a free page to one on which everything fits, one page at a time.
      for (let pages = 0; pages < 60; pages++) {
        for (const name of ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm']) {
          rmSync(join(disk, name), { force: true });
        }
        rmSync(join(disk, 'ballast'), { force: true });
        cpSync(shop.path('counter/ledger.sqlite'), path);
        const image = shop.path(`copy-${card}`);
        cpSync(shop.path(card), image);
        leaveFree(disk, pages);

        const outcome = await saleOn(opened, path, image);
        outcomes.add(outcome);
        const context = [pages, outcome];
        const isPaid = outcome === 'posted';
        // The power may go now as well: whatever is on the disk has to be a ledger in order.
        const before = new Ledger(existsAndFree(disk, path));
        const proof = verifyLedger(before, shop.trust);
        expect([...context, proof.findings]).toEqual([...context, []]);
        if (isPaid) expect(accountOf(before, 'sales')).toBe(-1000);
        const reserved = before.openTransfers().length > 0 || isPaid;
        if (!reserved) expect([...context, memoryOf(image)]).toEqual([...context, memoryOf(shop.path(card))]);
        before.close();

        const counter = restarted(opened, path);
        const again = isPaid
          ? undefined
          : await tapFile(counter, image, { kind: 'sale', amountRupiah: 1000 });
        if (again)
          expect([...context, again.outcome, again.balanceRupiah]).toEqual([...context, 'posted', 99_000]);
        const shown = await tapFile(counter, image, { kind: 'balance' });
        expect([...context, shown.outcome, shown.balanceRupiah]).toEqual([...context, 'read', 99_000]);
        expect([...context, accountOf(counter.ledger, 'sales')]).toEqual([...context, -1000]);
        expect([...context, accountOf(counter.ledger, 'elsewhere')]).toEqual([...context, 0]);
        expect(verifyLedger(counter.ledger, shop.trust).findings).toEqual([]);
        counter.ledger.close();
      }
      expect([...outcomes].sort()).toEqual(expect.arrayContaining(['data-full', 'posted']));
      expect([...outcomes].every((each) => ['data-full', 'unresolved', 'posted'].includes(each))).toBe(true);
    },
  );

  function existsAndFree(disk: string, path: string): string {
    rmSync(join(disk, 'ballast'), { force: true });
    expect(existsSync(path)).toBe(true);
    return path;
  }

  async function saleOn(opened: OpenCounter, path: string, image: string): Promise<string> {
    let ledger: Ledger | undefined;
    try {
      const counter = restarted(opened, path);
      ledger = counter.ledger;
      return (await tapFile(counter, image, { kind: 'sale', amountRupiah: 1000 })).outcome;
    } catch (error) {
      if (isKartuError(error)) return error.code;
      throw error;
    } finally {
      ledger?.close();
    }
  }
});

describe.runIf(mayMount)('a disk that fills up while a counter is set up', () => {
  it('keeps the keys or makes none, and never replaces a bundle by a part of one', async () => {
    const shop = await newShop();
    const disk = shop.path('disk');
    smallDisk(disk);
    const answer = organisation();
    const passphrase = async () => TEST_PASSPHRASE;
    const ask = () =>
      requestEnrolment(disk, 'Gerai', { forNewKeys: passphrase, forKeys: passphrase }, Date.now);
    leaveFree(disk, 0);
    expect((await errorOf(ask)).code).toBe('data-full');
    rmSync(join(disk, 'ballast'));
    const { request, newKeys } = await ask();
    expect(newKeys).toBe(true);
    // A long blocklist makes a bundle of several pages.
    const sealed = await answer(request, 5000);
    await applyBundle(disk, sealed, TEST_PASSPHRASE);
    const kept = readFileSync(join(disk, 'bundle.age'));
    const newer = await answer(request, 6000);
    let refused = 0;
    for (let pages = 0; ; pages += 2) {
      leaveFree(disk, pages);
      try {
        await applyBundle(disk, newer, TEST_PASSPHRASE);
        break;
      } catch (error) {
        expect(isKartuError(error, 'data-full') ? 'data-full' : error).toBe('data-full');
        expect(readFileSync(join(disk, 'bundle.age')).equals(kept)).toBe(true);
        expect(existsSync(join(disk, 'bundle.age.new'))).toBe(false);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(2);
    expect(readFileSync(join(disk, 'bundle.age')).equals(Buffer.from(newer))).toBe(true);
    const counter = await openCounter(disk, TEST_PASSPHRASE, () => Date.parse('2026-03-02T03:00:00Z'));
    expect(counter.bundle.blocklist.cardSerials).toHaveLength(6000);
    counter.close();
  });
});

describe('commands on a disk that is full or may not be written', () => {
  const sale = (card: string) => ['--json', 'sale', '1000', '--reader', `virtual:${card}`];
  const told = async (result: { status: number | null; stdout: string; stderr: string }, code: string) => {
    expect(result).toMatchObject({ status: 7, stderr: expect.stringContaining('The d') });
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code, message: result.stderr.trim() } });
    expect(result.stderr).toMatch(/nothing was (lost|changed)/);
  };

  it('no file may grow (ulimit): data-full, the card untouched, and paid once when there is room', async () => {
    const shop = await newShop();
    const card = 'budi.mfd';
    await shop.done('topup', '50000', '--reader', `virtual:${card}`);
    const before = shop.snapshot();
    await told(await shop.runLimited('ulimit -f 0', sale(card)), 'data-full');
    expect(shop.snapshot()).toEqual(before);
    expect(await shop.done('sale', '1000', '--reader', `virtual:${card}`)).toMatchObject({
      balanceRupiah: 49_000,
    });
    expect(shop.booked('sales')).toBe(-1000);
  });

  it.runIf(mayMount)('a folder that is mounted read-only: data-read-only, nothing changed', async () => {
    const shop = await newShop();
    cpSync(shop.path('counter'), shop.path('kept'), { recursive: true });
    smallDisk(shop.path('counter'));
    cpSync(shop.path('kept'), shop.path('counter'), { recursive: true });
    execFileSync('mount', ['-o', 'remount,ro', shop.path('counter')]);
    const before = shop.snapshot('kept');
    await told(await shop.run(sale('budi.mfd')), 'data-read-only');
    await told(await shop.run(['--json', 'setup', 'later.bundle']), 'data-read-only');
    expect({ ...shop.snapshot('kept'), keys: readFileSync(shop.path('counter/keys.age'), 'hex') }).toEqual(
      before,
    );
    expect(readFileSync(shop.path('counter/bundle.age'), 'hex')).toBe(before.bundle);
  });
});
