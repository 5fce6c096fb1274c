import { KartuError } from '@kartukita/card-core';
import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** What may be shown of a partner's number: its last four digits. */
export interface PartnerNumber {
  readonly serial: number;
  readonly partner: string;
  readonly last4: string;
  readonly at: string;
  readonly operator: string;
}

const SHOWN =
  'serial, partner, substr(number, -4) AS last4, at, operator FROM card_partners WHERE ended_at IS NULL';

/** Numbers of partners' e-money that shares a card with ours. In full they never leave this table. */
export class CardPartners {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /**
   * Records the number of a card; one that stands there is only replaced with a reason. Throws `already-exists` for
   * a number of another card, and for a second number without a reason; `not-found`.
   */
  record(serial: number, partner: string, number: string, reason?: string): PartnerNumber {
    return this.database.immediate(() => {
      const holder = this.database.get<{ serial: number }>(
        'SELECT serial FROM card_partners WHERE partner = ? AND number = ? AND ended_at IS NULL',
        partner,
        number,
      );
      if (holder && holder.serial !== serial) throw taken('partner-number-used', partner, holder.serial);
      const standing = this.of(serial).find((each) => each.partner === partner);
      if (holder && standing) return standing;
      if (standing && reason === undefined) throw taken('partner-number-there', partner, serial);
      const at = this.now().toISOString();
      if (standing) {
        const sql = `UPDATE card_partners SET ended_at = ? WHERE serial = ? AND partner = ? AND ended_at IS NULL`;
        this.database.run(sql, at, serial, partner);
      }
      this.database.run(
        'INSERT INTO card_partners (serial, partner, number, at, operator) VALUES (?, ?, ?, ?, ?)',
        ...[serial, partner, number, at, this.audit.actor],
      );
      const last4 = number.slice(-4);
      const why = reason === undefined ? {} : { reason };
      this.audit.record('card-partner', String(serial), { partner, last4, ...why });
      return { serial, partner, last4, at, operator: this.audit.actor };
    });
  }

  /** Those of one card, by the names of the partners. */
  of(serial: number): PartnerNumber[] {
    return this.database.all(`SELECT ${SHOWN} AND serial = ? ORDER BY partner`, serial);
  }
}

function taken(what: string, partner: string, cardSerial: number): KartuError {
  return new KartuError('already-exists', `card ${cardSerial} has a number of ${partner}`, {
    details: { what, partner, cardSerial },
  });
}
