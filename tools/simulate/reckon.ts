import type { Case } from '../../packages/issuer-cli/src/registry/cases.ts';
import { verifySettlement } from '../../packages/issuer-cli/src/settlement/verify.ts';
import { acceptClock } from '../../packages/terminal/src/settlement/clock.ts';
import type { Account, Claim } from './account.ts';
import { again, closeTransfer, lookUp } from './asking.ts';
import type { Plastic } from './plastic.ts';
import type { Purpose } from './purpose.ts';
import { tap } from './tapping.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** As many honest taps of one card may be needed until nothing of it is unfinished anywhere, and no more. */
const MOST_TAPS = 12;
/** Rounds of settling and tapping until all that is owed has reached its card. */
const MOST_ROUNDS = 4;
const MOST_ON_CARD_RUPIAH = 2_000_000;
const DAILY_LIMIT_RUPIAH = 500_000;
/** What a key outside its counter leaves behind. */
const KEY_CASES: ReadonlySet<string> = new Set(['unreported-record', 'revoked-terminal']);

/**
 * The evening: clocks are set right, everybody comes back with the card that something is in doubt about, the
 * counters hear the news; then cards, books, drawers and shelves are counted against one another.
 */
export async function reckon(world: World): Promise<void> {
  world.tally.reckonings++;
  world.nowMs += 3 * 3_600_000;
  for (const till of world.tills) till.skewMinutes = 0;
  await settleAll(world);
  // A clock that was ahead leaves a journal that ends in the future: with a fresh reply it is accepted.
  for (const till of world.tills) {
    if (till.ledger.lastTimeMs() > till.now()) acceptClock(till.counter, 'jam salah');
  }
  for (const account of world.people.accounts.values()) if (account.taint) await closeAll(world, account);
  const serials = new Set(world.plastics.map(({ serial }) => serial));
  const honest = [...serials].map((serial) => world.people.account(serial)).filter(({ taint }) => !taint);
  // What is owed goes to the secretariat, comes back as credit, and reaches the card: each by a round of its own.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (const account of honest) await recover(world, account);
    await settleAll(world);
    if (
      honest.every(
        (account) => account.owedInAll() === 0 && account.promisedRupiah + account.leftBehind() === 0,
      )
    )
      break;
  }
  for (const account of honest) requireSettled(world, account);
  for (const account of world.people.accounts.values()) if (!account.taint) await compare(world, account);
  await settleAll(world);
  for (const account of world.people.accounts.values()) if (account.taint) await closeAll(world, account);
  for (const till of world.allTills) countDrawer(world, till);
  for (const auditor of world.auditors) auditor.prove();
  const cases = inspect(world);
  for (const account of world.people.accounts.values())
    if (account.taint) await requireFound(world, account, cases);
}

/** The secretariat hears of everything, then every counter does. */
async function settleAll({ tills, post }: World): Promise<void> {
  for (const till of tills) await post.tell(till);
  for (const till of tills) await post.hear(till);
}

async function recover(world: World, account: Account): Promise<void> {
  let taps = 0;
  const tapped = () => {
    if (++taps <= MOST_TAPS) return;
    throw new Violation(
      'recovery',
      `card ${account.serial}: still unfinished after ${MOST_TAPS} honest taps`,
    );
  };
  for (let claim = account.inDoubt()[0]; claim; claim = account.inDoubt()[0]) {
    tapped();
    await finish(world, claim);
  }
  for (const till of world.tills) {
    const plastic = world.plastics.find(({ serial }) => serial === account.serial)!;
    for (let stuck = 0; stuck < 2; ) {
      const before = account.owedVisibly(till);
      const unmet = account.owed(till) !== before;
      if (before === 0 && owes(till, account.serial) === 0 && !unmet) break;
      tapped();
      const told = await tap(world, till, plastic, { kind: 'resolve' });
      // A tap that tells of an earlier transfer does nothing else.
      if (account.owedVisibly(till) === before && told?.outcome !== 'unresolved') stuck++;
    }
    const isHere = plastic.hasPurse || plastic.home === till;
    if (account.promisedRupiah + account.leftBehind() > 0 && isHere) {
      tapped();
      await tap(world, till, plastic, { kind: 'resolve' });
    }
  }
  world.tally.worstRecoveryTaps = Math.max(world.tally.worstRecoveryTaps, taps);
}

/** What remains is what cannot be moved: more than the card may hold, more than is on it, or more than a limit. */
function requireSettled(world: World, account: Account): void {
  const { serial } = account;
  const promisedRupiah = account.promisedRupiah + account.leftBehind();
  const { balanceRupiah } = world.plastics.find((each) => each.serial === serial)!;
  if (promisedRupiah !== 0 && balanceRupiah + promisedRupiah <= MOST_ON_CARD_RUPIAH) {
    throw new Violation('recovery', `card ${serial}: credit of ${promisedRupiah} does not reach it`);
  }
  for (const till of world.tills) {
    const owed = account.owed(till);
    const isTooMuch = owed > 0 && (balanceRupiah + owed > MOST_ON_CARD_RUPIAH || owed > 500_000);
    const isGone = owed < 0 && balanceRupiah < -owed;
    const isBooked = owes(till, serial) === owed;
    if (owed !== 0 && !(isBooked && (isTooMuch || isGone))) {
      throw new Violation('recovery', `card ${serial}: ${owed} stays owed at terminal ${till.terminal}`);
    }
  }
}

const owes = (till: Till, serial: number) => 0 - till.ledger.accountBalance(`owed:${serial}`);

async function finish(world: World, claim: Claim): Promise<void> {
  const { till, plastic } = claim;
  const before = claim.state;
  await again(world, till, plastic);
  if (claim.state === 'asked' || (claim.state === 'open' && before === 'open')) lookUp(world, claim);
  // The card has gone on by several records elsewhere, and cannot show what came of it any more.
  if (claim.state === 'open' && claim.transfer !== undefined) {
    const shown = await tap(world, till, plastic, { kind: 'resolve' });
    if (claim.state === 'open' && shown?.outcome === 'refused')
      closeTransfer(world, till, claim.transfer, plastic.serial);
  }
}

/** Nobody comes back with a card that was tampered with. */
async function closeAll(world: World, account: Account): Promise<void> {
  for (const claim of account.inDoubt()) {
    // What a full disk has left pending can be closed when the program was started again.
    const transfer = claim.till.ledger.openTransfer(account.serial);
    if (transfer?.state === 'pending') await world.startAgain(claim.till);
    lookUp(world, claim);
    if (claim.state === 'open' && claim.transfer !== undefined) {
      closeTransfer(world, claim.till, claim.transfer, account.serial);
    }
  }
}

/** Every counter that knows the card looks at it once more: then its books must hold what the card holds. */
async function compare(world: World, account: Account): Promise<void> {
  const plastic = world.plastics.find(({ serial }) => serial === account.serial)!;
  for (const till of world.tills) {
    if (!till.ledger.cardBySerial(account.serial)) continue;
    const told = await tap(world, till, plastic, { kind: 'balance' });
    if (told?.outcome !== 'read') {
      throw new Violation(
        'recovery',
        `card ${account.serial} is ${told?.reason ?? 'not read'} at terminal ${till.terminal}`,
      );
    }
    const booked = 0 - till.ledger.accountBalance(`purse:${account.serial}`);
    if (booked !== plastic.balanceRupiah) {
      throw new Violation(
        'money',
        `card ${account.serial} holds ${plastic.balanceRupiah}, terminal ${till.terminal} books ${booked}`,
      );
    }
  }
}

/** Accounts of a counter for what is not its own. */
const FOR_OTHERS = ({ merchant }: World): Record<Purpose['for'], string> => ({
  ...{ merchant: `payable:${merchant}`, dues: 'dues', event: 'events' },
});

/** Cash and goods against the books: what is missing is what was taken, to the rupiah. */
function countDrawer(world: World, till: Till): void {
  const { cashRupiah, stolenRupiah } = world.people.drawer(till);
  const done = world.people.claimsDone(till);
  const sold = 0 - till.ledger.accountBalance('sales');
  if (sold !== done.sale) {
    throw new Violation(
      'money',
      `terminal ${till.terminal} books sales of ${sold}, goods of ${done.sale} went out`,
    );
  }
  for (const [what, account] of Object.entries(FOR_OTHERS(world))) {
    const there = 0 - till.ledger.accountBalance(account);
    const due = done[what as Purpose['for']];
    if (there === due) continue;
    throw new Violation('money', `terminal ${till.terminal} books ${there} in ${account}, ${due} was paid`);
  }
  const booked = till.ledger.accountBalance('drawer');
  const missing = booked - cashRupiah;
  const gifts = done.topup - done.payout - cashRupiah - stolenRupiah;
  if (missing !== stolenRupiah + gifts) {
    throw new Violation(
      'money',
      `terminal ${till.terminal}: ${booked} booked in the drawer, ${cashRupiah} there`,
    );
  }
  if (stolenRupiah > 0) {
    const fraud = world.tally.fraud('embezzled');
    fraud.found = fraud.tried;
    fraud.lossRupiah = Math.max(fraud.lossRupiah, stolenRupiah);
  }
}

/** The secretariat's books against cards, drawers and shelves; returns the cases that it has opened. */
function inspect(world: World): Case[] {
  const { registry } = world.office;
  const proof = verifySettlement(registry);
  const faults = registry.books.faults();
  if (proof.damaged.length > 0 || faults.length > 0) {
    throw new Violation('chain', `the registry is not in order: ${JSON.stringify([proof.damaged, faults])}`);
  }
  const cases = registry.cases.list({ all: true });
  for (const account of world.people.accounts.values())
    if (!account.taint) requireInBooks(world, account, cases);
  for (const { kind, terminal } of cases) {
    if (
      terminal === null ||
      (KEY_CASES.has(kind) && world.forged.some((each) => each.terminal === terminal))
    ) {
      continue;
    }
    throw new Violation('fraud', `terminal ${terminal} is accused of "${kind}"`);
  }
  requireOthers(world);
  for (const till of world.allTills) {
    const done = world.people.claimsDone(till);
    const [sold, cash] = [done.sale, done.topup - done.payout];
    const [bookedSales, bookedCash] = [
      registry.books.balance(`sales:${till.terminal}`),
      registry.books.balance(`drawer:${till.terminal}`),
    ];
    if (bookedSales !== sold || bookedCash !== cash) {
      const told = `books sales of ${bookedSales} and cash of ${bookedCash}, there were ${sold} and ${cash}`;
      throw new Violation('money', `the secretariat, of terminal ${till.terminal}: ${told}`);
    }
  }
  return cases;
}

/** What is owed to the merchant, and what members have paid once, however often they were asked for it. */
function requireOthers(world: World): void {
  const { books } = world.office.registry;
  const done = world.allTills.map((till) => world.people.claimsDone(till));
  const sold = done.reduce((sum, { merchant }) => sum + merchant, 0);
  const again = [...world.people.accounts.values()].reduce((sum, each) => sum + each.paidAgainRupiah(), 0);
  const paid = done.reduce((sum, { dues, event }) => sum + dues + event, 0) - again;
  const booked = world.allTills.reduce(
    (sum, { terminal }) =>
      sum + books.balance(`dues:counter-${terminal}`) + books.balance(`events:counter-${terminal}`),
    0,
  );
  const owed = books.balance(`payable:${world.merchant}`);
  if (owed === sold && booked === paid) return;
  const told = `owes ${owed} to the merchant and has dues of ${booked}; there were ${sold} and ${paid}`;
  throw new Violation('money', `the secretariat ${told}`);
}

function requireInBooks(world: World, { serial }: Account, cases: readonly Case[]): void {
  const { registry } = world.office;
  const plastic = world.plastics.find((each) => each.serial === serial)!;
  const accused = cases.find(({ card }) => card === serial);
  if (accused) throw new Violation('fraud', `card ${serial} is honest and accused of "${accused.kind}"`);
  const booked = registry.books.balance(`purse:${serial}`);
  const [sums] = registry.overview.cards(serial);
  const shown = sums?.shownRupiah ?? 0;
  if (booked !== plastic.balanceRupiah || shown !== booked || (sums && sums.waiting + sums.awaited > 0)) {
    const what = `${booked} booked, ${shown} shown, ${sums?.waiting ?? 0} waiting, ${sums?.awaited ?? 0} awaited`;
    throw new Violation('money', `card ${serial} holds ${plastic.balanceRupiah}; the secretariat: ${what}`);
  }
}

/** What shows when ledgers have met, and what it cost until then. */
async function requireFound(world: World, account: Account, cases: readonly Case[]): Promise<void> {
  const { serial, taint } = account;
  const plastics = world.plastics.filter((each) => each.serial === serial);
  const isFrozen = world.allTills.some((till) => till.ledger.frozen(serial) !== undefined);
  const found = cases.filter(
    ({ card, kind }) =>
      card === serial ||
      (KEY_CASES.has(kind) &&
        world.forged.some((each) => each.serial === serial && isUsed(plastics, each.link))),
  );
  if (mustShow(world, account, plastics) && found.length === 0) {
    throw new Violation('fraud', `card ${serial}: ${taint} was not found though every counter has settled`);
  }
  if (isFrozen && found.length === 0) {
    throw new Violation('fraud', `card ${serial} is frozen at a counter and has no case`);
  }
  if (found.some(({ kind, card }) => card === serial && kind === 'fork'))
    await requireKeptOut(world, plastics);
  const lossRupiah = Math.max(0, account.goodsRupiah - account.paidRupiah - account.giftedRupiah);
  const days = Math.max(1, account.taintedDays.size);
  const isKey = account.hasForged;
  const counters = isKey ? world.allTills.length : world.allTills.length - 1;
  const perCounter = isKey
    ? days * DAILY_LIMIT_RUPIAH
    : Math.min(account.highestRupiah, days * DAILY_LIMIT_RUPIAH);
  const bound = counters * perCounter;
  if (lossRupiah > bound && taint !== 'lost') {
    throw new Violation('fraud', `card ${serial}: ${taint} cost ${lossRupiah}, above the bound of ${bound}`);
  }
  const entry = world.tally.fraud(taint!);
  if (found.length > 0 && !account.isFound) entry.found++;
  account.isFound ||= found.length > 0;
  entry.lossRupiah = Math.max(entry.lossRupiah, lossRupiah);
}

/** Something was handed out on a state that another has contradicted, or on a record that a stolen key had made. */
function mustShow(world: World, account: Account, plastics: readonly Plastic[]): boolean {
  const seen = new Map<number, string>();
  for (const { state, record } of account.claims) {
    if (state !== 'done' || !record) continue;
    const other = seen.get(record.sequence);
    if (other !== undefined && other !== record.link) return true;
    seen.set(record.sequence, record.link);
  }
  return world.forged.some(({ serial, link }) => serial === account.serial && isUsed(plastics, link));
}

/** Has an honest counter gone on from this record? */
function isUsed(plastics: readonly Plastic[], link: string): boolean {
  return plastics.some(({ chain }) => chain.some(({ previous }) => previous === link));
}

/** Once everybody has heard of a fork, no counter takes any of the cards. */
async function requireKeptOut(world: World, plastics: readonly Plastic[]): Promise<void> {
  for (const plastic of plastics) {
    for (const till of world.tills) {
      const told = await tap(world, till, plastic, { kind: 'balance' });
      if (told && told.outcome !== 'refused') {
        throw new Violation(
          'fraud',
          `card ${plastic.serial} forked, and terminal ${till.terminal} still takes it`,
        );
      }
    }
  }
}
