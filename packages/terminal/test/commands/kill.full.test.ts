import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/sale/write-card.ts';
import { seeded } from './seeded.ts';
import { resultOf, type Shop, templateForFile } from './shop.ts';

const template = templateForFile();
const newShop = async () => (await template()).shop();
const LOOP = fileURLToPath(new URL('./tap-loop.ts', import.meta.url));

const SEED = Number(process.env.KARTU_TEST_SEED ?? 20_260_302);
const KILLS = 15;

/** Starts a counter that taps without end, and kills it some milliseconds after so many taps. */
async function killAfter(
  shop: Shop,
  card: string,
  seed: number,
  taps: number,
  delayMs: number,
): Promise<void> {
  const child = shop.startNode([LOOP, 'counter', card, 'loop', String(seed)]);
  const ended = resultOf(child);
  let seen = 0;
  const enough = new Promise<void>((resolve) => {
    child.stdout!.on('data', (dots: string) => {
      seen += dots.length;
      if (seen >= taps) resolve();
    });
  });
  await Promise.race([enough, ended]);
  await sleep(delayMs);
  child.kill('SIGKILL');
  const { status, stderr } = await ended;
  expect([stderr, status]).toEqual(['', null]);
}

describe.each(['ani.nfc', 'budi.mfd', 'citra.nfc'])(
  'a counter killed at random moments of taps with %s',
  (card) => {
    it(`agrees with the card, ${KILLS} times (seed ${SEED})`, async () => {
      const shop = await newShop();
      const random = seeded(SEED);
      let journalEntries = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        await killAfter(shop, card, SEED + kill, 1 + Math.floor(random() * 4), Math.floor(random() * 60));
        const proof = shop.prove();
        expect([kill, proof.findings]).toEqual([kill, []]);
        expect(proof.transfers.pending + proof.transfers.unresolved).toBeLessThanOrEqual(1);
        expect(proof.transfers.voided).toBe(0);
        expect(proof.journalEntries).toBeGreaterThanOrEqual(journalEntries);
        journalEntries = proof.journalEntries;
      }
      expect(journalEntries).toBeGreaterThan(KILLS);
      await shop.done('resolve', '--reader', `virtual:${card}`);
      const shown = await shop.done('balance', '--reader', `virtual:${card}`);
      expect(shown).toMatchObject({ outcome: 'read', owedRupiah: 0 });
      expect(shop.booked('drawer') + shop.booked('sales')).toBe(shown.balanceRupiah);
      // Only this counter ever wrote to the card: it never held a record that had not been reserved in the books.
      expect(shop.booked('elsewhere')).toBe(0);
      expect(await shop.done('verify')).toMatchObject({
        inOrder: true,
        transfers: { pending: 0, unresolved: 0, voided: 0 },
      });
      const leftovers = readdirSync(shop.folder).filter((name) => name.endsWith('.tmp'));
      expect(leftovers).toEqual([]);
    });
  },
);

const STEPS: readonly Step[] = [
  'read',
  'reserved',
  'tail-written',
  'head-written',
  'posted',
  'history-written',
];

describe.each(['ani.nfc', 'budi.mfd'])('a counter killed between two steps of a sale with %s', (card) => {
  const reader = ['--reader', `virtual:${card}`];
  it.each(STEPS)('after "%s" is paid once when the command is repeated under its name', async (step) => {
    const shop = await newShop();
    await shop.done('topup', '50000', ...reader);
    const request = { kind: 'sale', amountRupiah: 12_500, reference: 'nota-1' };
    const child = shop.startNode([LOOP, 'counter', card, JSON.stringify(request), step]);
    expect(await resultOf(child)).toEqual({ status: null, stdout: '', stderr: '' });
    expect(shop.prove().findings).toEqual([]);

    const again = await shop.json(['sale', '12500', ...reader, '--reference', 'nota-1']);
    const wasPosted = step === 'posted' || step === 'history-written';
    if (wasPosted)
      expect(again).toMatchObject({ status: 2, document: { error: { code: 'already-exists' } } });
    else expect(again).toMatchObject({ status: 0, document: { outcome: 'posted', balanceRupiah: 37_500 } });
    const wasCutOff = !wasPosted && step !== 'read';
    expect(again.document.resumed).toBe(wasCutOff ? true : undefined);
    expect(again.stderr.includes('cut off last time')).toBe(wasCutOff);

    expect(await shop.done('balance', ...reader)).toMatchObject({ balanceRupiah: 37_500 });
    expect(shop.booked('sales')).toBe(-12_500);
    expect(shop.booked('elsewhere')).toBe(0);
    expect(shop.prove()).toMatchObject({ findings: [], transfers: { posted: 2, voided: 0, unresolved: 0 } });
  });
});
