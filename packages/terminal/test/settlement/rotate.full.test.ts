import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { onlyDocument, resultOf, type Shop, templateForFile } from '../commands/shop.ts';

const ISSUER = fileURLToPath(new URL('../../../issuer-cli/src/main.ts', import.meta.url));
const template = templateForFile();

async function issuer(shop: Shop, ...args: string[]): Promise<Record<string, unknown>> {
  const result = await resultOf(shop.startNode([ISSUER, '--data', 'office', '--json', ...args]));
  expect([result.status, result.stderr]).toEqual([0, expect.anything()]);
  return onlyDocument(result.stdout) as Record<string, unknown>;
}

const bundle = (shop: Shop, counter: string) =>
  issuer(shop, 'terminal', 'bundle', counter, '-o', `counter-${counter}.bundle`, '--force');
const keySetOf = async (shop: Shop, card: string) => {
  const { ok, keySet } = await issuer(shop, 'card', 'verify', '--reader', `virtual:${card}`);
  return { ok, keySet };
};

it('the key set is rotated, and cards get the new keys at their next tap, as it is typed', async () => {
  const shop = (await template()).shop();
  await shop.done('topup', '50000', '--reader', 'virtual:ani.nfc');
  await shop.done('topup', '50000', '--reader', 'virtual:budi.mfd');
  await issuer(shop, 'keys', 'rotate', 'set');

  // The other counter could not read what this one renews: first each of them has a fresh bundle.
  expect(await bundle(shop, '1')).toMatchObject({ renews: { toKeySet: 2, waitsFor: [2] } });
  await shop.done('setup', 'counter-1.bundle');
  await shop.done('sale', '1000', '--reader', 'virtual:ani.nfc');
  expect(await keySetOf(shop, 'ani.nfc')).toEqual({ ok: true, keySet: 1 });
  expect(await bundle(shop, '2')).toMatchObject({ renews: { toKeySet: 2, waitsFor: [] } });
  expect(await bundle(shop, '1')).toMatchObject({ renews: { toKeySet: 2, waitsFor: [] } });
  await shop.done('setup', 'counter-1.bundle');

  expect(await shop.done('sale', '1000', '--reader', 'virtual:ani.nfc')).toMatchObject({
    outcome: 'posted',
    balanceRupiah: 48_000,
  });
  expect(await keySetOf(shop, 'ani.nfc')).toEqual({ ok: true, keySet: 2 });
  expect(await issuer(shop, 'card', 'inspect', '--reader', 'virtual:ani.nfc')).toMatchObject({
    opensWithOwnPassword: true,
    registered: { keySet: 2 },
  });
  expect(await shop.done('sale', '1000', '--reader', 'virtual:ani.nfc')).toMatchObject({
    balanceRupiah: 47_000,
  });

  // A MIFARE Classic at the desk, where nothing else was chosen.
  await shop.done('sale', '1000', '--reader', 'virtual:budi.mfd');
  expect(await keySetOf(shop, 'budi.mfd')).toEqual({ ok: true, keySet: 1 });
  await issuer(shop, 'policy', 'set', '--renew-cards', 'all');
  await bundle(shop, '1');
  await shop.done('setup', 'counter-1.bundle');
  await shop.done('balance', '--reader', 'virtual:budi.mfd');
  expect(await keySetOf(shop, 'budi.mfd')).toEqual({ ok: true, keySet: 2 });

  // What the counter did reaches the registry with its journal.
  const cards = async () => {
    const { keySets } = await issuer(shop, 'keys', 'list');
    return (keySets as { cards: number }[]).map((set) => set.cards);
  };
  expect(await cards()).toEqual([4, 0]);
  await shop.done('settle', 'export', '-o', 'one.settlement');
  expect(await issuer(shop, 'settle', 'import', 'one.settlement')).toMatchObject({ imported: 1, refused: 0 });
  expect(await cards()).toEqual([2, 2]);
  expect(await issuer(shop, 'card', 'renew', '--reader', 'virtual:ani.nfc')).toMatchObject({
    outcome: 'newest',
    toKeySet: 2,
  });
  expect(shop.prove().findings).toEqual([]);
});
