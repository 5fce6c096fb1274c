import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asKartuError, KartuError } from '../../packages/card-core/src/index.ts';

/** Commands of the follow-up chapter run here, because `npm run` does. */
export const PROJECT_FOLDER = resolve(fileURLToPath(new URL('../..', import.meta.url)));

const MARKER = '.made-by-the-kartukita-demo';
const MARKER_TEXT = 'This folder was made by "npm start" of KartuKita, and is made anew by the next one.\n';

/** Everything that the demo makes, by the name it has in its folder; nothing else in there is ever removed. */
const PARTS = {
  passphrase: 'passphrase',
  organisation: 'organisation',
  cards: 'cards',
  faces: 'faces.pdf',
  sheets: 'faces-a4.pdf',
  counter1: 'counter-1',
  request1: 'counter-1.request',
  bundle1: 'counter-1.bundle',
  counter2: 'counter-2',
  request2: 'counter-2.request',
  bundle2: 'counter-2.bundle',
} as const;

export type Part = keyof typeof PARTS;

/** Where the demo puts what it makes. */
export interface DemoFolder {
  /** Absolute. */
  path(part: Part, ...below: string[]): string;
  /** As a person would type it in the project's folder. */
  shown(part: Part, ...below: string[]): string;
  readonly name: string;
}

/**
 * Makes the demo's folder anew. What an earlier demo left there is removed; a folder without the demo's marker is
 * somebody else's and is refused (`data-exists`). Throws `data-read-only`, `data-full`.
 */
export function makeDemoFolder(path: string): DemoFolder {
  const folder = resolve(path);
  try {
    if (entryAt(folder)) {
      requireOwn(folder);
      for (const name of Object.values(PARTS)) rmSync(join(folder, name), { recursive: true, force: true });
    } else {
      mkdirSync(dirname(folder), { recursive: true });
      mkdirSync(folder, { mode: 0o700 }); // it will hold a passphrase and the keys that this opens
    }
    writeFileSync(join(folder, MARKER), MARKER_TEXT, { mode: 0o600 });
    mkdirSync(join(folder, PARTS.cards));
  } catch (error) {
    throw asKartuError(error);
  }
  const inProject = relative(PROJECT_FOLDER, folder);
  const name = inProject.startsWith('..') || isAbsolute(inProject) ? folder : inProject;
  return {
    name,
    path: (part, ...below) => join(folder, PARTS[part], ...below),
    shown: (part, ...below) => join(name, PARTS[part], ...below),
  };
}

/** A link could lead anywhere, so only a real folder counts: with a real marker, or with nothing in it. */
function requireOwn(folder: string): void {
  const marker = join(folder, MARKER);
  const isMarked = () => entryAt(marker)?.isFile() && readFileSync(marker, 'utf8') === MARKER_TEXT;
  const isEmpty = () => readdirSync(folder).length === 0;
  if (entryAt(folder)?.isDirectory() && (isMarked() || isEmpty())) return;
  throw new KartuError('data-exists', `${folder} was not made by the demo`, { details: { path: folder } });
}

function entryAt(path: string) {
  return lstatSync(path, { throwIfNoEntry: false });
}
