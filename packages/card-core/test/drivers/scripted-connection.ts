import { fromHex, toHex } from '../../src/bytes.ts';
import type { Connection } from '../../src/readers/connection.ts';

/** Storage card ATRs, protocol-facts §1. */
export const ATR = {
  'classic-1k': '3B8F8001804F0CA000000306030001000000006A',
  'classic-4k': '3B8F8001804F0CA0000003060300020000000069',
  'type-2': '3B8F8001804F0CA0000003060300030000000068',
} as const;

/**
 * A reader that knows only the exchanges written down for it, each `command → answer with status word`, in order;
 * anything else fails the test.
 */
export class ScriptedConnection implements Connection {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly #script: (readonly [command: string, answer: string])[];

  constructor(
    atr: string,
    script: readonly (readonly [string, string])[],
    readerName = 'Scripted reader 00 00',
  ) {
    this.atr = fromHex(atr);
    this.readerName = readerName;
    this.#script = script.map(([command, answer]) => [command.replaceAll(' ', ''), answer] as const);
  }

  async transmit(command: Uint8Array) {
    const next = this.#script.shift();
    if (next === undefined || next[0] !== toHex(command)) {
      throw new Error(`sent ${toHex(command)} where ${next?.[0] ?? 'nothing'} was expected`);
    }
    const answer = fromHex(next[1]);
    const sw = answer.at(-2)! * 256 + answer.at(-1)!;
    return { data: answer.slice(0, -2), sw };
  }

  /** Counted, so that a test can say where a refusal makes the card be selected again. */
  reselections = 0;

  async reselect() {
    this.reselections++;
  }

  async close() {}

  /** What was expected and not sent. */
  get remaining(): number {
    return this.#script.length;
  }
}
