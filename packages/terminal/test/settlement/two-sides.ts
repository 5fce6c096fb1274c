import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACR122U,
  type ChipKind,
  DEFAULT_POLICY,
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  openTerminalBundle,
  publicKeyBytes,
  type TerminalBundle,
} from '@kartukita/card-core';
import { createChip, newCard, VirtualReader } from '@kartukita/card-core/virtual';
import Sqlite from 'better-sqlite3';
import { afterEach } from 'vitest';
import {
  addMember,
  enrolTerminal,
  type IssuerKeys,
  issueCard,
  openRegistry,
  renewBundle,
  type TerminalGrant,
} from '../../../issuer-cli/src/index.ts';
import { certifyIssuingKeys, makeIssuerKeys } from '../../../issuer-cli/src/keys/issuer-keys.ts';
import { DEFAULT_PATTERN, parseScheme } from '../../../issuer-cli/src/numbering/scheme.ts';
import { RegistryDatabase } from '../../../issuer-cli/src/registry/database.ts';
import { REGISTRY_FILE, Registry } from '../../../issuer-cli/src/registry/registry.ts';
import { type ImportReport, importSettlements } from '../../../issuer-cli/src/settlement/import.ts';
import { makeReply } from '../../../issuer-cli/src/settlement/reply.ts';
import { signedBundle } from '../../../issuer-cli/src/terminals/enrol.ts';
import { ownCertificate } from '../../src/counter/counter.ts';
import type { OpenCounter } from '../../src/counter/enrol.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { type Applied, applyReply } from '../../src/settlement/apply.ts';
import { exportBatches } from '../../src/settlement/export.ts';
import { tapped } from '../world.ts';

export const START_MS = Date.parse('2026-11-21T03:00:00.000Z');
const SAWAH = { id: 'sawah', number: 1 };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-settlement-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One set of keys, and one empty registry that is copied, in each process. Nothing is sealed with a passphrase. */
let template: Promise<{ keys: IssuerKeys; source: string }> | undefined;

async function makeTemplate() {
  const source = mkdtempSync(join(tmpdir(), 'kartu-settlement-template-'));
  process.once('exit', () => rmSync(source, { recursive: true, force: true }));
  const keys = await makeIssuerKeys();
  const options = { now: () => new Date(START_MS), actor: 'test' };
  const registry = new Registry(source, RegistryDatabase.create(join(source, REGISTRY_FILE)), options);
  const organisation = {
    name: 'Koperasi Contoh',
    uri: undefined,
    publicKey: keys.organisationPublicKey,
    scheme: parseScheme(DEFAULT_PATTERN),
    policy: DEFAULT_POLICY,
  };
  registry.found(organisation, await certifyIssuingKeys(keys, options.now()));
  registry.close();
  return { keys, source };
}

/** The secretariat and its counters, in one process and with one clock. TEST KEYS. */
export interface TwoSides {
  readonly clock: { nowMs: number };
  readonly registry: Registry;
  readonly keys: IssuerKeys;
  counter(grant?: TerminalGrant): Promise<OpenCounter>;
  /** Two counters that know each other. */
  pair(): Promise<[OpenCounter, OpenCounter]>;
  /** Three of them. */
  three(): Promise<[OpenCounter, OpenCounter, OpenCounter]>;
  /** The same counter with an empty ledger: what an old copy put back looks like. */
  again(counter: OpenCounter): Promise<OpenCounter>;
  /** A member's card, issued, on a reader of its own. */
  card(kind?: ChipKind): Promise<VirtualReader>;
  export(counter: OpenCounter, after?: number): Promise<Uint8Array>;
  import(...files: Uint8Array[]): Promise<ImportReport>;
  /** Export, import, reply, apply. */
  settle(counter: OpenCounter): Promise<Applied>;
  reply(counter: OpenCounter): Promise<Uint8Array>;
  /** The signed text of a fresh bundle for it. */
  bundleText(counter: OpenCounter): Promise<string>;
  /** The same registry's folder opened by somebody else. */
  as(actor: string): Registry;
  /** A second registry, as this one is now. */
  copy(of?: Registry): Promise<Registry>;
}

export const givenFiles = (files: readonly Uint8Array[]) =>
  files.map((content, index) => ({ name: `file ${index + 1}`, read: () => content }));

async function copyOf(registry: Registry): Promise<Registry> {
  const folder = join(temporaryFolder(), 'office');
  mkdirSync(folder);
  await registry.copyTo(join(folder, 'issuer.sqlite'));
  const copied = openRegistry(folder, { now: registry.now, actor: 'test' });
  cleanups.push(() => copied.close());
  return copied;
}

/** Everything that imports have made of a registry, in an order of its own: equal dumps are equal registries. */
export function dump(registry: Registry): Record<string, unknown[]> {
  const database = new Sqlite(join(registry.folder, 'issuer.sqlite'), { readonly: true });
  const rows = (sql: string) => database.prepare(sql).all();
  try {
    return {
      entries: rows('SELECT * FROM settled_entry ORDER BY terminal, number'),
      unbooked: rows('SELECT * FROM unbooked_entry ORDER BY terminal, number'),
      // Of two successors of one record it does not matter which one has the place in the chain.
      records: rows(`SELECT card, branch, sequence, hex(record) FROM chain_record
        UNION SELECT card, branch, sequence, hex(record) FROM fork_evidence ORDER BY 1, 2, 3, 4`),
      places: rows('SELECT card, branch, sequence, hex(previous_hash) FROM chain_record ORDER BY 1, 2, 3'),
      waiting: rows('SELECT card, branch, sequence, hex(record) FROM waiting_record ORDER BY 1, 2, 3, 4'),
      awaited: rows('SELECT card, hex(hash), terminal FROM awaited_record ORDER BY 1, 2'),
      promises: rows('SELECT terminal, number, voided FROM open_promise ORDER BY 1, 2'),
      freezes: rows('SELECT terminal, number, card, lifted FROM terminal_freeze ORDER BY 1, 2'),
      cases: rows('SELECT kind, subject FROM settlement_case ORDER BY 1, 2'),
      frozen: rows('SELECT card, max(frozen) FROM card_freeze GROUP BY card ORDER BY 1'),
      books: rows(`SELECT p.source, p.at_ms, d.code, c.code, e.amount_rupiah FROM posting p
        JOIN posting_entry e ON e.posting = p.id JOIN account d ON d.id = e.debit JOIN account c ON c.id = e.credit
        ORDER BY p.source, e.line`),
    };
  } finally {
    database.close();
  }
}

/** A reader with a blank card on it. */
export function blankReader(kind: ChipKind = 'ntag215'): VirtualReader {
  return new VirtualReader({ profile: ACR122U, card: createChip(newCard(kind)) });
}

/** The same chip once more, as it is now: what somebody with a card writer can make. */
export function cloneOf(card: VirtualReader): VirtualReader {
  const state = structuredClone(card.chip!.snapshot());
  return new VirtualReader({ profile: ACR122U, card: createChip(state) });
}

export async function twoSides(): Promise<TwoSides> {
  template ??= makeTemplate();
  const { keys, source } = await template;
  const folder = join(temporaryFolder(), 'office');
  cpSync(source, folder, { recursive: true });
  const clock = { nowMs: START_MS };
  const open = (actor: string) => {
    const registry = openRegistry(folder, { now: () => new Date(clock.nowMs), actor });
    cleanups.push(() => registry.close());
    return registry;
  };
  const registry = open('test');
  const sides: TwoSides = {
    clock,
    registry,
    keys,
    as: open,
    counter: (grant) => newCounter(sides, grant),
    async pair() {
      const pair: [OpenCounter, OpenCounter] = [await newCounter(sides), await newCounter(sides)];
      for (const each of pair) await refresh(sides, each);
      return pair;
    },
    async three() {
      const [first, second] = [await newCounter(sides), await newCounter(sides)];
      const all: [OpenCounter, OpenCounter, OpenCounter] = [first, second, await newCounter(sides)];
      for (const each of all) await refresh(sides, each);
      return all;
    },
    async again(counter) {
      const ledger = emptyLedger(() => clock.nowMs, counter.bundle);
      return { ...counter, bundle: counter.bundle, certificate: counter.certificate, ledger };
    },
    async card(kind = 'ntag215') {
      const { memberNumber } = addMember(registry, { name: 'Anggota Contoh', cohort: '1989' });
      const chip = createChip(newCard(kind));
      const reader = new VirtualReader({ profile: ACR122U, card: chip });
      await issueCard(registry, keys, reader, { memberNumber, theme: SAWAH });
      return reader;
    },
    async export(counter, after) {
      const { sealed } = await exportBatches(counter, after);
      return sealed!;
    },
    import: (...files) => importSettlements(registry, keys, givenFiles(files)),
    copy: (of = registry) => copyOf(of),
    async settle(counter) {
      await sides.import(await sides.export(counter));
      return applyReply(counter, await sides.reply(counter));
    },
    async bundleText({ bundle, certificate }) {
      return signedBundle(registry, keys, certificate, bundle.serial + 1);
    },
    reply: async (counter) => (await makeReply(registry, keys, counter.bundle.terminal)).sealed,
  };
  return sides;
}

async function newCounter(
  { clock, registry, keys }: TwoSides,
  grant: TerminalGrant = {},
): Promise<OpenCounter> {
  const { privateKey } = generateKeyPair();
  const encryption = await generateEncryptionIdentity();
  const content = {
    outlet: 'Gerai Contoh',
    encryptionRecipient: encryption.recipient,
    requestedAt: new Date(clock.nowMs).toISOString(),
  };
  const enrolled = await enrolTerminal(registry, keys, await makeTerminalRequest(content, privateKey), grant);
  const { bundle } = await openTerminalBundle(enrolled.sealed, encryption.secret, { signingKey: privateKey });
  const now = () => clock.nowMs;
  const ledger = emptyLedger(now, bundle);
  let inForce: TerminalBundle = bundle;
  return {
    ledger,
    get bundle() {
      return inForce;
    },
    get certificate() {
      return ownCertificate(inForce);
    },
    signingKey: privateKey,
    encryption,
    folder: temporaryFolder(),
    now,
    interrupted: 0,
    adopt: (newer) => {
      inForce = newer;
    },
    close: () => ledger.close(),
  };
}

/** A counter that was enrolled first learns of those that came after it. */
async function refresh({ registry, keys }: TwoSides, counter: OpenCounter): Promise<void> {
  const { sealed } = await renewBundle(registry, keys, counter.bundle.terminal);
  const expected = { signingKey: counter.signingKey };
  counter.adopt((await openTerminalBundle(sealed, counter.encryption.secret, expected)).bundle);
}

function emptyLedger(now: () => number, { trust, serial }: TerminalBundle): Ledger {
  const ledger = new Ledger(':memory:', now);
  cleanups.push(() => ledger.close());
  const organisationKey = Buffer.from(publicKeyBytes(trust.organisationKey)).toString('base64url');
  ledger.setSetting('organisation-key', organisationKey);
  ledger.setSetting('bundle-serial', String(serial));
  return ledger;
}

export const topup = (counter: OpenCounter, card: VirtualReader, amountRupiah: number) =>
  tapped(counter, card, { kind: 'topup', amountRupiah });
export const sale = (counter: OpenCounter, card: VirtualReader, amountRupiah: number) =>
  tapped(counter, card, { kind: 'sale', amountRupiah });
