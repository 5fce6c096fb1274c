/** Every command of the manual's pages in English is done as it is written, on virtual cards. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Practice, pagesIn } from './manual-runner.ts';

describe('the manual in English', () => {
  const practice = new Practice('en');
  beforeAll(() => practice.prepare());
  afterAll(() => practice.end());

  it.each(pagesIn('en'))('%s is done as it is written', (page) => practice.page(page));
});
