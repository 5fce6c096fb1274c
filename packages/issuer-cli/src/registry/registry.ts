import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import {
  asKartuError,
  buildTrustStore,
  KartuError,
  type Policy,
  policySchema,
  publicKeyFromBytes,
  type TrustStore,
} from '@kartukita/card-core';
import { type NumberScheme, parseScheme } from '../numbering/scheme.ts';
import { AuctionStore } from './auctions.ts';
import { AuditTrail } from './audit.ts';
import { BatchStore } from './batches.ts';
import { BookStore } from './books.ts';
import { CardStore } from './cards.ts';
import { CaseStore } from './cases.ts';
import { ChainStore } from './chains.ts';
import { ChipTapStore } from './chip-taps.ts';
import { CorrectionStore } from './corrections.ts';
import { CreditStore } from './credits.ts';
import { RegistryDatabase } from './database.ts';
import { DuesStore } from './dues.ts';
import { HoldStore } from './holds.ts';
import { KeyStore } from './keys.ts';
import { LimitStore } from './limits.ts';
import { MemberStore } from './members.ts';
import { MerchantStore } from './merchants.ts';
import { NumberStore } from './numbers.ts';
import { OperatorStore } from './operators.ts';
import { OwedStore } from './owed.ts';
import { ReplyStore } from './replies.ts';
import { ReportStore } from './reports.ts';
import { SalaryPaymentStore } from './salary-payments.ts';
import { jumpForward } from './sequences.ts';
import { SettlementStore } from './settlement.ts';
import { SettlementOverview } from './settlement-overview.ts';
import { type Statistics, statisticsOf } from './statistics.ts';
import { TerminalStore } from './terminals.ts';
import { WithdrawalStore } from './withdrawals.ts';

export const REGISTRY_FILE = 'issuer.sqlite';

export interface Organisation {
  readonly name: string;
  /** Shown by every phone that touches a card; undefined: none. */
  readonly uri: string | undefined;
  readonly publicKey: Uint8Array;
  readonly scheme: NumberScheme;
  readonly policy: Policy;
  readonly createdAt: string;
}

export interface RegistryOptions {
  readonly now?: (() => Date) | undefined;
  /** Who is noted in the audit trail; the user of the operating system where nothing is said. */
  readonly actor?: string | undefined;
}

interface OrganisationRow {
  name: string;
  uri: string | null;
  publicKey: Uint8Array;
  pattern: string;
  policy: string;
  createdAt: string;
}

/** What the secretariat knows: the organisation, its members, cards and terminals. Keys are not in here. */
export class Registry {
  readonly folder: string;
  readonly now: () => Date;
  readonly audit: AuditTrail;
  readonly books: BookStore;
  readonly corrections: CorrectionStore;
  readonly members: MemberStore;
  readonly numbers: NumberStore;
  readonly auctions: AuctionStore;
  readonly cards: CardStore;
  readonly batches: BatchStore;
  readonly terminals: TerminalStore;
  readonly keys: KeyStore;
  readonly cases: CaseStore;
  readonly chains: ChainStore;
  readonly settlement: SettlementStore;
  readonly replies: ReplyStore;
  readonly overview: SettlementOverview;
  readonly reports: ReportStore;
  readonly limits: LimitStore;
  readonly credits: CreditStore;
  readonly holds: HoldStore;
  readonly owed: OwedStore;
  readonly merchants: MerchantStore;
  readonly dues: DuesStore;
  readonly withdrawals: WithdrawalStore;
  readonly salaryPayments: SalaryPaymentStore;
  readonly chipTaps: ChipTapStore;
  readonly operators: OperatorStore;
  private readonly database: RegistryDatabase;

  constructor(folder: string, database: RegistryDatabase, options: RegistryOptions = {}) {
    this.folder = folder;
    this.database = database;
    this.now = options.now ?? (() => new Date());
    this.audit = new AuditTrail(database, options.actor ?? systemUser(), this.now);
    this.books = new BookStore(database, this.audit, this.now);
    this.corrections = new CorrectionStore(database, this.audit, this.books, this.now);
    this.members = new MemberStore(database, this.audit, this.now);
    this.numbers = new NumberStore(database, this.audit, this.books, this.now);
    this.auctions = new AuctionStore(database, this.audit, this.numbers);
    this.cards = new CardStore(database, this.audit, this.now);
    this.batches = new BatchStore(database, this.audit, this.cards, this.now);
    this.terminals = new TerminalStore(database, this.audit, this.now);
    this.keys = new KeyStore(database, this.audit, this.now);
    this.cases = new CaseStore(database, this.audit, this.now);
    this.chains = new ChainStore(database, this.cases, this.books, this.now);
    this.settlement = new SettlementStore(database, this.audit, this.now);
    this.replies = new ReplyStore(database, this.audit, this.now);
    this.overview = new SettlementOverview(database);
    this.reports = new ReportStore(database);
    this.limits = new LimitStore(database, this.audit, this.now);
    this.credits = new CreditStore(database, this.audit, this.books, this.now);
    this.holds = new HoldStore(database, this.audit, this.now);
    this.owed = new OwedStore(database, this.audit, this.now);
    this.merchants = new MerchantStore(database, this.audit, this.books, this.now);
    this.dues = new DuesStore(database, this.audit, this.now);
    this.chipTaps = new ChipTapStore(database);
    this.salaryPayments = new SalaryPaymentStore(database, this.audit, this.books, this.credits, this.now);
    this.withdrawals = new WithdrawalStore(database, this.audit, this.now);
    this.operators = new OperatorStore(database, this.audit, this.now);
  }

  /** Sets up the one organisation of a new registry, with the certificates of its issuing keys. */
  found(
    organisation: Omit<Organisation, 'createdAt'>,
    issuerCertificates: ReadonlyMap<number, string>,
  ): void {
    this.database.immediate(() => {
      const at = this.now().toISOString();
      this.database.run(
        `INSERT INTO organisation (id, name, uri, public_key, number_pattern, policy, created_at)
         VALUES (1, ?, ?, ?, ?, ?, ?)`,
        organisation.name,
        organisation.uri ?? null,
        organisation.publicKey,
        organisation.scheme.source,
        JSON.stringify(organisation.policy),
        at,
      );
      for (const [issuerKey, certificate] of issuerCertificates) {
        this.database.run(
          'INSERT INTO issuer_certificates (issuer_key, certificate, added_at) VALUES (?, ?, ?)',
          issuerKey,
          certificate,
          at,
        );
      }
      this.audit.record('organisation-made', organisation.name);
    });
  }

  organisation(): Organisation {
    const row = this.database.get<OrganisationRow>(
      `SELECT name, uri, public_key AS publicKey, number_pattern AS pattern, policy, created_at AS createdAt
       FROM organisation WHERE id = 1`,
    );
    const policy = row && policySchema.safeParse(JSON.parse(row.policy));
    if (!row || !policy?.success) {
      throw new KartuError('data-damaged', 'the registry names no organisation', {
        details: { what: 'registry-nameless', path: this.folder },
      });
    }
    const { name, createdAt } = row;
    const publicKey = new Uint8Array(row.publicKey);
    const scheme = parseScheme(row.pattern);
    return { name, uri: row.uri ?? undefined, publicKey, scheme, policy: policy.data, createdAt };
  }

  /** New limits for counters; each hears of them with its next bundle. What they were stays in the audit trail. */
  setPolicy(policy: Policy): void {
    this.database.immediate(() => {
      const before = this.organisation().policy;
      this.database.run(
        'UPDATE organisation SET policy = ? WHERE id = 1',
        JSON.stringify(policySchema.parse(policy)),
      );
      this.audit.record('policy-set', 'policy', { before, after: policy });
    });
  }

  issuerCertificates(): string[] {
    return this.database
      .all<{ certificate: string }>('SELECT certificate FROM issuer_certificates ORDER BY issuer_key')
      .map((row) => row.certificate);
  }

  /** Without those of counters all of whose records are refused. */
  terminalCertificates(): string[] {
    const disowned = new Set(
      this.keys.revocations().flatMap(({ terminal, records }) => (records === 'none' ? terminal : [])),
    );
    return this.terminals
      .list()
      .flatMap(({ terminal, certificate }) => (disowned.has(terminal) ? [] : (certificate ?? [])));
  }

  /** Whom the organisation's cards may be signed by; made from public things only. */
  trust(): Promise<TrustStore> {
    return buildTrustStore(
      publicKeyFromBytes(this.organisation().publicKey),
      this.issuerCertificates(),
      this.terminalCertificates(),
    );
  }

  /** A consistent copy of the database in a new file, while other commands go on. */
  copyTo(path: string): Promise<void> {
    return this.database.copyTo(path);
  }

  /** Throws `data-damaged` when SQLite's own check finds a fault. */
  requireIntact(): void {
    const [fault] = this.database.faults();
    if (fault !== undefined)
      throw new KartuError('data-damaged', fault, {
        details: { what: 'registry-fault', path: this.folder, fault },
      });
  }

  /**
   * After an old copy came back: no number that may have been given since is given again. Returns where each
   * sequence stands now. Throws `usage` when there are not that many member numbers.
   */
  jumpSequences(skipNumbers?: number): Record<string, number> {
    return jumpForward(this.database, this.organisation().scheme, skipNumbers);
  }

  /** Counts only: nothing of anybody. */
  statistics(): Statistics {
    return statisticsOf(this.database);
  }

  close(): void {
    this.database.close();
  }
}

/**
 * Opens the registry of a data folder. Throws `data-missing` where there is none, `data-newer`, `data-damaged`,
 * `data-read-only`, `data-busy`, `data-full`.
 */
export function openRegistry(folder: string, options: RegistryOptions = {}): Registry {
  const path = join(folder, REGISTRY_FILE);
  if (!isFile(path)) {
    throw new KartuError('data-missing', `there is no registry in ${folder}`, {
      details: { what: 'registry-missing', path: folder },
    });
  }
  return new Registry(folder, RegistryDatabase.open(path), options);
}

export function hasRegistry(folder: string): boolean {
  return isFile(join(folder, REGISTRY_FILE));
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw asKartuError(error);
  }
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a container may run as a user without a name
  }
}
