/**
 * Makes fixtures/fuzz again: one valid item at least of each kind of file that has no fixture of its own.
 *
 *     node tools/fuzz/corpus.ts
 *
 * Found inputs (`found-*`) are kept by hand and not touched. All content is invented; keys are TEST KEYS.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import {
  base64url,
  batchHash,
  DEFAULT_POLICY,
  JOURNAL_GENESIS,
  journalHash,
} from '../../packages/card-core/src/index.ts';
import { DEFAULT_RULES } from '../../packages/issuer-cli/src/numbering/rules.ts';
import { testKey, testOrganisationId } from '../fixtures/test-keys.ts';

export const FUZZ_FIXTURES = fileURLToPath(new URL('../../fixtures/fuzz/', import.meta.url));

const AT = '2026-11-21T03:00:00.000Z';
const AGE_RECIPIENT = `age1${'q'.repeat(58)}`;
const json = (content: unknown) => Buffer.from(`${JSON.stringify(content, null, 1)}\n`);

/** A ZIP archive of deflated entries (APPNOTE.TXT §4.3), as spreadsheets are. */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0); // version needed
    facts.writeUInt16LE(8, 4); // deflate
    facts.writeUInt16LE(0x21, 8); // 1980-01-01
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), facts, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006'), end]);
}

/** A workbook of one sheet. */
export function workbook(sheet: string): Buffer {
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  const office = 'http://schemas.openxmlformats.org';
  const types = `${office}/package/2006/content-types`;
  const relations = `${office}/package/2006/relationships`;
  const main = `${office}/spreadsheetml/2006/main`;
  const part = (text: string) => Buffer.from(head + text);
  return zip({
    '[Content_Types].xml': part(`<Types xmlns="${types}"/>`),
    'xl/workbook.xml': part(
      `<workbook xmlns="${main}" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': part(
      `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': part(`<worksheet xmlns="${main}">${sheet}</worksheet>`),
  });
}

function sheetOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string, column: number, row: number) =>
    `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const lines = rows.map(
    (cells, row) =>
      `<row r="${row + 1}">${cells.map((text, column) => cell(text, column, row)).join('')}</row>`,
  );
  return `<sheetData>${lines.join('')}</sheetData>`;
}

function settlement() {
  const organisationId = testOrganisationId();
  const entries: [number, string, string][] = [
    [
      1_795_230_000_000,
      'reserve',
      '{"card":1001,"debit":"drawer","credit":"purse:1001","amountRupiah":50000}',
    ],
    [1_795_230_000_500, 'post', '{"card":1001,"transfer":1,"lines":[]}'],
  ];
  let hash: Uint8Array = JOURNAL_GENESIS;
  for (const [index, [timeMs, kind, body]] of entries.entries())
    hash = journalHash({ number: index + 1, timeMs, kind, body, previous: hash });
  const genesis = base64url(JOURNAL_GENESIS);
  const batch = {
    ...{ organisationId, terminal: 1, number: 1, from: 1, to: 2 },
    ...{ hashBefore: genesis, hashAfter: base64url(hash), previousBatch: genesis },
    ...{ bundle: 1, reply: 0, blocklistAt: AT, madeAt: AT, entries },
  };
  const reply = {
    ...{ organisationId, terminal: 1, serial: 1, issuedAt: AT },
    acknowledged: { batch: 1, entry: 2, hash: base64url(batchHash('x')) },
    ...{ bundle: 'e30.e30.e30', cards: [[1001, 5, '0011223344556677']], transfers: [[3, true]] },
    ...{ unfrozen: [[1001, 7]], standings: [[1002, 'suspended']] },
    ...{ credits: [], owed: [], withdrawn: [], dues: [], events: [] },
  };
  return { batch, reply, bodies: entries.map(([, , body]) => JSON.parse(body) as unknown) };
}

export function corpusFiles(): ReadonlyMap<string, Buffer> {
  const { batch, reply, bodies } = settlement();
  const members = [
    ['nama', 'angkatan', 'tanggal lahir', 'telepon', 'email'],
    ['Anggota Satu', '1989', '17/08/1970', '0812-3456-7890', 'satu@contoh.example'],
    ['Anggota, "Dua"', '03', '1985-01-31', '', ''],
  ];
  const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const csv = members.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
  const request = {
    ...{ outlet: 'Gerai Contoh', encryptionRecipient: AGE_RECIPIENT, requestedAt: AT },
    signingKey: base64url(testKey('terminal-1').publicKey),
  };
  const bundle = {
    organisation: {
      ...{ name: 'Koperasi Contoh', publicKey: base64url(testKey('organisation').publicKey) },
      ...{ numberFormat: { groups: [2, 8], separator: '.' }, uri: 'kartu.example' },
    },
    ...{ terminal: 1, serial: 1, issuedAt: AT },
    // The certificates are put in when it is signed: fixtures/keys.
    ...{ issuerCertificates: ['ISSUER-1'], terminalCertificates: ['TERMINAL-1'] },
    keySets: [{ version: 1, masterKey: base64url(new Uint8Array(16)) }],
    ...{ policy: DEFAULT_POLICY, blocklist: { issuedAt: AT, cardSerials: [7, 9] } },
  };
  return new Map<string, Buffer>([
    ['batch.json', json(batch)],
    ['reply.json', json(reply)],
    ['request.json', json(request)],
    ['bundle.json', json(bundle)],
    ['journal-bodies.json', json(bodies)],
    ['members.csv', Buffer.from(csv)],
    ['members-utf16.csv', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['members-windows.csv', Buffer.from(csv.replace('Satu', 'S\u00e9tu'), 'latin1')],
    ['sheet.xml', Buffer.from(sheetOf(members.map((row) => row.map((text) => text.replaceAll('"', '')))))],
    ['members.xlsx', workbook(sheetOf(members.map((row) => row.map((text) => text.replaceAll('"', '')))))],
    [
      'articles.csv',
      Buffer.from(
        'kode;nama;harga;barcode;mitra\nKOPI;Kopi;8.000;8991234567890;\nIKAN;Ikan;5000;;8900000002\n',
      ),
    ],
    [
      'credits.csv',
      Buffer.from('nomor anggota;jumlah;keterangan\n89.00000001;250.000;lembur\n8900000002;100000;\n'),
    ],
    ['number-rules.json', json(DEFAULT_RULES)],
    ['number-scheme.json', json({ pattern: 'YY.BB.NNNNNN.C', check: 'luhn', branches: { '01': 'Bali' } })],
  ]);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  for (const [name, content] of corpusFiles()) writeFileSync(join(FUZZ_FIXTURES, name), content);
}
