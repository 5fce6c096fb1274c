import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** The organisation's own certificate stands under this number; those of issuing keys under theirs. */
export const ROOT = 0;

/** A certificate authority: the organisation's key (issuerKey 0), or an issuing key under it. */
export interface Authority {
  readonly issuerKey: number;
  readonly pem: string;
}

export interface TerminalX509 {
  /** Hexadecimal, as in the certificate. */
  readonly serial: string;
  readonly terminal: number;
  /** The authority that signed it. */
  readonly issuerKey: number;
  readonly pem: string;
  readonly validUntil: string;
}

export interface RevocationList {
  readonly issuerKey: number;
  /** Grows with each list of an authority (RFC 5280 §5.2.3). */
  readonly number: number;
  readonly pem: string;
}

const TERMINAL_X509 = `SELECT serial, terminal, issuer_key AS issuerKey, pem, valid_until AS validUntil
  FROM x509_terminals`;

/** X.509 certificates and revocation lists that were made; never a key. */
export class X509Store {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** The organisation's first. */
  authorities(): Authority[] {
    return this.database.all('SELECT issuer_key AS issuerKey, pem FROM x509_authorities ORDER BY issuer_key');
  }

  /** Keeps an authority; of two made at one moment the first one counts, and is returned. */
  addAuthority(authority: Authority): Authority {
    return this.database.immediate(() => {
      const known = this.authorities().find(({ issuerKey }) => issuerKey === authority.issuerKey);
      if (known) return known;
      this.database.run(
        'INSERT INTO x509_authorities (issuer_key, pem, added_at) VALUES (?, ?, ?)',
        ...[authority.issuerKey, authority.pem, this.now().toISOString()],
      );
      this.audit.record('authority-made', String(authority.issuerKey));
      return authority;
    });
  }

  /** Of one counter or of all, the newest last. */
  terminals(terminal?: number): TerminalX509[] {
    return terminal === undefined
      ? this.database.all(`${TERMINAL_X509} ORDER BY id`)
      : this.database.all(`${TERMINAL_X509} WHERE terminal = ? ORDER BY id`, terminal);
  }

  addTerminal({ serial, terminal, issuerKey, pem, validUntil }: TerminalX509): void {
    this.database.immediate(() => {
      this.database.run(
        `INSERT INTO x509_terminals (serial, terminal, issuer_key, pem, valid_until, added_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        ...[serial, terminal, issuerKey, pem, validUntil, this.now().toISOString()],
      );
      this.audit.record('terminal-certified', String(terminal), { x509: serial });
    });
  }

  /** The last list of each authority. */
  revocationLists(): RevocationList[] {
    return this.database.all(
      `SELECT issuer_key AS issuerKey, number, pem FROM x509_revocation_lists AS l WHERE number =
         (SELECT max(number) FROM x509_revocation_lists WHERE issuer_key = l.issuer_key) ORDER BY issuer_key`,
    );
  }

  /**
   * The number that the next list of an authority gets: the time in seconds, as an old backup that came back does not
   * know the last one.
   */
  nextListNumber(issuerKey: number): number {
    const sql = 'SELECT max(number) AS number FROM x509_revocation_lists WHERE issuer_key = ?';
    const last = this.database.get<{ number: number | null }>(sql, issuerKey)?.number ?? 0;
    return Math.max(last + 1, Math.floor(this.now().getTime() / 1000));
  }

  addRevocationList({ issuerKey, number, pem }: RevocationList): void {
    this.database.immediate(() => {
      this.database.run(
        'INSERT INTO x509_revocation_lists (issuer_key, number, pem, made_at) VALUES (?, ?, ?, ?)',
        ...[issuerKey, number, pem, this.now().toISOString()],
      );
      this.audit.record('revocation-list-made', String(issuerKey), { number });
    });
  }
}
