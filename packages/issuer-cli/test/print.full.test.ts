import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderCalibration } from '../src/print/calibrate.ts';
import { printCards } from '../src/print/print-faces.ts';
import { organisationThemes } from '../src/themes.ts';
import { type Bitmap, face, rasterize } from './card-face/support.ts';
import { errorOf, temporaryFolder } from './helpers.ts';

const PROBE = fileURLToPath(new URL('./print-probe.ts', import.meta.url));

describe('the calibration page', () => {
  const say = (key: string) => key;
  const none = { xMm: 0, yMm: 0 };

  /** Both sides at ten pixels a millimetre; and the words of the front with their middles in millimetres. */
  async function drawn(flip: 'long' | 'short', back: { xMm: number; yMm: number }) {
    const pdf = join(temporaryFolder(), 'page.pdf');
    const order = { layout: 'a4', flip, offsets: { front: none, back }, say } as const;
    await renderCalibration(order, createWriteStream(pdf));
    const html = execFileSync('pdftotext', ['-bbox', '-l', '1', pdf, '-'], { encoding: 'utf8' });
    const word = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)<\/word>/g;
    const words = [...html.matchAll(word)].map(([, x1, y1, x2, y2, text]) => {
      const middle = (a: string, b: string) => ((Number(a) + Number(b)) / 2 / 72) * 25.4;
      return { text: text!, x: middle(x1!, x2!), y: middle(y1!, y2!) };
    });
    return { pages: rasterize(pdf, 254, 2), words };
  }

  /** Where most of a colour stands: the long red lines. */
  function redCross(page: Bitmap): [number, number] {
    const [columns, rows] = [new Map<number, number>(), new Map<number, number>()];
    for (let y = 0; y < page.height; y += 1) {
      for (let x = 0; x < page.width; x += 1) {
        const [red, green] = page.at(x, y);
        if (red - green < 60) continue;
        columns.set(x, (columns.get(x) ?? 0) + 1);
        rows.set(y, (rows.get(y) ?? 0) + 1);
      }
    }
    const most = (counts: Map<number, number>) => [...counts].sort((a, b) => b[1] - a[1])[0]![0] / 10;
    return [most(columns), most(rows)];
  }

  it('has the zeros of its scales 30 mm from the edges, and offsets growing to the right and down', async () => {
    const { words } = await drawn('long', none);
    const across = words.filter(({ x, y }) => x < 60 && y > 55);
    const down = words.filter(({ x, y }) => x < 60 && y < 55);
    expect(across.find(({ text }) => text === '0')!.x).toBeCloseTo(30, 0);
    expect(down.find(({ text }) => text === '0')!.y).toBeCloseTo(30, 0);
    for (const [labels, place] of [
      [across, 'x'],
      [down, 'y'],
    ] as const) {
      const sorted = [...labels].sort((a, b) => a[place] - b[place]).map(({ text }) => text);
      expect(sorted).toEqual(['−6', '−5', '−4', '−3', '−2', '−1', '0', '+1', '+2', '+3', '+4', '+5', '+6']);
    }
  });

  it.each(['long', 'short'] as const)(
    'turned about the %s edge: the cross lies behind the zeros',
    async (flip) => {
      const { pages, words } = await drawn(flip, none);
      const zeros = words.filter(({ text, y, x }) => text === '0' && y > 170 && x > 66);
      const [x, y] = redCross(pages[1]!);
      const seen = flip === 'long' ? [210 - x, y] : [x, 297 - y];
      expect(zeros.some((zero) => Math.abs(zero.x - seen[0]!) < 0.4)).toBe(true);
      expect(zeros.some((zero) => Math.abs(zero.y - seen[1]!) < 0.4)).toBe(true);
    },
  );

  it.each(['long', 'short'] as const)(
    'turned about the %s edge: a back that is off meets the number that puts it right',
    async (flip) => {
      // As if the printer moved backs by this much; the lines meet what has to be added to make it zero.
      const fault = { xMm: -2, yMm: 3 };
      const { pages, words } = await drawn(flip, fault);
      const [x, y] = redCross(pages[1]!);
      const straight = redCross((await drawn(flip, none)).pages[1]!);
      expect([x - straight[0], y - straight[1]]).toEqual([expect.closeTo(-2, 1), expect.closeTo(3, 1)]);
      const shift = flip === 'long' ? [2, 3] : [-2, -3]; // as seen from the front
      const labels = words.filter((word) => word.y > 170 && word.x > 66 && word.x < 150);
      const above = labels.filter(({ text, y }) => /^[−+]?\d$/.test(text) && y < 195);
      const left = labels.filter(({ text, x, y }) => /^[−+]?\d$/.test(text) && x < 92 && y > 195);
      const order = (list: typeof labels, place: 'x' | 'y') =>
        [...list].sort((a, b) => a[place] - b[place]).map(({ text }) => Number(text.replace('−', '-')));
      // Nine labels, the zero in the middle, a millimetre of the scale each.
      expect(order(above, 'x')[4 + shift[0]!]).toBe(-fault.xMm);
      expect(order(left, 'y')[4 + shift[1]!]).toBe(-fault.yMm);
    },
  );
});

describe('a print that is stopped leaves nothing', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, and ends as one that was', async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-print-'));
    const child = spawn(process.execPath, [PROBE, join(folder, 'faces.pdf')], {
      stdio: ['ignore', 'pipe', 2],
    });
    await once(child.stdout!, 'data');
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.faces\.pdf\..+\.part$/)]);
    child.kill(signal);
    const [, endedBy] = await once(child, 'exit');
    expect(endedBy).toBe(signal);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('by a card whose theme nobody has, after a hundred', async () => {
    const folder = temporaryFolder();
    const cards = Array.from({ length: 101 }, (_, index) =>
      face({ themeId: index < 100 ? 'tegel' : 'absent' }),
    );
    const order = { file: join(folder, 'faces.pdf'), layout: 'card', language: 'id' } as const;
    const error = await errorOf(async () => printCards(cards, await organisationThemes(), order));
    expect(error.code).toBe('not-found');
    expect(readdirSync(folder)).toEqual([]);
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});
