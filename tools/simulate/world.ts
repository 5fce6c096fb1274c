import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TapResult } from '../../packages/terminal/src/index.ts';
import { attack } from './attacks.ts';
import { giveBack, takeBackAgain } from './back.ts';
import { Auditor } from './books.ts';
import type { SeenRecord } from './camera.ts';
import { Killed } from './disk.ts';
import { Office } from './office.ts';
import { type Claim, hear, People } from './people.ts';
import { Plastic } from './plastic.ts';
import { Post } from './post.ts';
import { ACR122U, type ChipKind, isKartuError, PLAIN, type Request, TRANSPARENT } from './program.ts';
import { Random } from './random.ts';
import { reckon } from './reckon.ts';
import { type Amount, type Fault, type PlanOptions, type Step, TAP_STEPS } from './steps.ts';
import { Tally } from './tally.ts';
import { type Sabotage, Till } from './till.ts';
import { Violation } from './violation.ts';

export interface WorldOptions extends PlanOptions {
  readonly sabotage?: Sabotage | undefined;
  /** The program's own proof of a counter's books after so many new entries; 1: after every step. */
  readonly proveEvery?: number;
}

const KINDS: readonly ChipKind[] = ['classic-1k', 'ntag215', 'classic-4k', 'ntag216', 'ntag213'];
const PROFILES = [ACR122U, TRANSPARENT, PLAIN];
const START = Date.parse('2026-03-02T03:00:00Z');

/** Made once a run; a world is one organisation with its counters, cards and people. */
export class World {
  readonly options: WorldOptions;
  readonly people = new People();
  readonly tally = new Tally();
  readonly post = new Post(this);
  readonly tills: Till[] = [];
  readonly auditors: Auditor[] = [];
  readonly plastics: Plastic[] = [];
  /** The highest number of each card that each counter has met. */
  readonly met = new Map<string, { sequence: number; link: string }>();
  /** Records that were signed by a stolen key. */
  readonly forged: { readonly link: string; readonly serial: number; readonly terminal: number }[] = [];
  /** Serials of lost cards, and what each counter was told of them. */
  readonly lost = new Set<number>();
  readonly toldLost = new Map<Till, ReadonlySet<number>>();
  nowMs = START;
  readonly #folder: string;
  #office: Office | undefined;

  private constructor(options: WorldOptions) {
    this.options = options;
    // Files in memory where the system has such a folder: a process is killed often, a machine never.
    this.#folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kartu-world-'));
  }

  get office(): Office {
    return this.#office!;
  }

  static async make(options: WorldOptions): Promise<World> {
    const world = new World(options);
    try {
      await world.#furnish();
      return world;
    } catch (error) {
      world.close();
      throw error;
    }
  }

  async #furnish(): Promise<void> {
    const { seed, counters, cards, sabotage } = this.options;
    const random = new Random(seed ^ 0x5eed);
    const now = () => this.nowMs;
    this.#office = await Office.open(join(this.#folder, 'office'), random, now);
    for (let i = 0; i < counters; i++) {
      const enrolled = await this.office.enrol(`Gerai ${i + 1}`);
      const till = new Till(join(this.#folder, `till-${i}`), enrolled, now, sabotage);
      this.tills.push(till);
      this.auditors.push(new Auditor(till));
    }
    if (sabotage?.office) this.office.sabotage(sabotage.office);
    await this.renewBundles();
    const keys = new Map(this.tills.map((till) => [till.terminal, till.enrolled.signing.publicKey]));
    keys.set(0, this.tills[0]!.bundle.trust.issuers.get(1)!.publicKey);
    for (let i = 0; i < cards; i++) {
      const kind = KINDS[i % KINDS.length]!;
      const { chip, serial, uid } = await this.office.issue(kind);
      this.plastics.push(
        new Plastic({
          kind,
          state: chip.snapshot(),
          binding: { organisationId: this.office.keys.organisationId, cardSerial: serial, uid },
          profile: kind === 'classic-4k' || kind === 'ntag216' ? random.pick(PROFILES.slice(0, 2)) : ACR122U,
          keyOf: (terminal) => keys.get(terminal),
          home: kind === 'ntag213' ? this.tills[i % counters] : undefined,
        }),
      );
    }
  }

  async renewBundles(): Promise<void> {
    for (const till of this.tills) till.enrolled = await this.office.renew(till.enrolled);
  }

  till(index: number): Till {
    return this.tills[index % this.tills.length]!;
  }

  plastic(index: number): Plastic {
    return this.plastics[index % this.plastics.length]!;
  }

  /** One step, and everything that must hold after it. */
  async take(step: Step): Promise<void> {
    this.tally.step(step);
    this.nowMs += 60_000;
    await this.#act(step);
    for (const auditor of this.auditors) auditor.look(this.options.proveEvery ?? 60);
  }

  async #act(step: Step): Promise<void> {
    switch (step.do) {
      case 'sale':
      case 'topup': {
        const plastic = this.plastic(step.card);
        await this.ask(
          plastic.home ?? this.till(step.at),
          plastic,
          step.do,
          step.amount,
          step.named,
          step.fault,
        );
        return;
      }
      case 'balance':
      case 'resolve': {
        const plastic = this.plastic(step.card);
        await this.tap(plastic.home ?? this.till(step.at), plastic, { kind: step.do }, { fault: step.fault });
        return;
      }
      case 'again': {
        const plastic = this.plastic(step.card);
        await this.again(plastic.home ?? this.till(step.at), plastic, step.fault);
        return;
      }
      case 'refund':
      case 'take-back':
        return giveBack(this, step);
      case 'close':
        return this.closeOne(this.till(step.at), step.pick, step.fault);
      case 'restart':
        return this.restart(this.till(step.at));
      case 'wait':
        this.nowMs += step.minutes * 60_000;
        return;
      case 'clock':
        this.till(step.at).skewMinutes = step.minutes;
        return;
      case 'lose':
        return this.#lose(this.plastic(step.card));
      case 'salary':
      case 'export':
      case 'deliver':
      case 'reply':
      case 'apply':
      case 'settle':
        return this.post.take(step);
      case 'reckon':
        return reckon(this);
      default:
        return attack(this, step);
    }
  }

  async restart(till: Till): Promise<void> {
    await this.startAgain(till);
    this.tally.strike('restart');
  }

  /** What was on disk after all shows now, where the books are all that a card has. */
  async startAgain(till: Till): Promise<void> {
    await till.restart();
    for (const plastic of this.plastics) {
      if (plastic.home === till) this.people.attribute(plastic, till, plastic.look());
    }
  }

  async #lose(plastic: Plastic): Promise<void> {
    const account = this.people.account(plastic.serial);
    if (!plastic.hasPurse || account.taint) return;
    const { chip, serial, uid } = await this.office.replace(plastic.serial, plastic.kind);
    this.taint(plastic, 'lost');
    this.lost.add(plastic.serial);
    this.plastics.push(plastic.successor(chip.snapshot(), serial, uid));
    this.people.account(serial).before = { account, plastic };
  }

  taint(plastic: Plastic, how: string): void {
    const account = this.people.account(plastic.serial);
    this.tally.fraud(how).tried++;
    account.taint ??= how;
  }

  /** A customer wants something. */
  async ask(
    till: Till,
    plastic: Plastic,
    kind: 'sale' | 'topup',
    amount: Amount,
    named?: true,
    fault?: Fault,
  ): Promise<void> {
    const account = this.people.account(plastic.serial);
    const amountRupiah =
      amount === 'all' ? plastic.balanceRupiah : amount === 'more' ? plastic.balanceRupiah + 1 : amount;
    if (amountRupiah <= 0) return;
    // A cashier who does not know what came of the last one with this card looks before asking for another.
    for (const claim of account.inDoubt(till)) this.lookUp(claim);
    const open = account
      .inDoubt(till, plastic)
      .find((each) => each.kind === kind && each.amountRupiah === amountRupiah);
    if (open) return this.tapFor(open, fault, true);
    const since = till.ledger.transfersOf(plastic.serial, 1)[0]?.id ?? 0;
    const reference = named ? `nota-${this.tally.steps}` : undefined;
    const claim = this.people.ask({ till, plastic, kind, amountRupiah, reference, since });
    await this.tapFor(claim, fault, false);
  }

  /** The same request once more for what is in doubt. */
  async again(till: Till, plastic: Plastic, fault?: Fault): Promise<void> {
    const [claim, ...others] = this.people.account(plastic.serial).inDoubt(till, plastic);
    for (const other of others) this.lookUp(other);
    if (claim?.isClosing) this.lookUp(claim);
    if (claim?.state === 'asked' || claim?.state === 'open') await this.tapFor(claim, fault, true);
  }

  async tapFor(claim: Claim, fault: Fault | undefined, isAgain: boolean): Promise<void> {
    const { till, plastic, kind, amountRupiah, reference } = claim;
    if (kind === 'payout') return takeBackAgain(this, claim, fault, isAgain);
    // What the command itself looks for before it waits for a card.
    if (reference !== undefined) {
      const earlier = till.ledger.transferByReference(reference);
      if (earlier?.state === 'posted') {
        claim.transfer = earlier.id;
        this.people.done(claim);
        return;
      }
    }
    const request: Request =
      reference === undefined ? { kind, amountRupiah } : { kind, amountRupiah, reference };
    await this.tap(till, plastic, request, { fault, asked: claim, isAgain });
  }

  /** Looks into the books for what came of a wish. */
  lookUp(claim: Claim): void {
    if (claim.state === 'open' && claim.transfer !== undefined) {
      const state = claim.till.ledger.transfer(claim.transfer)?.state;
      if (state === 'posted') this.people.done(claim);
      if (state === 'voided' && claim.isClosing) this.people.close(claim);
      if (state !== 'voided' || claim.isClosing) return;
      this.#begunAnew(claim);
    }
    const known = this.people
      .account(claim.plastic.serial)
      .claims.flatMap(({ till, transfer }) =>
        till === claim.till && transfer !== undefined ? [transfer] : [],
      );
    const found = claim.till.ledger
      .transfersOf(claim.plastic.serial, 50)
      .find(
        ({ id, kind, amountRupiah, reference }) =>
          id > claim.since &&
          kind === claim.kind &&
          amountRupiah === claim.amountRupiah &&
          (reference ?? undefined) === claim.reference &&
          !known.includes(id),
      );
    if (!found || found.state === 'voided') {
      this.people.drop(claim, 'not in the books');
      return;
    }
    claim.transfer = found.id;
    if (found.state === 'posted') this.people.done(claim);
    else claim.state = 'open';
  }

  /** The card went on without it: what is asked again is another transfer. */
  #begunAnew(claim: Claim): void {
    if (claim.transfer === undefined || claim.till.ledger.transfer(claim.transfer)?.state !== 'voided')
      return;
    if (claim.isClosing || (claim.state !== 'open' && claim.state !== 'asked')) return;
    claim.state = 'asked';
    claim.since = claim.transfer;
    claim.transfer = undefined;
  }

  /** One tap with all that may go wrong, and what must hold afterwards. */
  async tap(
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
            this.tally.strike(`kill-${step}`);
            till.disk.kill();
          }
        },
      );
    } catch (error) {
      failure = error;
    }
    if (failure instanceof Violation) throw failure;
    const struck = away();
    if (struck) this.tally.strike(struck);
    till.disk.disarm();
    if (failure instanceof Killed) await this.startAgain(till);
    else if (failure !== undefined && !isKartuError(failure)) {
      throw new Violation('crash', `a tap ended in ${String(failure)}`, failure);
    }
    this.tally.tap(told, failure);
    const account = this.people.account(plastic.serial);
    if (account.taint)
      account.taintedDays.add(new Date(till.now() + 7 * 3_600_000).toISOString().slice(0, 10));
    this.people.attribute(plastic, till, [...fresh, ...plastic.look()]);
    this.#after(till, plastic, asked, isAgain, told, failure);
    return told;
  }

  #after(
    till: Till,
    plastic: Plastic,
    asked: Claim | undefined,
    isAgain: boolean,
    told: TapResult | undefined,
    failure: unknown,
  ): void {
    const account = this.people.account(plastic.serial);
    this.#requireNewest(till, plastic, told);
    if (told) hear(this.people, { plastic, till, asked, isAgain }, told);
    else if (asked && !isAgain && isKartuError(failure) && !failure.code.startsWith('data-')) {
      this.people.drop(asked, failure.code);
    }
    for (const claim of account.inDoubt(till, plastic)) this.#begunAnew(claim);
    this.people.reckon(plastic);
    if (told && failure === undefined && !account.taint) this.#requireTruth(till, plastic, told);
  }

  /** An older state never counts where a newer one was seen. */
  #requireNewest(till: Till, plastic: Plastic, told: TapResult | undefined): void {
    if (told?.outcome === 'posted' && !told.resumed && this.toldLost.get(till)?.has(plastic.serial)) {
      throw new Violation(
        'fraud',
        `card ${plastic.serial} is lost, and terminal ${till.terminal} has heard of it`,
      );
    }
    const key = `${till.terminal}/${plastic.serial}`;
    const before = this.met.get(key);
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
    this.met.set(key, { sequence: top.sequence, link: top.link });
  }

  /** What the cashier was told of the card is what is on it, and what is owed is what is owed. */
  #requireTruth(till: Till, plastic: Plastic, told: TapResult): void {
    if (told.outcome !== 'posted' && told.outcome !== 'read' && told.outcome !== 'resolved') return;
    if (told.balanceRupiah !== plastic.balanceRupiah) {
      throw new Violation(
        'money',
        `card ${plastic.serial} holds ${plastic.balanceRupiah}, told was ${told.balanceRupiah}`,
      );
    }
    const owed = this.people.account(plastic.serial).owedAsTold(till);
    if (told.owedRupiah !== owed) {
      throw new Violation(
        'charged',
        `card ${plastic.serial}: ${owed} is owed at terminal ${till.terminal}, told was ${told.owedRupiah}`,
      );
    }
  }

  closeOne(till: Till, pick: number, fault?: Fault): void {
    const open = till.ledger
      .openTransfers()
      .filter(
        ({ id, kind, card, state }) =>
          state === 'unresolved' &&
          (kind === 'sale' ||
            kind === 'topup' ||
            this.people.account(card).claims.some((each) => each.transfer === id)),
      );
    const transfer = open[pick % Math.max(open.length, 1)];
    if (transfer) this.closeTransfer(till, transfer.id, transfer.card, fault);
  }

  closeTransfer(till: Till, id: number, serial: number, fault?: Fault): void {
    const claims = this.people.account(serial).inDoubt(till);
    for (const claim of claims) this.lookUp(claim);
    const claim = claims.find((each) => each.transfer === id && each.state === 'open');
    if (claim) claim.isClosing = true;
    if (fault?.kind === 'disk') till.disk.arm(fault);
    try {
      till.closeAsNotDone(id);
      if (claim) this.people.close(claim);
    } catch (error) {
      if (!isKartuError(error)) throw new Violation('crash', `closing ended in ${String(error)}`, error);
    }
    till.disk.disarm();
  }

  /** With what the disks did. */
  finalTally(): Tally {
    for (const { disk } of [...this.tills, this.office]) {
      for (const [name, times] of Object.entries(disk.struck)) this.tally.strike(name, times);
    }
    return this.tally;
  }

  close(): void {
    for (const till of this.tills) till.close();
    this.#office?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
