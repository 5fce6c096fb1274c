import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditTrail } from '../../src/ledger/audit.ts';
import { articlesOf } from '../../src/ledger/catalogue.ts';
import { twoSides } from '../settlement/two-sides.ts';
import { makeWorld, tapped, type World } from '../world.ts';
import { Rig } from './counter-rig.ts';
import { served, Window } from './window.ts';

const PIN = '246813';
const SITI = { id: 'siti', name: 'Siti', pin: PIN };
const BUDI = { id: 'budi', name: 'Budi', role: 'cashier', pin: '975310' };

/** A supervisor’s and a cashier’s window. */
async function twoWindows(own: ReturnType<typeof served>): Promise<[Window, Window]> {
  const [siti, budi] = [new Window(own), new Window(own)];
  await siti.done('/api/cashiers/first', SITI);
  await siti.done('/api/cashiers', BUDI);
  await budi.done('/api/sign-in', { cashier: 'budi', pin: BUDI.pin });
  return [siti, budi];
}

describe('articles from a file', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });
  afterEach(() => world.close());

  it('are shown first, line by line, and taken in when they are confirmed', async () => {
    const counter = world.counter(1);
    const window = new Window(served(counter));
    const good = 'Kode;Nama;Harga;Warna\nKOPI-1;Kopi 200 g;18.000;coklat\nGULA-1;Gula 1 kg;17.500;putih\n';
    const preview = await window.file('/api/articles/preview?name=barang.csv', good);
    expect(await preview.json()).toMatchObject({
      ...{ rows: 2, added: 2, changed: 0, faults: 0, ignoredColumns: ['Warna'] },
      sample: [{ sku: 'KOPI-1', priceRupiah: 18_000 }, { sku: 'GULA-1' }],
    });
    expect(articlesOf(counter.ledger)).toEqual([]);
    const taken = await window.file('/api/articles/import?name=barang.csv', good);
    expect(await taken.json()).toMatchObject({ articles: [{ sku: 'GULA-1' }, { sku: 'KOPI-1' }] });
    const again = await window.file('/api/articles/preview', good);
    expect(await again.json()).toMatchObject({ added: 0, unchanged: 2 });
  });

  it('with a single fault change nothing, and say which line it is in', async () => {
    const counter = world.counter(1);
    const window = new Window(served(counter));
    const bad = 'sku,name,price\nKOPI-1,Kopi,18000\nTEH-1,Teh,murah\nKOPI-1,Kopi,19000\n';
    const { faults, remarks } = (await (await window.file('/api/articles/preview', bad)).json()) as {
      faults: number;
      remarks: { line: number; what: string; isFault: boolean }[];
    };
    expect([faults, remarks.map(({ line, isFault }) => [line, isFault])]).toEqual([
      2,
      [
        [3, true],
        [4, true],
      ],
    ]);
    const refused = await window.file('/api/articles/import', bad);
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { error: { code: 'file-invalid', details: { what: 'rows-bad', count: 2 } } },
    ]);
    expect(articlesOf(counter.ledger)).toEqual([]);
  });

  it.each([
    ['a page elsewhere', { origin: 'https://evil.example' }, 403],
    ['a form, which cannot set our header', { 'x-kartu-screen': '' }, 403],
    ['a form’s body', { 'content-type': 'multipart/form-data; boundary=x' }, 400],
    ['JSON, where a file is expected', { 'content-type': 'application/json' }, 400],
    ['more than a file may be', { 'content-length': '16000001' }, 413],
  ])('do not come from %s', async (_what, change, status) => {
    const window = new Window(served(world.counter(1)));
    expect((await window.file('/api/articles/preview', 'sku,name,price\n', change)).status).toBe(status);
  });

  it('are a supervisor’s, and no file goes where JSON is expected', async () => {
    const own = served(world.counter(1));
    const [siti, budi] = await twoWindows(own);
    expect((await budi.file('/api/articles/preview', 'sku,name,price\n')).status).toBe(403);
    expect((await budi.file('/api/articles/import', 'sku,name,price\n')).status).toBe(403);
    expect((await siti.file('/api/articles/preview', Buffer.from([0, 1, 2]))).status).toBe(409);
    expect((await siti.file('/api/articles', '{}')).status).toBe(400);
  });
});

describe('settlement at the screen', () => {
  it('makes the file, takes the reply in, and writes down who did', async () => {
    const sides = await twoSides();
    const [own, other] = await sides.pair();
    const counter = Object.assign(own, { pinCost: 4 });
    const card = await sides.card();
    await tapped(counter, card, { kind: 'topup', amountRupiah: 50_000 });
    const [siti, budi] = await twoWindows(served(counter));
    const status = async (window: Window) => (await window.get('/api/settle/status')).json();
    expect(await status(budi)).toMatchObject({ reply: 0, limits: 'full' });
    expect((await budi.post('/api/settle/export', {})).status).toBe(403);

    const file = await siti.post('/api/settle/export', {});
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="counter-1-1.settlement"');
    expect(file.headers.get('x-kartu-left')).toBe('0');
    const report = await sides.import(new Uint8Array(await file.arrayBuffer()));
    expect(report).toMatchObject({ files: [{ batches: [{ outcome: 'imported' }] }] });

    const reply = await sides.reply(counter);
    expect((await budi.file('/api/settle/apply', reply)).status).toBe(403);
    const changed = Uint8Array.from(reply);
    changed[changed.length - 1]! ^= 1;
    expect((await siti.file('/api/settle/apply', changed)).status).toBe(409);
    expect((await siti.file('/api/settle/apply', await sides.reply(other))).status).toBe(409);
    const applied = await siti.file('/api/settle/apply', reply);
    expect(await applied.json()).toMatchObject({
      applied: { outcome: 'applied', serial: 1 },
      status: { reply: 1, acknowledgedBatch: 1 },
    });
    expect(await (await siti.file('/api/settle/apply', reply)).json()).toMatchObject({
      applied: { outcome: 'repeated' },
    });
    expect(
      auditTrail(counter.ledger)
        .filter(({ what }) => what.startsWith('settlement'))
        .map(({ what, cashier }) => [what, cashier]),
    ).toEqual([
      ['settlement-reply', 'siti'],
      ['settlement-export', 'siti'],
    ]);
  });
});

describe('what is done with the books while no card is at work', () => {
  let world: World;
  let rig: Rig;
  beforeEach(async () => {
    world = await makeWorld();
    rig = new Rig(world.counter(1));
    await rig.until(({ reader }) => reader.phase === 'ready');
  });
  afterEach(async () => {
    await rig.close();
    world.close();
  });

  it('waits for the card that has begun its turn', async () => {
    const { turns } = rig.till;
    const told: string[] = [];
    turns.begin();
    const file = rig.till.whileNoCard(async () => void told.push('file'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    told.push('card ends');
    turns.end();
    await file;
    expect(told).toEqual(['card ends', 'file']);
  });

  it('lets the next card wait, whatever came of it', async () => {
    const work = rig.till.whileNoCard(async () => {
      await rig.lay(world.card('ntag215'));
      await rig.until(({ card }) => card?.phase === 'reading');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(rig.till.state.card).toMatchObject({ phase: 'reading' });
      throw new Error('a file that is damaged');
    });
    await expect(work).rejects.toThrow('a file that is damaged');
    expect((await rig.until(({ card }) => card?.phase === 'read')).card?.look).toMatchObject({
      outcome: 'read',
    });
  });

  it('is refused while an order is under way', async () => {
    rig.place({ id: '00000000-0000-4000-8000-000000000001', kind: 'sale', amountRupiah: 5000 });
    await expect(rig.till.whileNoCard(async () => {})).rejects.toThrow('waiting');
  });
});
