import { KartuError } from '@kartukita/card-core';
import type { Hono } from 'hono';
import {
  type AssertionRequest,
  assertMembership,
  checked,
  type MembershipAssertion,
} from '../assertion/assertion.ts';
import type { Counter } from '../counter/counter.ts';
import { identityOf } from '../sale/read-card.ts';
import { byWhom, type Env } from './auth.ts';
import type { AssertionView, OrderView } from './protocol.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { Till } from './till.ts';

interface Asked {
  readonly id: string;
  readonly request: AssertionRequest;
  /** Made at the tap, so that it says when the member was here. */
  made?: Promise<MembershipAssertion>;
}

/**
 * Membership assertions at the screen: another system's nonce, a tap, and the signed statement, which only the window
 * that asks for it gets. Nothing of it is kept or told to other windows; what it says is told by assertMembership.
 */
export function addAssertionRoutes(app: Hono<Env>, counter: Counter, till: Till): void {
  let asked: Asked | undefined;
  till.watch(({ order }) => {
    if (!asked || asked.made || order?.id !== asked.id) return;
    const member = memberOf(counter, order);
    if (member !== undefined) {
      asked.made = assertMembership(counter, member, asked.request);
      asked.made.catch(() => {}); // told to the window that asks for it
    }
  });
  app.post('/api/assertion', async (c) => {
    const { id, audience, nonce, card } = await bodyOf(c, REQUESTS.assertion);
    const request = { audience, nonce };
    checked(request);
    if (till.state.order?.id !== id) {
      till.requireFree();
      asked = { id, request };
      const lines = [{ name: audience, amountRupiah: 0 }];
      // As a question for the balance: a genuine card, neither blocked nor expired nor frozen. No money moves.
      const question = { kind: 'balance' } as const;
      till.place({ id, kind: 'assert', amountRupiah: 0, card, request: question, lines, duty: byWhom(c) });
    }
    return c.json(till.state);
  });
  app.post('/api/assertion/token', async (c) => {
    const { id } = await bodyOf(c, REQUESTS.orderId);
    const made = asked?.id === id ? await asked.made : undefined;
    if (!asked || !made || made.expiresAtMs <= counter.now()) {
      throw new KartuError('not-found', 'no assertion was made', { details: { what: 'assertion-over' } });
    }
    const view: AssertionView = {
      token: made.token,
      audience: asked.request.audience,
      secondsLeft: Math.ceil((made.expiresAtMs - counter.now()) / 1000),
    };
    return c.json(view);
  });
}

/** Digits of the member whose card answered; undefined before it has, and when it was refused. */
function memberOf({ ledger }: Counter, { kind, phase, result }: OrderView): string | undefined {
  if (kind !== 'assert' || phase !== 'done' || result?.outcome !== 'read') return undefined;
  const card = result.cardSerial === null ? undefined : ledger.cardBySerial(result.cardSerial);
  return card && identityOf(card).memberNumber;
}
