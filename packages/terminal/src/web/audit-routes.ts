import type { Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { auditTrail } from '../ledger/audit.ts';
import { cashierById } from '../ledger/cashiers.ts';
import { type Env, only } from './auth.ts';
import type { AuditView } from './protocol.ts';

const SHOWN = 200;

/** Who signed in, what was refused, approved, opened: for supervisors, newest first. */
export function addAuditRoutes(app: Hono<Env>, counter: Counter): void {
  const { ledger } = counter;
  app.get('/api/audit', only('supervisor'), (c) => {
    const before = Number(c.req.query('before') ?? Number.NaN);
    const end = Number.isSafeInteger(before) && before > 0 ? before : Number.MAX_SAFE_INTEGER;
    const entries = auditTrail(ledger, SHOWN, end).map(({ cashier, details, ...rest }) => {
      const { who, ...others } = details;
      const id = typeof who === 'string' ? who : cashier;
      const shown = Object.entries(others).filter(
        (each): each is [string, string | number] =>
          typeof each[1] === 'string' || typeof each[1] === 'number',
      );
      return {
        ...rest,
        who: id === null ? null : (cashierById(ledger, id)?.name ?? id),
        details: Object.fromEntries(shown),
      };
    });
    return c.json({ entries, hasMore: entries.length === SHOWN } satisfies AuditView);
  });
}
