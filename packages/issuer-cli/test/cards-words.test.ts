import { describe, expect, it } from 'vitest';
import * as batches from '../src/locales/batches.ts';
import * as cards from '../src/locales/cards.ts';
import { CARD_LIFE_STATES } from '../src/registry/card-life.ts';

const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g))].sort();

describe.each([
  ['cards', cards],
  ['batches', batches],
])('the words of %s', (_name, { en, id }) => {
  it.each(Object.entries(en))('%s leaves the same gaps in both languages', (key, sentence) => {
    const twin = (id as Record<string, string>)[key]!;
    expect(gapsOf(twin)).toEqual(gapsOf(sentence));
    expect(twin.trim()).not.toBe('');
  });
});

it('every state and outcome has its words', () => {
  const needed = [
    ...[...CARD_LIFE_STATES, 'blocked', 'unblocked'].map((state) => `life.${state}`),
    ...[
      'ordered',
      'handed-over',
      'handed-over-active',
      'active',
      'lost',
      'damaged',
      'retired',
      'blocked',
    ].map((said) => `life.said-${said}`),
    ...['left', 'suspended', 'merged'].flatMap((why) => [
      `batch.card-member-${why}`,
      `detail.card-member-${why}`,
    ]),
    ...['encoded', 'finished', 'already', 'torn', 'spoilt', 'set-aside', 'not-needed', 'again'].map(
      (outcome) => `batch.tap-${outcome}`,
    ),
    ...['complete', 'no-more-cards', 'no-card'].map((ended) => `batch.ended-${ended}`),
  ];
  const known = { ...cards.en, ...batches.en };
  expect(needed.filter((key) => !(key in known))).toEqual([]);
});
