import { createHash } from 'node:crypto';
import { verifyLedger } from '../../packages/terminal/src/index.ts';
import type { Till } from './till.ts';
import { Violation } from './violation.ts';

interface Row {
  number: number;
  timeMs: number;
  kind: string;
  body: string;
  previous: Uint8Array;
  hash: Uint8Array;
}

/**
 * One counter's books as an auditor reads them who trusts no line of the program: after each step the new entries
 * must be numbered without a gap and chained to those before; every now and then the program's own `verify` must
 * find nothing either.
 */
export class Auditor {
  readonly #till: Till;
  #number = 0;
  #hash: Uint8Array = new Uint8Array(32);
  #sinceProof = 0;
  entries = 0;
  proofs = 0;

  constructor(till: Till) {
    this.#till = till;
  }

  look(proveEvery: number): void {
    const { database } = this.#till.ledger;
    const rows = database
      .prepare(
        'SELECT number, time_ms AS timeMs, kind, body, previous, hash FROM journal WHERE number > ? ORDER BY number',
      )
      .all(this.#number - 1) as Row[];
    const where = `terminal ${this.#till.terminal}`;
    // The last one that was seen has to be there still, as it was.
    const last = this.#number === 0 ? undefined : rows.shift();
    if (this.#number > 0 && !(last && Buffer.from(last.hash).equals(this.#hash))) {
      throw new Violation('chain', `${where}: entry ${this.#number} is gone or changed`);
    }
    for (const row of rows) {
      const text = JSON.stringify([row.number, row.timeMs, row.kind, row.body]);
      const hash = createHash('sha256').update(row.previous).update(text).digest();
      if (row.number !== this.#number + 1)
        throw new Violation('chain', `${where}: no entry ${this.#number + 1}`);
      if (!hash.equals(row.hash) || !Buffer.from(row.previous).equals(this.#hash)) {
        throw new Violation('chain', `${where}: entry ${row.number} is not chained to the one before`);
      }
      this.#number = row.number;
      this.#hash = row.hash;
    }
    this.entries += rows.length;
    this.#sinceProof += rows.length;
    if (this.#sinceProof >= proveEvery) this.prove();
  }

  /** The whole of the books by the program's own proof. */
  prove(): void {
    this.#sinceProof = 0;
    this.proofs++;
    const { findings } = verifyLedger(this.#till.ledger, this.#till.bundle.trust);
    if (findings.length === 0) return;
    const told = findings.slice(0, 3).map(({ check, where, what }) => `${check}: ${where} ${what}`);
    throw new Violation('chain', `terminal ${this.#till.terminal}: ${told.join('; ')}`);
  }
}
