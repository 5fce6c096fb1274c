/**
 * Makes a CSV of made-up members, the same for the same seed, to try imports and measure with:
 *
 *     node tools/generate-members.ts 250000 members.csv [seed]
 *
 * Names are put together by chance from common Indonesian ones; telephone numbers are of no known block.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { keysAlike, nameKey } from '../packages/issuer-cli/src/members/likeness.ts';

const FIRST_MEN =
  'Agus Ahmad Andi Arif Bambang Budi Dedi Dwi Eko Fajar Gede Hadi Hendra Imam Indra Joko Komang Lalu Made Muhammad Nyoman Putu Rizki Rudi Slamet Sugeng Taufik Teguh Wahyu Wayan Yusuf Zainal'.split(
    ' ',
  );
const FIRST_WOMEN =
  'Aisyah Anisa Ayu Baiq Citra Dewi Dian Endang Fitri Hartini Indah Kadek Ketut Lestari Lina Luh Maya Murni Ni Nur Putri Ratna Rina Sari Siti Sri Sulastri Titik Tri Utami Wulan Yuni'.split(
    ' ',
  );
const MIDDLE =
  'Adi Aminah Ayu Bagus Cahya Dharma Eka Fatimah Galih Hidayat Indah Jaya Kurnia Laksmi Mega Nugraha Okta Puspita Rahma Satria Surya Tirta Wira Yoga'.split(
    ' ',
  );
const LAST =
  'Abdullah Ardana Astuti Budiman Darmawan Efendi Firmansyah Gunawan Handayani Hidayat Irawan Kurniawan Kusuma Lestari Maulana Nasution Ningsih Nugroho Permana Pratama Purnomo Putra Rahayu Rahman Ramadhan Santoso Saputra Setiawan Siregar Subagyo Suharto Sulaiman Suryadi Susanto Sutrisno Utomo Wahyuni Wibowo Widodo Wijaya Yulianti Zulkarnain'.split(
    ' ',
  );
const BRANCHES =
  'Denpasar Singaraja Mataram Praya Selong Bima Dompu Sumbawa Tangerang Serang Rangkasbitung Bogor'.split(
    ' ',
  );
const CHIPS = ['classic-1k', 'ntag213', 'ntag215'] as const;
const STREETS = 'Melati Kenanga Mawar Cempaka Flamboyan Anggrek Teratai Kamboja'.split(' ');

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The head and then one line for each member. */
export function* generateMembers(count: number, seed = 1): Generator<string> {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const one = (words: readonly string[]) => words[below(words.length)]!;
  const known = new Map<string, string[]>();
  yield 'name,cohort,birth date,phone,email,address,branch';
  for (let index = 0; index < count; index++) {
    let [name, birth] = ['', ''];
    let alike = true;
    // Nobody is twice in it: two people of one birthday whose names are alike would rightly be asked about.
    while (alike) {
      name = makeName(random, one);
      birth = `${1950 + below(55)}-${two(1 + below(12))}-${two(1 + below(28))}`;
      const others = known.get(birth) ?? [];
      const key = nameKey(name);
      alike = others.some((other) => keysAlike(other, key));
      if (!alike) known.set(birth, [...others, key]);
    }
    const year = Number(birth.slice(0, 4));
    // About 30 in 100 have a telephone (the cooperative's own figure); each its own number.
    const phone = random() < 0.3 ? `0800${String(1_000_000 + index * 7).padStart(8, '0')}` : '';
    const email = phone !== '' && random() < 0.3 ? `anggota${index}@contoh.example` : '';
    const address = random() < 0.8 ? `"Jl. ${one(STREETS)} No. ${1 + below(200)}, RT ${1 + below(9)}"` : '';
    yield [name, year + 18, birth, phone, email, address, one(BRANCHES)].join(',');
  }
}

export interface MadeUpCard {
  /** Which member, counted from 0. */
  readonly member: number;
  /** 1 to 6; no member has two cards of one theme. */
  readonly theme: number;
  readonly kind: 'classic-1k' | 'ntag213' | 'ntag215';
  /** 7 bytes, none twice. */
  readonly uid: Uint8Array;
}

/** Cards for so many members: each has the first, and who has more is drawn; the same for the same seed. */
export function* generateCards(count: number, members: number, seed = 1): Generator<MadeUpCard> {
  const random = seeded(seed);
  const themes = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const isFirst = index < members;
    let member = isFirst ? index : Math.floor(random() * members);
    while (!isFirst && (themes.get(member) ?? 1) >= 6) member = (member + 1) % members;
    const theme = isFirst ? 1 : (themes.get(member) ?? 1) + 1;
    if (!isFirst) themes.set(member, theme);
    const uid = new Uint8Array(7);
    new DataView(uid.buffer).setUint32(3, index);
    uid[0] = 0x04; // NXP
    yield { member, theme, kind: CHIPS[Math.floor(random() * CHIPS.length)]!, uid };
  }
}

function makeName(random: () => number, one: (words: readonly string[]) => string): string {
  const words = [one(random() < 0.5 ? FIRST_MEN : FIRST_WOMEN)];
  if (random() < 0.6) words.push(one(MIDDLE));
  if (random() < 0.9) words.push(one(LAST));
  return words.join(' ');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function main([count, path, seed]: readonly string[]): void {
  if (!/^[1-9]\d*$/.test(count ?? '') || path === undefined || !/^\d*$/.test(seed ?? '')) {
    process.stderr.write('Usage: node tools/generate-members.ts COUNT FILE [SEED]\n');
    process.exitCode = 2;
    return;
  }
  writeFileSync(path, `${[...generateMembers(Number(count), Number(seed ?? 1))].join('\n')}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2));
}
