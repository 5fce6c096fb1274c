import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { normaliseName, parseCohort } from '../src/members/details.ts';
import { findMember } from '../src/members/lookup.ts';
import { errorOf, newOrganisation, temporaryFolder } from './helpers.ts';

/** One white pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

describe('names', () => {
  it.each([
    ['  Ani Lestari ', 'Ani Lestari'],
    ['Ani    Lestari', 'Ani Lestari'],
    ["D'Müller", "D'Müller"],
    ['Rene\u0301', 'René'],
    ['𝒜ni', '𝒜ni'],
    ['a'.repeat(80), 'a'.repeat(80)],
  ])('%j is kept as %j', (text, name) => {
    expect(normaliseName(text)).toBe(name);
  });

  it.each([
    ['', 'name-empty'],
    ['   ', 'name-empty'],
    ['a'.repeat(81), 'name-long'],
    ['Ani\nLestari', 'name-control'],
    ['Ani\u0000', 'name-control'],
    ['Ani\u202Eirtset', 'name-control'],
    ['\uD800', 'name-control'],
    ['1234', 'name-letters'],
  ])('%j is refused: %s', async (text, what) => {
    expect(await errorOf(() => normaliseName(text))).toMatchObject({ code: 'usage', details: { what } });
  });

  it.each(['1899', '2100', '89', '19890', 'abcd', '', '-198', '1e3 '])('%j is no cohort', async (text) => {
    expect(await errorOf(() => parseCohort(text))).toMatchObject({
      code: 'usage',
      details: { what: 'cohort' },
    });
  });
});

describe('registering', () => {
  it('gives each member the next number, whatever the cohort', async () => {
    const registry = await newOrganisation();
    const numbers = ['1989', '2003', '1989'].map(
      (cohort, i) => addMember(registry, { name: `Member ${'ABC'[i]}`, cohort }).memberNumber,
    );
    expect(numbers).toEqual(['8900000001', '0300000002', '8900000003']);
    expect(registry.members.list().map((member) => member.memberNumber)).toEqual(numbers);
  });

  it('leaves nothing behind of a member whose details are refused', async () => {
    const registry = await newOrganisation();
    for (const bad of [{ name: '' }, { name: 'Ani' }, { name: 'Ani', cohort: '89' }]) {
      expect(await errorOf(() => addMember(registry, bad))).toMatchObject({ code: 'usage' });
    }
    expect(registry.members.list()).toEqual([]);
    expect(addMember(registry, { name: 'Ani', cohort: '1989' }).memberNumber).toBe('8900000001');
  });

  it('finds a member by the number as it is typed', async () => {
    const registry = await newOrganisation();
    const member = addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    expect(findMember(registry, '89.00000001')).toEqual(member);
    expect(findMember(registry, '8900000001')).toEqual(member);
    expect(await errorOf(() => findMember(registry, '89.00000002'))).toMatchObject({
      code: 'not-found',
      details: { memberNumber: '89.00000002' },
    });
  });

  it('keeps a copy of the photo, for the owner alone', async () => {
    const registry = await newOrganisation();
    const photoPath = join(temporaryFolder(), 'ani.png');
    writeFileSync(photoPath, PNG);
    const { photo } = addMember(registry, { name: 'Ani', cohort: '1989', photoPath });
    const kept = join(registry.folder, photo!);
    expect(readFileSync(kept)).toEqual(PNG);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const again = addMember(registry, { name: 'Twin', cohort: '1989', photoPath });
    expect(again.photo).toBe(photo);
  });

  it.each([
    ['no picture', Buffer.from('hello'), 'file-invalid'],
    ['a picture cut off', PNG.subarray(0, 40), 'file-invalid'],
  ])('refuses %s as a photo', async (_what, content, code) => {
    const registry = await newOrganisation();
    const photoPath = join(temporaryFolder(), 'photo.png');
    writeFileSync(photoPath, content);
    expect(
      await errorOf(() => addMember(registry, { name: 'Ani', cohort: '1989', photoPath })),
    ).toMatchObject({ code });
    expect(registry.members.list()).toEqual([]);
  });

  it('names a photo that is not there', async () => {
    const registry = await newOrganisation();
    const photoPath = join(temporaryFolder(), 'absent.png');
    const error = await errorOf(() => addMember(registry, { name: 'Ani', cohort: '1989', photoPath }));
    expect(error).toMatchObject({ code: 'file-unreadable', details: { path: photoPath } });
  });
});
