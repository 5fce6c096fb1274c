import { KartuError } from '@kartukita/card-core';
import type { MemberApplication } from '../add.ts';

export type ImportField = Exclude<keyof MemberApplication, 'photoPath'>;

/** What the head of a column may be called, without spaces, dots and capitals. */
const HEADS: Readonly<Record<ImportField, readonly string[]>> = {
  name: ['name', 'fullname', 'nama', 'namalengkap', 'namaanggota'],
  cohort: ['cohort', 'graduationyear', 'angkatan', 'tahunlulus', 'lulusan'],
  birthDate: ['birthdate', 'dateofbirth', 'dob', 'tanggallahir', 'tgllahir'],
  phone: [
    'phone',
    'telephone',
    'mobile',
    'telepon',
    'telp',
    'notelp',
    'notelepon',
    'hp',
    'nohp',
    'nomorhp',
    'whatsapp',
  ],
  email: ['email', 'mail', 'surel', 'alamatemail'],
  address: ['address', 'alamat', 'alamatrumah'],
  branch: ['branch', 'cabang', 'rayon', 'wilayah'],
};

export interface Columns {
  readonly fields: ReadonlyMap<ImportField, number>;
  /** Heads of columns that nothing is done with. */
  readonly ignored: readonly string[];
}

/** Which column holds what. Throws `file-invalid` where there is no name, or one field stands in two columns. */
export function findColumns(path: string, head: readonly string[]): Columns {
  const fields = new Map<ImportField, number>();
  const ignored: string[] = [];
  for (const [index, text] of head.entries()) {
    const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    const field = (Object.keys(HEADS) as ImportField[]).find((each) => HEADS[each].includes(plain));
    if (field === undefined) {
      if (text !== '') ignored.push(text.slice(0, 40));
      continue;
    }
    if (fields.has(field)) {
      throw new KartuError('file-invalid', `two columns hold the ${field}`, {
        details: { what: 'column-twice', path, column: text.slice(0, 40) },
      });
    }
    fields.set(field, index);
  }
  if (!fields.has('name')) {
    throw new KartuError('file-invalid', 'no column holds the name', {
      details: { what: 'column-name', path, found: head.join(', ').slice(0, 200) },
    });
  }
  return { fields, ignored };
}
