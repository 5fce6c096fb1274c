import type { Account, Claim } from './people.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** As many honest taps of one card may be needed until nothing of it is unfinished anywhere, and no more. */
const MOST_TAPS = 12;
const DAILY_LIMIT_RUPIAH = 500_000;

/**
 * The evening: clocks are set right, everybody comes back with the card that something is in doubt about, the
 * counters hear the news; then cards, books, drawers and shelves are counted against one another.
 */
export async function reckon(world: World): Promise<void> {
  world.tally.reckonings++;
  world.nowMs += 3 * 3_600_000;
  for (const till of world.tills) till.skewMinutes = 0;
  await world.renewBundles();
  for (const account of world.people.accounts.values()) {
    if (account.taint) closeAll(world, account);
    else await recover(world, account);
  }
  for (const account of world.people.accounts.values()) if (!account.taint) await compare(world, account);
  for (const till of world.tills) countDrawer(world, till);
  for (const auditor of world.auditors) auditor.prove();
  for (const account of world.people.accounts.values()) if (account.taint) requireFound(world, account);
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
    for (;;) {
      const before = account.owedVisibly(till);
      if (before === 0 && owes(till, account.serial) === 0) break;
      tapped();
      const told = await world.tap(till, plastic, { kind: 'resolve' });
      if (account.owedVisibly(till) === before && told?.outcome !== 'unresolved') break;
    }
    requireSettled(account, till, plastic.balanceRupiah);
  }
  world.tally.worstRecoveryTaps = Math.max(world.tally.worstRecoveryTaps, taps);
}

/** What remains owed is what cannot be moved: more than the card may hold, or more than is on it. */
function requireSettled(account: Account, till: Till, balanceRupiah: number): void {
  const owed = account.owedVisibly(till);
  if (owed === 0) return;
  const isTooMuch = owed > 0 && (balanceRupiah + owed > 2_000_000 || owed > 500_000);
  const isGone = owed < 0 && balanceRupiah === 0;
  const isBooked = owes(till, account.serial) === owed;
  if (isBooked && (isTooMuch || isGone)) return;
  throw new Violation('recovery', `card ${account.serial}: ${owed} stays owed at terminal ${till.terminal}`);
}

const owes = (till: Till, serial: number) => 0 - till.ledger.accountBalance(`owed:${serial}`);

async function finish(world: World, claim: Claim): Promise<void> {
  const { till, plastic } = claim;
  const before = claim.state;
  await world.again(till, plastic);
  if (claim.state === 'asked' || (claim.state === 'open' && before === 'open')) world.lookUp(claim);
  // The card has gone on by several records elsewhere, and cannot show what came of it any more.
  if (claim.state === 'open' && claim.transfer !== undefined) {
    const shown = await world.tap(till, plastic, { kind: 'resolve' });
    if (claim.state === 'open' && shown?.outcome === 'refused')
      world.closeTransfer(till, claim.transfer, plastic.serial);
  }
}

/** Nobody comes back with a card that was tampered with. */
function closeAll(world: World, account: Account): void {
  for (const claim of account.inDoubt()) {
    world.lookUp(claim);
    if (claim.state === 'open' && claim.transfer !== undefined) {
      world.closeTransfer(claim.till, claim.transfer, account.serial);
    }
  }
}

/** Every counter that knows the card looks at it once more: then its books must hold what the card holds. */
async function compare(world: World, account: Account): Promise<void> {
  const plastic = world.plastics.find(({ serial }) => serial === account.serial)!;
  for (const till of world.tills) {
    if (!till.ledger.cardBySerial(account.serial)) continue;
    const told = await world.tap(till, plastic, { kind: 'balance' });
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

/** Cash and goods against the books: what is missing is what was taken, to the rupiah. */
function countDrawer(world: World, till: Till): void {
  const { cashRupiah, stolenRupiah } = world.people.drawer(till);
  const claims = [...world.people.accounts.values()].flatMap((account) => account.claims);
  const done = claims.filter((claim) => claim.till === till && claim.state === 'done');
  const sum = (kind: Claim['kind']) =>
    done.reduce((total, claim) => total + (claim.kind === kind ? claim.amountRupiah : 0), 0);
  const sold = 0 - till.ledger.accountBalance('sales');
  if (sold !== sum('sale')) {
    throw new Violation(
      'money',
      `terminal ${till.terminal} books sales of ${sold}, goods of ${sum('sale')} went out`,
    );
  }
  const booked = till.ledger.accountBalance('drawer');
  const missing = booked - cashRupiah;
  const gifts = sum('topup') - cashRupiah - stolenRupiah;
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

/** What shows when ledgers meet, and what it cost until then. */
function requireFound(world: World, account: Account): void {
  const { serial, taint } = account;
  const frozen = world.tills.some((till) => till.ledger.frozen(serial) !== undefined);
  const booked = world.tills.map((till) => ({ till, records: recordsOf(till, serial) }));
  const links = new Map<number, Set<string>>();
  for (const { records } of booked) {
    for (const { sequence, hex } of records) links.set(sequence, (links.get(sequence) ?? new Set()).add(hex));
  }
  const isForked = [...links.values()].some((each) => each.size > 1);
  const unreported = booked.some(({ records }) =>
    records.some(({ terminal, hex }) => {
      const signer = world.tills.find((till) => till.terminal === terminal);
      return signer !== undefined && !transfersOf(signer, serial).has(hex);
    }),
  );
  const spentTwice = conflicts(account);
  const found = frozen || isForked || unreported;
  if (spentTwice && !found)
    throw new Violation('fraud', `card ${serial}: ${taint} left no trace in any ledger`);
  const lossRupiah = Math.max(0, account.goodsRupiah - account.paidRupiah - account.giftedRupiah);
  const days = Math.max(1, account.taintedDays.size);
  const counters = taint === 'stolen-key' ? world.tills.length : world.tills.length - 1;
  const perCounter = Math.min(Math.max(account.highestRupiah, 1), days * DAILY_LIMIT_RUPIAH);
  const bound = counters * (taint === 'stolen-key' ? days * DAILY_LIMIT_RUPIAH : perCounter);
  if (lossRupiah > bound) {
    throw new Violation('fraud', `card ${serial}: ${taint} cost ${lossRupiah}, above the bound of ${bound}`);
  }
  const entry = world.tally.fraud(taint!);
  if (found) entry.found++;
  entry.lossRupiah = Math.max(entry.lossRupiah, lossRupiah);
}

/** Two things that were handed out against different records of one number. */
function conflicts(account: Account): boolean {
  const seen = new Map<number, string>();
  for (const { state, record } of account.claims) {
    if (state !== 'done' || !record) continue;
    const other = seen.get(record.sequence);
    if (other !== undefined && other !== record.link) return true;
    seen.set(record.sequence, record.link);
  }
  return false;
}

function recordsOf(till: Till, serial: number) {
  return till.ledger.lastRecords(serial, 1_000_000).map(({ head, tail }) => {
    const bytes = Buffer.concat([head, tail]);
    return { sequence: bytes.readUIntBE(0, 3), terminal: bytes.readUInt16BE(14), hex: bytes.toString('hex') };
  });
}

function transfersOf(till: Till, serial: number): Set<string> {
  return new Set(
    till.ledger
      .transfersOf(serial, 1_000_000)
      .map(({ head, tail }) => Buffer.concat([head, tail]).toString('hex')),
  );
}
