import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFocus, photoFocusOf, setPhotoFocus } from '../src/members/photo-focus.ts';
import { renderCalibration } from '../src/print/calibrate.ts';
import { OFFSET_LIMITS, parseMillimetres } from '../src/print/length.ts';
import { findPrinter, printersOf, removePrinter, setPrinter } from '../src/print/printers.ts';
import { sink } from './card-face/support.ts';
import { errorOf, newOrganisation } from './helpers.ts';

describe('lengths', () => {
  it.each([
    ['3mm', 3],
    ['3', 3],
    ['0,5 mm', 0.5],
    ['-0.5', -0.5],
    ['+1.25MM', 1.25],
    ['-0', 0],
    ['10', 10],
  ])('%j are %d mm', (text, millimetres) => {
    expect(parseMillimetres(text, OFFSET_LIMITS)).toBe(millimetres);
  });

  it.each(['', 'mm', '3cm', '3in', '1e1', '10.5', '-11', '0.125', 'NaN', '1.2.3', '٣'])(
    '%j is refused',
    async (text) => {
      const { code, details } = await errorOf(() => parseMillimetres(text, OFFSET_LIMITS));
      expect([code, details.what]).toEqual(['usage', 'length']);
    },
  );
});

describe('printers', () => {
  it('are kept by name, in whatever capitals; what is not said stays', async () => {
    const registry = await newOrganisation();
    setPrinter(registry, ' Epson  L3210 ', { layout: 'a4', front: { xMm: 0.5, yMm: -1 } });
    setPrinter(registry, 'epson l3210', { flip: 'short' });
    setPrinter(registry, 'Kartu', { layout: 'card' });
    const zero = { xMm: 0, yMm: 0 };
    expect(printersOf(registry.folder)).toEqual([
      { name: 'Epson L3210', layout: 'a4', flip: 'short', front: { xMm: 0.5, yMm: -1 }, back: zero },
      { name: 'Kartu', layout: 'card', flip: 'long', front: zero, back: zero },
    ]);
    expect(findPrinter(registry.folder, 'KARTU').name).toBe('Kartu');
    removePrinter(registry, 'kartu');
    expect(printersOf(registry.folder).map(({ name }) => name)).toEqual(['Epson L3210']);
  });

  it('that are not there are told with those that are', async () => {
    const registry = await newOrganisation();
    setPrinter(registry, 'Epson', {});
    const error = await errorOf(() => findPrinter(registry.folder, 'Canon'));
    expect(error).toMatchObject({ code: 'not-found', details: { what: 'printer', known: 'Epson' } });
  });

  it.each(['', '   ', 'x'.repeat(41), 'a\u0000b'])('of the name %j are refused', async (name) => {
    const registry = await newOrganisation();
    expect((await errorOf(() => setPrinter(registry, name, {}))).details.what).toBe('printer-name');
    expect(printersOf(registry.folder)).toEqual([]);
  });

  it('in a damaged file are not guessed', async () => {
    const registry = await newOrganisation();
    writeFileSync(join(registry.folder, 'printers.json'), '{"format":1,"printers":[{"name":"x"}]}');
    expect((await errorOf(() => printersOf(registry.folder))).code).toBe('data-damaged');
  });
});

describe('the middle of a photo', () => {
  it.each([
    ['50,30', { x: 0.5, y: 0.3 }],
    ['0, 100', { x: 0, y: 1 }],
    ['40% , 35%', { x: 0.4, y: 0.35 }],
  ])('%j', (text, focus) => {
    expect(parseFocus(text)).toEqual(focus);
  });

  it.each(['', '50', '50,101', '-1,5', '0.5,0.3', 'a,b'])('%j is refused', async (text) => {
    expect((await errorOf(() => parseFocus(text))).details.what).toBe('photo-focus');
  });

  it('is kept beside the photo, and a new photo begins without it', async () => {
    const { folder } = await newOrganisation();
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'photos'));
    setPhotoFocus(folder, 'photos/abc.jpg', { x: 0.4, y: 0.2 });
    expect(photoFocusOf(folder, 'photos/abc.jpg')).toEqual({ x: 0.4, y: 0.2 });
    expect(photoFocusOf(folder, 'photos/def.jpg')).toBeUndefined();
    writeFileSync(join(folder, 'photos/abc.focus.json'), '{"x":2}');
    expect((await errorOf(() => photoFocusOf(folder, 'photos/abc.jpg'))).code).toBe('data-damaged');
  });
});

describe('a calibration page', () => {
  it.each([
    ['a4', [595.28, 841.89]],
    ['card', [242.65, 153.01]],
  ] as const)('%s: front and back, in the size of the paper', async (layout, [width, height]) => {
    const { stream, bytes } = sink();
    const none = { xMm: 0, yMm: 0 };
    const order = {
      layout,
      flip: 'long',
      offsets: { front: none, back: none },
      say: (key: string) => key,
    } as const;
    expect(await renderCalibration(order, stream)).toEqual({ pages: 2 });
    const boxes = [
      ...bytes()
        .toString('latin1')
        .matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g),
    ];
    expect(boxes.map(([, w, h]) => [Number(w), Number(h)])).toEqual([
      [expect.closeTo(width, 2), expect.closeTo(height, 2)],
      [expect.closeTo(width, 2), expect.closeTo(height, 2)],
    ]);
  });
});
