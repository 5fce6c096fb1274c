import { printCards } from '../src/print/print-faces.ts';
import { organisationThemes } from '../src/themes.ts';
import { face } from './card-face/support.ts';

// Run by print.full.test.ts as a process of its own: prints cards without end to the file given, and says when some
// hundred are on their way.

async function* endless() {
  for (;;) yield face();
}

const onProgress = (cards: number) => {
  if (cards === 300) process.stdout.write('under way\n');
};
const order = { file: process.argv[2]!, layout: 'card', language: 'id', onProgress } as const;
await printCards(endless(), await organisationThemes(), order);
