import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isKartuError } from '@kartukita/card-core';
import { newCard, openVirtualFile, readImage, writeImage } from '@kartukita/card-core/virtual';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { dataFolderAt, lockFolder } from '../../src/counter/data-folder.ts';
import { applyBundle } from '../../src/counter/enrol.ts';
import { setHint } from '../../src/ledger/hints.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { SCHEMA_VERSION } from '../../src/ledger/schema.ts';
import { TEST_PASSPHRASE } from './seeded.ts';
import { clockOff, onlyDocument, resultOf, type Shop, templateForFile } from './shop.ts';

const template = templateForFile();
const newShop = async () => (await template()).shop();
const DAY_MS = 86_400_000;

/**
 * A command that must be refused: its status, the code (or the reason) in the document, a sentence, and books,
 * cards, keys and bundle as they were.
 */
async function refused(
  shop: Shop,
  args: readonly string[],
  expected: { status: number; code?: string; reason?: string; says: RegExp },
  env?: NodeJS.ProcessEnv,
): Promise<void> {
  const before = shop.snapshot();
  const { status, document, stderr } = await shop.json(args, env);
  const told = (document.error ?? document) as { code?: string; message?: string };
  const what = { status, code: told.code, reason: told.code ? undefined : document.reason };
  const { says, ...wanted } = expected;
  expect(what).toEqual({ code: undefined, reason: undefined, ...wanted });
  expect(told.message).toMatch(says);
  if (told.code) expect(stderr).toContain(told.message);
  expect(stderr).not.toMatch(/\n {4}at |node:internal/); // a sentence, not a stack
  expect(shop.snapshot()).toEqual(before);
}

const ON_BUDI = ['--reader', 'virtual:budi.mfd'];

describe('an amount', () => {
  it.each(['0', '00', '-5', '12.5', '12,500', '1e5', '0x10', '1234567890', '', ' ', '١٢', '12 500', 'NaN'])(
    '%j is none',
    async (amount) => {
      const shop = await newShop();
      const expected = { status: 2, code: 'amount-invalid', says: /is not an amount\. Give whole rupiah/ };
      await refused(shop, ['sale', ...ON_BUDI, '--', amount], expected);
    },
  );

  it('above the balance, the limits of the day, of one transaction and of the card', async () => {
    const shop = await newShop();
    await shop.done('topup', '1000', ...ON_BUDI);
    await refused(shop, ['sale', '1001', ...ON_BUDI], {
      status: 3,
      reason: 'balance-too-low',
      says: /Rp1\.000\. Top up/,
    });
    await refused(shop, ['sale', '500001', ...ON_BUDI], {
      status: 3,
      reason: 'amount-above-terminal-limit',
      says: /another way of paying/,
    });
    await refused(shop, ['topup', '999999999', ...ON_BUDI], {
      status: 3,
      reason: 'amount-above-terminal-limit',
      says: /Take less/,
    });
    await shop.done('topup', '1000000', ...ON_BUDI);
    await refused(shop, ['topup', '1000000', ...ON_BUDI], {
      status: 3,
      reason: 'balance-above-maximum',
      says: /at most Rp2\.000\.000/,
    });
    await shop.done('sale', '500000', ...ON_BUDI);
    await refused(shop, ['sale', '1', ...ON_BUDI], {
      status: 3,
      reason: 'daily-limit',
      says: /Tomorrow again/,
    });
  });
});

describe('a card file', () => {
  it.each([
    ['virtual:absent.nfc', 2, 'not-found', /there is no such card image/],
    ['virtual:.', 6, 'image-invalid', /has to end with/],
    ['virtual:passphrase', 6, 'image-invalid', /has to end with one of \.nfc/],
    ['virtual:text.nfc', 6, 'image-invalid', /not a usable card image/],
    ['virtual:empty.mfd', 6, 'image-invalid', /not a usable card image/],
    ['virtual:folder.nfc', 9, 'file-unreadable', /cannot be read/],
    ['virtual:', 2, 'usage', /file of the card is missing/],
    ['usb', 2, 'usage', /has to begin with/],
  ] as const)('%s is refused', async (reader, status, code, says) => {
    const shop = await newShop();
    writeFileSync(shop.path('text.nfc'), 'Filetype: Flipper NFC device\nnothing\n');
    writeFileSync(shop.path('empty.mfd'), '');
    mkdirSync(shop.path('folder.nfc'));
    await refused(shop, ['sale', '1000', '--reader', reader], { status, code, says });
  });

  it('that is blank or foreign, or another organisation’s, is refused', async () => {
    const shop = await newShop();
    writeImage(shop.path('blank.nfc'), newCard('ntag215'));
    writeImage(shop.path('blank.mfd'), newCard('classic-1k'));
    const locked = newCard('classic-1k');
    for (let trailer = 3; trailer < 64; trailer += 4) {
      locked.memory.fill(0x5a, trailer * 16, trailer * 16 + 6);
      locked.memory.fill(0xa5, trailer * 16 + 10, trailer * 16 + 16);
    }
    writeImage(shop.path('locked.mfd'), locked);
    const tag = newCard('ntag215');
    tag.memory.set([0, 0, 0, 4], 0x83 * 4); // AUTH0: everything from page 4 behind a password that is not ours
    tag.memory[0x84 * 4] = 0x80;
    writeImage(shop.path('locked.nfc'), tag);
    for (const name of ['blank.nfc', 'blank.mfd', 'locked.mfd', 'locked.nfc', 'other.mfd', 'other.nfc']) {
      const bytes = Buffer.from(readImage(shop.path(name)).memory);
      await refused(shop, ['sale', '1000', '--reader', `virtual:${name}`], {
        status: 3,
        reason: name.startsWith('blank') ? 'card-blank' : 'card-foreign',
        says: name.startsWith('blank') ? /not been issued yet/ : /Ask for the member card/,
      });
      expect([name, bytes.equals(readImage(shop.path(name)).memory)]).toEqual([name, true]);
    }
  });

  it('with its identity or its record damaged is refused, and its balance is kept in the books', async () => {
    const shop = await newShop();
    await shop.done('topup', '5000', ...ON_BUDI);
    const damage = (name: string, find: Buffer) => {
      const state = readImage(shop.path('budi.mfd'));
      const at = Buffer.from(state.memory).indexOf(find);
      expect(at).toBeGreaterThan(0);
      state.memory[at] = state.memory[at]! ^ 1;
      writeImage(shop.path(name), state);
    };
    const ledger = new Ledger(shop.path('counter/ledger.sqlite'));
    const { tail } = ledger.lastRecord(2)!;
    const { identity } = ledger.cardBySerial(2)!;
    const [opening] = ledger.lastRecords(2, 2).slice(1);
    ledger.close();
    // A counter that knows the card does not read its identity again; one that does not sees the damage.
    damage('identity.mfd', Buffer.from(identity.subarray(32, 48)));
    damage('record.mfd', Buffer.from(tail.subarray(0, 16)));
    const secondly = async (name: string, reason: string) => {
      const { status, document } = await shop.json([
        '--data',
        'counter2',
        'sale',
        '100',
        '--reader',
        `virtual:${name}`,
      ]);
      expect([name, status, document.reason]).toEqual([name, 3, reason]);
      expect(document.message).toMatch(/send the member to the secretariat|older balance/i);
    };
    await secondly('identity.mfd', 'card-not-genuine');
    // Without its last record the card shows the one before: an empty purse for a counter that knows no better.
    expect(
      (await shop.json(['--data', 'counter2', 'sale', '100', '--reader', 'virtual:record.mfd'])).document,
    ).toMatchObject({
      reason: 'balance-too-low',
      balanceRupiah: 0,
    });
    damage('both.mfd', Buffer.from(tail.subarray(0, 16)));
    const state = readImage(shop.path('both.mfd'));
    const at = Buffer.from(state.memory).indexOf(Buffer.from(opening!.tail.subarray(0, 16)));
    state.memory[at] = state.memory[at]! ^ 1;
    writeImage(shop.path('both.mfd'), state);
    await secondly('both.mfd', 'record-not-genuine');
    expect(shop.booked('purse:2')).toBe(-5000);
    expect(shop.booked('elsewhere', 'counter2')).toBe(0);
  });
});

describe('a passphrase', () => {
  it.each([
    ['wrong', 'passphrase-wrong', 8, /is wrong/],
    ['empty', 'passphrase-missing', 8, /Give --passphrase-file/],
    ['absent', 'file-unreadable', 9, /cannot be read/],
    ['', 'passphrase-missing', 8, /run this where it can ask/],
  ] as const)('in the file %j: %s', async (file, code, status, says) => {
    const shop = await newShop();
    writeFileSync(shop.path('wrong'), 'another passphrase altogether\n');
    writeFileSync(shop.path('empty'), '\n');
    const env = { KARTU_PASSPHRASE_FILE: file && shop.path(file) };
    await refused(shop, ['balance', ...ON_BUDI], { status, code, says }, env);
  });

  it('for new keys that is too short makes none', async () => {
    const shop = await newShop();
    writeFileSync(shop.path('short'), 'short\n');
    const asked = [
      '--data',
      'new',
      '--passphrase-file',
      'short',
      'request',
      '--outlet',
      'X',
      '-o',
      'x.request',
    ];
    expect(await shop.json(asked)).toMatchObject({ status: 2, document: { error: { code: 'usage' } } });
    expect(shop.snapshot('new')).toMatchObject({ keys: null, books: null });
  });
});

describe('a bundle', () => {
  it.each([
    ['counter2.bundle', 'file-for-another-terminal', 9, /made from this counter's own request/],
    ['other.bundle', 'file-for-another-organisation', 9, /Koperasi Lain.*nothing was changed/],
    ['absent.bundle', 'file-unreadable', 9, /absent\.bundle cannot be read/],
    ['counter', 'file-unreadable', 9, /cannot be read/],
    ['passphrase', 'file-invalid', 9, /not the file that is needed/],
    ['counter.request', 'file-invalid', 9, /not the file that is needed/],
    ['counter/keys.age', 'file-invalid', 9, /not the file that is needed/],
  ] as const)('%s is refused', async (bundle, code, status, says) => {
    await refused(await newShop(), ['setup', bundle], { status, code, says });
  });

  it('that is older than the one in use is refused', async () => {
    const shop = await newShop();
    await shop.done('setup', 'later.bundle');
    await refused(shop, ['setup', 'counter.bundle'], {
      status: 9,
      code: 'file-invalid',
      says: /older than the one in use/,
    });
    await shop.done('setup', 'later.bundle');
  });

  it('before a request, and a sale before the setup, name the command that is missing', async () => {
    const shop = await newShop();
    const early = await shop.json(['--data', 'new', 'setup', 'counter.bundle']);
    expect(early).toMatchObject({ status: 7, document: { error: { code: 'data-missing' } } });
    expect(early.stderr).toContain('kartu-terminal request');
    await shop.done('--data', 'new', 'request', '--outlet', 'Baru', '-o', 'new.request');
    const sale = await shop.json(['--data', 'new', 'sale', '1', ...ON_BUDI]);
    expect(sale).toMatchObject({ status: 7, document: { error: { code: 'data-missing' } } });
    expect(sale.stderr).toContain('kartu-terminal setup');
  });

  it('cut off anywhere or with any bit turned is refused, and nothing of it stays', async () => {
    const shop = await newShop();
    const whole = readFileSync(shop.path('later.bundle'));
    const before = shop.snapshot();
    const variants: [string, Uint8Array][] = [
      0,
      1,
      21,
      22,
      60,
      150,
      200,
      300,
      whole.length - 17,
      whole.length - 1,
    ].map((length) => [`cut at ${length}`, whole.subarray(0, length)]);
    for (let at = 0; at < whole.length; at += at < 260 ? 13 : 331) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ (1 << (at % 8));
      variants.push([`byte ${at}`, bytes]);
    }
    variants.push(['one byte more', Buffer.concat([whole, Buffer.from([0])])]);
    const codes = new Set<string>();
    // In this process: a hundred commands would take minutes.
    for (const [what, bytes] of variants) {
      try {
        await applyBundle(shop.path('counter'), bytes, TEST_PASSPHRASE);
        throw new Error(`${what} was taken`);
      } catch (error) {
        if (!isKartuError(error)) throw error;
        codes.add(error.code);
      }
    }
    expect([...codes].sort()).toEqual(['file-for-another-terminal', 'file-invalid']);
    expect(shop.snapshot()).toEqual(before);
    writeFileSync(shop.path('cut.bundle'), whole.subarray(0, 300));
    await refused(shop, ['setup', 'cut.bundle'], {
      status: 9,
      code: 'file-invalid',
      says: /damaged or cut off/,
    });
    await shop.done('setup', 'later.bundle');
  }, 120_000);
});

describe('a data folder', () => {
  const BALANCE = ['balance', ...ON_BUDI];

  it('that is missing, or leads through a file, is told', async () => {
    const shop = await newShop();
    for (const data of ['absent', 'passphrase/counter']) {
      const gone = await shop.json(['--data', data, ...BALANCE]);
      expect(gone).toMatchObject({ status: 7, document: { error: { code: 'data-missing' } } });
    }
    const through = await shop.json([
      '--data',
      'passphrase/counter',
      'request',
      '--outlet',
      'X',
      '-o',
      'x.request',
    ]);
    expect(through).toMatchObject({ status: 7, document: { error: { code: 'data-read-only' } } });
    const unnamed = await resultOf(shop.startNode([mainPath, '--json', ...BALANCE]));
    expect(unnamed.status).toBe(2);
    expect(onlyDocument(unnamed.stdout)).toMatchObject({ error: { code: 'usage' } });
  });

  it('with a hint about a card that makes no sense works as without it', async () => {
    const shop = await newShop();
    await shop.done('topup', '5000', ...ON_BUDI);
    for (const hint of ['not JSON', '{}', '[99,-1]', '[1,2,3]']) {
      const ledger = new Ledger(shop.path('counter/ledger.sqlite'));
      setHint(ledger, 2, hint);
      ledger.close();
      expect(await shop.done('sale', '100', ...ON_BUDI)).toMatchObject({ outcome: 'posted' });
    }
    expect(shop.booked('sales')).toBe(-400);
  });

  it('of a newer version is refused, and not changed', async () => {
    const shop = await newShop();
    const ledger = new Sqlite(shop.path('counter/ledger.sqlite'));
    ledger.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    ledger.close();
    await refused(shop, BALANCE, {
      status: 7,
      code: 'data-newer',
      says: new RegExp(`newer version \\(${SCHEMA_VERSION + 1}; this one knows ${SCHEMA_VERSION}\\)`),
    });
  });

  it.each(['topup', 'verify'])(
    'with a ledger that is damaged is refused by %s, and not changed',
    async (command) => {
      const shop = await newShop();
      const path = shop.path('counter/ledger.sqlite');
      const args = command === 'verify' ? ['verify'] : ['topup', '1000', ...ON_BUDI];
      const damages: (() => void)[] = [
        () => writeFileSync(path, 'not a database at all\n'.repeat(500)),
        () => truncateSync(path, 0),
        () => rmSync(path),
      ];
      for (const damage of damages) {
        damage();
        const card = readImage(shop.path('budi.mfd')).memory;
        const told = await shop.json(args);
        expect(told).toMatchObject({ status: 7, document: { error: { code: 'data-damaged' } } });
        expect(told.stderr).toContain('restore the last backup');
        expect(readImage(shop.path('budi.mfd')).memory).toEqual(card);
      }
    },
  );

  it('in use by another process is data-busy, and free when that one is killed', async () => {
    const shop = await newShop();
    const held = lockFolder(dataFolderAt(shop.path('counter')));
    await refused(shop, BALANCE, {
      status: 7,
      code: 'data-busy',
      says: /another kartu-terminal.*Wait a moment/,
    });
    await refused(shop, ['setup', 'later.bundle'], { status: 7, code: 'data-busy', says: /Wait a moment/ });
    held.release();
    const hold = `import { lockFolder, dataFolderAt } from ${JSON.stringify(dataFolderPath)};
      globalThis.lock = lockFolder(dataFolderAt('counter')); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const child = shop.startNode(['--input-type=module-typescript', '-e', hold]);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    await refused(shop, BALANCE, { status: 7, code: 'data-busy', says: /another kartu-terminal/ });
    child.kill('SIGKILL');
    await resultOf(child);
    expect(await shop.done(...BALANCE)).toMatchObject({ outcome: 'read' });
  });
});

const mainPath = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const dataFolderPath = new URL('../../src/counter/data-folder.ts', import.meta.url).href;

describe('the clock', () => {
  it('set back is noticed by every tap, so that nothing is written with a wrong time', async () => {
    const shop = await newShop();
    await shop.done('topup', '5000', ...ON_BUDI);
    const back = clockOff(-2 * 3_600_000);
    const behind = { status: 3, reason: 'clock-behind', says: /Set date and time right/ };
    await refused(shop, ['sale', '100', ...ON_BUDI], behind, back);
    await refused(shop, ['balance', '--reader', 'virtual:ani.nfc'], behind, back);
    expect(await shop.done('sale', '100', ...ON_BUDI)).toMatchObject({ outcome: 'posted' });
    expect(shop.prove().findings).toEqual([]);
  });

  it('past the certificate of the counter, the card and the blocklist', async () => {
    const shop = await newShop();
    await shop.done('topup', '5000', ...ON_BUDI);
    await refused(
      shop,
      ['sale', '100', ...ON_BUDI],
      { status: 3, reason: 'blocklist-expired', says: /new bundle/ },
      clockOff(40 * DAY_MS),
    );
    await refused(
      shop,
      ['topup', '100', ...ON_BUDI],
      { status: 3, reason: 'terminal-expired', says: /new bundle and run setup/ },
      clockOff(366 * DAY_MS),
    );
    const verified = await shop.json(['verify'], clockOff(366 * DAY_MS));
    expect(verified).toMatchObject({ status: 0, document: { inOrder: true } });
  });
});

describe('two commands at once', () => {
  it('on one data folder: each card is paid once, or the command says data-busy', async () => {
    const shop = await newShop();
    for (const card of ['ani.nfc', 'budi.mfd'])
      await shop.done('topup', '5000', '--reader', `virtual:${card}`);
    const results = await Promise.all(
      ['ani.nfc', 'budi.mfd', 'ani.nfc', 'budi.mfd'].map((card) =>
        shop.json(['sale', '100', '--reader', `virtual:${card}`]),
      ),
    );
    const posted = results.filter(({ status }) => status === 0);
    for (const { status, document } of results) {
      if (status !== 0) expect(document).toMatchObject({ error: { code: 'data-busy' } });
    }
    expect(posted.length).toBeGreaterThan(0);
    expect(shop.booked('sales')).toBe(-100 * posted.length);
    expect(shop.prove().findings).toEqual([]);
  });

  it('of two counters on one card file: one has the card, the other says data-busy', async () => {
    const shop = await newShop();
    await shop.done('topup', '5000', '--reader', 'virtual:ani.nfc');
    const held = openVirtualFile(shop.path('ani.nfc'));
    await refused(shop, ['sale', '100', '--reader', 'virtual:ani.nfc'], {
      status: 7,
      code: 'data-busy',
      says: /has this card on its reader/,
    });
    await held.close();
    const results = await Promise.all(
      ['counter', 'counter2'].map((data) =>
        shop.json(['--data', data, 'sale', '100', '--reader', 'virtual:ani.nfc']),
      ),
    );
    const posted = results.filter(({ status }) => status === 0).length;
    expect(posted).toBeGreaterThan(0);
    // Where both had their turn, the first one meets a record of the second: it has to know it.
    await shop.done('setup', 'later.bundle');
    const last = await shop.done('balance', '--reader', 'virtual:ani.nfc');
    expect(last.balanceRupiah).toBe(5000 - 100 * posted);
  });
});

describe('a card of the identity profile (NTAG213)', () => {
  it('is refused nothing that its balance in the books allows', async () => {
    const shop = await newShop();
    const reader = ['--reader', 'virtual:citra.nfc'];
    await refused(shop, ['sale', '1', ...reader], {
      status: 3,
      reason: 'balance-too-low',
      says: /Rp0/,
    }).catch(
      () => undefined, // the first look at a card is written down
    );
    await shop.done('topup', '5000', ...reader);
    await refused(shop, ['sale', '5001', ...reader], {
      status: 3,
      reason: 'balance-too-low',
      says: /Rp5\.000/,
    });
    const memory = Buffer.from(readImage(shop.path('citra.nfc')).memory);
    expect(await shop.done('sale', '5000', ...reader)).toMatchObject({ balanceRupiah: 0 });
    expect(memory.equals(readImage(shop.path('citra.nfc')).memory)).toBe(true);
    expect(await shop.done('history', ...reader)).toMatchObject({
      transactions: [{ kind: 'sale', source: 'ledger' }, { kind: 'topup' }],
    });
  });
});

describe('an output that cannot be written', () => {
  it('of request: refused before anything, or told, and the next one works', async () => {
    const shop = await newShop();
    await refused(shop, ['request', '--outlet', 'X', '-o', 'counter.request'], {
      status: 2,
      code: 'already-exists',
      says: /--force/,
    });
    await refused(shop, ['request', '--outlet', 'X', '-o', 'absent/x.request'], {
      status: 7,
      code: 'data-read-only',
      says: /cannot be written/,
    });
    expect(await shop.done('request', '--outlet', 'X', '-o', 'counter.request', '--force')).toMatchObject({
      newKeys: false,
    });
  });
});
