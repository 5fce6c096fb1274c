import { describe, expect, it } from 'vitest';
import * as assertionWords from '../src/locales/assertion.ts';
import { en as mainEn } from '../src/locales/en.ts';
import { id as mainId } from '../src/locales/id.ts';
import { REFUSALS } from '../src/sale/refusals.ts';

const en = { ...mainEn, ...assertionWords.en };
const id = { ...mainId, ...assertionWords.id };
const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the two languages', () => {
  it('say the same things', () => {
    expect(Object.keys(id).sort()).toEqual(Object.keys(en).sort());
  });
  it.each(Object.keys(en) as (keyof typeof en)[])('%s has the same gaps and is translated', (key) => {
    expect(gaps(id[key])).toEqual(gaps(en[key]));
    if (en[key].length > 12) expect(id[key]).not.toBe(en[key]);
  });
});

describe('refusals', () => {
  it('tell a member nothing about a card that is blocked, frozen or not genuine', () => {
    const secretive = [
      'card-blocked',
      'card-frozen',
      'card-behind',
      'card-forked',
      'chip-changed',
      'card-not-genuine',
    ] as const;
    for (const catalogue of [en, id]) {
      expect(new Set(secretive.map((code) => catalogue[`member.${code}`])).size).toBe(1);
    }
  });
  it('each have a sentence for the cashier and one for the member', () => {
    for (const code of Object.keys(REFUSALS)) {
      expect(en).toHaveProperty([`cashier.${code}`]);
      expect(en).toHaveProperty([`member.${code}`]);
    }
  });
});
