import {
  generateEncryptionIdentity,
  generateKeyPair,
  isKartuError,
  makeTerminalRequest,
  openTerminalBundle,
} from '@kartukita/card-core';
import { describe, expect, it } from 'vitest';
import { enrolTerminal, renewBundle } from '../../../issuer-cli/src/index.ts';
import { readTable } from '../../../issuer-cli/src/members/import/read-table.ts';
import { readPayroll } from '../../../issuer-cli/src/value/payroll.ts';
import { previewArticles } from '../../src/day/import/import-articles.ts';
import { type TwoSides, twoSides } from './two-sides.ts';

/**
 * The other files that come and go, cut off at each length and with each byte changed; batches and replies are in
 * damage.full.test.ts, ledgers in counter/ledger-damage, every decoder in tools/fuzz. What is signed or sealed is
 * refused; a table that anybody can write is refused, or only looked at: a second person sees its sum before it counts.
 */
function* damaged(file: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at++) {
    yield file.slice(0, at);
    for (const bit of file.length > 1000 ? [at % 8] : [at % 8, 7 - (at % 8)]) {
      const changed = Uint8Array.from(file);
      changed[at]! ^= 1 << bit;
      yield changed;
    }
  }
  yield Uint8Array.of(...file, 0);
}

/** Never anything but one of our errors. Gives how often it was taken. */
async function taken(file: Uint8Array, take: (bytes: Uint8Array) => unknown): Promise<number> {
  let count = 0;
  for (const bad of damaged(file)) {
    try {
      await take(bad);
      count += 1;
    } catch (error) {
      if (!isKartuError(error)) throw new Error(`${file.length} bytes: ${String(error)}`, { cause: error });
    }
  }
  return count;
}

const terminals = ({ registry }: TwoSides) => registry.terminals.list().length;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

describe('a file on its way', () => {
  it('a request for enrolment is refused, and no number is given for it', async () => {
    const sides = await twoSides();
    const { privateKey } = generateKeyPair();
    const { recipient: encryptionRecipient } = await generateEncryptionIdentity();
    const requestedAt = new Date(sides.clock.nowMs).toISOString();
    const request = await makeTerminalRequest(
      { outlet: 'Gerai', encryptionRecipient, requestedAt },
      privateKey,
    );
    const enrol = (bytes: Uint8Array) => enrolTerminal(sides.registry, sides.keys, text(bytes));
    expect(await taken(Buffer.from(request), enrol)).toBe(0);
    expect(terminals(sides)).toBe(0);
    await enrolTerminal(sides.registry, sides.keys, request);
    expect(terminals(sides)).toBe(1);
  });

  it('a bundle is refused', async () => {
    const sides = await twoSides();
    const counter = await sides.counter();
    const { sealed } = await renewBundle(sides.registry, sides.keys, 1);
    const open = (bytes: Uint8Array) =>
      openTerminalBundle(bytes, counter.encryption.secret, { signingKey: counter.signingKey });
    expect(await taken(sealed, open)).toBe(0);
    expect((await open(sealed)).bundle.terminal).toBe(1);
  });
});

describe('a table that anybody can write', () => {
  it('of payroll is refused, or adds up to what payroll has said, and nothing is credited', async () => {
    const sides = await twoSides();
    for (let member = 0; member < 3; member++) await sides.card();
    const list = 'nomor anggota;jumlah\n89.00000001;250.000\n8900000002;100000\n89.00000003;Rp70.000\n';
    const options = { period: '2026-11', totalRupiah: 420_000 };
    const read = async (bytes: Uint8Array) => {
      const { list: found, faults } = await readPayroll(
        sides.registry,
        'gaji.csv',
        Buffer.from(bytes),
        options,
      );
      if (faults.length === 0) expect([found.totalRupiah, found.members]).toEqual([420_000, 3]);
      for (const { what } of faults) expect(what).toMatch(/^(credit|row)-/);
    };
    await taken(Buffer.from(list), read);
    expect(sides.registry.credits.lists()).toEqual([]);
  });

  it('of members or articles is refused, or looked at', async () => {
    const members = 'nama;angkatan;telepon\nAni Lestari;1989;0812345678\n"Budi ""B"" Santoso";1990;\n';
    await taken(Buffer.from(members), (bytes) => readTable('anggota.csv', Buffer.from(bytes)));
    const sides = await twoSides();
    const { ledger } = await sides.counter();
    const articles = 'kode;nama;harga;mitra\nKOPI;Kopi susu;8.000;\nIKAN;Ikan asin;12500;8900000002\n';
    const entries = () => ledger.database.prepare('SELECT count(*) FROM journal').pluck().get();
    const before = entries();
    await taken(Buffer.from(articles), (bytes) =>
      previewArticles({ ledger }, 'barang.csv', Buffer.from(bytes)),
    );
    expect(entries()).toBe(before);
  });
});
