import { Writable } from 'node:stream';
import { renderFaces } from '../../src/card-face/render.ts';
import { face, sixThemes } from './support.ts';

// Run by print.full.test.ts as a process of its own with --expose-gc: prints, as a JSON list, the bytes that are
// alive after 200 and after 1,000 cards.

const alive: number[] = [];

async function* cards() {
  for (let index = 0; index <= 1000; index += 1) {
    if (index === 200 || index === 1000) {
      for (let turn = 0; turn < 3; turn += 1) {
        globalThis.gc?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      alive.push(heapUsed + arrayBuffers);
    }
    const memberNumber = `89.${String(index).padStart(8, '0')}`;
    yield face({ memberNumber, qrText: memberNumber, name: `Anggota ${index} Contoh${index}` });
  }
}

const nowhere = new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) });
await renderFaces(cards(), await sixThemes(), { layout: 'card' }, nowhere);
process.stdout.write(JSON.stringify(alive));
