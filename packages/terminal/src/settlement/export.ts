import {
  type BatchInput,
  base64url,
  batchHash,
  equalBytes,
  JOURNAL_GENESIS,
  KartuError,
  MAX_BATCH_ENTRIES,
  MAX_FILE_BATCHES,
  sealBatches,
  signBatch,
} from '@kartukita/card-core';
import type { Counter } from '../counter/counter.ts';
import {
  addBatch,
  type BatchRow,
  batchAt,
  batchesAfter,
  entriesBetween,
  entryHash,
  lastBatch,
  lastEntry,
  lastReply,
} from '../ledger/settlement.ts';

export interface Export {
  /** The file for the issuer; undefined when there is nothing that it does not have. */
  readonly sealed: Uint8Array | undefined;
  readonly batches: readonly { readonly number: number; readonly from: number; readonly to: number }[];
  /** Batches that did not fit into this file: they come with the export after the next reply. */
  readonly left: number;
}

/**
 * Everything that the issuer has not acknowledged, as one file: the batches made before, byte for byte the same, and
 * new ones with what happened since. Journal entries are numbered and chained, so nothing can be left out.
 *
 * @param after export again what comes after this batch, whatever was acknowledged
 * @throws `usage` where the bundle names nobody to encrypt to, `not-found` for a batch that there is not
 */
export async function exportBatches(counter: Counter, after?: number): Promise<Export> {
  const { settlementRecipient } = counter.bundle;
  if (settlementRecipient === undefined) {
    throw new KartuError('usage', 'this bundle does not say whom to settle with: fetch a new one', {
      details: { what: 'settlement-recipient' },
    });
  }
  await cutJournal(counter);
  const last = lastBatch(counter.ledger)?.number ?? 0;
  const begin = after ?? lastReply(counter.ledger)?.batch ?? 0;
  if (begin > last) {
    throw new KartuError('not-found', `there is no batch ${begin}`, {
      details: { what: 'batch', batch: begin },
    });
  }
  const rows = batchesAfter(counter.ledger, begin, MAX_FILE_BATCHES);
  const texts: string[] = [];
  for (const row of rows) texts.push(await madeAgain(counter, row));
  return {
    sealed: texts.length === 0 ? undefined : await sealBatches(texts, settlementRecipient),
    batches: rows.map(({ number, firstEntry, lastEntry }) => ({ number, from: firstEntry, to: lastEntry })),
    left: last - begin - rows.length,
  };
}

/** Puts what stands in the journal since the last batch into new ones. */
async function cutJournal(counter: Counter): Promise<void> {
  const { ledger, bundle, now } = counter;
  const end = lastEntry(ledger);
  for (;;) {
    const last = lastBatch(ledger);
    const firstEntry = (last?.lastEntry ?? 0) + 1;
    if (firstEntry > end) return;
    const row = {
      number: (last?.number ?? 0) + 1,
      firstEntry,
      lastEntry: Math.min(end, firstEntry + MAX_BATCH_ENTRIES - 1),
      bundle: bundle.serial,
      reply: lastReply(ledger)?.serial ?? 0,
      blocklistAt: bundle.blocklist.issuedAt,
      madeAt: new Date(now()).toISOString(),
    };
    const text = await signBatch(contentOf(counter, row), counter.signingKey);
    addBatch(ledger, { ...row, hash: batchHash(text) });
  }
}

/** Ed25519 gives the same signature again; what differs was changed on the disk. */
async function madeAgain(counter: Counter, row: BatchRow): Promise<string> {
  const text = await signBatch(contentOf(counter, row), counter.signingKey);
  if (equalBytes(batchHash(text), row.hash)) return text;
  throw new KartuError('data-damaged', `batch ${row.number} is not what was exported before`, {
    details: { what: 'batch-changed', batch: row.number },
  });
}

function contentOf({ ledger, bundle }: Counter, row: Omit<BatchRow, 'hash'>): BatchInput {
  const hashAt = (entry: number) => base64url(entryHash(ledger, entry)!);
  const { number, firstEntry, lastEntry: to, blocklistAt, madeAt } = row;
  return {
    organisationId: bundle.trust.organisationId,
    terminal: bundle.terminal,
    number,
    from: firstEntry,
    to,
    hashBefore: hashAt(firstEntry - 1),
    hashAfter: hashAt(to),
    previousBatch: base64url(batchAt(ledger, number - 1)?.hash ?? JOURNAL_GENESIS),
    bundle: row.bundle,
    reply: row.reply,
    blocklistAt,
    madeAt,
    entries: entriesBetween(ledger, firstEntry, to),
  };
}
