import { describe, expect, it } from 'vitest';
import { workbook } from '../../../tools/fuzz/corpus.ts';
import { cleanWorkbook, ZipFault, ZipTooLarge } from '../src/members/import/clean-workbook.ts';
import { readTable } from '../src/members/import/read-table.ts';
import { errorOf } from './helpers.ts';

const cell = (place: string) => `<sheetData><row r="1"><c ${place}><v>1</v></c></row></sheetData>`;
const good = workbook(cell('r="A1"'));
const refusal = async (bytes: Buffer) => (await errorOf(() => readTable('a.xlsx', bytes))).details.what;

describe('a workbook that somebody hands over', () => {
  it('is read', async () => {
    expect((await readTable('a.xlsx', good)).rows).toEqual([{ line: 1, values: ['1'] }]);
  });

  it('cut off anywhere is refused, and does not keep the program waiting', async () => {
    for (let length = 4; length < good.length; length += 7) {
      expect([length, await refusal(good.subarray(0, length))]).toEqual([length, 'xlsx-broken']);
    }
  });

  it.each([
    ['in a column that no sheet has', 'r="AAAAAAAAAAAAA1"'],
    ['in the last corner of a sheet', 'r="XFD1048576"'],
    ['in small letters', 'r="zzzzzzz1"'],
    ['in letters as XML can hide them', 'r="&#90;&#90;&#90;&#90;&#90;1"'],
    ['in two places', `r="A1" r='ZZZZZ1'`],
    ['nowhere', 'r=""'],
  ])('with a cell %s is refused before a table is made for it', async (_where, place) => {
    expect(await refusal(workbook(cell(place)))).toBe('xlsx-broken');
  });

  it('that swells past what is allowed is refused', () => {
    const swelling = workbook(`<sheetData><!--${' '.repeat(100_000)}--></sheetData>`);
    expect(swelling.length).toBeLessThan(2_000);
    expect(() => cleanWorkbook(swelling, 50_000)).toThrow(ZipTooLarge);
    expect(cleanWorkbook(swelling, 200_000).length).toBeGreaterThan(100_000);
  });

  it('that says it is smaller than it is, is refused', () => {
    const lying = Buffer.from(workbook(`<sheetData><!--${' '.repeat(100_000)}--></sheetData>`));
    const entry = lying.lastIndexOf('PK\u0001\u0002');
    lying.writeUInt32LE(10, entry + 24);
    expect(() => cleanWorkbook(lying, 50_000)).toThrow(ZipTooLarge);
    expect(() => cleanWorkbook(lying, 200_000)).toThrow(ZipFault);
  });
});
