import type { Claim } from './account.ts';
import { begunAnew } from './asking.ts';
import type { SeenRecord } from './camera.ts';
import { Killed } from './disk.ts';
import { hear } from './people.ts';
import type { Plastic } from './plastic.ts';
import { isKartuError, type Request, type TapResult } from './program.ts';
import { type Fault, TAP_STEPS } from './steps.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** One tap with all that may go wrong, and what must hold afterwards. */
export async function tap(
  world: World,
  till: Till,
  plastic: Plastic,
  request: Request,
  { fault, asked, isAgain = false }: { fault?: Fault | undefined; asked?: Claim; isAgain?: boolean } = {},
): Promise<TapResult | undefined> {
  let told: TapResult | undefined;
  let failure: unknown;
  if (fault?.kind === 'disk' || fault?.kind === 'kill-sql') till.disk.arm(fault);
  const away = plastic.lay(fault);
  const fresh: SeenRecord[] = [];
  try {
    await till.tap(
      plastic.reader,
      request,
      (result) => {
        told = result;
      },
      (step) => {
        // One tap may write several records, and a card shows two.
        if (step === 'head-written') fresh.push(...plastic.look());
        if (fault?.kind === 'kill-step' && step === TAP_STEPS[fault.step]) {
          world.tally.strike(`kill-${step}`);
          till.disk.kill();
        }
      },
    );
  } catch (error) {
    failure = error;
  }
  if (failure instanceof Violation) throw failure;
  const struck = away();
  if (struck) world.tally.strike(struck);
  till.disk.disarm();
  if (failure instanceof Killed) await world.startAgain(till);
  else if (failure !== undefined && !isKartuError(failure)) {
    throw new Violation('crash', `a tap ended in ${String(failure)}`, failure);
  }
  world.tally.tap(told, failure);
  const account = world.people.account(plastic.serial);
  if (account.taint) account.taintedDays.add(new Date(till.now() + 7 * 3_600_000).toISOString().slice(0, 10));
  world.people.attribute(plastic, till, [...fresh, ...plastic.look()]);
  after(world, till, plastic, asked, isAgain, told, failure);
  return told;
}

function after(
  world: World,
  till: Till,
  plastic: Plastic,
  asked: Claim | undefined,
  isAgain: boolean,
  told: TapResult | undefined,
  failure: unknown,
): void {
  const account = world.people.account(plastic.serial);
  requireNewest(world, till, plastic, told);
  if (told) hear(world.people, { plastic, till, asked, isAgain }, told);
  else if (asked && !isAgain && isKartuError(failure) && !failure.code.startsWith('data-')) {
    world.people.drop(asked, failure.code);
  }
  for (const claim of account.inDoubt(till, plastic)) begunAnew(claim);
  world.people.reckon(plastic);
  if (told && failure === undefined && !account.taint) requireTruth(world, till, plastic, told);
}

/** An older state never counts where a newer one was seen. */
function requireNewest(world: World, till: Till, plastic: Plastic, told: TapResult | undefined): void {
  if (told?.outcome === 'posted' && !told.resumed && world.toldLost.get(till)?.has(plastic.serial)) {
    throw new Violation(
      'fraud',
      `card ${plastic.serial} is lost, and terminal ${till.terminal} has heard of it`,
    );
  }
  const forged = world.forged.find(
    ({ link, afterRevocation, terminal }) =>
      afterRevocation && world.toldRevoked.get(till)?.has(terminal) && plastic.chain.at(-1)?.link === link,
  );
  if (forged && told && told.outcome !== 'refused') {
    const by = `a record by the revoked terminal ${forged.terminal}`;
    throw new Violation('fraud', `card ${plastic.serial}: ${by} counted at terminal ${till.terminal}`);
  }
  const key = `${till.terminal}/${plastic.serial}`;
  const before = world.met.get(key);
  const top = plastic.chain.at(-1);
  if (!told || told.outcome === 'refused' || !top) return;
  if (before && plastic.hasPurse) {
    // Beyond the next record a counter cannot tell whether the gap holds what it knows: ledgers have to meet.
    const same =
      top.sequence <= before.sequence + 1 &&
      plastic.chain.find(({ sequence }) => sequence === before.sequence);
    if (top.sequence < before.sequence) {
      throw new Violation(
        'fraud',
        `card ${plastic.serial}: an older state counted at terminal ${till.terminal}`,
      );
    }
    if (same && same.link !== before.link) {
      throw new Violation('fraud', `card ${plastic.serial}: a fork counted at terminal ${till.terminal}`);
    }
  }
  world.met.set(key, { sequence: top.sequence, link: top.link });
}

/** What the cashier was told of the card is what is on it, and what is owed is what is owed. */
function requireTruth(world: World, till: Till, plastic: Plastic, told: TapResult): void {
  if (told.outcome !== 'posted' && told.outcome !== 'read' && told.outcome !== 'resolved') return;
  if (told.balanceRupiah !== plastic.balanceRupiah) {
    throw new Violation(
      'money',
      `card ${plastic.serial} holds ${plastic.balanceRupiah}, told was ${told.balanceRupiah}`,
    );
  }
  const owed = world.people.account(plastic.serial).owedAsTold(till);
  if (told.owedRupiah !== owed) {
    throw new Violation(
      'charged',
      `card ${plastic.serial}: ${owed} is owed at terminal ${till.terminal}, told was ${told.owedRupiah}`,
    );
  }
}
