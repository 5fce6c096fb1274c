/**
 * Draws card faces in a process of its own, so that its memory is theirs alone, and tells what it took:
 * `node faces-child.ts COUNT PDF-FILE PHOTO-FOLDER`. Started by faces.ts.
 */
import { createWriteStream, readdirSync, readFileSync, statSync } from 'node:fs';
import type { FaceData } from '../../packages/issuer-cli/src/card-face/layout.ts';
import { renderFaces } from '../../packages/issuer-cli/src/card-face/render.ts';
import { organisationThemes } from '../../packages/issuer-cli/src/themes.ts';

export interface FacesRun {
  readonly cards: number;
  readonly faces: number;
  readonly elapsedMs: number;
  readonly peakBytes: number;
  readonly fileBytes: number;
}

const GIVEN = ['Ani', 'Budi', 'Citra', 'Dewi', 'Eko', 'Fitri', 'Gede', 'Hana', 'Indra', 'Joko', 'Kadek'];
const FAMILY = ['Lestari', 'Santoso', 'Wijaya', 'Nasution', 'Siregar', 'Hidayat', 'Kusumawardhani'];

const [count, file, photoFolder] = [Number(process.argv[2]), process.argv[3]!, process.argv[4]!];
const photos = readdirSync(photoFolder);
const themes = await organisationThemes();

function* members(): Generator<FaceData> {
  for (let i = 0; i < count; i++) {
    const theme = themes[i % themes.length]!;
    const memberNumber = `89.${String(i + 1).padStart(8, '0')}`;
    yield {
      memberNumber,
      name: `${GIVEN[i % GIVEN.length]} ${FAMILY[i % FAMILY.length]} ${FAMILY[(i >> 3) % FAMILY.length]}`,
      cohort: 1960 + (i % 60),
      themeId: theme.id,
      organisation: 'Koperasi Contoh',
      photoPath: theme.sides.frontWithPhoto === undefined ? undefined : photos[i % photos.length]!,
      qrText: memberNumber,
      validUntil: '12/2031',
    };
  }
}

const start = performance.now();
const options = { layout: 'card', photoFolder } as const;
const { faces, warnings } = await renderFaces(members(), themes, options, createWriteStream(file));
const elapsedMs = performance.now() - start;
// A long name that was abbreviated is everyday work; a photo that was left out is work not done.
const missing = warnings.find(({ code }) => code.startsWith('photo-'));
if (missing) throw new Error(`${missing.code}: ${missing.detail}`);
const run: FacesRun = {
  cards: count,
  faces,
  elapsedMs,
  peakBytes: peakBytes(),
  fileBytes: statSync(file).size,
};
process.stdout.write(JSON.stringify(run));

/**
 * The most memory that was resident. Linux counts the parent's into `ru_maxrss` of a child that was forked from it,
 * so there it is asked of this process image alone.
 */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kilobytes) * 1024;
}
