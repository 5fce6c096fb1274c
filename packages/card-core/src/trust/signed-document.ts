import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader, errors } from 'jose';
import type { z } from 'zod';
import { KartuError } from '../errors.ts';

/**
 * Signed statements in files: JWS Compact Serialization (RFC 7515) with EdDSA (RFC 8037). The header's `typ` is the
 * context of the signature, so that one kind can never pass for another, and `kid` names the key.
 */
export type DocumentType =
  | 'issuer-certificate'
  | 'terminal-certificate'
  | 'terminal-request'
  | 'terminal-bundle';

const MAX_BYTES = 64 * 1024 * 1024;

export async function signDocument(
  type: DocumentType,
  payload: unknown,
  privateKey: KeyObject,
  keyName: string,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: typOf(type), kid: keyName })
    .sign(privateKey);
}

/**
 * Verifies and parses. Throws `signature-invalid` when the signature is not by this key, `file-invalid` when it is
 * no document of this type or its content does not fit the schema.
 */
export async function openDocument<S extends z.ZodType>(
  type: DocumentType,
  text: string,
  publicKey: KeyObject,
  schema: S,
): Promise<z.output<S>> {
  requireType(type, text);
  try {
    const { payload } = await compactVerify(text.trim(), publicKey, { algorithms: ['EdDSA', 'Ed25519'] });
    return parsePayload(type, payload, schema);
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw new KartuError('signature-invalid', `the signature of this ${type} is not valid`, {
        cause: error,
      });
    }
    if (error instanceof KartuError) throw error;
    throw invalid(type, 'it is damaged', error);
  }
}

/** The name of the key that a document says it is signed with. Nothing is verified. */
export function documentKeyName(type: DocumentType, text: string): string {
  return requireType(type, text).kid;
}

/**
 * The content of a document that has not been verified yet, for the one case in which the key to verify it with
 * stands inside (a terminal's request proves possession of the key that it carries).
 */
export function peekDocument<S extends z.ZodType>(type: DocumentType, text: string, schema: S): z.output<S> {
  requireType(type, text);
  const payload = Buffer.from(text.trim().split('.')[1] ?? '', 'base64url');
  return parsePayload(type, payload, schema);
}

function parsePayload<S extends z.ZodType>(type: DocumentType, payload: Uint8Array, schema: S): z.output<S> {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    throw invalid(type, 'its content is not JSON', error);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw invalid(type, `${issue.path.join('.') || 'content'}: ${issue.message}`, parsed.error);
}

function requireType(type: DocumentType, text: string): { kid: string } {
  if (text.length > MAX_BYTES) throw invalid(type, 'it is too long');
  let header: { typ?: string | undefined; kid?: string | undefined };
  try {
    header = decodeProtectedHeader(text.trim());
  } catch (error) {
    throw invalid(type, 'it is not a signed document', error);
  }
  if (header.typ !== typOf(type))
    throw invalid(type, `it is of another kind (${String(header.typ).slice(0, 60)})`);
  return { kid: String(header.kid ?? '') };
}

function typOf(type: DocumentType): string {
  return `kartukita-${type}+jws`;
}

function invalid(type: DocumentType, why: string, cause?: unknown): KartuError {
  return new KartuError('file-invalid', `not a valid ${type}: ${why}`, { details: { type, why }, cause });
}
