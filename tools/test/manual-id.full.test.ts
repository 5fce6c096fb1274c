/** Every command of the manual's pages in Indonesian is done as it is written, on virtual cards. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Practice, pagesIn } from './manual-runner.ts';

describe('the manual in Indonesian', () => {
  const practice = new Practice('id');
  beforeAll(() => practice.prepare());
  afterAll(() => practice.end());

  it.each(pagesIn('id'))('%s is done as it is written', (page) => practice.page(page));
});
