import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classicImage, madCrc, ntagImage } from '../../../../tools/fixtures/card-dumps.ts';
import { fixtureFiles } from '../../../../tools/make-fixtures.ts';
import { concat, fromHex } from '../../src/bytes.ts';
import { CHIP_KINDS, type ChipKind, chipBytes, isNtagKind } from '../../src/card-kind.ts';
import {
  type Area,
  CARD_PROFILE,
  CLASSIC_LAYOUTS,
  historyEntries,
  NTAG_LAYOUTS,
} from '../../src/drivers/layout.ts';
import { decodeHead, HEAD_BYTES, recordHash } from '../../src/records/purse.ts';
import { buildTrustStore } from '../../src/trust/certificates.ts';
import { choosePurseState, verifyIdentity } from '../../src/trust/verify-records.ts';
import { testPublicKey, withFlippedBit } from './fixtures.ts';

/**
 * The dumps of fixtures/payloads come from a second implementation of the layout (tools/fixtures/card-dumps.ts).
 * Here the toolkit's own layout and verification read them: docs/card-format.md §2 to §5.
 */

const FIXTURES = new URL('../../../../fixtures/', import.meta.url);

interface Dump {
  readonly file: string;
  readonly kind: ChipKind;
  readonly uid: string;
  readonly cardSerial: number;
  readonly current?: { readonly slot: 0 | 1; readonly sequence: number; readonly balanceRupiah: number };
}

const DUMPS: readonly Dump[] = JSON.parse(text('payloads/dumps.json'));

function text(path: string): string {
  return readFileSync(new URL(path, FIXTURES), 'utf8');
}

function imageOf(dump: Dump): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`payloads/${dump.file}`, FIXTURES)));
}

/** Bytes of an area where card-core's layout says it lies, on a card without defects. */
function area(image: Uint8Array, kind: ChipKind, name: Area): Uint8Array {
  if (isNtagKind(kind)) {
    const range = NTAG_LAYOUTS[kind].areas[name]!;
    return image.slice(range.firstPage * 4, (range.firstPage + range.pages) * 4);
  }
  const layout = CLASSIC_LAYOUTS[kind];
  const blocks = layout.areas[name].map(({ role, index }) => {
    const sector = layout.defaultSectors[role]!;
    const first = sector < 32 ? sector * 4 : 128 + (sector - 32) * 16;
    return image.slice((first + index) * 16, (first + index + 1) * 16);
  });
  return concat(...blocks);
}

function slotsOf(image: Uint8Array, kind: ChipKind) {
  return {
    head0: area(image, kind, 'head0'),
    tail0: area(image, kind, 'tail0'),
    head1: area(image, kind, 'head1'),
    tail1: area(image, kind, 'tail1'),
  };
}

const certificates = (names: readonly string[]) => names.map((name) => text(`keys/TEST-${name}.jws`).trim());
const trust = await buildTrustStore(
  testPublicKey('organisation'),
  certificates(['issuer-1', 'issuer-2']),
  certificates(['terminal-1', 'terminal-2', 'terminal-258', 'terminal-65535']),
);

function verifiedCard(dump: Dump, image: Uint8Array) {
  const uid = fromHex(dump.uid);
  const identityBytes = area(image, dump.kind, 'identity').slice(0, 88);
  const verdict = verifyIdentity(identityBytes, uid, trust);
  if (!verdict.ok) throw new Error(`${dump.file}: ${verdict.fault}`);
  return { uid, identity: verdict.value, identityBytes };
}

test('the files in fixtures/ are what tools/make-fixtures.ts makes', () => {
  const differing = [...fixtureFiles()]
    .filter(([path, content]) => !readFileSync(new URL(path, FIXTURES)).equals(content))
    .map(([path]) => path);
  expect(differing).toEqual([]);
});

test.each(DUMPS)('$file has the size of its chip, and the identity is where the layout says', (dump) => {
  const image = imageOf(dump);
  expect(image.length).toBe(chipBytes(dump.kind));
  const { identity } = verifiedCard(dump, image);
  expect(identity).toMatchObject({ cardSerial: dump.cardSerial, memberNumber: '8912345678', theme: 3 });
});

test('every kind of card has its dump, and those with a purse name a current record', () => {
  expect(new Set(DUMPS.map(({ kind }) => kind))).toEqual(new Set(CHIP_KINDS));
  for (const { kind, current } of DUMPS) expect(current !== undefined).toBe(CARD_PROFILE[kind] === 'purse');
});

test.each(DUMPS.filter(({ current }) => current !== undefined))(
  '$file: the current record is the one meant',
  (dump) => {
    const image = imageOf(dump);
    const verdict = choosePurseState(slotsOf(image, dump.kind), verifiedCard(dump, image), trust);
    if (!verdict.ok) throw new Error(verdict.fault);
    const { current, slot, otherTorn, previous } = verdict.value;
    const { sequence, balanceRupiah } = current.record;
    expect({ slot, sequence, balanceRupiah }).toEqual(dump.current);
    expect(otherTorn).toBe(dump.file.includes('torn'));
    if (dump.file.includes('used')) expect(recordHash(previous!)).toEqual(current.record.previousHash);
  },
);

test.each(DUMPS.filter(({ current }) => current !== undefined && current.sequence > 0))(
  '$file: the history holds each head but the opening, and the sums add up',
  (dump) => {
    const history = area(imageOf(dump), dump.kind, 'history');
    const entries = historyEntries(dump.kind);
    expect(history.length).toBe(entries * HEAD_BYTES);
    const entry = (n: number) => history.slice((n % entries) * HEAD_BYTES).slice(0, HEAD_BYTES);
    expect(entry(0)).toEqual(new Uint8Array(HEAD_BYTES));
    const heads = [1, 2, 3].map((n) => decodeHead(entry(n)));
    expect(heads.map((head) => [head.sequence, head.kind, head.balanceRupiah])).toEqual([
      [1, 'topup', 100_000],
      [2, 'sale', 87_500],
      [3, 'sale', 80_250],
    ]);
  },
);

describe('records moved or changed on a card', () => {
  const dump = DUMPS.find(({ file }) => file === 'ntag215-used.bin')!;
  const other = DUMPS.find(({ file }) => file === 'ntag216-used.bin')!;

  test('the identity of another card is refused', () => {
    const foreign = area(imageOf(other), other.kind, 'identity');
    expect(verifyIdentity(foreign, fromHex(dump.uid), trust)).toEqual({
      ok: false,
      fault: 'signature-invalid',
    });
  });

  test('slots of another card are refused', () => {
    const verdict = choosePurseState(
      slotsOf(imageOf(other), other.kind),
      verifiedCard(dump, imageOf(dump)),
      trust,
    );
    expect(verdict).toEqual({ ok: false, fault: 'signature-invalid' });
  });

  test('no single bit of both slots brings a state that was never there', () => {
    const card = verifiedCard(dump, imageOf(dump));
    const slots = slotsOf(imageOf(dump), dump.kind);
    const states = new Set<string>();
    for (const piece of ['head0', 'tail0', 'head1', 'tail1'] as const) {
      for (let bit = 0; bit < slots[piece].length * 8; bit++) {
        const verdict = choosePurseState(
          { ...slots, [piece]: withFlippedBit(slots[piece], bit) },
          card,
          trust,
        );
        states.add(verdict.ok ? `${verdict.value.current.record.sequence}` : verdict.fault);
      }
    }
    // Refused, not rolled back: a bit of the terminal number, for the rest continues the older slot (§4.4).
    expect([...states].sort()).toEqual(['2', '3', 'terminal-unknown']);
  });
});

describe('the second layout', () => {
  test('CRC-8 of the directory: published and computed values', () => {
    expect(madCrc([...Buffer.from('123456789')])).toBe(0x99);
    // As on every card formatted for NDEF: the NFC Forum's AID lies in memory as 03 E1.
    expect(madCrc([0x01, ...Array.from({ length: 15 }, () => [0x03, 0xe1]).flat()])).toBe(0x14);
  });

  test('areas do not overlap: marked pieces come back whole from card-core’s layout', () => {
    const bytes = (length: number, value: number) => Buffer.alloc(length, value);
    for (const kind of ['classic-1k', 'classic-4k', 'ntag215', 'ntag216'] as const) {
      const content = {
        uid: bytes(isNtagKind(kind) ? 7 : 4, 0x04),
        identity: bytes(88, 0x11),
        slots: [
          Buffer.concat([bytes(16, 0x22), bytes(80, 0x33)]),
          Buffer.concat([bytes(16, 0x44), bytes(80, 0x55)]),
        ] as const,
        history: new Map(Array.from({ length: historyEntries(kind) }, (_, n) => [n, bytes(16, 0x66)])),
        keys: {
          keyA: bytes(6, 1),
          keyB: bytes(6, 2),
          password: bytes(4, 3),
          passwordAcknowledge: bytes(2, 4),
        },
        uri: 'kartu.example',
      };
      const made =
        kind === 'classic-1k' || kind === 'classic-4k'
          ? classicImage(kind, content)
          : ntagImage(kind, content);
      const image = new Uint8Array(made);
      const uniform = (name: Area, value: number, length: number) =>
        expect([kind, name, [...area(image, kind, name).subarray(0, length)]]).toEqual([
          kind,
          name,
          Array(length).fill(value),
        ]);
      uniform('identity', 0x11, 88);
      uniform('head0', 0x22, 16);
      uniform('tail0', 0x33, 80);
      uniform('head1', 0x44, 16);
      uniform('tail1', 0x55, 80);
      uniform('history', 0x66, 16 * historyEntries(kind));
    }
  });
});
