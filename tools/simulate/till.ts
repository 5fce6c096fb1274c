import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { CardDriver, TerminalBundle, TerminalCertificate } from '../../packages/card-core/src/index.ts';
import { openTerminalBundle } from '../../packages/card-core/src/index.ts';
import type { VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import type { Counter } from '../../packages/terminal/src/counter/counter.ts';
import { ownCertificate } from '../../packages/terminal/src/counter/counter.ts';
import { dataFolderAt } from '../../packages/terminal/src/counter/data-folder.ts';
import type { OpenCounter } from '../../packages/terminal/src/counter/enrol.ts';
import {
  closeAsNotDone,
  Ledger,
  type Request,
  settleInterrupted,
  type TapResult,
  tap,
  withDriver,
} from '../../packages/terminal/src/index.ts';
import type { Sqlite } from '../../packages/terminal/src/ledger/open-database.ts';
import { Disk } from './disk.ts';
import type { Enrolled } from './office.ts';
import type { TAP_STEPS } from './steps.ts';

/** Changes the registry's database past everything that the program would allow. */
export type OfficeSabotage = (database: Sqlite) => void;

/** What may be put in place of a sound part, to see whether the simulation notices. */
export interface Sabotage {
  readonly office?: OfficeSabotage;
  readonly ledger?: (path: string, now: () => number) => Ledger;
  readonly driver?: (driver: CardDriver) => CardDriver;
}

/**
 * One counter: a data folder that outlives its process, a clock that may be wrong, and a process that may be killed
 * anywhere and is started again on the same files.
 */
export class Till {
  readonly disk = new Disk();
  enrolled: Enrolled;
  skewMinutes = 0;
  /** Its books as somebody copied them, and how many batches had been cut from them. */
  copy: { readonly books: Buffer; readonly batch: number } | undefined;
  starts = 0;
  readonly folder: string;
  readonly #worldNow: () => number;
  readonly #sabotage: Sabotage | undefined;
  #ledger: Ledger;

  constructor(folder: string, enrolled: Enrolled, worldNow: () => number, sabotage: Sabotage | undefined) {
    this.folder = folder;
    mkdirSync(folder, { mode: 0o700 });
    this.enrolled = enrolled;
    this.#worldNow = worldNow;
    this.#sabotage = sabotage;
    this.#ledger = this.#start();
  }

  get ledger(): Ledger {
    return this.#ledger;
  }
  get terminal(): number {
    return this.enrolled.terminal;
  }
  get bundle(): TerminalBundle {
    return this.enrolled.bundle;
  }
  get certificate(): TerminalCertificate {
    return ownCertificate(this.enrolled.bundle);
  }
  get signingKey(): KeyObject {
    return this.enrolled.signing.privateKey;
  }
  /** As the program's parts take it. */
  get counter(): Counter {
    const { ledger, bundle, certificate, signingKey, now } = this;
    return { ledger, bundle, certificate, signingKey, now };
  }
  readonly now = (): number => this.#worldNow() + this.skewMinutes * 60_000;

  /** As the commands of settlement take it. */
  get openCounter(): OpenCounter {
    const adopt = (bundle: TerminalBundle) => {
      this.enrolled = { ...this.enrolled, bundle };
    };
    const { encryption } = this.enrolled;
    return { ...this.counter, folder: this.folder, encryption, adopt, interrupted: 0, close: () => {} };
  }

  /** The process is gone, however far it was; what is on disk is all that the next one knows. */
  async restart(): Promise<void> {
    this.disk.leave(this.#ledger.database);
    this.disk.disarm();
    this.#ledger = this.#start();
    const kept = dataFolderAt(this.folder).bundle;
    if (!existsSync(kept)) return;
    const expected = { signingKey: this.signingKey, organisationKey: this.bundle.trust.organisationKey };
    const { bundle } = await openTerminalBundle(
      readFileSync(kept),
      this.enrolled.encryption.secret,
      expected,
    );
    if (bundle.serial > this.bundle.serial) this.enrolled = { ...this.enrolled, bundle };
  }

  close(): void {
    this.#ledger.database.close();
  }

  /**
   * One command of the cashier's: the card lies on the reader, the answer is told, then the rest is written.
   * `onStep` may end the process; what the cashier was told by then is in `told`.
   */
  async tap(
    reader: VirtualReader,
    request: Request,
    told: (result: TapResult) => void,
    onStep: (step: (typeof TAP_STEPS)[number]) => void,
  ): Promise<void> {
    const connection = await reader.waitForCard();
    const { counter } = this;
    try {
      await withDriver(counter, connection, async (driver) => {
        const used = this.#sabotage?.driver?.(driver) ?? driver;
        const { result, afterwards } = await tap(counter, used, request, onStep);
        told(result);
        onStep('told');
        await afterwards();
      });
    } finally {
      await connection.close();
      reader.remove();
    }
  }

  /** The cashier closes a transfer whose card does not come back. */
  closeAsNotDone(transfer: number): void {
    closeAsNotDone(this.#ledger, transfer);
  }

  #start(): Ledger {
    this.starts++;
    const open = this.#sabotage?.ledger ?? ((path, now) => new Ledger(path, now));
    const ledger = this.disk.through(() => open(dataFolderAt(this.folder).ledger, this.now));
    settleInterrupted(ledger);
    return ledger;
  }
}
