import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { clockOff, onlyDocument, resultOf, type Shop, templateForFile } from '../commands/shop.ts';

const ISSUER = fileURLToPath(new URL('../../../issuer-cli/src/main.ts', import.meta.url));
const template = templateForFile();

/** `kartu-issuer` beside the counter, as people run it. */
async function issuer(shop: Shop, ...args: string[]) {
  return resultOf(shop.startNode([ISSUER, '--data', 'office', ...args]));
}

async function issuerJson(shop: Shop, ...args: string[]) {
  const { status, stdout } = await issuer(shop, '--json', ...args);
  return { status, document: onlyDocument(stdout) };
}

it('a day of settlement, as it is typed on both sides', async () => {
  const shop = (await template()).shop();
  await shop.done('topup', '50000', '--reader', 'virtual:ani.nfc');
  await shop.done('sale', '12000', '--reader', 'virtual:ani.nfc');
  expect(await shop.done('settle', 'export', '-o', 'one.settlement')).toMatchObject({
    file: 'one.settlement',
    terminal: 1,
    batches: [{ number: 1, from: 1, to: 5 }],
    entries: 5,
    left: 0,
  });
  expect((await shop.json(['settle', 'export', '-o', 'one.settlement'])).status).toBe(2);
  expect((await shop.json(['settle', 'export', '-o', 'counter/ledger.sqlite', '--force'])).status).toBe(2);

  const first = await issuerJson(shop, 'settle', 'import', 'one.settlement', 'one.settlement');
  expect([first.status, first.document]).toMatchObject([0, { imported: 1, repeated: 1, refused: 0 }]);
  const made = await issuerJson(shop, 'settle', 'reply', '1', '-o', 'one.reply');
  expect(made.document).toMatchObject({ terminal: 1, serial: 1, batch: 1, entry: 5 });
  expect(await shop.done('settle', 'apply', 'one.reply')).toMatchObject({
    outcome: 'applied',
    acknowledgedEntry: 5,
  });
  expect(await shop.done('settle', 'apply', 'one.reply')).toMatchObject({ outcome: 'repeated' });
  expect(await shop.done('settle', 'status')).toMatchObject({
    ...{ entry: 6, open: 1, acknowledgedEntry: 5, reply: 1, limits: 'full' },
  });
  expect(await shop.done('settle', 'export', '--after', '0', '-o', 'all.settlement')).toMatchObject({
    entries: 6,
  });
  expect(shop.prove().findings).toEqual([]);

  const status = await issuerJson(shop, 'settle', 'status');
  expect(status.document).toMatchObject({
    terminals: [
      { terminal: 1, batch: 1, madeReply: 1, awaitedRecords: 0 },
      { terminal: 2, batch: 0 },
    ],
    gaps: [],
    openCases: 0,
  });
  const proof = await issuerJson(shop, 'settle', 'verify');
  expect([proof.status, proof.document]).toMatchObject([0, { inOrder: true, cards: 1, settled: 1 }]);
  for (const args of [
    ['settle', 'status'],
    ['settle', 'verify'],
    ['cases', 'list'],
  ]) {
    expect((await issuer(shop, '--lang', 'id', ...args)).status).toBe(0);
  }
});

it('says what credits a reply has brought, in both languages, and nobody’s name', async () => {
  const shop = (await template()).shop();
  writeFileSync(shop.path('payroll.csv'), 'number,amount\n8900000001,250000\n');
  await issuer(shop, '--operator', 'Sari', 'credit', 'import', 'payroll.csv', '--period', '2026-11');
  const approved = await issuer(shop, 'credit', 'approve', '1', '--approved-by', 'Hadi');
  expect([approved.stderr, approved.status]).toEqual(['', 0]);
  await issuer(shop, 'settle', 'reply', '1', '-o', 'one.reply');
  const english = await shop.run(['settle', 'apply', 'one.reply']);
  expect(english.stdout).toContain('Credits that are new here: 1, Rp250.000 in all');
  expect(english.stdout).not.toMatch(/8900000001|89\.00000001|Ani/);
  await issuer(shop, 'settle', 'reply', '2', '-o', 'two.reply');
  const second = await shop.run(['--data', 'counter2', '--lang', 'id', 'settle', 'apply', 'two.reply']);
  expect(second.stdout).toContain('Kredit yang baru di sini: 1, seluruhnya Rp250.000');
});

it('a clone that was spent at both counters ends as a closed case', async () => {
  const shop = (await template()).shop();
  await shop.done('topup', '50000', '--reader', 'virtual:ani.nfc');
  copyFileSync(shop.path('ani.nfc'), shop.path('clone.nfc'));
  await shop.done('sale', '20000', '--reader', 'virtual:ani.nfc');
  const second = ['--data', 'counter2'];
  await shop.done(...second, 'sale', '30000', '--reader', 'virtual:clone.nfc');
  await shop.done('settle', 'export', '-o', 'one.settlement');
  await shop.done(...second, 'settle', 'export', '-o', 'two.settlement');
  await issuer(shop, 'settle', 'import', 'two.settlement', 'one.settlement');
  const list = await issuerJson(shop, 'cases', 'list');
  expect(list.document).toMatchObject({ cases: [{ id: 1, kind: 'fork', state: 'open' }] });
  const shown = await issuerJson(shop, 'cases', 'show', '1');
  expect(shown.document).toMatchObject({ frozen: true, fork: { balanceRupiah: 50_000 } });
  expect((await issuer(shop, 'cases', 'show', '1')).stdout).toContain('Rp50.000');

  await issuer(shop, 'settle', 'reply', '1', '-o', 'one.reply');
  await shop.done('settle', 'apply', 'one.reply');
  const refused = await shop.json(['sale', '1000', '--reader', 'virtual:ani.nfc']);
  expect([refused.status, refused.document]).toMatchObject([3, { reason: 'card-forked' }]);

  const close = ['cases', 'close', '1', '--reason', 'copied', '--write-off', '--unfreeze'];
  expect((await issuer(shop, '--operator', 'Ani Lestari', ...close)).status).toBe(3);
  const two = ['--operator', 'Ani Lestari', ...close, '--approved-by', 'Budi Santoso'];
  const closed = await issuerJson(shop, ...two);
  expect([closed.status, closed.document]).toMatchObject([0, { id: 1, unfrozen: true }]);
  expect((await issuerJson(shop, 'cases', 'list')).document).toEqual({ cases: [] });
});

it('what is bad is said, with a status of its own, and changes nothing', async () => {
  const shop = (await template()).shop();
  await shop.done('topup', '50000', '--reader', 'virtual:ani.nfc');
  await shop.done('settle', 'export', '-o', 'one.settlement');
  const file = readFileSync(shop.path('one.settlement'));
  writeFileSync(shop.path('cut.settlement'), file.subarray(0, 300));
  const before = shop.snapshot();
  const bad = await issuerJson(shop, 'settle', 'import', 'cut.settlement', 'nothing-there');
  expect([bad.status, bad.document]).toMatchObject([9, { imported: 0, refused: 2 }]);
  expect((await issuerJson(shop, 'settle', 'reply', '7', '-o', 'seven.reply')).status).toBe(2);
  expect(existsSync(shop.path('seven.reply'))).toBe(false);
  for (const [name, code] of [
    ['one.settlement', 'file-for-another-terminal'],
    ['ani.nfc', 'file-invalid'],
    ['nothing-there', 'file-unreadable'],
  ] as const) {
    const applied = await shop.json(['settle', 'apply', name]);
    expect([applied.status, applied.document]).toMatchObject([9, { error: { code } }]);
  }
  expect(shop.snapshot()).toEqual(before);
});

it('an older bundle that was put back in the folder is refused', async () => {
  const shop = (await template()).shop();
  copyFileSync(shop.path('counter/bundle.age'), shop.path('kept.age'));
  await shop.done('setup', 'later.bundle');
  copyFileSync(shop.path('kept.age'), shop.path('counter/bundle.age'));
  const refused = await shop.json(['sale', '1000', '--reader', 'virtual:ani.nfc']);
  expect([refused.status, refused.document]).toMatchObject([7, { error: { code: 'data-damaged' } }]);
  await shop.done('setup', 'later.bundle');
  expect((await shop.json(['balance', '--reader', 'virtual:ani.nfc'])).status).toBe(0);
});

it('a clock that was ahead is accepted again with a fresh reply', async () => {
  const shop = (await template()).shop();
  const ahead = clockOff(200 * 86_400_000);
  await shop.json(['balance', '--reader', 'virtual:ani.nfc'], ahead);
  expect((await shop.json(['topup', '5000', '--reader', 'virtual:ani.nfc'])).document).toMatchObject({
    reason: 'clock-behind',
  });
  expect(await shop.done('clock', 'accept', '--reason', 'battery')).toMatchObject({ entry: 2 });
  await shop.done('topup', '5000', '--reader', 'virtual:ani.nfc');
  expect(shop.prove().findings).toEqual([]);
});
