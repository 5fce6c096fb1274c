import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importMembers, readMemberFile } from '../src/members/import/import.ts';
import { decodeText, readTable } from '../src/members/import/read-table.ts';
import type { Registry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, newOrganisation, temporaryFolder } from './helpers.ts';

const HEAD = 'nama,angkatan,tanggal lahir,no. hp';

function fileOf(content: string | Buffer, name = 'members.csv'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

async function take(
  registry: Registry,
  content: string | Buffer,
  mode: 'preview' | 'all-or-nothing' | 'good-rows' = 'all-or-nothing',
) {
  return importMembers(registry, await readMemberFile(fileOf(content)), { mode });
}

const remarks = (list: readonly { line: number; what: string }[]) =>
  list.map(({ line, what }) => [line, what]);

describe('what a file is written in', () => {
  const text = 'nama;angkatan\nRené;1989\n';
  const utf16be = Buffer.from(text, 'utf16le').swap16();
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8-bom', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ['utf-16be', utf16be],
    ['windows-1252', Buffer.from(text, 'latin1')],
  ])('%s', (encoding, bytes) => {
    expect(decodeText('members.csv', bytes)).toEqual({ encoding, text });
  });

  it.each([
    ['a,b\n1;2,3\n', ',', ['1;2', '3']],
    ['a;b\n1,2;3\n', ';', ['1,2', '3']],
    ['a\tb\n1,2\t3\n', '\t', ['1,2', '3']],
    ['"a;b;c",d\n1;2,3\n', ',', ['1;2', '3']],
    ['a|b\n1,2|3\n', '|', ['1,2', '3']],
  ])('%j is separated by %j', async (content, separator, values) => {
    const table = await readTable('members.csv', Buffer.from(content));
    expect(table).toMatchObject({ kind: 'csv', separator, rows: [{ line: 1 }, { line: 2, values }] });
  });

  it('and says so in its first line, as Excel does for other countries', async () => {
    const table = await readTable('x', Buffer.from('\uFEFFsep=;\r\na,b;c\r\n1;2\r\n'));
    expect(table).toMatchObject({ separator: ';' });
    expect(table.rows).toEqual([
      { line: 2, values: ['a,b', 'c'] },
      { line: 3, values: ['1', '2'] },
    ]);
  });

  it('counts lines as an editor does, whatever stands in quotes', async () => {
    const { rows } = await readTable(
      'x',
      Buffer.from('a,b\r\n"one\r\ntwo",1\r\n\r\n,\r\nx,"say ""hi"""\r\n'),
    );
    expect(rows).toEqual([
      { line: 1, values: ['a', 'b'] },
      { line: 2, values: ['one\ntwo', '1'] },
      { line: 6, values: ['x', 'say "hi"'] },
    ]);
  });

  it.each([
    ['nothing', '', 'file-empty'],
    ['a head alone', `${HEAD}\n`, 'file-empty'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 1, 2, 3]), 'file-binary'],
    ['a ZIP that is no XLSX', Buffer.from('PK\u0003\u0004 and so on', 'latin1'), 'xlsx-broken'],
    ['a quote that is not closed', 'nama,angkatan\n"Ani,1989\nBudi,1990\n', 'csv-broken'],
    ['no name', 'angkatan,hp\n1989,0812\n', 'column-name'],
    ['two names', 'nama,Name\nAni,Budi\n', 'column-twice'],
  ])('refuses %s', async (_what, content, what) => {
    expect(await errorOf(() => readMemberFile(fileOf(content)))).toMatchObject({
      code: 'file-invalid',
      details: { what },
    });
  });
});

describe('an XLSX file', () => {
  /** The cells of one row: `[kind, value]`, where `d` is a day as Excel counts them. */
  type Cell = readonly ['text' | 'number' | 'day', string];

  function sheetOf(rows: readonly (readonly Cell[])[]): Buffer {
    const cell = ([kind, value]: Cell, index: number, row: number) => {
      const place = `r="${String.fromCharCode(65 + index)}${row + 1}"`;
      return kind === 'text'
        ? `<c ${place} t="inlineStr"><is><t>${value}</t></is></c>`
        : `<c ${place}${kind === 'day' ? ' s="1"' : ''}><v>${value}</v></c>`;
    };
    const data = rows.map(
      (cells, row) => `<row r="${row + 1}">${cells.map((each, i) => cell(each, i, row)).join('')}</row>`,
    );
    const [main, office] = [
      'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
      'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
    ];
    const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';
    return zipOf({
      '_rels/.rels': `<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Anggota" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
      'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${data.join('')}</sheetData></worksheet>`,
    });
  }

  const HEADS = ['Nama', 'Angkatan', 'Tanggal Lahir', 'HP'].map((text): Cell => ['text', text]);

  it('keeps days as days, and tells what it did to telephones', async () => {
    const registry = await newOrganisation();
    const report = await take(
      registry,
      sheetOf([
        HEADS,
        [
          ['text', 'Ani Lestari'],
          ['number', '1989'],
          ['day', '26073'],
          ['number', '81234567890'],
        ],
        [
          ['text', 'Budi'],
          ['number', '1990'],
          ['day', '26074'],
          ['text', '081234567891'],
        ],
      ]),
    );
    expect(report).toMatchObject({ kind: 'xlsx', encoding: undefined, added: 2 });
    expect(remarks(report.repairs)).toEqual([[2, 'lost-zero']]);
    expect(registry.members.list()).toMatchObject([
      { cohort: 1989, birthDate: '1971-05-20', phone: '+6281234567890' },
      { birthDate: '1971-05-21', phone: '+6281234567891' },
    ]);
  });

  it('is refused where digits are lost or a day is only a number', async () => {
    const registry = await newOrganisation();
    const report = await take(
      registry,
      sheetOf([
        HEADS,
        [
          ['text', 'Ani'],
          ['number', '1989'],
          ['number', '26073'],
          ['text', '8.12346E+11'],
        ],
        [
          ['text', 'Budi'],
          ['number', '1E+05'],
          ['text', ''],
          ['text', ''],
        ],
      ]),
    );
    expect(remarks(report.faults)).toEqual([
      [2, 'birth-date-serial'],
      [2, 'excel-number'],
      [3, 'excel-number'],
    ]);
  });
});

describe('an import', () => {
  it('registers every row under the next number', async () => {
    const registry = await newOrganisation();
    const report = await take(
      registry,
      'Nama;Angkatan;Tgl. Lahir;HP;E-mail;Alamat;Cabang;Hobi\nAni Lestari;1989;20/5/1971;0812-3456-7890;ani@contoh.example;Jl. Melati 1;Bima;catur\nBudi;1990;;;;;;\n',
    );
    expect(report).toMatchObject({
      rows: 2,
      good: 2,
      bad: 0,
      added: 2,
      importId: 1,
      ignoredColumns: ['Hobi'],
    });
    const [ani, budi] = registry.members.list();
    expect(ani).toMatchObject({
      memberNumber: '8900000001',
      birthDate: '1971-05-20',
      phone: '+6281234567890',
      email: 'ani@contoh.example',
      address: 'Jl. Melati 1',
      branch: 'Bima',
      state: 'registered',
    });
    expect(budi).toMatchObject({ memberNumber: '9000000002', phone: undefined });
  });

  const MIXED = [
    HEAD,
    'Ani Lestari,1989,20/5/1971,081234567890',
    ',1989,30/2/1971,08',
    'Budi Santoso,1E+05,,8.12346E+11',
    'Citra Dewi,1990,5/20/1971,81234567891',
    'Dewi Sari,1991,1972-01-01,81234567892',
    'Anni Lestari,1989,1971-05-20,',
    'Eko,1992,,,too,many',
    'Fajar,,,',
  ].join('\n');
  const FAULTS = [
    [3, 'name-empty'],
    [3, 'birth-date-impossible'],
    [3, 'phone'],
    [4, 'excel-number'],
    [4, 'excel-number'],
    [5, 'birth-date-impossible'],
    [7, 'row-duplicate'],
    [8, 'row-columns'],
    [9, 'cohort-needed'],
  ];

  it('says of each bad row its line and all that is wrong, and keeps nothing', async () => {
    const registry = await newOrganisation();
    const report = await take(registry, MIXED);
    expect(report).toMatchObject({ rows: 8, good: 2, bad: 6, added: 0, importId: undefined });
    expect(remarks(report.faults)).toEqual(FAULTS);
    expect(remarks(report.repairs)).toEqual([
      [5, 'lost-zero'],
      [6, 'lost-zero'],
    ]);
    expect(registry.members.list()).toEqual([]);
    expect(registry.members.files.imports()).toEqual([]);
    expect(registry.audit.newest(1)).toMatchObject([{ action: 'organisation-made' }]);
  });

  it('finds the same in a preview, which keeps nothing of a good file either', async () => {
    const registry = await newOrganisation();
    expect(remarks((await take(registry, MIXED, 'preview')).faults)).toEqual(FAULTS);
    expect(await take(registry, `${HEAD}\nAni,1989,,\n`, 'preview')).toMatchObject({ good: 1, added: 0 });
    expect(registry.members.list()).toEqual([]);
    expect(registry.members.files.imports()).toEqual([]);
  });

  it('takes the good rows when told to', async () => {
    const registry = await newOrganisation();
    expect(await take(registry, MIXED, 'good-rows')).toMatchObject({
      good: 2,
      bad: 6,
      added: 2,
      importId: 1,
    });
    expect(registry.members.list().map(({ name }) => name)).toEqual(['Ani Lestari', 'Dewi Sari']);
    expect(registry.members.files.imports()).toMatchObject([{ rowsTotal: 8, rowsDone: 8, membersAdded: 2 }]);
  });

  it('takes no file twice', async () => {
    const registry = await newOrganisation();
    await take(registry, `${HEAD}\nAni,1989,,\n`);
    for (const mode of ['preview', 'all-or-nothing', 'good-rows'] as const) {
      expect(await errorOf(() => take(registry, `${HEAD}\nAni,1989,,\n`, mode))).toMatchObject({
        code: 'already-exists',
        details: { what: 'import-done', id: 1 },
      });
    }
    expect(registry.members.list()).toHaveLength(1);
  });

  it('refuses who is registered already, under whatever spelling', async () => {
    const registry = await newOrganisation();
    await take(registry, `${HEAD}\nMuhammad Yusuf,1989,20/5/1971,\n`);
    const report = await take(registry, `${HEAD}\n"Moh. Yusuf, S.Pd.",1989,1971-05-20,\n`);
    expect(report.faults).toMatchObject([
      { line: 2, what: 'member-duplicate', details: { memberNumber: '89.00000001', name: 'Muhammad Yusuf' } },
    ]);
  });

  it('registers likely duplicates when told to, and says so', async () => {
    const registry = await newOrganisation();
    const path = fileOf(`${HEAD}\nAni Lestari,1989,20/5/1971,\nAnni Lestari,1989,20/5/1971,\n`);
    const file = await readMemberFile(path);
    const report = importMembers(registry, file, { mode: 'all-or-nothing', allowDuplicates: true });
    expect(report).toMatchObject({ added: 2, bad: 0 });
    expect(remarks(report.repairs)).toEqual([[3, 'row-duplicate']]);
  });

  it('leaves no hole in the sequence for a row that no number can be made for', async () => {
    const registry = await newOrganisation();
    await take(registry, `${HEAD}\nAni,1989,,\nBudi,,,\nCitra,1990,,\n`, 'good-rows');
    expect(registry.members.list().map(({ memberNumber }) => memberNumber)).toEqual([
      '8900000001',
      '9000000002',
    ]);
  });

  it('goes on behind the last thousand when it was stopped', async () => {
    const registry = await newOrganisation();
    const rows = Array.from({ length: 2500 }, (_, i) => `Anggota ${letters(i)},1989,,`);
    const file = await readMemberFile(fileOf([HEAD, ...rows].join('\n')));
    const stopped = () =>
      importMembers(registry, file, {
        mode: 'good-rows',
        progress: (done) => {
          if (done > 2000) throw new Error('power cut');
        },
      });
    expect(stopped).toThrow('power cut');
    expect(registry.members.files.imports()).toMatchObject([{ rowsDone: 2000, membersAdded: 2000 }]);
    expect(registry.members.list()).toHaveLength(2000);
    expect(await errorOf(() => importMembers(registry, file, { mode: 'all-or-nothing' }))).toMatchObject({
      code: 'usage',
      details: { what: 'import-begun', done: 2000 },
    });
    expect(importMembers(registry, file, { mode: 'good-rows' })).toMatchObject({ skipped: 2000, added: 500 });
    const members = registry.members.list();
    expect(members.map(({ name }) => name)).toEqual(rows.map((row) => row.split(',')[0]));
    expect(new Set(members.map(({ memberNumber }) => memberNumber)).size).toBe(2500);
    expect(registry.members.files.imports()).toMatchObject([{ rowsDone: 2500, membersAdded: 2500 }]);
  });

  it('takes no step back in the registry, by whatever program', async () => {
    const registry = await newOrganisation();
    await take(registry, `${HEAD}\nAni,1989,,\n`);
    const database = databaseOf(registry);
    expect(() => database.exec('UPDATE member_imports SET rows_done = 0')).toThrow('only goes on');
    expect(() => database.exec('DELETE FROM member_imports')).toThrow('never removed');
    expect(() => database.exec('DELETE FROM members')).toThrow('never removed');
  });
});

/** A word of its own for each number. */
function letters(value: number): string {
  return [...String(value).padStart(4, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

/** A ZIP archive of files that are stored as they are (APPNOTE.TXT 4.3). */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, content] = [Buffer.from(name), Buffer.from(text)];
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(crc32(content), 0);
    sizes.writeUInt32LE(content.length, 4);
    sizes.writeUInt32LE(content.length, 8);
    sizes.writeUInt16LE(path.length, 12);
    const start = Buffer.from([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]); // version, flags, stored, a time
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), start, sizes, path, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002', 'latin1'),
        Buffer.from([20, 0]),
        start,
        sizes,
        place,
        path,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}
