import { copyFileSync, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderFaces } from '../../src/card-face/render.ts';
import { face, PORTRAIT, PORTRAITS_FOLDER, sixThemes } from './support.ts';

// Run by print.full.test.ts as a process of its own with --expose-gc and the PDF to write: prints as JSON the bytes
// that are alive after 200 and after 3,000 cards, the most that the process ever held, and the size of the file.

const CARDS = 3000;
/** More than are remembered, so that each card embeds its photo anew. */
const PHOTOS = 40;

const file = process.argv[2]!;
const photoFolder = join(dirname(file), 'photos');
mkdirSync(photoFolder);
for (let index = 0; index < PHOTOS; index += 1) {
  copyFileSync(join(PORTRAITS_FOLDER, PORTRAIT), join(photoFolder, `${index}.jpg`));
}
const alive: number[] = [];

async function* cards() {
  for (let index = 0; index <= CARDS; index += 1) {
    if (index === 200 || index === CARDS) {
      for (let turn = 0; turn < 3; turn += 1) {
        globalThis.gc?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      alive.push(heapUsed + arrayBuffers);
    }
    if (index === CARDS) return;
    const memberNumber = `89.${String(index).padStart(8, '0')}`;
    const photoPath = `${index % PHOTOS}.jpg`;
    yield face({ memberNumber, qrText: memberNumber, name: `Anggota ${index} Contoh${index}`, photoPath });
  }
}

await renderFaces(cards(), await sixThemes(), { layout: 'card', photoFolder }, createWriteStream(file));
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ alive, peakBytes, fileBytes: statSync(file).size }));
