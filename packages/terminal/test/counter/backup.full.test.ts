import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataFolderAt, lockFolder } from '../../src/counter/data-folder.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { MIGRATIONS } from '../../src/ledger/schema.ts';
import { resultOf, templateForFile } from '../commands/shop.ts';

const ISSUER_MAIN = fileURLToPath(new URL('../../../issuer-cli/src/main.ts', import.meta.url));
const template = templateForFile();
const newShop = async () => (await template()).shop();
const CARD = ['--reader', 'virtual:budi.mfd'];
const restored = (args: readonly string[]) => ['--data', 'restored', ...args];

describe('a backup', () => {
  it('is made while the counter sells, and its books prove themselves', async () => {
    const shop = await newShop();
    await shop.done('topup', '50000', ...CARD);
    const busy = lockFolder(dataFolderAt(shop.path('counter'))); // as `serve` holds it all day
    const made = await shop.done('backup', '-o', 'monday.backup');
    busy.release();
    expect(made).toMatchObject({ file: 'monday.backup', journalEntry: expect.any(Number) });
    expect(statSync(shop.path('monday.backup')).mode & 0o777).toBe(0o600);
    await shop.done('sale', '12500', ...CARD); // after the backup

    await shop.done(...restored(['restore', 'monday.backup']));
    expect(await shop.done(...restored(['verify']))).toMatchObject({
      inOrder: true,
      journalEntries: made.journalEntry,
    });
    expect(shop.booked('drawer', 'restored')).toBe(50_000);
    expect(shop.booked('sales', 'restored')).toBe(0);
  });

  it('takes no cards when it is restored: what came after it would look like a clone', async () => {
    const shop = await newShop();
    await shop.done('topup', '50000', ...CARD);
    await shop.done('backup', '-o', 'monday.backup');
    await shop.done(...restored(['restore', 'monday.backup']));
    for (const args of [['sale', '1000'], ['topup', '1000'], ['balance']]) {
      const { status, document } = await shop.json(restored([...args, ...CARD]));
      expect([status, document.reason]).toEqual([3, 'counter-restored']);
    }
    await shop.done('sale', '1000', ...CARD); // the counter itself goes on
  });

  it('settles what the issuer has not seen, and says nothing new where it has', async () => {
    const shop = await newShop();
    const issuer = async (...args: string[]) => {
      const { stdout } = await resultOf(shop.startNode([ISSUER_MAIN, '--data', 'office', '--json', ...args]));
      return JSON.parse(stdout);
    };
    await shop.done('topup', '50000', ...CARD);
    await shop.json(['sale', '1000', '--reader', 'virtual:budi.mfd,tear=30:half']); // unfinished in the backup
    await shop.done('backup', '-o', 'monday.backup');
    await shop.done('sale', '1000', ...CARD); // after it
    await shop.done('settle', 'export', '-o', 'live.settlement');
    await shop.done(...restored(['restore', 'monday.backup']));
    await shop.done(...restored(['settle', 'export', '-o', 'restored.settlement']));
    expect(await issuer('settle', 'import', 'live.settlement')).toMatchObject({ refused: 0 });
    const again = await issuer('settle', 'import', 'restored.settlement');
    expect(again.files[0].batches).toEqual([expect.objectContaining({ outcome: 'repeated' })]);
    expect((await issuer('cases', 'list')).cases).toEqual([]);
    const adding = await shop.json(restored(['shift', 'open', '--float', '0']));
    expect(adding.document.error).toMatchObject({ code: 'not-permitted' });
  });

  it('never goes over a file or a folder that is there', async () => {
    const shop = await newShop();
    writeFileSync(shop.path('monday.backup'), 'mine');
    expect((await shop.json(['backup', '-o', 'monday.backup'])).document.error).toMatchObject({
      code: 'already-exists',
    });
    expect(readFileSync(shop.path('monday.backup'), 'utf8')).toBe('mine');
    await shop.done('backup', '-o', 'tuesday.backup');
    const before = shop.snapshot();
    expect((await shop.json(['restore', 'tuesday.backup'])).document.error).toMatchObject({
      code: 'data-exists',
    });
    expect(shop.snapshot()).toEqual(before);
  });

  it.each([
    ['cut off in the middle', (path: string) => truncateSync(path, 5000)],
    ['empty', (path: string) => truncateSync(path, 0)],
    [
      'no database',
      (path: string) => writeFileSync(path, 'Once upon a time there was a ledger. '.repeat(500)),
    ],
    [
      'another database',
      (path: string) => copyFileSync(path.replace('monday.backup', 'office/issuer.sqlite'), path),
    ],
    [
      'with damaged pages',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 4096 * 3, 4096 * 6);
        writeFileSync(path, bytes);
      },
    ],
  ])('that is %s is refused, and no folder is made of it', async (_name, damage) => {
    const shop = await newShop();
    await shop.done('backup', '-o', 'monday.backup');
    damage(shop.path('monday.backup'));
    const { document, status } = await shop.json(restored(['restore', 'monday.backup']));
    expect([document.error, status]).toEqual([
      expect.objectContaining({ code: 'file-invalid' }),
      expect.any(Number),
    ]);
    expect((await shop.json(restored(['verify']))).status).not.toBe(0);
  });
});

describe('an upgrade', () => {
  it('keeps the ledger as the older program left it', async () => {
    const shop = await newShop();
    const path = shop.path('old.sqlite');
    const old = new Sqlite(path);
    old.exec(MIGRATIONS[0]!);
    old.pragma(`application_id = ${0x4b4b5401}`);
    old.pragma('user_version = 1');
    old.prepare("INSERT INTO setting (key, value) VALUES ('mark', 'as it was')").run();
    old.close();
    writeFileSync(`${path}.v1.half`, 'of an upgrade that was cut off');

    const ledger = new Ledger(path);
    expect(ledger.setting('mark')).toBe('as it was');
    expect(ledger.database.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    ledger.close();
    const copy = new Sqlite(`${path}.v1`, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(1);
    expect(copy.prepare('SELECT value FROM setting').pluck().all()).toEqual(['as it was']);
    copy.close();
    expect(statSync(`${path}.v1`).mode & 0o777).toBe(0o600);
  });
});
