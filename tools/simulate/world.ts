import type { KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { again, ask, closeOne } from './asking.ts';
import { attack } from './attacks.ts';
import { giveBack } from './back.ts';
import { Auditor } from './books.ts';
import { befall } from './mishaps.ts';
import { type Issued, Office } from './office.ts';
import { People } from './people.ts';
import { Plastic } from './plastic.ts';
import { Post } from './post.ts';
import { ACR122U, type ChipKind, PLAIN, TRANSPARENT } from './program.ts';
import { DUES, EVENT, type Purpose } from './purpose.ts';
import { Random } from './random.ts';
import { reckon } from './reckon.ts';
import type { PlanOptions, Step } from './steps.ts';
import { Tally } from './tally.ts';
import { tap } from './tapping.ts';
import { type Sabotage, Till } from './till.ts';

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
  /** Those in use, and every one that there ever was. */
  readonly tills: Till[] = [];
  readonly allTills: Till[] = [];
  /** When a counter's key was revoked, and of which revocations each counter has heard. */
  readonly revokedAtMs = new Map<number, number>();
  readonly toldRevoked = new Map<Till, ReadonlySet<number>>();
  readonly auditors: Auditor[] = [];
  readonly plastics: Plastic[] = [];
  /** The highest number of each card that each counter has met. */
  readonly met = new Map<string, { sequence: number; link: string }>();
  /** Records that were signed by a stolen key. */
  readonly forged: {
    readonly link: string;
    readonly serial: number;
    readonly terminal: number;
    readonly afterRevocation: boolean;
  }[] = [];
  /** Serials of lost cards, and what each counter was told of them. */
  readonly lost = new Set<number>();
  readonly toldLost = new Map<Till, ReadonlySet<number>>();
  nowMs = START;
  readonly #folder: string;
  #office: Office | undefined;
  #random: Random | undefined;
  #keyOf: ((terminal: number) => KeyObject | undefined) | undefined;

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
      this.allTills.push(till);
      this.auditors.push(new Auditor(till));
    }
    if (sabotage?.office) this.office.sabotage(sabotage.office);
    await this.renewBundles();
    const keys = new Map(this.tills.map((till) => [till.terminal, till.enrolled.signing.publicKey]));
    keys.set(0, this.tills[0]!.bundle.trust.issuers.get(1)!.publicKey);
    this.#keyOf = (terminal) => keys.get(terminal);
    this.#random = random;
    for (let i = 0; i < cards; i++) {
      const kind = KINDS[i % KINDS.length]!;
      const home = kind === 'ntag213' ? this.tills[i % counters] : undefined;
      this.addPlastic(kind, await this.office.issue(kind), home);
    }
  }

  /** A card that the office has made comes into its holder's hands. */
  addPlastic(kind: ChipKind, { chip, serial, uid, memberNumber }: Issued, home: Till | undefined): Plastic {
    const isLarge = kind === 'classic-4k' || kind === 'ntag216';
    const plastic = new Plastic({
      ...{ kind, home, memberNumber },
      state: chip.snapshot(),
      binding: { organisationId: this.office.keys.organisationId, cardSerial: serial, uid },
      profile: isLarge ? this.#random!.pick(PROFILES.slice(0, 2)) : ACR122U,
      keyOf: this.#keyOf!,
    });
    this.plastics.push(plastic);
    return plastic;
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
        const { do: kind, amount, named, fault } = step;
        const purpose = step.purpose && this.#purposeOf(step.purpose);
        await ask(this, plastic.home ?? this.till(step.at), plastic, { kind, amount, named, purpose, fault });
        return;
      }
      case 'balance':
      case 'resolve': {
        const plastic = this.plastic(step.card);
        await tap(
          this,
          plastic.home ?? this.till(step.at),
          plastic,
          { kind: step.do },
          { fault: step.fault },
        );
        return;
      }
      case 'again': {
        const plastic = this.plastic(step.card);
        await again(this, plastic.home ?? this.till(step.at), plastic, step.fault);
        return;
      }
      case 'refund':
      case 'take-back':
        return giveBack(this, step);
      case 'close':
        return closeOne(this, this.till(step.at), step.pick, step.fault);
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
      case 'issue':
      case 'retire':
      case 'office-backup':
      case 'office-restore':
      case 'copy-books':
      case 'old-books':
        return befall(this, step);
      case 'reckon':
        return reckon(this);
      default:
        return attack(this, step);
    }
  }

  #purposeOf(what: Purpose['for']): Purpose {
    if (what === 'merchant') return { for: what, merchant: this.merchant };
    if (what === 'event') return { for: what, subject: EVENT.event };
    return { for: what, subject: DUES[this.tally.steps % DUES.length]!.period };
  }

  /** A member for whom counters sell. */
  get merchant(): string {
    return this.plastics[0]!.memberNumber;
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

  /** With what the disks did. */
  finalTally(): Tally {
    for (const { disk } of [...this.allTills, this.office]) {
      for (const [name, times] of Object.entries(disk.struck)) this.tally.strike(name, times);
    }
    return this.tally;
  }

  close(): void {
    for (const till of this.allTills) till.close();
    this.#office?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
