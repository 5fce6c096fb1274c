import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWithPassphrase } from '@kartukita/card-core';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { dataFolderAt } from '../../src/counter/data-folder.ts';
import { applyBundle, openCounter } from '../../src/counter/enrol.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { SCHEMA_VERSION } from '../../src/ledger/schema.ts';
import {
  errorOf,
  filesOf,
  MASTER_KEY,
  NOW_MS,
  organisation,
  request,
  TEST_PASSPHRASE,
  temporaryFolder,
} from './organisation.ts';

const now = () => NOW_MS;
const open = (folder: string) => openCounter(folder, TEST_PASSPHRASE, now);
const answer = organisation();

let template: Promise<{ folder: string; sealed: Uint8Array; requestText: string }> | undefined;
afterAll(async () => rmSync((await template)?.folder ?? '', { recursive: true, force: true }));

/** A counter that is set up: a passphrase costs half a second, so it is made once and copied. */
async function setUp() {
  template ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-counter-template-'));
    const { request: requestText } = await request(folder);
    const sealed = await answer(requestText);
    await applyBundle(folder, sealed, TEST_PASSPHRASE);
    return { folder, sealed, requestText };
  })();
  const { folder: made, ...rest } = await template;
  const folder = join(temporaryFolder(), 'counter');
  cpSync(made, folder, { recursive: true });
  return { folder, ...rest };
}

describe('secrets', () => {
  it('stand in no file of the folder in clear, and only the owner may read any of them', async () => {
    const { folder, requestText } = await setUp();
    const counter = await open(folder);
    counter.ledger.setSetting('touched', 'so that the log is there');
    const { content: keysFile } = filesOf(folder).get('keys.age')!;
    const keys = JSON.parse(Buffer.from(await openWithPassphrase(keysFile, TEST_PASSPHRASE)).toString());
    const seed = Buffer.from(keys.signingKey, 'base64url');
    expect(seed).toHaveLength(32);
    const secrets: [string, Buffer][] = [
      ['seed', seed],
      ['seed in base64url', Buffer.from(keys.signingKey)],
      ['seed in hex', Buffer.from(seed.toString('hex'))],
      ['age identity', Buffer.from(keys.encryption.secret)],
      ['any age identity', Buffer.from('AGE-SECRET-KEY-')],
      ['master key', MASTER_KEY],
      ['master key in base64url', Buffer.from(MASTER_KEY.toString('base64url'))],
      ['passphrase', Buffer.from(TEST_PASSPHRASE)],
    ];
    const files = filesOf(folder);
    expect([...files.keys()].sort()).toEqual([
      'bundle.age',
      'keys.age',
      'ledger.sqlite',
      'ledger.sqlite-shm',
      'ledger.sqlite-wal',
      'lock.sqlite',
      'lock.sqlite-journal',
    ]);
    files.set('the request', { content: Buffer.from(requestText), mode: 0o600 });
    for (const [name, { content, mode }] of files) {
      expect([name, mode.toString(8)]).toEqual([name, '600']);
      for (const [what, secret] of secrets)
        expect([name, what, content.includes(secret)]).toEqual([name, what, false]);
    }
    counter.close();
  });
});

describe('a request', () => {
  it('is made from the same keys when it is asked for again', async () => {
    const folder = join(temporaryFolder(), 'counter');
    expect((await request(folder)).newKeys).toBe(true);
    const keys = filesOf(folder).get('keys.age');
    expect((await request(folder)).newKeys).toBe(false);
    expect(filesOf(folder).get('keys.age')).toEqual(keys);
  });

  it('of two that are made at once one wins, and its keys stay', async () => {
    const folder = join(temporaryFolder(), 'counter');
    const made = await Promise.allSettled([request(folder), request(folder)]);
    const won = made.filter((each) => each.status === 'fulfilled');
    const lost = made.filter((each) => each.status === 'rejected');
    expect(lost.map(({ reason }) => reason.code)).toEqual(['data-busy']);
    await applyBundle(folder, await answer(won[0]!.value.request), TEST_PASSPHRASE);
    (await open(folder)).close();
  });

  it.each(['', '   ', 'x'.repeat(81), 'Gerai\u001b[2J'])(
    'for the outlet %j makes nothing',
    async (outlet) => {
      const folder = join(temporaryFolder(), 'counter');
      expect((await errorOf(() => request(folder, outlet))).code).toBe('usage');
      expect(readdirSync(join(folder, '..'))).toEqual([]);
    },
  );
});

describe('setup', () => {
  it('takes the same bundle twice, a newer one, and no older one', async () => {
    const { folder, sealed, requestText } = await setUp();
    await applyBundle(folder, sealed, TEST_PASSPHRASE);
    const newer = await answer(requestText);
    const { serial } = await applyBundle(folder, newer, TEST_PASSPHRASE);
    const before = filesOf(folder);
    expect((await errorOf(() => applyBundle(folder, sealed, TEST_PASSPHRASE))).code).toBe('file-invalid');
    expect(filesOf(folder).get('bundle.age')).toEqual(before.get('bundle.age'));
    const counter = await open(folder);
    expect(counter.bundle.serial).toBe(serial);
    counter.close();
  });

  it('takes no bundle by another organisation once it has joined one', async () => {
    const { folder, requestText } = await setUp();
    const before = filesOf(folder).get('bundle.age');
    const other = await organisation('Koperasi Lain')(requestText);
    const error = await errorOf(() => applyBundle(folder, other, TEST_PASSPHRASE));
    expect(error).toMatchObject({
      code: 'file-for-another-organisation',
      details: { organisation: 'Koperasi Lain' },
    });
    expect(filesOf(folder).get('bundle.age')).toEqual(before);
  });

  it('that was cut off before the books knew of the bundle is made good, by opening or by the same command', async () => {
    const { folder, requestText } = await setUp();
    const newer = await answer(requestText);
    const serial = () => {
      const ledger = new Ledger(dataFolderAt(folder).ledger);
      const text = ledger.setting('bundle-serial')!;
      return {
        text,
        set: (to: string) => ledger.setSetting('bundle-serial', to),
        close: () => ledger.close(),
      };
    };
    const before = serial();
    before.close();
    await applyBundle(folder, newer, TEST_PASSPHRASE);
    const after = serial();
    after.set(before.text); // as after a power cut between the file and the books
    after.close();
    (await open(folder)).close();
    await applyBundle(folder, newer, TEST_PASSPHRASE);
    const counter = await open(folder);
    expect(counter.bundle.serial).toBe(Number(counter.ledger.setting('bundle-serial')));
    counter.close();
  });

  it('needs the keys of a request', async () => {
    const folder = join(temporaryFolder(), 'counter');
    const { sealed } = await setUp();
    const error = await errorOf(() => applyBundle(folder, sealed, TEST_PASSPHRASE));
    expect(error).toMatchObject({
      code: 'data-missing',
      details: { advice: expect.stringContaining('kartu-terminal request') },
    });
    expect(readdirSync(join(folder, '..'))).toEqual([]);
  });
});

describe('opening', () => {
  it('wants the ledger that setup made, not a new one in its place', async () => {
    const { folder } = await setUp();
    const { ledger } = dataFolderAt(folder);
    truncateSync(ledger, 0);
    expect((await errorOf(() => open(folder))).code).toBe('data-damaged');
    for (const name of readdirSync(folder)) if (name.startsWith('ledger')) rmSync(join(folder, name));
    expect((await errorOf(() => open(folder))).code).toBe('data-damaged');
    expect(readdirSync(folder).sort()).toEqual(['bundle.age', 'keys.age', 'lock.sqlite']);
  });

  it.each([
    ['another program’s database', 'CREATE TABLE recipe (name TEXT)', 'data-damaged'],
    ['another program’s database with a version', 'PRAGMA user_version = 1', 'data-damaged'],
    ['another application’s file', 'PRAGMA application_id = 7', 'data-damaged'],
    ['a ledger of a newer version', `PRAGMA user_version = ${SCHEMA_VERSION + 1}`, 'data-newer'],
  ])('%s is refused, and not one byte of it changes', async (_, statement, code) => {
    const { folder } = await setUp();
    const { ledger } = dataFolderAt(folder);
    for (const name of readdirSync(folder)) if (name.startsWith('ledger')) rmSync(join(folder, name));
    const foreign = new Sqlite(ledger);
    foreign.exec(statement);
    foreign.close();
    const before = filesOf(folder);
    expect((await errorOf(() => open(folder))).code).toBe(code);
    expect(filesOf(folder)).toEqual(before);
  });

  it('a text in place of the ledger is refused and kept', async () => {
    const { folder } = await setUp();
    const { ledger } = dataFolderAt(folder);
    for (const name of readdirSync(folder)) if (name.startsWith('ledger')) rmSync(join(folder, name));
    writeFileSync(ledger, 'the books\n'.repeat(1000));
    const before = filesOf(folder);
    expect((await errorOf(() => open(folder))).code).toBe('data-damaged');
    expect(filesOf(folder).get('ledger.sqlite')).toEqual(before.get('ledger.sqlite'));
  });

  it.each(['keys.age', 'bundle.age'])('a damaged %s is told as damage of the data', async (name) => {
    const { folder } = await setUp();
    const { content } = filesOf(folder).get(name)!;
    for (const length of [0, 10, Math.floor(content.length / 2), content.length - 1]) {
      writeFileSync(join(folder, name), content.subarray(0, length));
      expect(await errorOf(() => open(folder))).toMatchObject({
        code: 'data-damaged',
        message: expect.stringContaining(name),
      });
    }
    writeFileSync(join(folder, name), content);
    (await open(folder)).close();
  });

  it('with the wrong passphrase changes nothing', async () => {
    const { folder } = await setUp();
    const before = filesOf(folder);
    const error = await errorOf(() => openCounter(folder, 'another passphrase', now));
    expect(error.code).toBe('passphrase-wrong');
    expect(filesOf(folder)).toEqual(before);
  });
});
