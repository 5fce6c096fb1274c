import { createHmac, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { KartuError, publicKeyBytes } from '@kartukita/card-core';
import type forge from 'node-forge';

/**
 * The organisation's key as a PKCS#12 file (RFC 7292) that OpenSSL 3 reads: `openssl pkcs12 -in org.p12 -nodes`.
 * Ed25519 is unknown to forge, so node:crypto makes the PKCS#8 (RFC 8410) and the signature of the certificate, and
 * forge's ASN.1 and password functions put the file together.
 */

type Forge = typeof forge;
type Asn1 = forge.asn1.Asn1;

/** Loaded when such a file is made or read: no other command needs it. */
const loadForge = async (): Promise<Forge> => (await import('node-forge')).default;

/** PBKDF2 and MAC rounds. The MAC's run in JavaScript: this many take about a tenth of a second. */
const ROUNDS = 100_000;
const MAC_ROUNDS = 20_000;
const SALT_BYTES = 16;
/** A hostile file must not choose how long we work or how much we read. */
export const MAX_ORGANISATION_FILE_BYTES = 64 * 1024;
const MAX_ROUNDS = 10_000_000;

const OID = {
  data: '1.2.840.113549.1.7.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  friendlyName: '1.2.840.113549.1.9.20',
  sha256: '2.16.840.1.101.3.4.2.1',
  ed25519: '1.3.101.112',
  commonName: '2.5.4.3',
  organizationName: '2.5.4.10',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
} as const;

/** @param passphrase printable ASCII: programs differ in how they spell other letters inside such a file */
export async function sealOrganisationFile(
  organisationKey: KeyObject,
  name: string,
  passphrase: string,
  now: Date,
): Promise<Uint8Array> {
  if (!/^[\x20-\x7e]+$/.test(passphrase)) {
    throw new KartuError('usage', 'the passphrase of this file has to be plain letters', {
      details: { what: 'p12-passphrase' },
    });
  }
  const library = await loadForge();
  const { asn1, pki } = library;
  const make = builders(library);
  const certificate = selfSigned(library, organisationKey, name, now);
  const localKeyId = Buffer.from(publicKeyBytes(organisationKey).subarray(0, 20));
  const attributes = make.set(
    make.sequence(make.oid(OID.localKeyId), make.set(make.octets(localKeyId))),
    make.sequence(make.oid(OID.friendlyName), make.set(make.bmp(`${name}: organisation key`))),
  );
  const pkcs8 = asn1.fromDer(binary(organisationKey.export({ format: 'der', type: 'pkcs8' })));
  const shrouded = pki.encryptPrivateKeyInfo(pkcs8, passphrase, {
    algorithm: 'aes256',
    count: ROUNDS,
    saltSize: SALT_BYTES,
    prfAlgorithm: 'sha256',
  });
  const keyBag = make.sequence(make.oid(OID.shroudedKeyBag), make.explicit(shrouded), attributes);
  const certBag = make.sequence(
    make.oid(OID.certBag),
    make.explicit(make.sequence(make.oid(OID.x509Certificate), make.explicit(make.octets(certificate)))),
    attributes,
  );
  const contentOf = (bag: Asn1) =>
    make.sequence(make.oid(OID.data), make.explicit(make.octets(make.der(make.sequence(bag)))));
  const safe = make.der(make.sequence(contentOf(certBag), contentOf(keyBag)));
  const pfx = make.sequence(
    make.integer(3),
    make.sequence(make.oid(OID.data), make.explicit(make.octets(safe))),
    macOf(library, safe, passphrase),
  );
  return new Uint8Array(make.der(pfx));
}

/**
 * The Ed25519 key in such a file, by us or by OpenSSL 3. Throws `passphrase-wrong`, `file-invalid`. The passphrase
 * is the file's own, not the folder's.
 */
export async function openOrganisationFile(file: Uint8Array, passphrase: string): Promise<KeyObject> {
  const library = await loadForge();
  let der: Buffer | undefined;
  try {
    const parsed = library.asn1.fromDer(binary(file));
    requireBearableRounds(library, parsed);
    const opened = library.pkcs12.pkcs12FromAsn1(parsed, false, passphrase);
    const bagType = library.pki.oids.pkcs8ShroudedKeyBag!;
    const bags = opened.getBags({ bagType })[bagType] ?? [];
    // forge leaves a key that it does not know as the ASN.1 of its PKCS#8.
    const [pkcs8] = bags.flatMap((bag) => (bag.asn1 ? [bag.asn1] : []));
    if (pkcs8 && bags.length === 1) der = Buffer.from(library.asn1.toDer(pkcs8).getBytes(), 'latin1');
  } catch (error) {
    if (/MAC could not be verified/.test(String(error))) {
      throw new KartuError('passphrase-wrong', "the organisation file's passphrase is wrong");
    }
    throw invalid();
  }
  if (!der) throw invalid();
  return ed25519From(der);
}

function ed25519From(der: Buffer): KeyObject {
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What is wrong is said without what stands there.
  }
  throw invalid();
}

/** Every INTEGER of such a file but the version is a count of rounds or a key length. */
function requireBearableRounds(library: Forge, node: Asn1, depth = 0): void {
  const { asn1 } = library;
  if (depth > 32) throw new Error('nested too deep');
  if (Array.isArray(node.value)) {
    for (const child of node.value) requireBearableRounds(library, child, depth + 1);
  } else if (node.tagClass === asn1.Class.UNIVERSAL && node.type === asn1.Type.INTEGER) {
    if (node.value.length > 4 || Number(asn1.derToInteger(node.value)) > MAX_ROUNDS)
      throw new Error('too many rounds');
  } else if (node.tagClass === asn1.Class.UNIVERSAL && node.type === asn1.Type.OCTETSTRING) {
    if (node.value.charCodeAt(0) !== 0x30) return; // a salt, or what is encrypted
    let inner: Asn1;
    try {
      inner = asn1.fromDer(node.value);
    } catch {
      return;
    }
    if (!isCertificate(library, inner)) requireBearableRounds(library, inner, depth + 1);
  }
}

/** Serial numbers of certificates are long integers, and no rounds. */
function isCertificate(library: Forge, node: Asn1): boolean {
  const parts = Array.isArray(node.value) ? node.value : [];
  return parts.length === 3 && parts[2]?.type === library.asn1.Type.BITSTRING;
}

/** RFC 7292 §4: HMAC over the safe's content, with a key derived as its appendix B says (id 3). */
function macOf(library: Forge, content: Buffer, passphrase: string): Asn1 {
  const make = builders(library);
  const salt = randomBytes(SALT_BYTES);
  const md = library.md.sha256.create();
  const saltBuffer = library.util.createBuffer(binary(salt));
  const key = library.pkcs12.generateKey(passphrase, saltBuffer, 3, MAC_ROUNDS, 32, md);
  const mac = createHmac('sha256', Buffer.from(key.getBytes(), 'latin1')).update(content).digest();
  return make.sequence(
    make.sequence(make.sequence(make.oid(OID.sha256), make.nothing()), make.octets(mac)),
    make.octets(salt),
    make.integer(MAC_ROUNDS),
  );
}

/** X.509 v3 by the key itself (RFC 5280, RFC 8410): a certificate authority that does not end, as RFC 5280 §4.1.2.5. */
function selfSigned(library: Forge, key: KeyObject, organisation: string, now: Date): Buffer {
  const { asn1 } = library;
  const make = builders(library);
  const algorithm = make.sequence(make.oid(OID.ed25519));
  const attribute = (type: string, text: string) => make.set(make.sequence(make.oid(type), make.utf8(text)));
  const name = make.sequence(
    attribute(OID.organizationName, organisation.slice(0, 64)),
    attribute(OID.commonName, `${organisation.slice(0, 40)} organisation key`),
  );
  const from = `${now.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`;
  const time = (text: string) => asn1.create(asn1.Class.UNIVERSAL, asn1.Type.GENERALIZEDTIME, false, text);
  const utc = (text: string) => asn1.create(asn1.Class.UNIVERSAL, asn1.Type.UTCTIME, false, text);
  const critical = (oid: string, value: Asn1) =>
    make.sequence(make.oid(oid), make.boolean(true), make.octets(make.der(value)));
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and its first byte not 0
  const toBeSigned = make.sequence(
    make.explicit(make.integer(2)),
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.INTEGER, false, binary(serial)),
    algorithm,
    name,
    make.sequence(now.getUTCFullYear() < 2050 ? utc(from.slice(2)) : time(from), time('99991231235959Z')),
    name,
    make.sequence(algorithm, make.bits(publicKeyBytes(key), 0)),
    asn1.create(asn1.Class.CONTEXT_SPECIFIC, 3, true, [
      make.sequence(
        critical(OID.basicConstraints, make.sequence(make.boolean(true))),
        critical(OID.keyUsage, make.bits(Uint8Array.of(0x06), 1)), // keyCertSign, cRLSign
      ),
    ]),
  );
  const signature = sign(null, make.der(toBeSigned), key);
  return make.der(make.sequence(toBeSigned, algorithm, make.bits(signature, 0)));
}

function builders({ asn1, util }: Forge) {
  const { Class, Type } = asn1;
  const plain = (type: forge.asn1.Type, value: string) => asn1.create(Class.UNIVERSAL, type, false, value);
  const many = (type: forge.asn1.Type, value: Asn1[]) => asn1.create(Class.UNIVERSAL, type, true, value);
  return {
    sequence: (...parts: Asn1[]) => many(Type.SEQUENCE, parts),
    set: (...parts: Asn1[]) => many(Type.SET, parts),
    explicit: (part: Asn1) => asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [part]),
    oid: (dotted: string) => plain(Type.OID, asn1.oidToDer(dotted).getBytes()),
    integer: (value: number) => plain(Type.INTEGER, asn1.integerToDer(value).getBytes()),
    boolean: (value: boolean) => plain(Type.BOOLEAN, value ? '\xff' : '\x00'),
    nothing: () => plain(Type.NULL, ''),
    octets: (bytes: Uint8Array) => plain(Type.OCTETSTRING, binary(bytes)),
    bits: (bytes: Uint8Array, unused: number) =>
      plain(Type.BITSTRING, String.fromCharCode(unused) + binary(bytes)),
    utf8: (text: string) => plain(Type.UTF8, util.encodeUtf8(text)),
    bmp: (text: string) => plain(Type.BMPSTRING, text), // forge spells it out itself
    der: (node: Asn1) => Buffer.from(asn1.toDer(node).getBytes(), 'latin1'),
  };
}

/** forge keeps bytes in strings, one a character. */
function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function invalid(): KartuError {
  return new KartuError('file-invalid', "it does not hold an organisation's key", {
    details: { what: 'p12-invalid' },
  });
}
