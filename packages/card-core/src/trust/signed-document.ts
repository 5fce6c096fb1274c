import type { KeyObject } from 'node:crypto';
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
  | 'terminal-bundle'
  | 'settlement-batch'
  | 'settlement-reply';

const MAX_BYTES = 64 * 1024 * 1024;
/** Loaded when a document is signed or opened, not at every start. */
const loadJose = () => import('jose');

export async function signDocument(
  type: DocumentType,
  payload: unknown,
  privateKey: KeyObject,
  keyName: string,
): Promise<string> {
  const { CompactSign } = await loadJose();
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
  await requireType(type, text);
  const { compactVerify, errors } = await loadJose();
  try {
    const { payload } = await compactVerify(text.trim(), publicKey, { algorithms: ['EdDSA', 'Ed25519'] });
    return parsePayload(type, payload, schema);
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw new KartuError('signature-invalid', `the signature of this ${type} is not valid`, {
        details: { what: 'document-signature', type },
        cause: error,
      });
    }
    if (error instanceof KartuError) throw error;
    throw invalid(type, 'damaged', 'it is damaged', error);
  }
}

/** The name of the key that a document says it is signed with. Nothing is verified. */
export async function documentKeyName(type: DocumentType, text: string): Promise<string> {
  return (await requireType(type, text)).kid;
}

/**
 * The content of a document that has not been verified yet, for the one case in which the key to verify it with
 * stands inside (a terminal's request proves possession of the key that it carries).
 */
export async function peekDocument<S extends z.ZodType>(
  type: DocumentType,
  text: string,
  schema: S,
): Promise<z.output<S>> {
  await requireType(type, text);
  const payload = Buffer.from(text.trim().split('.')[1] ?? '', 'base64url');
  return parsePayload(type, payload, schema);
}

function parsePayload<S extends z.ZodType>(type: DocumentType, payload: Uint8Array, schema: S): z.output<S> {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    throw invalid(type, 'json', 'its content is not JSON', error);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw invalid(type, 'content', `${issue.path.join('.') || 'content'}: ${issue.message}`, parsed.error);
}

async function requireType(type: DocumentType, text: string): Promise<{ kid: string }> {
  if (text.length > MAX_BYTES) throw invalid(type, 'long', 'it is too long');
  const { decodeProtectedHeader } = await loadJose();
  let header: { typ?: string | undefined; kid?: string | undefined };
  try {
    header = decodeProtectedHeader(text.trim());
  } catch (error) {
    throw invalid(type, 'unsigned', 'it is not a signed document', error);
  }
  if (header.typ !== typOf(type))
    throw invalid(type, 'kind', `it is of another kind (${String(header.typ).slice(0, 60)})`);
  return { kid: String(header.kid ?? '') };
}

function typOf(type: DocumentType): string {
  return `kartukita-${type}+jws`;
}

function invalid(type: DocumentType, what: string, why: string, cause?: unknown): KartuError {
  return new KartuError('file-invalid', `not a valid ${type}: ${why}`, {
    details: { what: `document-${what}`, type, why },
    cause,
  });
}
