import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyReply } from '../../packages/terminal/src/settlement/apply.ts';
import { Killed } from './disk.ts';
import { type ChipKind, isKartuError, Ledger } from './program.ts';
import type { Step } from './steps.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

type Mishap = Extract<
  Step,
  { do: 'issue' | 'retire' | 'office-backup' | 'office-restore' | 'copy-books' | 'old-books' }
>;

/** What befalls an organisation in the course of a year. */
export async function befall(world: World, step: Mishap): Promise<void> {
  switch (step.do) {
    case 'issue':
      return issue(world, step);
    case 'retire':
      return retire(world, world.till(step.at));
    case 'office-backup':
      return world.office.backUp();
    case 'office-restore':
      return restoreOffice(world);
    case 'copy-books': {
      const till = world.till(step.at);
      till.copy = { books: till.ledger.database.serialize(), batch: cutBatches(till) };
      return;
    }
    case 'old-books':
      return putBack(world, world.till(step.at));
  }
}

const KINDS: readonly ChipKind[] = ['classic-1k', 'ntag215', 'classic-4k', 'ntag216', 'ntag213'];

/** A member joins; the card leaves the reader while it is made, or the office's program dies, and it is laid on again. */
async function issue(world: World, { at, kind, fault }: Extract<Mishap, { do: 'issue' }>): Promise<void> {
  const chip = KINDS[kind % KINDS.length]!;
  const issued = await world.office.issueThrough(chip, fault, (struck) => world.tally.strike(struck));
  const home = chip === 'ntag213' ? world.till(at) : undefined;
  const plastic = world.addPlastic(chip, issued, home);
  // What a torn and finished card shows is what a card shows that was made in one go: nothing but its opening.
  if (plastic.hasPurse && (plastic.chain.length !== 1 || plastic.balanceRupiah !== 0))
    throw new Violation('money', `card ${plastic.serial} was issued with ${plastic.chain.length} records`);
}

/**
 * A counter is given up in good order: nothing is unfinished there, all of it is told, and its key is revoked. Where
 * something is unfinished, it goes on.
 */
async function retire(world: World, till: Till): Promise<void> {
  const accounts = [...world.people.accounts.values()];
  const isClean =
    world.tills.length > 2 &&
    !world.plastics.some(({ home }) => home === till) &&
    till.ledger.openTransfers().length === 0 &&
    till.ledger.lastTimeMs() <= world.nowMs &&
    accounts.every((account) => account.inDoubt(till).length === 0 && account.owed(till) === 0);
  if (!isClean) return;
  await world.post.tell(till);
  await world.office.revoke(till.terminal);
  world.revokedAtMs.set(till.terminal, world.nowMs);
  world.tills.splice(world.tills.indexOf(till), 1);
  world.tally.strike('counter revoked');
}

/** The office's computer breaks, and its last backup is put on another. */
async function restoreOffice(world: World): Promise<void> {
  if (!(await world.office.restore())) return;
  world.post.forget();
  world.tally.strike('office restored');
}

/**
 * Somebody puts an older copy of a counter's folder back. Once the secretariat knows more of the counter than the copy
 * does, it takes no reply and says why; whoever put it back then finds the newer folder.
 */
async function putBack(world: World, till: Till): Promise<void> {
  const { copy } = till;
  if (!copy || settledBatch(world, till) <= copy.batch) return;
  const path = join(till.folder, 'older.sqlite');
  rmSync(path, { force: true });
  writeFileSync(path, copy.books, { mode: 0o600 });
  const ledger = new Ledger(path, till.now);
  world.tally.strike('older books put back');
  try {
    await applyReply({ ...till.openCounter, ledger }, await world.office.reply(till.terminal));
  } catch (error) {
    if (error instanceof Killed || !isKartuError(error, 'data-damaged'))
      throw new Violation('crash', `older books ended in ${String(error)}`, error);
    return;
  } finally {
    ledger.database.close();
  }
  throw new Violation('chain', `terminal ${till.terminal} took in a reply with older books`);
}

/** How many batches a counter has cut: what is on its way counts. */
const cutBatches = ({ ledger }: Till): number =>
  ledger.database.prepare('SELECT coalesce(max(number), 0) FROM settlement_batch').pluck().get() as number;

const settledBatch = ({ office }: World, { terminal }: Till): number =>
  office.registry.settlement.lastBatch(terminal)?.number ?? 0;
