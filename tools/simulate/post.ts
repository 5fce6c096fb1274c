import { applyReply } from '../../packages/terminal/src/settlement/apply.ts';
import { exportBatches } from '../../packages/terminal/src/settlement/export.ts';
import { Killed } from './disk.ts';
import type { Plastic } from './plastic.ts';
import { isKartuError } from './program.ts';
import { Random } from './random.ts';
import type { Delivery, DiskFault, KillFault, Step } from './steps.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

type PostStep = Extract<Step, { do: 'salary' | 'export' | 'deliver' | 'reply' | 'apply' | 'settle' }>;
type BooksFault = DiskFault | KillFault | undefined;

/**
 * Files between the counters and the secretariat, on sticks and in mails: lost, doubled, overtaken, cut off, damaged
 * and taken to the wrong counter.
 */
export class Post {
  readonly #world: World;
  readonly #toOffice: { readonly from: Till; readonly bytes: Uint8Array }[] = [];
  readonly #forgotten = new Set<Till>();
  readonly #toTills = new Map<Till, Uint8Array[]>();

  constructor(world: World) {
    this.#world = world;
  }

  async take(step: PostStep): Promise<void> {
    switch (step.do) {
      case 'salary':
        return this.#salary(step.amount, step.fault);
      case 'export':
        return this.#export(this.#world.till(step.at), step.fault);
      case 'deliver':
        return this.#deliver(step);
      case 'reply':
        return this.#reply(this.#world.till(step.at), step.fault);
      case 'apply':
        return this.#apply(step);
      case 'settle':
        return this.settle(this.#world.till(step.at));
    }
  }

  /** Export, import, reply, apply, with nothing in between. */
  async settle(till: Till): Promise<void> {
    await this.tell(till);
    await this.hear(till);
  }

  /** What happened at a counter comes to the secretariat. */
  async tell(till: Till): Promise<void> {
    if (this.#forgotten.has(till)) await this.hear(till);
    const { sealed } = await exportBatches(till.counter);
    if (sealed) requireTaken(await this.#world.office.import(sealed), `terminal ${till.terminal}`);
  }

  /** An older registry has come into force: files on their way are gone, and counters hear first how far it knows. */
  forget(): void {
    this.#toOffice.length = 0;
    this.#toTills.clear();
    for (const till of this.#world.allTills) this.#forgotten.add(till);
  }

  /** The counter hears what the secretariat knows. */
  async hear(till: Till): Promise<void> {
    const { lost: lostNow, revokedAtMs } = this.#world;
    const [lost, revoked] = [new Set(lostNow), new Set(revokedAtMs.keys())];
    await applyReply(till.openCounter, await this.#world.office.reply(till.terminal));
    this.#world.toldLost.set(till, lost);
    this.#world.toldRevoked.set(till, revoked);
    this.#forgotten.delete(till);
    this.#world.people.handOver(till);
  }

  async #salary(baseRupiah: number, fault: BooksFault): Promise<void> {
    const { office, people, plastics, tally } = this.#world;
    const serials = plastics.filter((plastic) => this.#isPaid(plastic)).map(({ serial }) => serial);
    const paid = [...new Set(serials)].map((serial, i) => ({
      serial,
      amountRupiah: baseRupiah + 100 * i + tally.steps,
    }));
    const period = `langkah ${tally.steps}`;
    await this.#trying(office, fault, () => office.paySalary(period, paid));
    // Whoever was interrupted looks whether the list was approved.
    const reached = office.paid(period);
    for (const { serial, amountRupiah } of paid)
      if (reached.has(serial)) people.paySalary(serial, amountRupiah);
  }

  /** A card without a purse gets it where it was settled last: nobody knows another counter. */
  #isPaid({ serial, home }: Plastic): boolean {
    if (home && this.#world.office.registry.holds.lastCounterOf(serial) !== home.terminal) return false;
    return !this.#world.lost.has(serial);
  }

  async #export(till: Till, fault: BooksFault): Promise<void> {
    await this.#trying(this.#process(till), fault, async () => {
      const { sealed } = await exportBatches(till.counter);
      if (sealed) this.#toOffice.push({ from: till, bytes: sealed });
    });
  }

  async #reply(till: Till, fault: BooksFault): Promise<void> {
    await this.#trying(this.#world.office, fault, async () => {
      const inbox = this.#toTills.get(till) ?? [];
      this.#toTills.set(till, [...inbox, await this.#world.office.reply(till.terminal)]);
    });
  }

  async #deliver({ pick, how, seed, fault }: Extract<PostStep, { do: 'deliver' }>): Promise<void> {
    const { office, tally } = this.#world;
    const index = pick % Math.max(this.#toOffice.length, 1);
    const file = this.#toOffice[index];
    if (!file) return;
    if (how !== 'whole') tally.strike(`file ${how}`);
    if (index > 0) tally.strike('file overtaken');
    if (how === 'whole' || how === 'lost') this.#toOffice.splice(index, 1);
    if (how === 'lost') return;
    const { terminal } = file.from;
    const before = office.registry.settlement.lastBatch(terminal)?.number ?? 0;
    const isWhole = how === 'whole' || how === 'twice';
    await this.#trying(office, fault, async () => {
      const report = await office.import(isWhole ? file.bytes : spoilt(file.bytes, how, seed));
      if (isWhole && !this.#forgotten.has(file.from)) requireTaken(report, `terminal ${terminal}`);
      const after = office.registry.settlement.lastBatch(terminal)?.number ?? 0;
      if (!isWhole && (report.refused === 0 || after !== before)) {
        throw new Violation('chain', `a ${how} file of terminal ${terminal} was taken in`);
      }
    });
  }

  async #apply({ at, pick, how, seed, fault }: Extract<PostStep, { do: 'apply' }>): Promise<void> {
    const { tally } = this.#world;
    const till = this.#world.till(at);
    const other = how === 'stray' ? this.#world.till(at + 1) : till;
    const inbox = this.#toTills.get(other) ?? [];
    const index = pick % Math.max(inbox.length, 1);
    const bytes = inbox[index];
    if (!bytes) return;
    if (how !== 'whole') tally.strike(`reply ${how}`);
    if (index > 0) tally.strike('reply overtaken');
    if (how === 'whole' || how === 'lost') inbox.splice(index, 1);
    if (how === 'lost') return;
    const isWhole = how === 'whole' || how === 'twice';
    const { people } = this.#world;
    const entries = () => till.ledger.database.prepare('SELECT count(*) FROM journal').pluck().get();
    const before = entries();
    let isTaken = false;
    await this.#trying(this.#process(till), fault, async () => {
      await applyReply(
        till.openCounter,
        isWhole || how === 'stray' ? bytes : spoilt(bytes, how as Delivery, seed),
      );
      isTaken = true;
    });
    people.handOver(till);
    if (!isWhole && (isTaken || entries() !== before)) {
      throw new Violation('chain', `terminal ${till.terminal} took in a reply that was ${how}`);
    }
  }

  #process(till: Till) {
    return { disk: till.disk, restart: () => this.#world.startAgain(till) };
  }

  /** Does it with what is to go wrong: refusals are answers, and who was killed starts again. */
  async #trying(
    who: { readonly disk: Till['disk']; restart(): void | Promise<void> },
    fault: BooksFault,
    work: () => Promise<void>,
  ): Promise<void> {
    if (fault) who.disk.arm(fault);
    try {
      await work();
      who.disk.disarm();
    } catch (error) {
      who.disk.disarm();
      if (error instanceof Killed) return await who.restart();
      if (error instanceof Violation) throw error;
      if (!isKartuError(error)) throw new Violation('crash', `settling ended in ${String(error)}`, error);
    }
  }
}

function requireTaken(
  report: { readonly files: readonly { readonly batches: readonly { outcome: string }[] }[] },
  of: string,
) {
  for (const { outcome, ...rest } of report.files.flatMap(({ batches }) => batches)) {
    if (outcome !== 'refused' && outcome !== 'missing') continue;
    const { error } = rest as { error?: Error };
    throw new Violation(
      'chain',
      `a whole file of ${of} was ${outcome}: ${error?.message ?? 'its predecessor'}`,
    );
  }
}

function spoilt(bytes: Uint8Array, how: Delivery, seed: number): Uint8Array {
  const random = new Random(seed);
  if (how === 'truncated') return bytes.slice(0, random.whole(0, bytes.length - 1));
  const damaged = bytes.slice();
  damaged[random.whole(0, bytes.length - 1)]! ^= random.whole(1, 255);
  return damaged;
}
