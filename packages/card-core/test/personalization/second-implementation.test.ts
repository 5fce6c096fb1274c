import { describe, expect, test } from 'vitest';
import { dumps } from '../../../../tools/fixtures/test-cards.ts';
import { TEST_MASTER_KEYS } from '../../../../tools/fixtures/test-keys.ts';
import { toHex } from '../../src/bytes.ts';
import { isNtagKind } from '../../src/card-kind.ts';
import { deriveAccessKeys } from '../../src/keys/diversify.ts';
import { personalize } from '../../src/personalization/index.ts';
import { newCard, VirtualReader } from '../../src/virtual/index.ts';

// The dumps of fixtures/payloads are made from docs/card-format.md by code that shares nothing with the drivers. A
// blank card personalized with the same content must come out the same, byte by byte over its whole memory.

const fresh = dumps().filter((dump) => dump.file.endsWith('-new.bin'));

describe.each(fresh)('$file', ({ kind, uid: uidHex, image }) => {
  test('is what the drivers write too', async () => {
    const uid = Buffer.from(uidHex, 'hex');
    const state = newCard(kind, { uid });
    const reader = new VirtualReader({ card: state });
    const connection = await reader.waitForCard();
    await personalize(
      connection,
      {
        ...contentOf(kind, image),
        keys: deriveAccessKeys({ version: 1, masterKey: TEST_MASTER_KEYS.get(1)! }, uid),
      },
      { before: () => {}, after: () => {} },
    );
    const written = Buffer.from(reader.chip!.snapshot().memory);
    // The maker's bytes of block 0 are not ours to write.
    const from = isNtagKind(kind) ? 0 : 16;
    const unit = isNtagKind(kind) ? 4 : 16;
    const differences: string[] = [];
    for (let at = from; at < image.length; at += unit) {
      const [ours, theirs] = [written.subarray(at, at + unit), image.subarray(at, at + unit)];
      if (!ours.equals(theirs)) differences.push(`${at / unit}: ${toHex(ours)} instead of ${toHex(theirs)}`);
    }
    expect(differences).toEqual([]);
  });
});

/** Identity and opening record as the dump holds them. */
function contentOf(kind: string, image: Buffer) {
  const ndefUri = 'https://kartu.example/k';
  const at = (unit: number, numbers: readonly number[]) =>
    Buffer.concat(numbers.map((number) => image.subarray(number * unit, (number + 1) * unit)));
  const range = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
  if (kind === 'ntag213') return { identity: at(4, range(16, 22)), ndefUri };
  if (kind.startsWith('ntag')) {
    return {
      identity: at(4, range(24, 22)),
      openingHead: at(4, range(16, 4)),
      openingTail: at(4, range(46, 20)),
      ndefUri,
    };
  }
  const [identity, head, tail] =
    kind === 'classic-1k'
      ? [[10, 28, 29, 30, 32, 33], [8], [12, 13, 14, 16, 17]]
      : [[130, 144, 145, 146, 147, 148], [128], [131, 132, 133, 134, 135]];
  return {
    identity: at(16, identity!).subarray(0, 88),
    openingHead: at(16, head!),
    openingTail: at(16, tail!),
    ndefUri,
  };
}
