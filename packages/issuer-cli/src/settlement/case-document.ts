import { isKartuError } from '@kartukita/card-core';
import type { Case, CaseMove } from '../registry/cases.ts';
import { deltaOf, recordOf } from '../registry/chains.ts';
import type { Registry } from '../registry/registry.ts';

export interface ShownRecord {
  readonly sequence: number;
  readonly kind: string;
  readonly amountRupiah: number;
  readonly balanceRupiah: number;
  readonly time: string;
  readonly terminal: number;
  /** The 96 bytes, for an expert (docs/card-format.md §8). */
  readonly bytes: string;
}

/** Evidence may be bytes that are no record at all. */
export type ClaimedRecord = ShownRecord | Pick<ShownRecord, 'bytes'>;

export interface CaseDocument extends Case {
  readonly evidence: readonly {
    /** The counter and the entry of its journal that said so; 0: the registry itself. */
    readonly terminal: number;
    readonly entry: number;
    readonly card: number | null;
    readonly note: string;
    readonly foundAt: string;
    readonly record: ClaimedRecord | null;
  }[];
  readonly moves: readonly CaseMove[];
  readonly frozen: boolean;
  /** Of a fork: both sides, and what it costs. */
  readonly fork: {
    readonly chain: readonly ShownRecord[];
    readonly others: readonly ShownRecord[];
    /** What was on the card where the sides part. */
    readonly balanceRupiah: number;
    readonly loss: ForkLoss;
  } | null;
}

export interface ForkLoss {
  /** Spent beyond what was paid in: lost already, whatever becomes of the card. */
  readonly overspentRupiah: number;
  /** What it costs to let the card go on with the balance that it shows. */
  readonly toWriteOffRupiah: number;
  /** Most that it can come to until every counter has heard of it (docs/threat-model.md §5). */
  readonly boundRupiah: number;
  /** Counters that have not said yet that they know. */
  readonly uninformed: readonly number[];
}

/** All that is known of a case. Throws `not-found`. */
export function caseDocument(registry: Registry, id: number): CaseDocument {
  const found = registry.cases.get(id);
  const evidence = registry.cases.evidence(id).map(({ terminal, entry, card, note, foundAt, record }) => ({
    ...{ terminal, entry, card: card ?? null, note, foundAt },
    record: record ? claimedRecord(record) : null,
  }));
  const frozen = found.card !== null && registry.cases.isFrozen(found.card);
  return { ...found, evidence, moves: registry.cases.moves(id), frozen, fork: forkIn(registry, found) };
}

function forkIn(registry: Registry, { kind, card, openedAt }: Case): CaseDocument['fork'] {
  if (kind !== 'fork' || card === null) return null;
  const { chain, others } = registry.overview.forkOf(card);
  const first = chain[0] ?? others[0];
  const record = first && recordOf(first);
  const balanceRupiah = record ? record.balanceRupiah - deltaOf(record) : 0;
  const loss = lossOf(registry, card, balanceRupiah, openedAt);
  return { chain: chain.map(shownRecord), others: others.map(shownRecord), balanceRupiah, loss };
}

const DAY_MS = 86_400_000;

/** Each counter that has not heard of it may still take what the card showed, up to its limits of a day. */
function lossOf(registry: Registry, card: number, balanceRupiah: number, openedAt: string): ForkLoss {
  const [sums] = registry.overview.cards(card);
  const purse = (sums?.reportedRupiah ?? 0) + (sums?.writtenOffRupiah ?? 0);
  const overspentRupiah = Math.max(0, -(sums?.reportedRupiah ?? 0));
  const toWriteOffRupiah = Math.max(0, (sums?.shownRupiah ?? 0) - purse);
  const { policy } = registry.organisation();
  const revoked = new Set(registry.keys.revocations().map((each) => each.terminal));
  const uninformed = registry.terminals
    .list()
    .map(({ terminal }) => terminal)
    .filter((terminal) => !revoked.has(terminal) && !hasHeard(registry, terminal, openedAt));
  const days = Math.max(1, Math.ceil((registry.now().getTime() - Date.parse(openedAt)) / DAY_MS));
  const perCounter = Math.min(balanceRupiah, days * policy.maxSpentPerDayRupiah);
  return {
    overspentRupiah,
    toWriteOffRupiah,
    boundRupiah: overspentRupiah + uninformed.length * perCounter,
    uninformed,
  };
}

/** The blocklist that it said it works with is younger than the freeze. */
function hasHeard(registry: Registry, terminal: number, openedAt: string): boolean {
  const last = registry.settlement.lastBatch(terminal);
  return last !== undefined && Date.parse(last.blocklistAt) > Date.parse(openedAt);
}

function claimedRecord(bytes: Uint8Array): ClaimedRecord {
  try {
    return shownRecord(bytes);
  } catch (error) {
    if (!isKartuError(error, 'record-invalid')) throw error;
    return { bytes: Buffer.from(bytes).toString('hex') };
  }
}

function shownRecord(bytes: Uint8Array): ShownRecord {
  const { sequence, kind, amountRupiah, balanceRupiah, timeSeconds, terminal } = recordOf(bytes);
  const time = new Date(timeSeconds * 1000).toISOString();
  const hex = Buffer.from(bytes).toString('hex');
  return { sequence, kind, amountRupiah, balanceRupiah, time, terminal, bytes: hex };
}
