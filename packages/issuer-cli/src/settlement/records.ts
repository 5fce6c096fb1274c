import type { KeyObject } from 'node:crypto';
import {
  decodeIdentity,
  decodeSlot,
  EXTENSION_BYTES,
  equalBytes,
  HEAD_BYTES,
  IDENTITY_BODY_BYTES,
  isKartuError,
  isValidAt,
  linkHash,
  type PurseRecord,
  publicKeyFromBytes,
  purseMessageOf,
  type SignedPurseRecord,
  type TerminalCertificate,
  type TrustStore,
} from '@kartukita/card-core';
import type { ReportedRecord } from '../registry/chains.ts';
import type { Registry } from '../registry/registry.ts';
import type { Signed } from './signature-question.ts';

/** Whose records count, and from when on they do not. */
export interface Signer {
  readonly publicKey: KeyObject;
  readonly certificate: TerminalCertificate | undefined;
  /** The counter was revoked: what it made later than this does not count; -Infinity: nothing does. */
  readonly revokedAfterMs: number | undefined;
}

export interface Signers {
  readonly trust: TrustStore;
  readonly terminals: ReadonlyMap<number, Signer>;
}

/** All counters that there ever were: also what a revoked one says is evidence. */
export async function signersOf(registry: Registry): Promise<Signers> {
  const trust = await registry.trust();
  const revocations = new Map(registry.keys.revocations().map((each) => [each.terminal, each]));
  const terminals = new Map<number, Signer>();
  for (const { terminal, signingKey } of registry.terminals.list()) {
    const revoked = revocations.get(terminal);
    const since = revoked && (revoked.records === 'none' ? -Infinity : Date.parse(revoked.since));
    terminals.set(terminal, {
      publicKey: publicKeyFromBytes(signingKey),
      certificate: trust.terminals.get(terminal)?.certificate,
      revokedAfterMs: since,
    });
  }
  return { trust, terminals };
}

/** The card of a record, from the registry. */
export interface SettledCard {
  readonly serial: number;
  readonly uid: Uint8Array;
  readonly profile: 'purse' | 'identity';
  readonly identity: Uint8Array;
}

export interface Claim {
  readonly card: number;
  readonly bytes: Uint8Array;
  /** By the counter that reports it. */
  readonly isOwn: boolean;
}

export type Verdict =
  /** `standing`: genuine, and by one who may not have made it. */
  | { readonly ok: true; readonly reported: ReportedRecord; readonly standing?: 'revoked' | 'beyond' }
  | { readonly ok: false; readonly fault: 'unknown-card' | 'not-genuine' };

export const NOT_GENUINE: Verdict = { ok: false, fault: 'not-genuine' };

/** `signature`: the verdict stands if it is good, and is {@link NOT_GENUINE} if not. Without one it stands. */
export interface Examined {
  readonly verdict: Verdict;
  readonly signature?: Signed;
}

/**
 * Whether a record is what it says, a record signed for this card by a counter of ours, as far as that can be said
 * without checking its signature; `isKnown` spares that for records that were checked before.
 */
export function examineRecord(
  claim: Claim,
  card: SettledCard | undefined,
  signers: Signers,
  isKnown: (reported: ReportedRecord) => boolean,
): Examined {
  if (!card) return { verdict: { ok: false, fault: 'unknown-card' } };
  const signed = decodedOf(claim.bytes);
  if (!signed) return { verdict: NOT_GENUINE };
  const { record } = signed;
  const branch = card.profile === 'purse' ? 0 : record.terminal;
  const { bytes, isOwn } = claim;
  const reported = { card: card.serial, branch, bytes, hash: linkHash(bytes), record, isOwn };
  const isFirst = record.sequence === (branch === 0 ? 0 : 1);
  if (isFirst && !equalBytes(record.previousHash, linkHash(card.identity))) return { verdict: NOT_GENUINE };
  const key = signerOf(record, card, signers);
  if (!key) return { verdict: NOT_GENUINE };
  const standing = standingOf(signed, signers);
  const verdict: Verdict = standing ? { ok: true, reported, standing } : { ok: true, reported };
  if (isKnown(reported)) return { verdict };
  const binding = { organisationId: signers.trust.organisationId, cardSerial: card.serial, uid: card.uid };
  const message = purseMessageOf(bytes.subarray(0, HEAD_BYTES + EXTENSION_BYTES), binding);
  return { verdict, signature: { key, message, signature: signed.signature } };
}

function decodedOf(bytes: Uint8Array): SignedPurseRecord | undefined {
  try {
    return decodeSlot(bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES));
  } catch (error) {
    if (isKartuError(error, 'record-invalid')) return undefined;
    throw error;
  }
}

function signerOf(record: PurseRecord, card: SettledCard, signers: Signers): KeyObject | undefined {
  return record.kind === 'opening'
    ? issuerKeyOf(card, signers)
    : signers.terminals.get(record.terminal)?.publicKey;
}

function issuerKeyOf(card: SettledCard, { trust }: Signers): KeyObject | undefined {
  const { issuerKey } = decodeIdentity(card.identity.subarray(0, IDENTITY_BODY_BYTES));
  return trust.issuers.get(issuerKey)?.publicKey;
}

/** What a certificate allows is never narrowed, only ended: the latest one decides. */
function standingOf({ record }: SignedPurseRecord, { terminals }: Signers): 'revoked' | 'beyond' | undefined {
  if (record.kind === 'opening') return undefined;
  const { certificate, revokedAfterMs } = terminals.get(record.terminal)!;
  const timeMs = record.timeSeconds * 1000;
  if (revokedAfterMs !== undefined && timeMs > revokedAfterMs) return 'revoked';
  const limitRupiah = certificate?.limitsRupiah[record.kind];
  const isWithin =
    certificate !== undefined &&
    isValidAt(certificate, timeMs) &&
    certificate.capabilities.includes(record.kind) &&
    limitRupiah !== undefined &&
    record.amountRupiah <= limitRupiah &&
    record.balanceRupiah <= certificate.maxBalanceRupiah;
  return isWithin ? undefined : 'beyond';
}
