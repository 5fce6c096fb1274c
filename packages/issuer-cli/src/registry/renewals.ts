import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** A card is, or was, given the access keys of a later key set. */
export interface CardRenewal {
  readonly serial: number;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly begunAt: string;
  readonly finishedAt: string | null;
}

const RENEWAL = `SELECT serial, from_version AS fromVersion, to_version AS toVersion, begun_at AS begunAt,
  finished_at AS finishedAt FROM card_renewals`;

/** Which key set a card's access keys come from, once they were renewed. */
export class RenewalStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** Begun and not finished: the card may have keys of both versions. */
  pending(serial: number): CardRenewal | undefined {
    return this.database.get(`${RENEWAL} WHERE serial = ? AND finished_at IS NULL`, serial);
  }

  /** The oldest first. */
  of(serial: number): CardRenewal[] {
    return this.database.all(`${RENEWAL} WHERE serial = ? ORDER BY id`, serial);
  }

  /** On disk when this returns: then, and not earlier, the card is written to. */
  begin(serial: number, fromVersion: number, toVersion: number): CardRenewal {
    return this.database.immediate(() => {
      const pending = this.pending(serial);
      if (pending) return pending;
      this.database.run(
        'INSERT INTO card_renewals (serial, from_version, to_version, begun_at) VALUES (?, ?, ?, ?)',
        ...[serial, fromVersion, toVersion, this.now().toISOString()],
      );
      this.audit.record('card-renewal-begun', String(serial), { from: fromVersion, to: toVersion });
      return this.pending(serial)!;
    });
  }

  /** The card was read back with the new keys. */
  finish(serial: number): void {
    this.database.immediate(() => {
      const pending = this.pending(serial);
      if (!pending) throw new KartuError('internal-error', `no renewal of card ${serial} was begun`);
      const sql = 'UPDATE card_renewals SET finished_at = ? WHERE serial = ? AND finished_at IS NULL';
      this.database.run(sql, this.now().toISOString(), serial);
      this.audit.record('card-renewed', String(serial), { to: pending.toVersion });
    });
  }

  /** A counter has renewed this card, as it shows itself; what its journal says of it may come later. */
  found(serial: number, fromVersion: number, toVersion: number): void {
    this.database.immediate(() => {
      this.begin(serial, fromVersion, toVersion);
      this.finish(serial);
    });
  }

  /** A bundle with this key set was made for a counter. */
  bundled(terminal: number, version: number, bundle: number): void {
    this.database.run(
      'INSERT OR IGNORE INTO key_set_bundles (terminal, version, bundle, made_at) VALUES (?, ?, ?, ?)',
      ...[terminal, version, bundle, this.now().toISOString()],
    );
  }

  /**
   * Counters that may not hold a key set: no bundle with it was made for them, or what they sent since then was made
   * under an older one.
   */
  countersWithout(version: number): number[] {
    return this.database
      .all<{ terminal: number }>(
        `SELECT terminal FROM terminals t WHERE NOT EXISTS (
           SELECT 1 FROM key_set_bundles b WHERE b.terminal = t.terminal AND b.version = ? AND NOT EXISTS (
             SELECT 1 FROM settled_batch s WHERE s.terminal = t.terminal AND s.bundle < b.bundle
               AND s.made_at > b.made_at
               AND s.number = (SELECT max(number) FROM settled_batch WHERE terminal = t.terminal)))
         ORDER BY terminal`,
        version,
      )
      .map(({ terminal }) => terminal);
  }
}
