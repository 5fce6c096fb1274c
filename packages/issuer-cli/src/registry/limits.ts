import type { AuditTrail } from './audit.ts';
import type { RegistryDatabase } from './database.ts';

/** What a closed-loop issuer may hold without a licence (rule of the central bank of 2018; domain.md, money). */
export const DEFAULT_FLOAT_LIMIT_RUPIAH = 1_000_000_000;

/** Limits to the organisation as a whole. Later rules may differ: they are configuration. */
export class LimitStore {
  private readonly database: RegistryDatabase;
  private readonly audit: AuditTrail;
  private readonly now: () => Date;

  constructor(database: RegistryDatabase, audit: AuditTrail, now: () => Date) {
    this.database = database;
    this.audit = audit;
    this.now = now;
  }

  /** How much members may hold on all cards together, whole rupiah. */
  floatLimitRupiah(): number {
    const row = this.database.get<{ amount: number }>(
      'SELECT amount_rupiah AS amount FROM float_limit ORDER BY id DESC LIMIT 1',
    );
    return row?.amount ?? DEFAULT_FLOAT_LIMIT_RUPIAH;
  }

  /** @param amountRupiah above 0 */
  setFloatLimit(amountRupiah: number): void {
    this.database.immediate(() => {
      this.database.run(
        'INSERT INTO float_limit (amount_rupiah, at, operator) VALUES (?, ?, ?)',
        amountRupiah,
        this.now().toISOString(),
        this.audit.actor,
      );
      this.audit.record('float-limit-set', String(amountRupiah));
    });
  }
}
