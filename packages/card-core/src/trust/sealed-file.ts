import { KartuError } from '../errors.ts';

/** Loaded when a file is sealed or opened: most commands of the secretariat never do, and start faster without. */
const loadAge = () => import('age-encryption');

/**
 * Files at rest and on the way are encrypted with age (https://age-encryption.org/v1), so that their owner can open
 * them with the standard tool too. What is said here is said in the manual for that tool.
 */

/**
 * log2 of scrypt's N. age's own default of 18 takes over two seconds in JavaScript at every command of a counter;
 * 16 takes about half a second here. A stolen computer is bounded by revocation and limits besides.
 */
const SCRYPT_LOG_N = 16;
/** A hostile file must not choose how long we work. */
const MAX_SCRYPT_LOG_N = 20;

export interface EncryptionIdentity {
  /** `AGE-SECRET-KEY-1…`, secret. */
  readonly secret: string;
  /** `age1…`, public. */
  readonly recipient: string;
}

export async function generateEncryptionIdentity(): Promise<EncryptionIdentity> {
  const { generateX25519Identity, identityToRecipient } = await loadAge();
  const secret = await generateX25519Identity();
  return { secret, recipient: await identityToRecipient(secret) };
}

export async function sealForRecipient(content: Uint8Array, recipient: string): Promise<Uint8Array> {
  const { Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

export async function sealWithPassphrase(content: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const { Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(SCRYPT_LOG_N);
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(content);
}

/** Throws `file-for-another-terminal` when the file was not encrypted to this identity, `file-invalid` otherwise. */
export async function openSealed(sealed: Uint8Array, identitySecret: string): Promise<Uint8Array> {
  const header = headerOf(sealed);
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identitySecret);
  try {
    return await decrypter.decrypt(sealed);
  } catch (error) {
    if (header.includes('-> X25519') && /no identity matched/i.test(String(error))) {
      throw new KartuError('file-for-another-terminal', 'this file is encrypted to somebody else', {
        cause: error,
      });
    }
    throw damaged(error);
  }
}

/** Throws `passphrase-wrong`, or `file-invalid` when the file is damaged. */
export async function openWithPassphrase(sealed: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const work = /^-> scrypt \S+ (\d+)$/m.exec(headerOf(sealed));
  if (!work || Number(work[1]) > MAX_SCRYPT_LOG_N) throw damaged(new Error('no usable scrypt stanza'));
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(sealed);
  } catch (error) {
    if (/no identity matched/i.test(String(error))) {
      throw new KartuError('passphrase-wrong', 'the passphrase is wrong', { cause: error });
    }
    throw damaged(error);
  }
}

/** The text before the payload; the MAC line ends it. */
function headerOf(sealed: Uint8Array): string {
  const text = Buffer.from(sealed.subarray(0, 8192)).toString('latin1');
  const end = text.indexOf('\n---');
  if (!text.startsWith('age-encryption.org/v1\n') || end < 0) throw damaged(new Error('no age header'));
  return text.slice(0, end);
}

function damaged(cause: unknown): KartuError {
  return new KartuError('file-invalid', 'this is not a readable age file; it may be damaged or cut off', {
    details: { what: 'age-damaged', type: 'age file', why: 'damaged' },
    cause,
  });
}
