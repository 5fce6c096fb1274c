import { terminalProgram } from '../../packages/terminal/src/index.ts';
import { proveBooks } from './chapters/books.ts';
import { enrolCounters } from './chapters/counters.ts';
import { whatNext } from './chapters/next.ts';
import { foundOrganisation, type Holder, issueCards, joinMembers, printCards } from './chapters/office.ts';
import { awayFromHome, firstTaps, Tally } from './chapters/taps.ts';
import { olderCopy, pulledAway } from './chapters/trouble.ts';
import type { DemoFolder } from './folder.ts';
import type { Telling } from './telling.ts';

/**
 * The whole story, from the keys to the proof of the books. Every step is asserted: what is told has happened.
 * Throws KartuError; `internal-error` where something did not come out as told.
 */
export async function tellStory(telling: Telling, folder: DemoFolder): Promise<void> {
  terminalProgram(); // brings the words that cashiers read
  telling.title('title');
  telling.paragraph('intro', { folder: folder.name });
  const office = await foundOrganisation(telling, folder);
  try {
    const members = joinMembers(telling, office);
    const holders = await issueCards(telling, office, members, folder);
    await printCards(telling, office, holders, folder);
    const counters = await enrolCounters(telling, office, folder);
    let tornAtExchange: number;
    try {
      const market = { telling, counters, tally: new Tally() };
      const [sari, budi, made] = holders as [Holder, Holder, Holder];
      const firstSale = await firstTaps(market, holders);
      await awayFromHome(market, sari, firstSale);
      tornAtExchange = await pulledAway(market, budi);
      await olderCopy(market, made, folder);
      proveBooks(market, holders);
    } finally {
      for (const counter of counters) counter.close();
    }
    whatNext(telling, folder, holders, tornAtExchange);
  } finally {
    office.registry.close();
  }
}
