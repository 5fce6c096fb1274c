import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACR122U,
  type ChipKind,
  DEFAULT_POLICY,
  type EncryptionIdentity,
  generateEncryptionIdentity,
  isKartuError,
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
import { encodeReplacement, endAndReorder } from '../../packages/issuer-cli/src/cards/desk.ts';
import {
  addMember,
  enrolTerminal,
  type IssuerKeys,
  issueCard,
  renewBundle,
} from '../../packages/issuer-cli/src/index.ts';
import { certifyIssuingKeys } from '../../packages/issuer-cli/src/keys/issuer-keys.ts';
import { revokeTerminal } from '../../packages/issuer-cli/src/keys/revoke.ts';
import { parseScheme } from '../../packages/issuer-cli/src/numbering/scheme.ts';
import { RegistryDatabase } from '../../packages/issuer-cli/src/registry/database.ts';
import { REGISTRY_FILE, Registry } from '../../packages/issuer-cli/src/registry/registry.ts';
import { type ImportReport, importSettlements } from '../../packages/issuer-cli/src/settlement/import.ts';
import { makeReply } from '../../packages/issuer-cli/src/settlement/reply.ts';
import { approveList } from '../../packages/issuer-cli/src/value/approve.ts';
import { readPayroll } from '../../packages/issuer-cli/src/value/payroll.ts';
import type { Sqlite } from '../../packages/terminal/src/ledger/open-database.ts';
import { Disk, Killed } from './disk.ts';
import { DUES, EVENT } from './purpose.ts';
import type { Random } from './random.ts';
import type { KillFault, TearFault } from './steps.ts';
import type { OfficeSabotage } from './till.ts';
import { Violation } from './violation.ts';

/** What a counter keeps beside its books. */
export interface Enrolled {
  readonly terminal: number;
  readonly signing: KeyPair;
  readonly encryption: EncryptionIdentity;
  readonly bundle: TerminalBundle;
}

/** A card that has left the office. */
export interface Issued {
  readonly chip: VirtualChip;
  readonly serial: number;
  readonly uid: Uint8Array;
  /** Digits. */
  readonly memberNumber: string;
}

/**
 * The secretariat: the issuer's real code on a registry in a folder of its own, with keys from the seed. Only what
 * `age` draws for itself is not from the seed; nothing that happens depends on it.
 */
export class Office {
  registry: Registry;
  readonly keys: IssuerKeys;
  readonly disk = new Disk();
  readonly #random: Random;
  readonly #options: { readonly now: () => Date; readonly actor: string };
  #cards = 0;
  #backups = 0;
  #backup: { readonly folder: string; readonly mark: string } | undefined;

  private constructor(registry: Registry, keys: IssuerKeys, random: Random, now: () => number) {
    this.registry = registry;
    this.keys = keys;
    this.#random = random;
    this.#options = optionsAt(now);
    this.disk.under(sqliteOf(registry));
  }

  /** The process is gone, and another one opens what is on disk. */
  restart(): void {
    const { folder } = this.registry;
    this.disk.leave(sqliteOf(this.registry));
    this.disk.disarm();
    this.registry = new Registry(folder, RegistryDatabase.open(join(folder, REGISTRY_FILE)), this.#options);
    this.disk.under(sqliteOf(this.registry));
  }

  sabotage(how: OfficeSabotage): void {
    how(sqliteOf(this.registry));
  }

  /** Takes in settlement files as they came. */
  import(...files: readonly Uint8Array[]): Promise<ImportReport> {
    const named = files.map((content, index) => ({ name: `file ${index + 1}`, read: () => content }));
    return importSettlements(this.registry, this.keys, named);
  }

  /** A card is reported as lost, or was spoilt, and its holder gets another one of the same kind. */
  async replace(serial: number, kind: ChipKind, how: 'lost' | 'damaged' = 'lost'): Promise<Issued> {
    const { ordered } = endAndReorder(this.registry, serial, how, 'hilang di pasar');
    const uid = this.#uid(kind);
    const chip = createChip(newCard(kind, { uid }));
    const reader = new VirtualReader({ profile: ACR122U, card: chip });
    const { card } = await encodeReplacement(this.registry, this.keys, reader, ordered, {});
    reader.remove();
    return { chip, serial: card.serial, uid, memberNumber: card.memberNumber };
  }

  /** As payroll sends it, and two people let it in. A card that can be used no more keeps the whole list out. */
  async paySalary(period: string, rows: readonly { serial: number; amountRupiah: number }[]): Promise<void> {
    const { registry } = this;
    const usable = rows.filter(({ serial }) => !registry.cases.isFrozen(serial));
    const lines = usable.map(
      ({ serial, amountRupiah }) => `${registry.cards.get(serial).memberNumber};${amountRupiah}`,
    );
    const csv = Buffer.from(['nomor anggota;jumlah', ...lines].join('\n'));
    const { list, faults } = await readPayroll(registry, 'gaji.csv', csv, { period });
    if (faults.length > 0) throw new Error(`payroll: ${JSON.stringify(faults)}`);
    const { id } = registry.credits.propose({ ...list, proposedBy: 'Bendahara' });
    approveList(registry, id, 'Ketua');
  }

  /** What of a period was approved for a card. */
  paid(period: string): ReadonlySet<number> {
    const { credits } = this.registry;
    const lists = credits.lists().filter((list) => list.period === period && list.state === 'approved');
    return new Set(lists.flatMap(({ id }) => credits.ofList(id).map(({ card }) => card)));
  }

  async reply(terminal: number): Promise<Uint8Array> {
    return (await makeReply(this.registry, this.keys, terminal)).sealed;
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
    const options = optionsAt(now);
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
    for (const each of DUES) registry.dues.open({ ...each, title: `Iuran ${each.period}`, due: null });
    registry.dues.putEvent({ ...EVENT, title: 'Rapat anggota', open: true });
    return new Office(registry, keys, random, now);
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
  async issue(kind: ChipKind): Promise<Issued> {
    return this.issueThrough(kind, undefined, () => {});
  }

  /** As {@link issue}; what goes wrong goes wrong once, and whoever works there lays the same card on again. */
  async issueThrough(
    kind: ChipKind,
    fault: TearFault | KillFault | undefined,
    struck: (name: string) => void,
  ): Promise<Issued> {
    const { memberNumber } = addMember(
      this.registry,
      { name: `Anggota ${++this.#cards}`, cohort: '1989' },
      { allowDuplicate: true },
    );
    const uid = this.#uid(kind);
    const chip = createChip(newCard(kind, { uid }));
    const reader = new VirtualReader({ profile: ACR122U, card: chip });
    const order = { memberNumber, theme: { id: 'sawah', number: 1 } };
    if (fault?.kind === 'tear') {
      const { exchange: atExchange, when, seed } = fault;
      reader.remove();
      reader.insert(undefined, { atExchange, when, ...(seed % 3 === 0 ? {} : { seed }) });
    } else if (fault) this.disk.arm(fault);
    try {
      await issueCard(this.registry, this.keys, reader, order);
    } catch (error) {
      // What a dying process said last may be another error that came of it.
      if (error instanceof Killed || fault?.kind === 'kill-sql') this.restart();
      else if (!isKartuError(error)) throw new Violation('crash', `issuing ended in ${String(error)}`, error);
      struck(`issue ${fault?.kind ?? 'refused'}`);
    }
    this.disk.disarm();
    reader.remove();
    reader.insert();
    try {
      const { card } = await issueCard(this.registry, this.keys, reader, order);
      reader.remove();
      return { chip: reader.chip!, serial: card.serial, uid, memberNumber: card.memberNumber };
    } catch (error) {
      // Torn in the middle of a trailer: the chip is of no use any more, and another one takes its place.
      if (!isKartuError(error) || fault?.kind !== 'tear' || fault.when !== 'half') throw error;
      struck('issue: chip spoilt');
      return this.replace(this.registry.cards.findByUid(uid)!.serial, kind, 'damaged');
    }
  }

  async revoke(terminal: number): Promise<void> {
    await revokeTerminal(this.registry, this.keys, { terminal, reason: 'gerai ditutup' });
  }

  async backUp(): Promise<void> {
    this.#backup = { folder: join(this.registry.folder, `backup-${++this.#backups}`), mark: this.#mark() };
    mkdirSync(this.#backup.folder);
    await this.registry.copyTo(join(this.#backup.folder, REGISTRY_FILE));
  }

  /**
   * The last backup comes into force, with its sequences moved on. False where there is none, or where value was
   * promised since, cards were made or counters asked for what they owe: what an office that lost that has to do by hand
   * is in docs/settlement.md §9.
   */
  async restore(): Promise<boolean> {
    const backup = this.#backup;
    if (!backup || backup.mark !== this.#mark()) return false;
    this.disk.leave(sqliteOf(this.registry));
    const { folder } = backup;
    this.registry = new Registry(folder, RegistryDatabase.open(join(folder, REGISTRY_FILE)), this.#options);
    this.registry.jumpSequences();
    this.disk.under(sqliteOf(this.registry));
    this.#backup = undefined;
    return true;
  }

  #mark(): string {
    const tables = ['members', 'cards', 'credit_list', 'credit', 'owed_transfer', 'terminal_revocations'];
    const database = sqliteOf(this.registry);
    return tables.map((table) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).join(' ');
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

function optionsAt(now: () => number) {
  return { now: () => new Date(now()), actor: 'secretariat' };
}

/** The database under a registry. */
function sqliteOf(registry: Registry): Sqlite {
  return registry['database' as never]['sqlite' as never];
}

function keyPairOf(seed: Uint8Array): KeyPair {
  const privateKey = privateKeyFromBytes(seed);
  return { privateKey, publicKey: publicKeyFromBytes(publicKeyBytes(privateKey)) };
}
