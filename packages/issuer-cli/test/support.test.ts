import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACR122U,
  type Connection,
  deriveAccessKeys,
  fromHex,
  KartuError,
  PLAIN,
  type ReaderProfile,
  TRANSPARENT,
  toHex,
} from '@kartukita/card-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import { currentKeySet } from '../src/keys/issuer-keys.ts';
import { en, id } from '../src/locales/support.ts';
import { FAILURE_FILE, lastFailures, noteFailure } from '../src/support/failures.ts';
import { carriesSecret, showAnswer, showCommand } from '../src/support/masking.ts';
import { checkClock, checkDisk, checkPermissions, examineSurroundings } from '../src/support/surroundings.ts';
import { openTrace, tracedReader } from '../src/support/trace.ts';
import { blankChip, readerWith, SAWAH } from './cards.ts';
import { errorOf, NOW, office, organisationFolder, temporaryFolder } from './helpers.ts';

const HIDDEN = (bytes: number) => '··'.repeat(bytes);

describe('what is shown of a command', () => {
  it.each([
    ['the UID', 'FFCA000000', 'FFCA000000', '04A1B2C3D4E5F6', '04A1B2C3D4E5F6'],
    ['a block', 'FFB0000410', 'FFB0000410', '00'.repeat(16), '00'.repeat(16)],
    ['a trailer', 'FFB0000710', 'FFB0000710', 'AB'.repeat(16), HIDDEN(16)],
    [
      'blocks around a trailer',
      'FFB0000620',
      'FFB0000620',
      'AB'.repeat(32),
      `${'AB'.repeat(16)}${HIDDEN(16)}`,
    ],
    ['a key load', 'FF82000006A0A1A2A3A4A5', `FF82000006${HIDDEN(6)}`, '', ''],
    ['an authentication', 'FF860000050100046000', 'FF860000050100046000', '', ''],
    ['a write', `FFD6000710${'AB'.repeat(16)}`, `FFD6000710${HIDDEN(16)}`, '', ''],
    [
      'PWD_AUTH and its PACK',
      'FF00000007D4421B01020304',
      `FF00000007D4421B${HIDDEN(4)}`,
      'D543001122',
      HIDDEN(5),
    ],
    ['GET_VERSION', 'FF00000003D44260', 'FF00000003D44260', 'D5430000', 'D5430000'],
    ['a page write', 'FF00000008D442A2E501020304', `FF00000008D442A2${HIDDEN(5)}`, 'D543000A', HIDDEN(4)],
    [
      'MIFARE authentication in the PN532',
      'FF0000000FD440016004FFFFFFFFFFFF01020304',
      `FF0000000F${HIDDEN(15)}`,
      'D54100',
      HIDDEN(3),
    ],
    ['a session', 'FFC2000002810000', 'FFC2000002810000', 'C003009000', 'C003009000'],
    [
      'transparent PWD_AUTH',
      'FFC200010795051B0102030400',
      `FFC200010795051B${HIDDEN(5)}`,
      '97021122',
      HIDDEN(4),
    ],
    ['transparent READ', 'FFC200010495023004 00', 'FFC20001049502300400', '9701AA', '9701AA'],
    ['what nobody knows', 'FFEE000003010203', `FFEE000003${HIDDEN(3)}`, 'AA', HIDDEN(1)],
  ])('%s', (_what, command, shown, answer, shownAnswer) => {
    const bytes = fromHex(command.replaceAll(' ', ''));
    expect(showCommand(bytes)).toBe(shown);
    expect(showAnswer(bytes, fromHex(answer))).toBe(shownAnswer);
  });

  it.each([
    ['FF82000006A0A1A2A3A4A5', true],
    ['FF82200106FFFFFFFFFFFF', true],
    ['FF00000007D4421B01020304', true],
    ['FFC200010795051B0102030400', true],
    ['FFCA000000', false],
    ['FFD6000404 01020304', false],
  ])('%s carries a secret: %s', (hex, secret) => {
    expect(carriesSecret(fromHex(hex.replaceAll(' ', '')))).toBe(secret);
  });

  it('is as long as the command, whatever the command', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(showCommand(bytes)).toHaveLength(2 * bytes.length);
        expect(showAnswer(bytes, bytes)).toHaveLength(2 * bytes.length);
      }),
    );
  });
});

describe('a trace', () => {
  it.each([
    ['classic-1k', PLAIN],
    ['classic-4k', ACR122U],
    ['ntag215', ACR122U],
    ['ntag216', TRANSPARENT],
    ['ntag213', ACR122U],
  ] as const)(
    'of issuing and checking a %s names every exchange and no key',
    async (kind, profile: ReaderProfile) => {
      const { registry, keys } = await office();
      const path = join(temporaryFolder(), 'trace.txt');
      const trace = openTrace(path, () => NOW);
      const chip = blankChip(kind);
      const sent: Uint8Array[] = [];
      const reader = readerWith(chip, undefined, profile);
      const counted = {
        ...tracedReader(
          {
            name: reader.name,
            waitForCard: async (options) => counting(await reader.waitForCard(options), sent),
            waitForRemoval: (options) => reader.waitForRemoval(options),
            close: () => reader.close(),
          },
          trace,
        ),
      };
      const { card } = await issueCard(registry, keys, counted, {
        memberNumber: '89.00000001',
        theme: SAWAH,
      });
      expect(await verifyCard(registry, keys, counted)).toMatchObject({ ok: true });
      trace.close();

      const text = readFileSync(path, 'utf8');
      expect(text.match(/ > /g)).toHaveLength(sent.length);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const { keyA, keyB, password } = deriveAccessKeys(currentKeySet(keys), card.uid);
      const used = sent.map(toHex).join('\n');
      const secrets = kind.startsWith('classic') ? [keyA, keyB] : [password];
      for (const secret of [...secrets, currentKeySet(keys).masterKey])
        expect(text).not.toContain(toHex(secret));
      // The search can find what it looks for: each was really sent.
      for (const secret of secrets) expect(used).toContain(toHex(secret));
    },
  );

  it('does not write over a file, and says so', async () => {
    const path = join(temporaryFolder(), 'trace.txt');
    openTrace(path).close();
    expect(await errorOf(() => openTrace(path))).toMatchObject({ code: 'already-exists' });
    expect(await errorOf(() => openTrace(join(path, 'x')))).toMatchObject({ code: 'file-unreadable' });
  });
});

function counting(connection: Connection, sent: Uint8Array[]): Connection {
  return {
    readerName: connection.readerName,
    atr: connection.atr,
    transmit(command) {
      sent.push(command.slice());
      return connection.transmit(command);
    },
    reselect: () => connection.reselect(),
    close: () => connection.close(),
  };
}

describe('the words of support', () => {
  const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].sort();

  it('say the same in both languages', () => {
    expect(Object.keys(id)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(gapsOf(id[key])).toEqual(gapsOf(en[key]));
  });
});

describe('the last failures', () => {
  it('say which command and which error, and nothing that was typed or read', async () => {
    const folder = await organisationFolder();
    const error = new KartuError('not-found', 'there is no Ani Lestari', {
      details: { what: 'member', name: 'Ani' },
    });
    noteFailure(folder, 'member show', error, NOW);
    noteFailure(folder, 'print', new Error('Budi Santoso'), NOW);
    noteFailure(folder, 'card issue', new KartuError('usage', 'x', { details: { what: 'Citra Dewi' } }), NOW);
    const at = NOW.toISOString();
    expect(lastFailures(folder, 2)).toEqual([
      { at, command: 'print', code: 'internal-error', what: '' },
      { at, command: 'card issue', code: 'usage', what: '' },
    ]);
    expect(readFileSync(join(folder, FAILURE_FILE), 'utf8')).not.toMatch(/Ani|Budi|Citra/);
    expect(statSync(join(folder, FAILURE_FILE)).mode & 0o777).toBe(0o600);
  });

  it('stay few, outlive a torn line, and are not written where there is no organisation', async () => {
    const folder = await organisationFolder();
    writeFileSync(join(folder, FAILURE_FILE), `${'{"torn'.repeat(12_000)}\n`);
    noteFailure(folder, 'print', new Error('x'), NOW);
    expect(statSync(join(folder, FAILURE_FILE)).size).toBeLessThan(200);
    expect(lastFailures(folder, 10)).toHaveLength(1);
    const empty = temporaryFolder();
    noteFailure(empty, 'print', new Error('x'), NOW);
    noteFailure(undefined, 'print', new Error('x'), NOW);
    expect(readdirSync(empty)).toEqual([]);
  });
});

describe('the surroundings of a data folder', () => {
  it('are in order where they are', async () => {
    const folder = await organisationFolder();
    chmodSync(folder, 0o700); // a copy has the modes of the one who copies
    const found = examineSurroundings(folder, NOW);
    expect(found.map(({ id, ok }) => [id, ok])).toEqual([
      ['clock', true],
      ['disk', true],
      ['permissions', true],
      ['database', true],
    ]);
    expect(examineSurroundings(undefined, NOW).map(({ id }) => id)).toEqual(['clock', 'disk']);
  });

  it.each([
    ['2026-11-21T02:00:00Z', 'clock-back'],
    ['2026-11-21T02:56:00Z', 'clock-ok'],
    ['2001-01-01T00:00:00Z', 'clock-back'],
  ])('tell a clock that was set back to %s: %s', (now, key) => {
    expect(checkClock(new Date(now), NOW.toISOString()).key).toBe(key);
  });

  it('tell a clock that never was right, a full disk and files that others may read', async () => {
    expect(checkClock(new Date(0), undefined)).toMatchObject({ ok: false, key: 'clock-early' });
    expect(checkDisk('.', Number.MAX_SAFE_INTEGER)).toMatchObject({ ok: false, key: 'disk-low' });
    expect(checkDisk('/no/such/folder')).toMatchObject({ ok: 'unknown' });
    const folder = await organisationFolder();
    chmodSync(folder, 0o700);
    chmodSync(join(folder, 'keys.age'), 0o644);
    expect(checkPermissions(folder)).toMatchObject({
      ok: false,
      details: { path: join(folder, 'keys.age') },
    });
    expect(checkPermissions('/no/such/folder')).toMatchObject({ ok: 'unknown' });
  });

  it('tell a damaged registry, or one that is not there, without failing', async () => {
    const folder = await organisationFolder();
    writeFileSync(
      join(folder, 'issuer.sqlite'),
      'not a database at all, whatever its name may be. '.repeat(100),
    );
    const database = (path: string) => examineSurroundings(path, NOW).find(({ id }) => id === 'database');
    expect(database(folder)).toMatchObject({ ok: false, details: { fault: 'data-damaged' } });
    expect(database(temporaryFolder())).toMatchObject({ ok: false, details: { fault: 'data-missing' } });
  });
});
