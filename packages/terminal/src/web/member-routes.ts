import type { Context, Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { duesView } from '../day/dues.ts';
import { eventsOf, setEvent } from '../day/events.ts';
import { setMemberPin } from '../day/member-pins.ts';
import { approval, byWhom, type Env, only } from './auth.ts';
import { requireMember } from './order-requests.ts';
import { bodyOf, REQUESTS } from './requests.ts';
import type { Till } from './till.ts';

/** What belongs to the member whose card lies on the reader, and what members come to. */
export function addMemberRoutes(app: Hono<Env>, counter: Counter, till: Till): void {
  app.get('/api/card/dues', (c) => c.json(duesView(counter, requireMember(counter, till))));
  app.post('/api/card/pin', async (c) => {
    const { pin, supervisor, supervisorPin } = await bodyOf(c, REQUESTS.setMemberPin);
    const member = requireMember(counter, till);
    const allowed = await approval(c, counter, { supervisor, pin: supervisorPin }, 'a member’s PIN');
    await setMemberPin(counter, member, pin, allowed === undefined ? byWhom(c) : { cashier: allowed });
    return c.json({ set: true });
  });
  const events = (c: Context<Env>) => c.json({ events: eventsOf(counter.ledger) });
  app.get('/api/events-list', events);
  app.post('/api/events-list', only('supervisor'), async (c) => {
    setEvent(counter, await bodyOf(c, REQUESTS.event), byWhom(c));
    return events(c);
  });
}
