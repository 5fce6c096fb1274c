import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACR122U,
  type ChipKind,
  DEFAULT_POLICY,
  type EncryptionIdentity,
  generateEncryptionIdentity,
  type KeyPair,
  makeTerminalRequest,
  openTerminalBundle,
  organisationIdOf,
  privateKeyFromBytes,
  publicKeyBytes,
  publicKeyFromBytes,
  type TerminalBundle,
} from '../../packages/card-core/src/index.ts';
import {
  createChip,
  newCard,
  type VirtualChip,
  VirtualReader,
} from '../../packages/card-core/src/virtual/index.ts';
import {
  addMember,
  enrolTerminal,
  type IssuerKeys,
  issueCard,
  renewBundle,
} from '../../packages/issuer-cli/src/index.ts';
import { certifyIssuingKeys } from '../../packages/issuer-cli/src/keys/issuer-keys.ts';
import { parseScheme } from '../../packages/issuer-cli/src/numbering/scheme.ts';
import { RegistryDatabase } from '../../packages/issuer-cli/src/registry/database.ts';
import { REGISTRY_FILE, Registry } from '../../packages/issuer-cli/src/registry/registry.ts';
import type { Random } from './random.ts';

/** What a counter keeps beside its books. */
export interface Enrolled {
  readonly terminal: number;
  readonly signing: KeyPair;
  readonly encryption: EncryptionIdentity;
  readonly bundle: TerminalBundle;
}

/**
 * The secretariat: the issuer's real code on a registry in a folder of its own, with keys from the seed. Only what
 * `age` draws for itself is not from the seed; nothing that happens depends on it.
 */
export class Office {
  readonly registry: Registry;
  readonly keys: IssuerKeys;
  readonly #random: Random;
  #cards = 0;

  private constructor(registry: Registry, keys: IssuerKeys, random: Random) {
    this.registry = registry;
    this.keys = keys;
    this.#random = random;
  }

  static async open(folder: string, random: Random, now: () => number): Promise<Office> {
    mkdirSync(folder, { mode: 0o700 });
    const organisationKey = privateKeyFromBytes(random.bytes(32));
    const keys: IssuerKeys = {
      organisationKey,
      organisationPublicKey: publicKeyBytes(organisationKey),
      organisationId: organisationIdOf(organisationKey),
      issuingKeys: [{ issuerKey: 1, privateKey: privateKeyFromBytes(random.bytes(32)) }],
      keySets: [{ version: 1, masterKey: random.bytes(16) }],
      settlement: await generateEncryptionIdentity(),
    };
    const options = { now: () => new Date(now()), actor: 'secretariat' };
    const registry = new Registry(folder, RegistryDatabase.create(join(folder, REGISTRY_FILE)), options);
    registry.found(
      {
        name: 'Koperasi Simulasi',
        uri: 'https://kartu.example/k',
        publicKey: keys.organisationPublicKey,
        scheme: parseScheme('YY.NNNNNNNN'),
        policy: DEFAULT_POLICY,
      },
      await certifyIssuingKeys(keys, options.now()),
    );
    return new Office(registry, keys, random);
  }

  async enrol(outlet: string): Promise<Enrolled> {
    const signing = keyPairOf(this.#random.bytes(32));
    const encryption = await generateEncryptionIdentity();
    const request = await makeTerminalRequest(
      {
        outlet,
        encryptionRecipient: encryption.recipient,
        requestedAt: this.registry.now().toISOString(),
      },
      signing.privateKey,
    );
    const { sealed, certificate } = await enrolTerminal(this.registry, this.keys, request);
    const { bundle } = await openTerminalBundle(sealed, encryption.secret, {
      signingKey: signing.privateKey,
    });
    return { terminal: certificate.terminal, signing, encryption, bundle };
  }

  /** The latest that the secretariat tells a counter: who joined, who is revoked, which cards are blocked. */
  async renew({ terminal, signing, encryption }: Enrolled): Promise<Enrolled> {
    const { sealed } = await renewBundle(this.registry, this.keys, terminal);
    const organisationKey = publicKeyFromBytes(this.keys.organisationPublicKey);
    const { bundle } = await openTerminalBundle(sealed, encryption.secret, {
      signingKey: signing.privateKey,
      organisationKey,
    });
    return { terminal, signing, encryption, bundle };
  }

  /** A member's first card, personalized by the issuer's own code. */
  async issue(kind: ChipKind): Promise<{ chip: VirtualChip; serial: number; uid: Uint8Array }> {
    const member = addMember(
      this.registry,
      { name: `Anggota ${++this.#cards}`, cohort: '1989' },
      { allowDuplicate: true },
    );
    const uid = this.#uid(kind);
    const chip = createChip(newCard(kind, { uid }));
    const reader = new VirtualReader({ profile: ACR122U, card: chip });
    const { card } = await issueCard(this.registry, this.keys, reader, {
      memberNumber: member.memberNumber,
      theme: { id: 'sawah', number: 1 },
    });
    reader.remove();
    return { chip, serial: card.serial, uid };
  }

  close(): void {
    this.registry.close();
  }

  #uid(kind: ChipKind): Uint8Array {
    const bytes = this.#random.bytes(kind.startsWith('ntag') ? 7 : 4);
    return bytes.map((byte, i) => {
      if (i === 0) return kind.startsWith('ntag') ? 0x04 : byte === 0x88 || byte === 0x08 ? 0x10 : byte;
      return byte === 0x88 ? 0x87 : byte;
    });
  }
}

function keyPairOf(seed: Uint8Array): KeyPair {
  const privateKey = privateKeyFromBytes(seed);
  return { privateKey, publicKey: publicKeyFromBytes(publicKeyBytes(privateKey)) };
}
