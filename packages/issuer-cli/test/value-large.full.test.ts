import {
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  peekReply,
  unsealReply,
} from '@kartukita/card-core';
import { expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { makeReply } from '../src/settlement/reply.ts';
import { enrolTerminal } from '../src/terminals/enrol.ts';
import { approveList } from '../src/value/approve.ts';
import { readPayroll } from '../src/value/payroll.ts';
import { databaseOf, office } from './helpers.ts';

const MEMBERS = 2_000;

/** Members with a card each. What was signed for their chips is zeros: nothing here reads it. */
async function works() {
  const { registry, keys } = await office();
  const database = databaseOf(registry);
  const insert = database.prepare(
    `INSERT INTO cards (serial, uid, kind, profile, member_id, member_number, theme_number, theme_id, issued_day,
       expiry_day, issuer_key, key_set_version, identity, opening, state, begun_at, issued_at)
     SELECT ?, ?, 'ntag215', 'purse', id, member_number, 1, 'sawah', 20000, 65535, 1, 1, zeroblob(88), zeroblob(96),
       'issued', '2026-11-01', '2026-11-01' FROM members WHERE member_number = ?`,
  );
  const numbers: string[] = [];
  database.exec('BEGIN');
  for (let at = 1; at <= MEMBERS; at++) {
    const member = addMember(registry, { name: `Anggota ${at}`, cohort: '1991' }, { allowDuplicate: true });
    const uid = Buffer.alloc(7, 4);
    uid.writeUInt32BE(at, 3);
    insert.run(at, uid, member.memberNumber);
    numbers.push(member.memberNumber);
  }
  database.exec('COMMIT');
  return { registry, keys, numbers };
}

it(`a payroll of ${MEMBERS} members is credited to the rupiah, and every counter is told of all of it`, async () => {
  const { registry, keys, numbers } = await works();
  const lines = numbers.map((number, at) => `${number};${50_000 + at}`);
  const file = Buffer.from(`nomor anggota;jumlah\n${lines.join('\n')}\n`);
  const totalRupiah = numbers.reduce((sum, _, at) => sum + 50_000 + at, 0);
  const options = { period: '2026-11', totalRupiah };
  const { list, faults } = await readPayroll(registry, 'gaji.csv', file, options);
  expect(faults).toEqual([]);
  const { id } = registry.credits.propose({ ...list, proposedBy: 'Sari' });
  approveList(registry, id, 'Hadi');
  expect(registry.credits.open()).toEqual({ credits: MEMBERS, amountRupiah: totalRupiah });
  expect(registry.books.balance('salary-clearing')).toBe(totalRupiah);
  const { recipient: encryptionRecipient, secret } = await generateEncryptionIdentity();
  const asked = { outlet: 'Gerai', encryptionRecipient, requestedAt: registry.now().toISOString() };
  const request = await makeTerminalRequest(asked, generateKeyPair().privateKey);
  const { certificate } = await enrolTerminal(registry, keys, request, {});
  const { sealed } = await makeReply(registry, keys, certificate.terminal);
  const { credits } = await peekReply(await unsealReply(sealed, secret));
  expect([credits.length, credits.reduce((sum, { amountRupiah }) => sum + amountRupiah, 0)]).toEqual([
    MEMBERS,
    totalRupiah,
  ]);
});
