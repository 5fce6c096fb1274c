import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes.ts';
import type { NtagState, VirtualFileReader } from '../../src/virtual/index.ts';
import { newCard, openVirtualFile, readImage, writeImage } from '../../src/virtual/index.ts';
import { readerContract } from '../readers/contract.ts';
import { configured } from './support.ts';

let folder: string;
let path: string;
const opened: VirtualFileReader[] = [];

function open(...args: Parameters<typeof openVirtualFile>): VirtualFileReader {
  const reader = openVirtualFile(...args);
  opened.push(reader);
  return reader;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kartu-file-'));
  path = join(folder, 'card.nfc');
});
afterEach(async () => {
  for (const reader of opened.splice(0)) await reader.close();
  rmSync(folder, { recursive: true, force: true });
});

readerContract('virtual reader of a file', (card) => {
  writeImage(path, card);
  const reader = open(path, { present: false });
  return { reader, placeCard: () => reader.insert(), removeCard: () => reader.remove() };
});

describe('what an exchange changes is in the file before its answer', () => {
  test('a written page', async () => {
    writeImage(path, newCard('ntag215'));
    const card = await open(path).waitForCard();
    await card.transmit(fromHex('FFD6000404CAFEBABE'));
    expect(toHex(readImage(path).memory.subarray(16, 20))).toBe('CAFEBABE');
  });

  test('counter and failed authentications', async () => {
    writeImage(path, configured('ntag215', { access: 0x13 }));
    const card = await open(path).waitForCard();
    await card.transmit(fromHex('FFB0000010'));
    expect((readImage(path) as NtagState).counter).toBe(1);
    await card.transmit(fromHex('FF00000007D4421B00000000'));
    expect((readImage(path) as NtagState).failedAuthentications).toBe(1);
  });

  test('the old half and the new half of a torn page', async () => {
    writeImage(path, newCard('ntag216'));
    const card = await open(path, { tear: { atExchange: 1, when: 'half' } }).waitForCard();
    await expect(card.transmit(fromHex('FFD6000404CAFEBABE'))).rejects.toMatchObject({
      code: 'card-removed',
    });
    expect(toHex(readImage(path).memory.subarray(16, 20))).toBe('CAFEFE00');
  });

  test('a read leaves the file alone', async () => {
    writeImage(path, newCard('ntag215'));
    const before = readFileSync(path);
    rmSync(path);
    writeFileSync(path, before);
    const card = await open(path).waitForCard();
    rmSync(path);
    expect((await card.transmit(fromHex('FFB0000410'))).sw).toBe(0x9000);
    expect(existsSync(path)).toBe(false);
  });

  test('what cannot be saved is an error, and the card is gone', async () => {
    writeImage(path, newCard('ntag215'));
    const reader = open(path);
    const card = await reader.waitForCard();
    rmSync(folder, { recursive: true });
    const write = fromHex('FFD6000404CAFEBABE');
    await expect(card.transmit(write)).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(card.transmit(write)).rejects.toMatchObject({ code: 'card-removed' });
  });
});

test('laid back on the reader, the card is what its file holds now', async () => {
  writeImage(path, newCard('ntag215'));
  const reader = open(path);
  reader.remove();
  const other = newCard('classic-1k', { uid: fromHex('A1B2C3D4') });
  writeImage(path, other);
  reader.insert();
  const card = await reader.waitForCard();
  expect(toHex((await card.transmit(fromHex('FFCA000000'))).data)).toBe('A1B2C3D4');
  expect(() => reader.insert(other)).toThrowError(expect.objectContaining({ code: 'usage' }));
});

describe('one holder at a time', () => {
  test('a second one is data-busy until the first closes', async () => {
    writeImage(path, newCard('ntag215'));
    const first = open(path);
    expect(() => open(path)).toThrowError(expect.objectContaining({ code: 'data-busy' }));
    await first.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
    expect((await open(path).waitForCard()).readerName).toContain('ACR122U');
  });

  test.each([
    ['a process that is gone', '999999999 1 x'],
    ['a process that began at another time', `${process.pid} 1 x`],
    ['nobody: no lock of ours', 'garbage'],
    ['nobody: empty', ''],
  ])('a lock of %s is taken over', (_, content) => {
    writeImage(path, newCard('ntag215'));
    writeFileSync(`${path}.lock`, content);
    open(path);
    expect(readFileSync(`${path}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  });

  test('no lock is left beside a file that is no card', () => {
    writeFileSync(path, 'nonsense');
    expect(() => open(path)).toThrowError(expect.objectContaining({ code: 'image-invalid' }));
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
