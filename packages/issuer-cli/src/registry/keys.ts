import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { RenewalStore } from './renewals.ts';
import { advanceTo, lastOf } from './sequences.ts';
import { X509Store } from './x509.ts';

export interface KeySetVersion {
  readonly version: number;
  readonly addedAt: string;
  /** Cards with access keys of it, not given up. */
  readonly cards: number;
}

export interface IssuingKeyInUse {
  readonly issuerKey: number;
  readonly certificate: string;
  readonly addedAt: string;
  readonly cards: number;
}

export interface Revocation {
  readonly terminal: number;
  /** Records that the counter made later than this are refused. */
  readonly since: string;
  /** `none`: earlier ones too. */
  readonly records: 'earlier' | 'none';
  readonly reason: string;
  readonly revokedAt: string;
}

/** Numbers of keys stand on cards in one byte. */
const LAST_KEY_NUMBER = 255;

/** What the registry knows of keys: their numbers, certificates and dates. Never a key. */
export class KeyStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;
  readonly x509: X509Store;
  readonly renewals: RenewalStore;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
    this.x509 = new X509Store(database, audit, now);
    this.renewals = new RenewalStore(database, audit, now);
  }

  keySets(): KeySetVersion[] {
    return this.database.all(
      `SELECT version, added_at AS addedAt,
         (SELECT count(*) FROM cards WHERE key_set_version = version AND state <> 'discarded')
         + (SELECT count(*) FROM card_renewals WHERE to_version = version AND finished_at IS NOT NULL)
         - (SELECT count(*) FROM card_renewals WHERE from_version = version AND finished_at IS NOT NULL) AS cards
       FROM key_sets ORDER BY version`,
    );
  }

  issuingKeys(): IssuingKeyInUse[] {
    return this.database.all(
      `SELECT issuer_key AS issuerKey, certificate, added_at AS addedAt, (SELECT count(*) FROM cards
         WHERE cards.issuer_key = issuer_certificates.issuer_key AND state <> 'discarded') AS cards
       FROM issuer_certificates ORDER BY issuer_key`,
    );
  }

  /** The versions in force, without counting cards: asked at every unlocking. */
  keyNumbers(): { issuingKeys: number[]; keySets: number[] } {
    const numbers = (sql: string) => this.database.all<{ number: number }>(sql).map((row) => row.number);
    return {
      issuingKeys: numbers('SELECT issuer_key AS number FROM issuer_certificates'),
      keySets: numbers('SELECT version AS number FROM key_sets'),
    };
  }

  /** The number that the next key of a kind gets. Throws `usage` when all 255 are used up. */
  nextNumber(kind: 'issuing-key' | 'key-set'): number {
    const { issuingKeys, keySets } = this.keyNumbers();
    const inUse = kind === 'issuing-key' ? issuingKeys : keySets;
    const next = Math.max(lastOf(this.database, kind), ...inUse) + 1;
    if (next <= LAST_KEY_NUMBER) return next;
    throw new KartuError('usage', 'all numbers for keys are used up', {
      details: { what: 'key-numbers', max: LAST_KEY_NUMBER },
    });
  }

  /**
   * Puts a new issuing key in force. `store` writes the key file, inside the transaction: should it fail, the key
   * is not in force; should the commit fail, the file holds a key more that nobody uses.
   */
  addIssuingKey(issuerKey: number, certificate: string, store: () => void): void {
    this.rotate('issuing-key', issuerKey, () => {
      this.database.run(
        'INSERT INTO issuer_certificates (issuer_key, certificate, added_at) VALUES (?, ?, ?)',
        issuerKey,
        certificate,
        this.now().toISOString(),
      );
      this.audit.record('issuing-key-rotated', String(issuerKey));
      store();
    });
  }

  /** The same for a key set. */
  addKeySet(version: number, store: () => void): void {
    this.rotate('key-set', version, () => {
      this.database.run(
        'INSERT INTO key_sets (version, added_at) VALUES (?, ?)',
        version,
        this.now().toISOString(),
      );
      this.audit.record('key-set-rotated', String(version));
      store();
    });
  }

  private rotate(kind: 'issuing-key' | 'key-set', number: number, add: () => void): void {
    this.database.immediate(() => {
      if (this.nextNumber(kind) !== number) {
        throw new KartuError('data-busy', 'another command rotates keys', {
          details: { what: 'keys-rotating' },
        });
      }
      advanceTo(this.database, kind, number);
      add();
    });
  }

  /** A change of the key file that the registry holds nothing of but a note. */
  note(action: 'organisation-key-exported' | 'organisation-key-removed', store: () => void): void {
    this.database.immediate(() => {
      this.audit.record(action, 'organisation');
      store();
    });
  }

  revocations(): Revocation[] {
    return this.database.all(
      'SELECT terminal, since, records, reason, revoked_at AS revokedAt FROM terminal_revocations ORDER BY terminal',
    );
  }

  /** Throws `already-exists` when it was revoked before: a revocation is for good. */
  revoke(revocation: Omit<Revocation, 'revokedAt'>, addCertificate: () => void): Revocation {
    const { terminal, since, records, reason } = revocation;
    return this.database.immediate(() => {
      if (this.revocations().some((each) => each.terminal === terminal)) {
        throw new KartuError('already-exists', `counter ${terminal} is revoked already`, {
          details: { what: 'revoked-already', terminal },
        });
      }
      const revokedAt = this.now().toISOString();
      this.database.run(
        'INSERT INTO terminal_revocations (terminal, since, records, reason, revoked_at) VALUES (?, ?, ?, ?, ?)',
        terminal,
        since,
        records,
        reason,
        revokedAt,
      );
      this.audit.record('terminal-revoked', String(terminal), { since, records, reason });
      addCertificate();
      return { ...revocation, revokedAt };
    });
  }
}
