import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import { newCard, readImage, writeImage } from '../../src/virtual/index.ts';

const FOLDER = join(import.meta.dirname, '../../../../fixtures/cards');

// The table of fixtures/cards/README.md.
const FIXTURES = [
  ['ntag213.nfc', 'ntag213', '04E10CDA993C80'],
  ['ntag215.nfc', 'ntag215', '04DB0BDA993C80'],
  ['ntag215.json', 'ntag215', '04DB0BDA993C80'],
  ['ntag215.bin', 'ntag215', '04DB0BDA993C80'],
  ['ntag216.nfc', 'ntag216', '04A1B2C3D4E5F6'],
  ['classic-1k.nfc', 'classic-1k', 'A1B2C3D4'],
  ['classic-1k.json', 'classic-1k', 'A1B2C3D4'],
  ['classic-1k.bin', 'classic-1k', 'A1B2C3D4'],
  ['classic-4k.nfc', 'classic-4k', 'BAE27C9D'],
] as const;

test.each(FIXTURES)('%s is a new %s with UID %s, and is made again byte for byte', (name, kind, uid) => {
  const state = newCard(kind, { uid: fromHex(uid) });
  expect(readImage(join(FOLDER, name))).toEqual(state);
  const folder = mkdtempSync(join(tmpdir(), 'kartu-fixture-'));
  try {
    writeImage(join(folder, name), state);
    expect(readFileSync(join(folder, name)).equals(readFileSync(join(FOLDER, name)))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the table names every image, and the read-me every file of the table', () => {
  const names = FIXTURES.map(([name]) => name);
  const images = readdirSync(FOLDER).filter((name) => /\.(nfc|json|bin|mfd)$/.test(name));
  expect(names).toEqual(expect.arrayContaining(images));
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  for (const [name, kind, uid] of FIXTURES) {
    expect(readme).toContain(`card new ${kind} --uid ${uid} --force -o fixtures/cards/${name}\n`);
  }
});
