import { createHash, hash as hashOf, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { equalBytes } from '../bytes.ts';
import { KartuError } from '../errors.ts';
import { base64urlBytes, issuerKeyName } from './certificates.ts';
import { openSealed, sealForRecipient } from './sealed-file.ts';
import {
  replyCreditSchema,
  replyDuesSchema,
  replyEventSchema,
  replyOwedSchema,
  replyWithdrawalSchema,
} from './settlement-value.ts';
import { documentKeyName, openDocument, peekDocument, signDocument } from './signed-document.ts';

/**
 * What counters and the issuer tell each other: batches of a counter's journal one way, replies the other. Files on a
 * stick today; the same documents can go over a network. docs/settlement.md is normative.
 */

/** Bytes of the hash that a journal's first entry names as its predecessor, and a first batch as the batch before. */
export const JOURNAL_GENESIS = new Uint8Array(32);

/** Most entries of one batch: some hundred kilobytes. */
export const MAX_BATCH_ENTRIES = 2000;
/** Most batches of one file. What is left over comes with the next export. */
export const MAX_FILE_BATCHES = 50;
/** Most bytes of a settlement file; a hostile one must not fill the memory. */
export const MAX_SETTLEMENT_FILE_BYTES = 64 * 1024 * 1024;

const uint32 = z.int().min(0).max(0xffff_ffff);
const serial = z.int().min(1).max(0xffff_ffff);
const terminalNumber = z.int().min(1).max(0xffff);
const positive = z.int().min(1);
const hash = base64urlBytes(32);

export interface JournalEntry {
  readonly number: number;
  readonly timeMs: number;
  readonly kind: string;
  /** JSON, exactly as it was hashed. */
  readonly body: string;
}

/** SHA-256 over the hash of the entry before and the JSON of number, time, kind and body. */
export function journalHash(entry: JournalEntry & { readonly previous: Uint8Array }): Uint8Array {
  const text = JSON.stringify([entry.number, entry.timeMs, entry.kind, entry.body]);
  const { previous } = entry;
  const bytes = Buffer.allocUnsafe(previous.length + 3 * text.length); // a UTF-16 unit is at most 3 bytes in UTF-8
  bytes.set(previous);
  const end = previous.length + bytes.write(text, previous.length);
  return hashOf('sha256', bytes.subarray(0, end), 'buffer');
}

const batchSchema = z.strictObject({
  organisationId: uint32,
  terminal: terminalNumber,
  /** From 1, without gaps. */
  number: positive,
  /** Number of the first entry, and of the last. */
  from: positive,
  to: positive,
  hashBefore: hash,
  hashAfter: hash,
  /** SHA-256 of the signed text of the batch before; zeros in the first. */
  previousBatch: hash,
  /** What the counter knew when it made this batch: numbers of bundle and reply (0: none), date of its blocklist. */
  bundle: positive,
  reply: z.int().min(0),
  blocklistAt: z.iso.datetime(),
  madeAt: z.iso.datetime(),
  /** Time, kind and body of each entry. */
  entries: z
    .array(z.tuple([z.int().min(0), z.string().min(1).max(40), z.string().max(65_536)]))
    .min(1)
    .max(MAX_BATCH_ENTRIES),
});
export type SettlementBatch = z.output<typeof batchSchema>;
export type BatchInput = z.input<typeof batchSchema>;

const TERMINAL_KEY_NAME = /^terminal-([1-9]\d{0,4})$/;

/** The signed text of a batch. The same content gives the same text: Ed25519 needs no randomness. */
export function signBatch(batch: BatchInput, signingKey: KeyObject): Promise<string> {
  batchSchema.parse(batch);
  return signDocument('settlement-batch', batch, signingKey, `terminal-${batch.terminal}`);
}

/** By which a batch is named in the next one. */
export function batchHash(signedText: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(signedText).digest());
}

/** One file for the issuer alone: the signed texts, a line each. */
export function sealBatches(signedTexts: readonly string[], recipient: string): Promise<Uint8Array> {
  return sealForRecipient(new TextEncoder().encode(`${signedTexts.join('\n')}\n`), recipient);
}

/** The signed texts in a file. Throws `file-for-another-organisation` or `file-invalid`; nothing is verified yet. */
export async function openBatches(sealed: Uint8Array, identitySecret: string): Promise<string[]> {
  const opened = await openSealed(sealed, identitySecret).catch((error: unknown) => {
    if (!(error instanceof KartuError) || error.code !== 'file-for-another-terminal') throw error;
    throw new KartuError('file-for-another-organisation', 'this file is encrypted to another issuer', {
      cause: error,
    });
  });
  const texts = new TextDecoder().decode(opened).split('\n');
  if (texts.pop() !== '' || texts.length === 0 || texts.length > MAX_FILE_BATCHES) {
    throw invalid('settlement-batch', 'no-batches', 'it holds no whole batches');
  }
  return texts;
}

/** The number of the terminal that a batch says it is by. Nothing is verified. */
export async function batchTerminal(text: string): Promise<number> {
  const name = TERMINAL_KEY_NAME.exec(await documentKeyName('settlement-batch', text));
  if (name) return Number(name[1]);
  throw invalid('settlement-batch', 'no-counter', 'it names no counter');
}

export interface OpenedBatch extends Omit<SettlementBatch, 'entries'> {
  readonly entries: readonly JournalEntry[];
  /** SHA-256 of the signed text. */
  readonly hash: Uint8Array;
}

/**
 * Verifies a batch: its signature, and that its entries lead from the one hash to the other. Throws
 * `signature-invalid`, `file-invalid`.
 */
export async function openBatch(text: string, publicKey: KeyObject): Promise<OpenedBatch> {
  const batch = await openDocument('settlement-batch', text, publicKey, batchSchema);
  if (batch.terminal !== (await batchTerminal(text)))
    throw invalid('settlement-batch', 'two-counters', 'it names two counters');
  if (batch.to - batch.from + 1 !== batch.entries.length)
    throw invalid('settlement-batch', 'gap', 'entries are missing');
  const isFirst = batch.from === 1;
  if (isFirst !== equalBytes(batch.hashBefore, JOURNAL_GENESIS))
    throw invalid('settlement-batch', 'begins', 'it begins at another entry than it says');
  if ((batch.number === 1) !== isFirst || isFirst !== equalBytes(batch.previousBatch, JOURNAL_GENESIS))
    throw invalid('settlement-batch', 'number', 'its number does not fit its entries');
  let previous: Uint8Array = batch.hashBefore;
  const entries = batch.entries.map(([timeMs, kind, body], index) => {
    const entry = { number: batch.from + index, timeMs, kind, body };
    previous = journalHash({ ...entry, previous });
    return entry;
  });
  if (!equalBytes(previous, batch.hashAfter))
    throw invalid('settlement-batch', 'hash', 'its entries do not lead to the hash that it names');
  return { ...batch, entries, hash: batchHash(text) };
}

const replySchema = z.strictObject({
  organisationId: uint32,
  terminal: terminalNumber,
  /** Grows with every reply: an older one is not applied after a newer. */
  serial: positive,
  issuedAt: z.iso.datetime(),
  /** The last batch that the issuer has, with the last entry and its hash; null: none yet. */
  acknowledged: z.strictObject({ batch: positive, entry: positive, hash }).nullable(),
  /** A whole fresh bundle, as it would come in a file of its own, signed but not sealed once more. */
  bundle: z.string().min(1),
  /** Where other counters left cards: serial, sequence number, link hash of the record (16 hexadecimal digits). */
  cards: z.array(z.tuple([serial, z.int().min(0).max(0xff_ffff), z.string().regex(/^[0-9a-f]{16}$/)])),
  /** Unfinished or closed transfers of this counter that other counters have seen the end of: was it written? */
  transfers: z.array(z.tuple([positive, z.boolean()])),
  /** Freezes of this counter (card, entry of its journal) that the issuer lifts. */
  unfrozen: z.array(z.tuple([serial, positive])),
  /** Members who may not use their cards as others do, by card. */
  standings: z.array(z.tuple([serial, z.enum(['suspended', 'left'])])),
  /** What the customer's screen shows of a name: one or two letters, and the cards of all members with these. */
  initials: z.array(z.tuple([z.string().regex(/^\p{L}{1,2}$/u), z.array(serial).min(1)])).default([]),
  credits: z.array(replyCreditSchema),
  owed: z.array(replyOwedSchema).default([]),
  withdrawn: z.array(replyWithdrawalSchema).default([]),
  dues: z.array(replyDuesSchema),
  events: z.array(replyEventSchema),
});
export type SettlementReply = z.output<typeof replySchema>;
export type ReplyInput = z.input<typeof replySchema>;

/** A reply for one terminal: a JWS by an issuing key, encrypted to that terminal alone. */
export async function sealReply(
  reply: ReplyInput,
  issuerKey: number,
  privateKey: KeyObject,
  recipient: string,
): Promise<Uint8Array> {
  replySchema.parse(reply);
  const text = await signDocument('settlement-reply', reply, privateKey, issuerKeyName(issuerKey));
  return sealForRecipient(new TextEncoder().encode(text), recipient);
}

/** The signed text of a reply, decrypted. Throws `file-for-another-terminal`, `file-invalid`. */
export async function unsealReply(sealed: Uint8Array, identitySecret: string): Promise<string> {
  return new TextDecoder().decode(await openSealed(sealed, identitySecret));
}

/** What a reply says, before it is verified: its bundle holds the certificates to verify it with. */
export function peekReply(text: string): Promise<SettlementReply> {
  return peekDocument('settlement-reply', text, replySchema);
}

/** Throws `signature-invalid`, `file-invalid`. */
export function openReply(text: string, publicKey: KeyObject): Promise<SettlementReply> {
  return openDocument('settlement-reply', text, publicKey, replySchema);
}

/** `issuer-N`: whose key a reply is to be verified with. */
export function replyKeyName(text: string): Promise<string> {
  return documentKeyName('settlement-reply', text);
}

function invalid(type: string, what: string, why: string): KartuError {
  return new KartuError('file-invalid', `not a valid ${type}: ${why}`, {
    details: { what: `document-${what}`, type, why },
  });
}
