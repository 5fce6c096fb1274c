import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from '../world.ts';
import { served, Window } from './window.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe('the audit trail at the screen', () => {
  it('says by name who did what, newest first, to supervisors alone', async () => {
    const own = served(world.counter(1));
    const [siti, budi] = [new Window(own), new Window(own)];
    await siti.done('/api/cashiers/first', { id: 'siti', name: 'Siti', pin: '246813' });
    await siti.done('/api/cashiers', { id: 'budi', name: 'Budi', role: 'cashier', pin: '975310' });
    expect(await budi.refused('/api/sign-in', { cashier: 'budi', pin: '111222' })).toEqual([
      403,
      'pin-wrong',
    ]);
    await budi.done('/api/sign-in', { cashier: 'budi', pin: '975310' });
    expect((await budi.get('/api/audit')).status).toBe(403);
    const trail = async (query = '') =>
      (await (await siti.get(`/api/audit${query}`)).json()) as {
        entries: { number: number; what: string; who: string | null; details: object }[];
        hasMore: boolean;
      };
    const { entries, hasMore } = await trail();
    expect(hasMore).toBe(false);
    expect(entries.slice(0, 3)).toMatchObject([
      { what: 'request-refused', who: 'Budi', details: { path: '/api/audit' } },
      { what: 'login', who: 'Budi' },
      { what: 'login-refused', who: 'Budi', details: { reason: 'wrong' } },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/975310|246813|111222/);
    const { entries: earlier } = await trail(`?before=${entries[1]!.number}`);
    expect(earlier).toEqual(entries.slice(2));
    expect((await trail('?before=x')).entries).toHaveLength(entries.length);
  });
});
