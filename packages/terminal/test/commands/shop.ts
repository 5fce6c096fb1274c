import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChipKind, TrustStore } from '@kartukita/card-core';
import { newCard, openVirtualFile, readImage, writeImage } from '@kartukita/card-core/virtual';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, expect } from 'vitest';
import {
  addMember,
  enrolTerminal,
  type IssuerKeys,
  initOrganisation,
  issueCard,
  type Registry,
  renewBundle,
  type TerminalGrant,
  unlockIssuerKeys,
} from '../../../issuer-cli/src/index.ts';
import { applyBundle, requestEnrolment } from '../../src/counter/enrol.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { type LedgerProof, verifyLedger } from '../../src/ledger/verify.ts';
import { TEST_PASSPHRASE } from './seeded.ts';

export const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const KINDS: Readonly<Record<string, ChipKind>> = {
  'ani.nfc': 'ntag215',
  'budi.mfd': 'classic-1k',
  'citra.nfc': 'ntag213',
  'dewi.json': 'classic-4k',
};

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * An organisation of four members with a card each (one of every profile and file format), and its first counter in
 * `counter`, set up. Beside them: `counter.request`, `counter.bundle`, `later.bundle` (the same counter, newer), the
 * second counter in `counter2` with `counter2.bundle`, and another organisation's `other.bundle` for the first
 * counter and its card `other.mfd`.
 */
export class Template {
  readonly folder: string;
  readonly trust: TrustStore;

  private constructor(folder: string, trust: TrustStore) {
    this.folder = folder;
    this.trust = trust;
  }

  static async make(grant: TerminalGrant = {}): Promise<Template> {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-shop-template-'));
    const at = (name: string) => join(folder, name);
    writeFileSync(at('passphrase'), `${TEST_PASSPHRASE}\n`);
    const office = await organisation(at('office'), 'Koperasi Contoh');
    const requests = [await request(at('counter')), await request(at('counter2'))] as const;
    writeFileSync(at('counter.request'), requests[0]);
    const enrolled = await enrolTerminal(office.registry, office.keys, requests[0], grant);
    const second = await enrolTerminal(office.registry, office.keys, requests[1], grant);
    const later = await renewBundle(office.registry, office.keys, 1);
    writeFileSync(at('counter.bundle'), enrolled.sealed);
    writeFileSync(at('counter2.bundle'), second.sealed);
    writeFileSync(at('later.bundle'), later.sealed);
    await applyBundle(at('counter'), enrolled.sealed, TEST_PASSPHRASE);
    await applyBundle(at('counter2'), second.sealed, TEST_PASSPHRASE);
    for (const [name, kind] of Object.entries(KINDS)) await issue(office, at(name), kind);
    const trust = await office.registry.trust();
    office.registry.close();

    const other = await organisation(at('other'), 'Koperasi Lain');
    writeFileSync(
      at('other.bundle'),
      (await enrolTerminal(other.registry, other.keys, requests[0], grant)).sealed,
    );
    await issue(other, at('other.mfd'), 'classic-1k');
    await issue(other, at('other.nfc'), 'ntag215');
    other.registry.close();
    return new Template(folder, trust);
  }

  /** A copy of its own for one test. */
  shop(): Shop {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-shop-'));
    cpSync(this.folder, folder, { recursive: true });
    const shop = new Shop(folder, this.trust);
    shops.push(shop);
    return shop;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const shops: Shop[] = [];
afterEach(() => {
  for (const shop of shops.splice(0)) rmSync(shop.folder, { recursive: true, force: true });
});

/** One template for all tests of a file, removed after the last of them. */
export function templateForFile(grant?: TerminalGrant): () => Promise<Template> {
  let made: Promise<Template> | undefined;
  afterAll(async () => (await made)?.remove());
  return () => {
    made ??= Template.make(grant);
    return made;
  };
}

interface Office {
  readonly registry: Registry;
  readonly keys: IssuerKeys;
}

async function organisation(folder: string, name: string): Promise<Office> {
  const registry = await initOrganisation(folder, { name, uri: 'https://kartu.example' }, TEST_PASSPHRASE);
  return { registry, keys: await unlockIssuerKeys(registry, TEST_PASSPHRASE) };
}

async function request(folder: string): Promise<string> {
  const passphrase = async () => TEST_PASSPHRASE;
  const givers = { forNewKeys: passphrase, forKeys: passphrase };
  return (await requestEnrolment(folder, 'Gerai Satu', givers, Date.now)).request;
}

async function issue({ registry, keys }: Office, path: string, kind: ChipKind): Promise<void> {
  const { memberNumber } = addMember(registry, { name: 'Anggota Contoh', cohort: '1989' });
  writeImage(path, newCard(kind));
  const reader = openVirtualFile(path);
  try {
    await issueCard(registry, keys, reader, { memberNumber, theme: { id: 'sawah', number: 1 } });
  } finally {
    await reader.close();
  }
}

/** `kartu-terminal` as people run it, in a folder of its own. */
export class Shop {
  readonly folder: string;
  readonly trust: TrustStore;

  constructor(folder: string, trust: TrustStore) {
    this.folder = folder;
    this.trust = trust;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return this.startNode([MAIN, '--data', 'counter', ...args], env);
  }

  startNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, args, {
      cwd: this.folder,
      env: environment(this, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<CommandResult> {
    return resultOf(this.start(args, env));
  }

  /** The same from a shell, which can say what a process may not do (`ulimit -f 16; exec "$@"`). */
  runLimited(limits: string, args: readonly string[]): Promise<CommandResult> {
    const command = [process.execPath, MAIN, '--data', 'counter', ...args];
    const child = spawn('/bin/sh', ['-c', `${limits}; exec "$@"`, 'sh', ...command], {
      cwd: this.folder,
      env: environment(this),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return resultOf(child);
  }

  /** With --json: the one document on standard output, and the exit status. */
  async json(
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): Promise<{ status: number | null; document: Record<string, unknown>; stderr: string }> {
    const { status, stdout, stderr } = await this.run(['--json', ...args], env);
    return { status, document: onlyDocument(stdout), stderr };
  }

  /** With --json, and what was asked must have happened. */
  async done(...args: string[]): Promise<Record<string, unknown>> {
    const { status, document, stderr } = await this.json(args);
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
    return document;
  }

  /** Everything that a command which is refused must leave as it is: the books row by row, cards, keys, bundle. */
  snapshot(data = 'counter'): Snapshot {
    const file = (name: string) =>
      existsSync(this.path(name)) ? readFileSync(this.path(name), 'hex') : null;
    return {
      books: existsSync(this.path(`${data}/ledger.sqlite`))
        ? books(this.path(`${data}/ledger.sqlite`))
        : null,
      keys: file(`${data}/keys.age`),
      bundle: file(`${data}/bundle.age`),
      cards: Object.fromEntries(Object.keys(KINDS).map((name) => [name, memoryOf(this.path(name))])),
    };
  }

  prove(data = 'counter'): LedgerProof {
    const ledger = new Ledger(this.path(`${data}/ledger.sqlite`));
    try {
      return verifyLedger(ledger, this.trust);
    } finally {
      ledger.close();
    }
  }

  /** Debits minus credits of an account. */
  booked(code: string, data = 'counter'): number {
    return this.prove(data).accounts.find((account) => account.code === code)?.balanceRupiah ?? 0;
  }
}

export interface Snapshot {
  readonly books: Readonly<Record<string, unknown[]>> | null;
  readonly keys: string | null;
  readonly bundle: string | null;
  /** Memory alone: an NTAG's own counter moves whenever anybody looks at it. */
  readonly cards: Readonly<Record<string, string>>;
}

export function memoryOf(path: string): string {
  return Buffer.from(readImage(path).memory).toString('hex');
}

function books(path: string): Record<string, unknown[]> {
  const database = new Sqlite(path, { readonly: true });
  try {
    const tables = database
      .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    return Object.fromEntries(tables.map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]));
  } finally {
    database.close();
  }
}

function environment(shop: Shop, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    KARTU_PASSPHRASE_FILE: shop.path('passphrase'),
    LANG: 'C.UTF-8',
    TZ: 'Asia/Jakarta',
    ...env,
  };
}

export async function resultOf(child: ChildProcess): Promise<CommandResult> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}

/** Standard output must be one JSON document and nothing else. */
export function onlyDocument(stdout: string): Record<string, unknown> {
  expect(stdout).toMatch(/^\{[\s\S]*\}\n$/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** An environment in which a process's clock is off by so many milliseconds. */
export function clockOff(offsetMs: number): NodeJS.ProcessEnv {
  const script = `const now = Date.now; Date.now = () => now() + ${offsetMs};`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}
