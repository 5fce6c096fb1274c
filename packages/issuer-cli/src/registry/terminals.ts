import { equalBytes } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';
import { takeNext } from './sequences.ts';

export interface RegisteredTerminal {
  readonly terminal: number;
  /** 32 bytes, Ed25519. */
  readonly signingKey: Uint8Array;
  readonly enrolledAt: string;
  /** The latest one; undefined when enrolment was interrupted before it was signed. */
  readonly certificate: string | undefined;
}

interface TerminalRow {
  terminal: number;
  signingKey: Uint8Array;
  enrolledAt: string;
  certificate: string | null;
}

const QUERY = `SELECT terminal, signing_key AS signingKey, enrolled_at AS enrolledAt,
  (SELECT certificate FROM terminal_certificates AS c WHERE c.terminal = t.terminal ORDER BY c.id DESC LIMIT 1)
    AS certificate FROM terminals AS t`;

export class TerminalStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** The terminal with this key: the one that it has been, or a new number. */
  register(signingKey: Uint8Array): RegisteredTerminal {
    return this.database.immediate(() => {
      const known = this.list().find((entry) => equalBytes(entry.signingKey, signingKey));
      if (known) return known;
      const terminal = takeNext(this.database, 'terminal');
      this.database.run(
        'INSERT INTO terminals (terminal, signing_key, enrolled_at) VALUES (?, ?, ?)',
        terminal,
        signingKey,
        this.now().toISOString(),
      );
      this.audit.record('terminal-enrolled', String(terminal));
      return this.list().find((entry) => entry.terminal === terminal)!;
    });
  }

  addCertificate(terminal: number, certificate: string): void {
    this.database.immediate(() => {
      this.database.run(
        'INSERT INTO terminal_certificates (terminal, certificate, added_at) VALUES (?, ?, ?)',
        terminal,
        certificate,
        this.now().toISOString(),
      );
      this.audit.record('terminal-certified', String(terminal));
    });
  }

  /** A number for the next bundle, greater than that of any bundle before. */
  takeBundleSerial(terminal: number): number {
    return this.database.immediate(() => {
      const serial = takeNext(this.database, 'bundle');
      this.audit.record('bundle-made', String(terminal), { serial });
      return serial;
    });
  }

  list(): RegisteredTerminal[] {
    return this.database.all<TerminalRow>(`${QUERY} ORDER BY terminal`).map((row) => ({
      ...row,
      signingKey: new Uint8Array(row.signingKey),
      certificate: row.certificate ?? undefined,
    }));
  }
}
