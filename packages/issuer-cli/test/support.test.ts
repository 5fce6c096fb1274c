import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACR122U,
  type Connection,
  deriveAccessKeys,
  fromHex,
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
import { carriesSecret, showAnswer, showCommand } from '../src/support/masking.ts';
import { openTrace, tracedReader } from '../src/support/trace.ts';
import { blankChip, readerWith, SAWAH } from './cards.ts';
import { errorOf, NOW, office, temporaryFolder } from './helpers.ts';

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
