import { say } from '../../packages/card-core/src/console/index.ts';
import {
  decodeIdentity,
  deriveAccessKeys,
  formatRupiah,
  IDENTITY_BODY_BYTES,
  IDENTITY_BYTES,
  isFilledWith,
  type PurseRecord,
  verifySlot,
} from '../../packages/card-core/src/index.ts';
import {
  openVirtualFile,
  type Tear,
  type VirtualFileReader,
} from '../../packages/card-core/src/virtual/index.ts';
import {
  type Counter,
  type Request,
  type Step,
  shownNumber,
  type TapResult,
  tap,
  withDriver,
} from '../../packages/terminal/src/index.ts';
import type { Telling } from './telling.ts';

/** One tap of a card: what came of it, and what it took until the cashier was told. */
export interface Tapped {
  readonly result: TapResult;
  readonly exchanges: number;
  /** By the reader's and the chip's data sheets; not measured. */
  readonly modelledMs: number;
  /** How many exchanges had been made when each step was done. */
  readonly exchangesAt: ReadonlyMap<Step, number>;
}

/** Lays the card of a file on the counter's reader once, as the commands of the counter do. */
export async function layCard(
  counter: Counter,
  file: string,
  request: Request,
  tear?: Tear,
): Promise<Tapped> {
  return onReader(counter, file, tear, async (driver, reader) => {
    const exchangesAt = new Map<Step, number>();
    const onStep = (step: Step) => void exchangesAt.set(step, reader.stats().exchanges);
    const { result, afterwards } = await tap(counter, driver, request, onStep);
    const { exchanges, modelledMs } = reader.stats();
    await afterwards();
    return { result, exchanges, modelledMs, exchangesAt };
  });
}

/** What one of the card's two slots holds. */
export type SlotContent = PurseRecord | 'empty' | 'torn';

/** Reads both slots as they are, with the organisation's keys, and checks each signature. */
export async function readSlots(counter: Counter, file: string): Promise<[SlotContent, SlotContent]> {
  const { keySets, trust } = counter.bundle;
  return onReader(counter, file, undefined, async (driver) => {
    await driver.unlock(deriveAccessKeys(keySets[0]!, driver.uid));
    const areas = await driver.read('identity', 'head0', 'head1', 'tail0', 'tail1');
    const identityBytes = areas.identity.subarray(0, IDENTITY_BYTES);
    const identity = decodeIdentity(identityBytes.subarray(0, IDENTITY_BODY_BYTES));
    const context = { uid: driver.uid, identity, identityBytes };
    const content = (head: Uint8Array, tail: Uint8Array): SlotContent => {
      if (isFilledWith(head, 0)) return 'empty';
      const verdict = verifySlot(head, tail, context, trust);
      return verdict.ok ? verdict.value.record : 'torn';
    };
    return [content(areas.head0, areas.tail0), content(areas.head1, areas.tail1)];
  });
}

type Work<T> = (
  driver: Parameters<Parameters<typeof withDriver>[2]>[0],
  reader: VirtualFileReader,
) => Promise<T>;

async function onReader<T>(
  counter: Counter,
  file: string,
  tear: Tear | undefined,
  work: Work<T>,
): Promise<T> {
  const reader = openVirtualFile(file, tear === undefined ? {} : { tear });
  try {
    const connection = await reader.waitForCard({ timeoutMs: 1000 });
    try {
      return await withDriver(counter, connection, (driver) => work(driver, reader));
    } finally {
      await connection.close();
    }
  } finally {
    await reader.close();
  }
}

const STYLES = {
  posted: 'green',
  read: 'green',
  resolved: 'green',
  refused: 'red',
  voided: 'yellow',
  unresolved: 'yellow',
} as const;

/** Shows a tap as the cashier sees it: the counter's own words, and below what the tap took. */
export function showTap(telling: Telling, counter: Counter, tapped: Tapped): void {
  const { result } = tapped;
  const who = telling.say('word.at-counter', { number: counter.certificate.terminal });
  telling.screen(who, cashierReads(telling, counter, result), STYLES[result.outcome], took(telling, tapped));
}

export function took(
  telling: Telling,
  { exchanges, modelledMs }: Omit<Tapped, 'result' | 'exchangesAt'>,
): string {
  return telling.say('word.took', { exchanges, time: milliseconds(modelledMs) });
}

export function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}

function cashierReads({ language }: Telling, counter: Counter, result: TapResult): string {
  const details = {
    amount: formatRupiah(result.amountRupiah ?? 0),
    balance: formatRupiah(result.balanceRupiah ?? 0),
    member: shownNumber(counter, result.memberNumber) ?? '–',
    kind: result.kind === undefined ? '' : say(language, `kind.${result.kind}`),
    transfer: result.transfer ?? 0,
  };
  const tell = (key: string, more: Record<string, string> = {}) =>
    say(language, key, { ...details, ...more });
  switch (result.outcome) {
    case 'posted': {
      const done = tell(result.kind === 'topup' ? 'tap.topped-up' : 'tap.paid');
      return result.resumed ? `${done}. ${tell('tap.resumed')}` : done;
    }
    case 'read':
      return tell('tap.balance');
    case 'resolved':
      return tell('tap.resolved');
    case 'voided':
      return tell('tap.voided');
    case 'unresolved':
      return tell('tap.unresolved');
    case 'refused':
      return tell('tap.refused', { reason: tell(`cashier.${result.reason}`) });
  }
}
