import {
  batchTerminal,
  equalBytes,
  isKartuError,
  JOURNAL_GENESIS,
  KartuError,
  MAX_BATCH_ENTRIES,
  type OpenedBatch,
  openBatch,
  openBatches,
} from '@kartukita/card-core';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import type { Registry } from '../registry/registry.ts';
import { releaseHolds } from '../value/holds.ts';
import { type Signers, signersOf } from './records.ts';
import { SignatureChecker } from './signatures.ts';
import { type ReadBatch, readBatch, type Told, takeBatch } from './take-batch.ts';

/** A file that somebody brought; read when its turn comes, perhaps more than once. */
export interface SettlementFile {
  readonly name: string;
  read(): Uint8Array;
}

/** What became of a batch. `missing`: the ones before it have not come; bring them, and this one again. */
export type BatchOutcome =
  | {
      readonly outcome: 'imported' | 'repeated' | 'missing';
      readonly terminal: number;
      readonly batch: number;
    }
  | { readonly outcome: 'refused'; readonly error: KartuError };

export interface FileReport {
  readonly file: string;
  readonly batches: readonly BatchOutcome[];
}

export interface TerminalReport {
  readonly terminal: number;
  /** The last batch and entry that are in the registry now. */
  readonly batch: number;
  readonly entry: number;
  /** Numbers of batches that have to come before others that were brought. */
  readonly missing: readonly number[];
}

export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly terminals: readonly TerminalReport[];
  readonly imported: number;
  readonly repeated: number;
  readonly refused: number;
}

/**
 * Takes in settlement files, in whatever order they are given. Each batch is one transaction; one that is there
 * already changes nothing, one whose predecessor is missing is left where it is, and what is damaged or not by a
 * counter of ours is refused, without keeping the others from coming in.
 */
export async function importSettlements(
  registry: Registry,
  keys: IssuerKeys,
  files: readonly SettlementFile[],
): Promise<ImportReport> {
  const signatures = new SignatureChecker();
  try {
    const reports = await importAll(
      { registry, keys, signers: await signersOf(registry), signatures },
      files,
    );
    releaseHolds(registry);
    return summarise(registry, files, reports);
  } finally {
    signatures.close();
  }
}

interface Importing {
  readonly registry: Registry;
  readonly keys: IssuerKeys;
  readonly signers: Signers;
  readonly signatures: SignatureChecker;
}

async function importAll(
  importing: Importing,
  files: readonly SettlementFile[],
): Promise<Map<SettlementFile, BatchOutcome[]>> {
  const reports = new Map<SettlementFile, BatchOutcome[]>();
  // A file waits for another that brings what it lacks, as long as any of them brings something.
  for (let waiting = files, before = -1; waiting.length > 0 && before !== waiting.length; ) {
    before = waiting.length;
    for (const [file, outcomes] of await importFiles(importing, waiting)) {
      const known = reports.get(file)?.filter(({ outcome }) => outcome === 'imported') ?? [];
      const isDone = (each: BatchOutcome) => each.outcome === 'repeated' && known.some(isSameBatch(each));
      reports.set(file, [...known, ...outcomes.filter((each) => !isDone(each))]);
    }
    waiting = waiting.filter((file) => reports.get(file)!.some(({ outcome }) => outcome === 'missing'));
  }
  return reports;
}

const isSameBatch =
  (one: BatchOutcome) =>
  (other: BatchOutcome): boolean =>
    one.outcome !== 'refused' &&
    other.outcome !== 'refused' &&
    one.terminal === other.terminal &&
    one.batch === other.batch;

/** So much is looked through ahead: neither side waits for a batch that is larger than the last. */
const ENTRIES_AHEAD = 3 * MAX_BATCH_ENTRIES;

/** A batch whose signatures are being checked beside this thread, or what is wrong with it. */
interface Coming {
  readonly file: SettlementFile;
  readonly read: ReadBatch | BatchOutcome;
}

/** Every file once, batch by batch. A file in which anything cannot be read says so as its only outcome. */
async function importFiles(
  importing: Importing,
  files: readonly SettlementFile[],
): Promise<Map<SettlementFile, BatchOutcome[]>> {
  const outcomes = new Map<SettlementFile, BatchOutcome[]>(files.map((file) => [file, []]));
  const coming: Coming[] = [];
  const batches = comingBatches(importing, files, coming);
  try {
    for (let isMore = true; isMore || coming.length > 0; ) {
      // While one batch goes into the registry, the signatures of the next ones are checked beside this thread.
      while (isMore && entriesOf(coming) < ENTRIES_AHEAD) {
        const { value } = await batches.next();
        if (value) coming.push(value);
        else isMore = false;
      }
      const present = coming[0];
      if (!present) break;
      const { file, read } = present;
      outcomes.get(file)!.push('outcome' in read ? read : await taken(importing, read));
      coming.shift();
    }
  } finally {
    // Whoever hears of a failure may close the registry: what is read ahead has to end before.
    await Promise.allSettled(coming.map(({ read }) => 'told' in read && read.told));
  }
  return outcomes;
}

const entriesOf = (coming: readonly Coming[]): number =>
  coming.reduce(
    (sum, { read }) => sum + ('batch' in read && 'told' in read ? read.batch.entries.length : 0),
    0,
  );

async function taken({ registry, signers }: Importing, read: ReadBatch): Promise<BatchOutcome> {
  try {
    return take(registry, signers, read.batch, await read.told);
  } catch (error) {
    return refusal(error);
  }
}

/** @param coming what is read and not in the registry yet */
async function* comingBatches(
  importing: Importing,
  files: readonly SettlementFile[],
  coming: readonly Coming[],
): AsyncGenerator<Coming, undefined> {
  for (const file of files) {
    let texts: string[] = [];
    try {
      texts = await openBatches(file.read(), importing.keys.settlement.secret);
    } catch (error) {
      yield { file, read: refusal(error) };
    }
    for (const text of texts) yield { file, read: await prepare(importing, text, coming) };
  }
}

/** Opens a batch and begins to check it; nothing is changed. What is wrong with it comes back as its outcome. */
async function prepare(
  { registry, signers, signatures }: Importing,
  text: string,
  coming: readonly Coming[],
): Promise<ReadBatch | BatchOutcome> {
  try {
    const batch = await verifiedBatch(signers, text);
    const { terminal, number } = batch;
    const unfinished = predecessors(batch, coming);
    // What cannot be taken in now need not be looked through.
    const last = registry.settlement.lastBatch(terminal)?.number ?? 0;
    if (unfinished.length === 0 && number !== last + 1)
      return { batch, told: undefined, reserved: new Map() };
    return readBatch(registry, batch, signers, signatures, unfinished);
  } catch (error) {
    return refusal(error);
  }
}

/** Those before it that are to be taken in and are not yet, the nearest first. */
function predecessors(batch: OpenedBatch, coming: readonly Coming[]): ReadBatch[] {
  const found: ReadBatch[] = [];
  let successor = batch;
  for (const { read } of coming.toReversed()) {
    if (!('told' in read) || !read.told || !equalBytes(read.batch.hash, successor.previousBatch)) continue;
    found.push(read);
    successor = read.batch;
  }
  return found;
}

/** Alone with the registry from the first look to the commit: another command may bring the same files. */
function take(
  registry: Registry,
  signers: Signers,
  batch: OpenedBatch,
  told: readonly Told[] | undefined,
): BatchOutcome {
  const { terminal, number } = batch;
  return registry.settlement.transact((): BatchOutcome => {
    const last = registry.settlement.lastBatch(terminal);
    const done = last?.number ?? 0;
    if (number > done + 1) return { outcome: 'missing', terminal, batch: number };
    if (number <= done) {
      const isSame =
        equalBytes(registry.settlement.batch(terminal, number)!.hash, batch.hash) ||
        saysNothingNew(registry, batch);
      return isSame ? { outcome: 'repeated', terminal, batch: number } : twoStories(registry, batch);
    }
    const follows =
      equalBytes(batch.hashBefore, last?.hashAfter ?? JOURNAL_GENESIS) &&
      equalBytes(batch.previousBatch, last?.hash ?? JOURNAL_GENESIS) &&
      batch.from === (last?.lastEntry ?? 0) + 1;
    if (!follows) return twoStories(registry, batch);
    // Another command brought its predecessor in this very moment: the next pass looks through it.
    if (!told) return { outcome: 'missing', terminal, batch: number };
    takeBatch(registry, batch, told, signers);
    return { outcome: 'imported', terminal, batch: number };
  });
}

async function verifiedBatch(signers: Signers, text: string): Promise<OpenedBatch> {
  const terminal = await batchTerminal(text);
  const signer = signers.terminals.get(terminal);
  if (!signer) {
    throw new KartuError('certificate-invalid', `there is no counter ${terminal}`, {
      details: { what: 'settle-unknown-terminal', terminal },
    });
  }
  const batch = await openBatch(text, signer.publicKey);
  if (batch.organisationId !== signers.trust.organisationId) {
    throw new KartuError('file-for-another-organisation', 'this batch is for another organisation');
  }
  return batch;
}

/** The same journal cut elsewhere: books that were restored from a backup tell what is known already. */
function saysNothingNew(registry: Registry, { terminal, entries }: OpenedBatch): boolean {
  return entries.every(({ number, timeMs, kind, body }) => {
    const known = registry.settlement.entry(terminal, number);
    return known?.timeMs === timeMs && known.kind === kind && known.body === body;
  });
}

/** An older copy of the counter's ledger was put back and went on, or somebody else has its key. */
function twoStories(registry: Registry, { terminal, number, from }: OpenedBatch): BatchOutcome {
  const note = `another batch ${number} than the one that came before`;
  registry.cases.report('journal-forked', terminal, { terminal, entry: from, note });
  const error = new KartuError(
    'file-invalid',
    `counter ${terminal} has sent another batch ${number} before`,
    {
      details: { what: 'settle-journal-forked', terminal, batch: number },
    },
  );
  return { outcome: 'refused', error };
}

function refusal(error: unknown): BatchOutcome {
  if (isKartuError(error) && error.exitStatus !== 7 && error.code !== 'internal-error')
    return { outcome: 'refused', error };
  throw error; // the registry itself, or a fault of ours
}

function summarise(
  registry: Registry,
  files: readonly SettlementFile[],
  reports: ReadonlyMap<SettlementFile, readonly BatchOutcome[]>,
): ImportReport {
  const outcomes = [...reports.values()].flat();
  const count = (outcome: BatchOutcome['outcome']) =>
    outcomes.filter((each) => each.outcome === outcome).length;
  const numbers = outcomes.flatMap((each) => (each.outcome === 'refused' ? [] : [each.terminal]));
  const terminals = [...new Set(numbers)]
    .sort((a, b) => a - b)
    .map((terminal): TerminalReport => {
      const last = registry.settlement.lastBatch(terminal);
      const waiting = outcomes.flatMap((each) =>
        each.outcome === 'missing' && each.terminal === terminal ? [each.batch] : [],
      );
      const [batch, entry] = [last?.number ?? 0, last?.lastEntry ?? 0];
      return { terminal, batch, entry, missing: gapsBelow(batch, waiting) };
    });
  return {
    files: files.map((file) => ({ file: file.name, batches: reports.get(file) ?? [] })),
    terminals,
    imported: count('imported'),
    repeated: count('repeated'),
    refused: count('refused'),
  };
}

/** Numbers after `last` up to the greatest that waits, without those that wait themselves; the first hundred. */
function gapsBelow(last: number, waiting: readonly number[]): number[] {
  const gaps: number[] = [];
  const end = Math.max(0, ...waiting);
  for (let number = last + 1; number < end && gaps.length < 100; number++) {
    if (!waiting.includes(number)) gaps.push(number);
  }
  return gaps;
}
