import type { KeyObject } from 'node:crypto';
import type { ChipKind, ReaderProfile } from '../../packages/card-core/src/index.ts';
import { type ChipState, createChip, VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import { slotIn } from '../fixtures/card-dumps.ts';
import { type Binding, directionOf, type PurseChip, recordIn, type SeenRecord } from './camera.ts';
import { Random } from './random.ts';
import type { Fault } from './steps.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';

/** Where an NTAG213's balance lives: in the ledger of the one counter that serves it. */
export interface PlasticOptions {
  readonly kind: ChipKind;
  readonly state: ChipState;
  readonly binding: Binding;
  readonly profile: ReaderProfile;
  readonly keyOf: (terminal: number) => KeyObject | undefined;
  readonly home: Till | undefined;
  /** Digits of its holder's number. */
  readonly memberNumber: string;
}

/** A card as a thing: a chip on its own reader, and every record that was ever seen to stand on it. */
export class Plastic {
  readonly kind: ChipKind;
  readonly serial: number;
  readonly memberNumber: string;
  readonly home: Till | undefined;
  readonly reader: VirtualReader;
  readonly binding: Binding;
  /** By sequence number. */
  chain: SeenRecord[] = [];
  /** A state that its holder kept, with the chain of that time. */
  copy: { readonly state: ChipState; readonly chain: readonly SeenRecord[] } | undefined;
  readonly #options: PlasticOptions;
  /** Signatures need not be checked again of what was there at the last look. */
  readonly #developed = new Map<string, SeenRecord[]>();

  constructor(options: PlasticOptions) {
    this.#options = options;
    this.kind = options.kind;
    this.binding = options.binding;
    this.serial = options.binding.cardSerial;
    this.home = options.home;
    this.memberNumber = options.memberNumber;
    this.reader = new VirtualReader({ profile: options.profile, card: options.state });
    this.reader.remove();
    this.chain = this.#photograph();
  }

  get hasPurse(): boolean {
    return this.home === undefined;
  }

  get balanceRupiah(): number {
    return this.chain.at(-1)?.balanceRupiah ?? 0;
  }

  get state(): ChipState {
    return this.reader.chip!.snapshot();
  }

  /** Another content, as a card writer leaves it. */
  write(state: ChipState): void {
    this.reader.swap(createChip(state));
    this.reader.remove();
  }

  /** A second chip with the same number, and the content that was copied or that stands there now. */
  twin(of: 'now' | 'copied'): Plastic {
    const { state, chain } = (of === 'copied' && this.copy) || this;
    const twin = new Plastic({ ...this.#options, state });
    twin.chain = [...chain];
    return twin;
  }

  /** The card that takes the place of this one. */
  successor(state: ChipState, serial: number, uid: Uint8Array): Plastic {
    const binding = { ...this.binding, cardSerial: serial, uid };
    return new Plastic({ ...this.#options, state, binding });
  }

  /** Lays the card on its reader with what is to go wrong; returns what to call when it was taken away. */
  lay(fault: Fault | undefined): () => string | undefined {
    const { reader } = this;
    if (fault?.kind === 'tear') {
      const { exchange: atExchange, when, seed } = fault;
      reader.resetStats();
      reader.insert(undefined, { atExchange, when, ...(seed % 3 === 0 ? {} : { seed }) });
      return () => (reader.stats().exchanges >= atExchange ? `tear-${when}` : undefined);
    }
    reader.insert();
    if (fault?.kind !== 'worn') return () => undefined;
    return this.#wear(fault.write, fault.seed);
  }

  /** What came onto the card since the last look. Throws a violation where that cannot follow what was there. */
  look(): SeenRecord[] {
    const shown = this.#photograph();
    const last = this.chain.at(-1);
    const fresh = shown.filter(({ sequence }) => sequence > (last?.sequence ?? -1));
    let before = last;
    for (const record of fresh) {
      const where = `card ${this.serial}, record ${record.sequence}`;
      if (before && record.sequence !== before.sequence + 1) {
        throw new Violation('money', `${where} follows record ${before.sequence}`);
      }
      if (before && record.previous !== before.link) {
        throw new Violation('money', `${where} is not linked to the one before`);
      }
      const change = directionOf(record.kind) * record.amountRupiah;
      if (record.balanceRupiah !== (before?.balanceRupiah ?? 0) + change) {
        throw new Violation(
          'money',
          `${where} says ${record.balanceRupiah} after ${before?.balanceRupiah ?? 0}`,
        );
      }
      before = record;
      this.chain.push(record);
    }
    const top = shown.at(-1);
    if (last && fresh.length === 0 && top?.link !== last.link) {
      throw new Violation('money', `card ${this.serial} has gone back from record ${last.sequence}`);
    }
    return fresh;
  }

  #photograph(): SeenRecord[] {
    const { kind, binding, keyOf } = this.#options;
    const memory = this.reader.chip!.eeprom.bytes;
    const slots = this.home
      ? this.home.ledger.lastRecords(this.serial, 4).map(({ head, tail }) => Buffer.concat([head, tail]))
      : ([0, 1] as const).map((slot) => slotIn(kind as PurseChip, memory, slot));
    const developed = new Map(slots.map((bytes) => [bytes.toString('latin1'), bytes]));
    for (const [key, bytes] of developed) {
      if (!this.#developed.has(key)) this.#developed.set(key, recordIn(bytes, binding, keyOf));
    }
    const records = [...developed.keys()].flatMap((key) => this.#developed.get(key)!);
    for (const key of this.#developed.keys()) if (!developed.has(key)) this.#developed.delete(key);
    return records.sort((a, b) => a.sequence - b.sequence);
  }

  /** One programming of the chip from now on goes wrong and nobody is told. */
  #wear(write: number, seed: number): () => string | undefined {
    const { eeprom } = this.reader.chip!;
    const program = eeprom.program.bind(eeprom);
    const random = new Random(seed);
    let left = write;
    eeprom.program = (offset, content, tearProtected) => {
      if (--left !== 0) return program(offset, content, tearProtected);
      if (random.chance(0.5)) return; // nothing was kept
      const spoilt = content.slice();
      spoilt[random.whole(0, spoilt.length - 1)]! ^= 1 << random.whole(0, 7);
      program(offset, spoilt, tearProtected);
    };
    return () => {
      eeprom.program = program;
      return left <= 0 ? 'worn' : undefined;
    };
  }
}
