import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '../../packages/card-core/src/console/index.ts';
import type { FacesRun } from './faces-child.ts';
import type { Section } from './figures.ts';
import { figure, verdict, whole } from './figures.ts';

const CHILD = fileURLToPath(new URL('./faces-child.ts', import.meta.url));
const PORTRAIT = fileURLToPath(new URL('../../fixtures/members/portrait-placeholder.jpg', import.meta.url));
/** More than the renderer remembers, so that every card's photo is read and embedded anew. */
const PHOTOS = 40;
const COUNTS = [500, 1000, 2000] as const;
/** Too few to say anything of memory: only that all of it runs. */
const QUICK_COUNTS = [12, 24, 48] as const;
const MEGABYTE = 1_000_000;
const MEMORY_TARGET = { atMost: 300 };
/** Four times the cards may move the peak by what the garbage collector happens to leave lying, and no more. */
const GROWTH_TARGET = { atMost: 1.15 };

/** PDFs of card faces: speed, and the peak of memory in a process that does nothing else. */
export function facesSection(quick: boolean): Section {
  const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-faces-'));
  try {
    const photoFolder = join(folder, 'photos');
    mkdirSync(photoFolder);
    for (let i = 0; i < PHOTOS; i++) copyFileSync(PORTRAIT, join(photoFolder, `${i}.jpg`));
    const runs = (quick ? QUICK_COUNTS : COUNTS).map((count) =>
      run(count, join(folder, `${count}.pdf`), photoFolder),
    );
    return sectionOf(runs, quick);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(count: number, file: string, photoFolder: string): FacesRun {
  const answer = execFileSync(process.execPath, [CHILD, String(count), file, photoFolder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  rmSync(file);
  return JSON.parse(answer) as FacesRun;
}

const peakOf = ({ peakBytes }: FacesRun) => peakBytes / MEGABYTE;
const rateOf = ({ faces, elapsedMs }: FacesRun) => (faces / elapsedMs) * 1000;

function sectionOf(runs: readonly FacesRun[], quick: boolean): Section {
  const [least, , most] = runs as [FacesRun, FacesRun, FacesRun];
  const growth = peakOf(most) / peakOf(least);
  const growthTarget = quick ? undefined : GROWTH_TARGET;
  const growthUnit = `peak of ${whole(most.cards)} cards / peak of ${whole(least.cards)}`;
  const targetOf = ({ cards }: FacesRun) => (cards === 1000 ? MEMORY_TARGET : undefined);
  return {
    id: 'faces',
    title: 'Card faces in one PDF',
    figures: [
      ...runs.flatMap((each) => [
        figure(`faces.${each.cards}.rate`, rateOf(each), 'faces/s'),
        figure(`faces.${each.cards}.peak-memory`, peakOf(each), 'MB', targetOf(each)),
        figure(`faces.${each.cards}.file`, each.fileBytes / MEGABYTE, 'MB'),
      ]),
      figure('faces.memory-growth', growth, growthUnit, growthTarget),
    ],
    text: [
      table(
        ['cards', 'faces /s', 'seconds', 'peak memory MB', 'target', 'file MB'],
        runs.map((each) => [
          whole(each.cards),
          whole(rateOf(each)),
          (each.elapsedMs / 1000).toFixed(1),
          peakOf(each).toFixed(0),
          targetOf(each) === undefined ? '' : verdict(peakOf(each), MEMORY_TARGET),
          (each.fileBytes / MEGABYTE).toFixed(1),
        ]),
        [0, 1, 2, 3, 5],
      ),
      `${growthUnit}: ${growth.toFixed(2)}${growthTarget ? `  ${verdict(growth, growthTarget)}` : ''}`,
    ].join('\n\n'),
    notes: [
      'Two faces a card, the six themes in turn, a photo embedded for every card of the five themes that show one, ' +
        'a page for each face. Peak memory is that of a process of its own, Node and fonts included; loading Node ' +
        'and the themes is not in the seconds.',
    ],
  };
}
