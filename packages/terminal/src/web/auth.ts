import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { Counter } from '../counter/counter.ts';
import {
  addCashier,
  approve,
  cashierById,
  cashiersOf,
  hasCashiers,
  type Role,
  setCashierActive,
  setCashierPin,
  signIn,
} from '../day/cashiers.ts';
import { onDuty } from '../day/shifts.ts';
import { audit, type Duty } from '../ledger/audit.ts';
import { problem } from './guard.ts';
import type { SessionView, Who } from './protocol.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { Sessions } from './sessions.ts';

/** What every route may ask of its request. */
export type Env = { Variables: { who: Who; overreaches?: true } };

/** Where no cashiers are registered, whoever knows the passphrase works here with every right. */
const ANYBODY: Who = { cashier: undefined, name: '', role: 'supervisor' };

/** Needs no sign-in: what the screen shows before it. */
const OPEN = new Set([
  '/api/counter',
  '/api/session',
  '/api/sign-in',
  '/api/sign-out',
  '/api/cashiers/first',
]);

/** Who is at this window; null when somebody has to sign in. A cashier who was disabled meanwhile is nobody. */
export function whoIs(
  c: Context,
  counter: Counter,
  sessions: Sessions,
  options: { listens?: boolean } = {},
): Who | null {
  if (!hasCashiers(counter)) return ANYBODY;
  const who = sessions.of(c, options);
  if (!who?.cashier) return null;
  const cashier = cashierById(counter.ledger, who.cashier);
  return cashier?.active ? { cashier: cashier.id, name: cashier.name, role: cashier.role } : null;
}

/** Lets nobody but a signed-in cashier past; hands on who it is. */
export function signedIn(counter: Counter, sessions: Sessions): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (OPEN.has(c.req.path)) return next();
    const who = whoIs(c, counter, sessions);
    if (!who) return problem(c, 401, 'not-signed-in', 'sign in first');
    c.set('who', who);
    await next();
    // No button of the screen leads there: somebody tried.
    if (c.get('overreaches')) audit(counter.ledger, 'request-refused', byWhom(c), { path: c.req.path });
  };
}

/** Lets nobody past who has not this role. */
export function only(role: Role): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.get('who').role === role) return next();
    c.set('overreaches', true);
    return problem(c, 403, 'not-allowed', `only a ${role} may do that`);
  };
}

/** Who does it, in the open shift. Throws `not-permitted` where a shift has to be opened first. */
export function dutyOf(c: Context<Env>, counter: Counter): Duty {
  return onDuty(counter, c.get('who').cashier);
}

/** The same for what needs no shift. */
export function byWhom(c: Context<Env>): Duty {
  const { cashier } = c.get('who');
  return cashier === undefined ? {} : { cashier };
}

/** The word of a supervisor, typed at this counter; needed wherever cashiers are registered. */
export async function approval(
  c: Context<Env>,
  counter: Counter,
  { supervisor, pin }: { supervisor?: string | undefined; pin?: string | undefined },
  what: string,
): Promise<string | undefined> {
  if (!hasCashiers(counter)) return undefined;
  return (await approve(counter, supervisor ?? '', pin ?? '', what, dutyOf(c, counter))).id;
}

export function addAuthRoutes(app: Hono<Env>, counter: Counter, sessions: Sessions): void {
  const session = (c: Context<Env>): SessionView => ({
    who: whoIs(c, counter, sessions),
    hasCashiers: hasCashiers(counter),
    cashiers: cashiersOf(counter.ledger)
      .filter(({ active }) => active)
      .map(({ id, name, role }) => ({ id, name, role })),
  });
  const begin = (c: Context<Env>, { id, name, role }: { id: string; name: string; role: Role }) => {
    const who: Who = { cashier: id, name, role };
    sessions.begin(c, who);
    return c.json({ ...session(c), who });
  };
  app.get('/api/session', (c) => c.json(session(c)));
  app.post('/api/sign-in', async (c) => {
    const { cashier, pin } = await bodyOf(c, REQUESTS.signIn);
    return begin(c, await signIn(counter, cashier, pin));
  });
  app.post('/api/sign-out', async (c) => {
    await bodyOf(c, REQUESTS.nothing);
    const who = sessions.of(c);
    if (who?.cashier) audit(counter.ledger, 'logout', { cashier: who.cashier });
    sessions.end(c);
    return c.json({ ...session(c), who: hasCashiers(counter) ? null : ANYBODY });
  });
  app.post('/api/cashiers/first', async (c) => {
    const { pin, ...cashier } = await bodyOf(c, REQUESTS.firstCashier);
    if (hasCashiers(counter)) return problem(c, 403, 'not-allowed', 'a supervisor adds cashiers');
    return begin(c, await addCashier(counter, { ...cashier, role: 'supervisor' }, pin));
  });
  const list = (c: Context<Env>) => c.json({ cashiers: cashiersOf(counter.ledger) });
  app.get('/api/cashiers', only('supervisor'), list);
  app.post('/api/cashiers', only('supervisor'), async (c) => {
    const { pin, ...cashier } = await bodyOf(c, REQUESTS.newCashier);
    await addCashier(counter, cashier, pin, byWhom(c));
    return list(c);
  });
  app.post('/api/cashiers/active', only('supervisor'), async (c) => {
    const { id, active } = await bodyOf(c, REQUESTS.cashierActive);
    setCashierActive(counter, id, active, byWhom(c));
    if (!active) sessions.endAllOf(id);
    return list(c);
  });
  app.post('/api/cashiers/pin', only('supervisor'), async (c) => {
    const { id, pin } = await bodyOf(c, REQUESTS.cashierPin);
    await setCashierPin(counter, id, pin, byWhom(c));
    if (id !== c.get('who').cashier) sessions.endAllOf(id);
    return list(c);
  });
}
