import {
  base64url,
  batchHash,
  equalBytes,
  fromHex,
  issuerOf,
  KartuError,
  openReply,
  peekReply,
  readTerminalBundle,
  replyKeyName,
  type SettlementReply,
  sealForRecipient,
  type TerminalBundle,
  unsealReply,
} from '@kartukita/card-core';
import { dataFolderAt, writeFileDurably } from '../counter/data-folder.ts';
import type { OpenCounter } from '../counter/enrol.ts';
import {
  batchAt,
  entryHash,
  insertReply,
  lastReply,
  liftableFreeze,
  unfreeze,
} from '../ledger/settlement.ts';
import { type SettledTransfer, settleTransfer } from './transfers.ts';
import { type AppliedValue, takeInValue } from './value.ts';

export interface Applied extends AppliedValue {
  /** `repeated`: this very reply was applied before; nothing changed. */
  readonly outcome: 'applied' | 'repeated';
  readonly serial: number;
  readonly issuedAt: string;
  /** The last batch and entry that the issuer has; 0: none. */
  readonly acknowledgedBatch: number;
  readonly acknowledgedEntry: number;
  readonly bundle: number;
  readonly cards: number;
  readonly unfrozen: readonly number[];
  readonly transfers: readonly SettledTransfer[];
}

/**
 * Takes in a reply of the issuer: verified from the organisation's key downwards, in one transaction of the ledger.
 * The bundle in it comes into force first; cut off in between, the same reply is applied again.
 *
 * @throws `file-for-another-terminal`, `file-for-another-organisation`, `signature-invalid`, `certificate-invalid`,
 *   `file-invalid` (damaged, or older than one that was applied), `data-damaged` (the issuer has entries that this
 *   ledger lacks: it is an older copy)
 */
export async function applyReply(counter: OpenCounter, sealed: Uint8Array): Promise<Applied> {
  const text = await unsealReply(sealed, counter.encryption.secret);
  const { reply, bundle, bundleText } = await verifiedReply(counter, text);
  const { ledger } = counter;
  const last = lastReply(ledger);
  if (last && reply.serial < last.serial) {
    throw new KartuError('file-invalid', `reply ${reply.serial} is older than reply ${last.serial}`, {
      details: { what: 'reply-older', serial: reply.serial, applied: last.serial },
    });
  }
  requireOwnEntries(counter, reply);
  if (last?.serial === reply.serial) return summary(counter, reply, 'repeated', NOTHING);
  if (bundle.serial >= counter.bundle.serial) {
    const folder = dataFolderAt(counter.folder);
    const own = await sealForRecipient(new TextEncoder().encode(bundleText), counter.encryption.recipient);
    writeFileDurably(folder.bundle, own);
    ledger.setSetting('bundle-serial', String(bundle.serial));
    counter.adopt(bundle);
  }
  const booked = ledger.transact(() => book(counter, reply, text));
  return summary(counter, reply, 'applied', booked);
}

async function verifiedReply(
  counter: OpenCounter,
  text: string,
): Promise<{ reply: SettlementReply; bundle: TerminalBundle; bundleText: string }> {
  const claimed = await peekReply(text);
  const { trust, terminal } = counter.bundle;
  const bundle = await readTerminalBundle(claimed.bundle, {
    signingKey: counter.signingKey,
    organisationKey: trust.organisationKey,
  });
  const signer = issuerOf(bundle.trust, await replyKeyName(text));
  const reply = await openReply(text, signer.publicKey);
  if (
    reply.organisationId !== trust.organisationId ||
    bundle.terminal !== terminal ||
    reply.terminal !== terminal
  ) {
    throw new KartuError('file-for-another-terminal', `this reply is for terminal ${reply.terminal}`);
  }
  return { reply, bundle, bundleText: claimed.bundle };
}

/** What the issuer has of this counter must stand in its journal: else an older copy of the ledger was put back. */
function requireOwnEntries({ ledger }: OpenCounter, { acknowledged }: SettlementReply): void {
  if (!acknowledged) return;
  const { batch, entry, hash } = acknowledged;
  const own = entryHash(ledger, entry);
  if (own && equalBytes(own, hash) && batchAt(ledger, batch)?.lastEntry === entry) return;
  throw new KartuError('data-damaged', `the issuer has entry ${entry}, this ledger has another one or none`, {
    details: { what: 'ledger-older', entry },
  });
}

function book(counter: OpenCounter, reply: SettlementReply, text: string): Booked {
  const { ledger } = counter;
  const { serial, issuedAt, acknowledged, cards, standings, initials } = reply;
  const [batch, entry] = acknowledged ? [acknowledged.batch, acknowledged.entry] : [0, 0];
  const body = {
    serial,
    issuedAt,
    batch,
    entry,
    bundle: counter.bundle.serial,
    digest: base64url(batchHash(text)),
  };
  ledger.book('reply', body, [], (journal) =>
    insertReply(ledger, {
      serial,
      issuedAt,
      batch,
      entry,
      journal,
      cards: cards.map(([card, sequence, hash]) => [card, sequence, fromHex(hash)] as const),
      standings,
      initials,
    }),
  );
  const transfers = reply.transfers.flatMap(([transfer, written]) =>
    settleTransfer(ledger, transfer, written),
  );
  const lifted = reply.unfrozen.filter(([card, freeze]) => liftableFreeze(ledger, card, freeze));
  for (const [card, freeze] of lifted) unfreeze(ledger, card, freeze);
  return { transfers, unfrozen: lifted.map(([card]) => card), ...takeInValue(ledger, reply) };
}

type Booked = Pick<Applied, 'unfrozen' | 'transfers' | keyof AppliedValue>;

const NOTHING: Booked = { unfrozen: [], transfers: [], credits: 0, creditsRupiah: 0, handedOverRupiah: 0 };

function summary(
  counter: OpenCounter,
  reply: SettlementReply,
  outcome: Applied['outcome'],
  booked: Booked,
): Applied {
  const { serial, issuedAt, acknowledged, cards } = reply;
  return {
    outcome,
    serial,
    issuedAt,
    acknowledgedBatch: acknowledged?.batch ?? 0,
    acknowledgedEntry: acknowledged?.entry ?? 0,
    bundle: counter.bundle.serial,
    cards: cards.length,
    ...booked,
  };
}
