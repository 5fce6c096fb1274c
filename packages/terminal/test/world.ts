import { randomBytes } from 'node:crypto';
import {
  ACR122U,
  base64url,
  buildTrustStore,
  CAPABILITIES,
  type ChipKind,
  concat,
  DEFAULT_POLICY,
  dayFromDate,
  deriveAccessKeys,
  encodeIdentity,
  encodeSlot,
  generateKeyPair,
  type Identity,
  identityMessage,
  isKartuError,
  isNtagKind,
  type KartuError,
  type KeyPair,
  linkHash,
  organisationIdOf,
  type Policy,
  type PurseRecord,
  publicKeyBytes,
  purseMessage,
  type ReaderProfile,
  signEd25519,
  signIssuerCertificate,
  signTerminalCertificate,
  type TerminalCertificateInput,
  type TrustStore,
} from '@kartukita/card-core';
import { parseRaw, type Tear, VirtualReader } from '@kartukita/card-core/virtual';
import { classicImage, ntagImage } from '../../../tools/fixtures/card-dumps.ts';
import { withDriver } from '../src/commands/context.ts';
import type { Counter } from '../src/counter/counter.ts';
import { Ledger } from '../src/ledger/ledger.ts';
import { type LedgerProof, verifyLedger } from '../src/ledger/verify.ts';
import { type Request, type TapResult, tap } from '../src/sale/tap.ts';
import type { OnStep } from '../src/sale/write-card.ts';

/** TEST KEYS of a made-up organisation, its counters and its cards, all in memory but for the ledgers. */
export interface World {
  readonly clock: { nowMs: number };
  readonly trust: TrustStore;
  /** A counter with a ledger of its own (in memory: what is synced to disk is tested in runs of the commands); terminal numbers 1 to 4 are certified. */
  counter(
    terminal: number,
    changes?: { policy?: Partial<Policy>; blocked?: number[]; trust?: TrustStore },
  ): Counter;
  /** An issued card on a reader of its own. */
  card(kind: ChipKind, options?: CardOptions): VirtualReader;
  /** The keys by which tests forge. */
  readonly keys: { organisation: KeyPair; issuer: KeyPair; terminals: ReadonlyMap<number, KeyPair> };
  readonly organisationId: number;
  readonly masterKey: Uint8Array;
  close(): void;
}

export interface CardOptions {
  readonly profile?: ReaderProfile;
  readonly uid?: Uint8Array;
  readonly identity?: Partial<Identity>;
}

const ISSUED = '2026-01-15';

export async function makeWorld(
  certificates: ReadonlyMap<number, Partial<TerminalCertificateInput>> = new Map(),
): Promise<World> {
  const clock = { nowMs: Date.parse('2026-03-02T03:00:00Z') };
  const organisation = generateKeyPair();
  const issuer = generateKeyPair();
  const organisationId = organisationIdOf(organisation.publicKey);
  const validity = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2028-01-01T00:00:00Z' };
  const issuerCertificate = await signIssuerCertificate(
    { organisationId, issuerKey: 1, publicKey: base64url(publicKeyBytes(issuer.publicKey)), ...validity },
    organisation.privateKey,
  );
  const terminals = new Map([1, 2, 3, 4].map((number) => [number, generateKeyPair()]));
  const terminalCertificates: string[] = [];
  for (const [terminal, pair] of terminals) {
    const content: TerminalCertificateInput = {
      organisationId,
      terminal,
      outlet: `Gerai ${terminal}`,
      signingKey: base64url(publicKeyBytes(pair.publicKey)),
      encryptionRecipient: `age1${'q'.repeat(58)}`,
      capabilities: [...CAPABILITIES],
      limitsRupiah: {
        sale: 1_000_000,
        topup: 1_000_000,
        refund: 1_000_000,
        credit: 1_000_000,
        payout: 1_000_000,
      },
      maxBalanceRupiah: 2_000_000,
      ...validity,
      ...certificates.get(terminal),
    };
    terminalCertificates.push(await signTerminalCertificate(content, 1, issuer.privateKey));
  }
  const trust = await buildTrustStore(organisation.publicKey, [issuerCertificate], terminalCertificates);
  const ledgers: Ledger[] = [];
  const masterKey = randomBytes(16);
  let nextSerial = 1000;
  return {
    clock,
    trust,
    keys: { organisation, issuer, terminals },
    organisationId,
    masterKey,
    counter(terminal, changes = {}) {
      const now = () => clock.nowMs;
      const ledger = new Ledger(':memory:', now);
      ledgers.push(ledger);
      const bundle = {
        organisationName: 'Koperasi Contoh',
        numberFormat: { groups: [2, 8], separator: '.' },
        uri: 'https://kartu.example/k',
        terminal,
        serial: 1,
        issuedAt: new Date(clock.nowMs).toISOString(),
        trust: changes.trust ?? trust,
        keySets: [{ version: 1, masterKey }],
        policy: { ...DEFAULT_POLICY, ...changes.policy },
        blocklist: { issuedAt: new Date(clock.nowMs).toISOString(), cardSerials: changes.blocked ?? [] },
      };
      const signingKey = terminals.get(terminal)!.privateKey;
      const pinCost = 4;
      return {
        ledger,
        bundle,
        certificate: trust.terminals.get(terminal)!.certificate,
        signingKey,
        now,
        pinCost,
      };
    },
    card(kind, options = {}) {
      const uid = options.uid ?? randomUid(kind);
      const identity: Identity = {
        issuerKey: 1,
        organisationId,
        cardSerial: nextSerial++,
        memberNumber: '8900000001',
        theme: 1,
        issuedDay: dayFromDate(ISSUED),
        expiryDay: dayFromDate('2027-12-31'),
        keySetVersion: 1,
        ...options.identity,
      };
      const body = encodeIdentity(identity);
      const identityBytes = concat(body, signEd25519(issuer.privateKey, identityMessage(body, uid)));
      const opening: PurseRecord = {
        sequence: 0,
        kind: 'opening',
        balanceRupiah: 0,
        amountRupiah: 0,
        timeSeconds: Date.parse(`${ISSUED}T03:00:00Z`) / 1000,
        terminal: 0,
        previousHash: linkHash(identityBytes),
        lastCredit: 0,
        chipCounter: 0,
      };
      const binding = { organisationId, cardSerial: identity.cardSerial, uid };
      const slot = encodeSlot({
        record: opening,
        signature: signEd25519(issuer.privateKey, purseMessage(opening, binding)),
      });
      const keys = deriveAccessKeys({ version: 1, masterKey }, uid);
      const content = {
        uid: Buffer.from(uid),
        identity: Buffer.from(identityBytes),
        slots: [Buffer.from(concat(slot.head, slot.tail))] as [Buffer],
        history: new Map<number, Buffer>(),
        keys: {
          keyA: Buffer.from(keys.keyA),
          keyB: Buffer.from(keys.keyB),
          password: Buffer.from(keys.password),
          passwordAcknowledge: Buffer.from(keys.passwordAcknowledge),
        },
        uri: 'kartu.example/k',
      };
      const image = isNtagKind(kind) ? ntagImage(kind, content) : classicImage(kind, content);
      return new VirtualReader({ profile: options.profile ?? ACR122U, card: parseRaw(image) });
    },
    close() {
      for (const ledger of ledgers) ledger.close();
    },
  };
}

function randomUid(kind: ChipKind): Uint8Array {
  if (!isNtagKind(kind)) return randomBytes(4).map((byte, i) => (i === 0 && byte === 0x88 ? 0x87 : byte));
  return Uint8Array.of(0x04, ...randomBytes(6).map((byte) => (byte === 0x88 ? 0x87 : byte)));
}

/** What came of laying a card on the reader once: a result, or the error that ended the tap. */
export type Tapped =
  | { readonly result: TapResult; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: KartuError };

/** Lays the card on the reader, lets the counter do one tap, and takes the card away. */
export async function tapOnce(
  counter: Counter,
  reader: VirtualReader,
  request: Request,
  options: { tear?: Tear | undefined; onStep?: OnStep } = {},
): Promise<Tapped> {
  reader.remove();
  reader.insert(undefined, options.tear);
  const connection = await reader.waitForCard();
  try {
    return await withDriver(counter, connection, async (driver) => {
      const { result, afterwards } = await tap(counter, driver, request, options.onStep);
      await afterwards();
      return { result };
    });
  } catch (error) {
    if (isKartuError(error)) return { error };
    throw error;
  } finally {
    await connection.close();
    reader.remove();
  }
}

/** A tap that must end in a result. */
export async function tapped(...args: Parameters<typeof tapOnce>): Promise<TapResult> {
  const { result, error } = await tapOnce(...args);
  if (error) throw error;
  return result!;
}

export function prove(counter: Counter): LedgerProof {
  return verifyLedger(counter.ledger, counter.bundle.trust);
}

/** Debits minus credits of an account. */
export function booked(counter: Counter, code: string): number {
  return counter.ledger.accountBalance(code);
}
