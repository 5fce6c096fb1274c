import type { Context, Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import { articlesOf, removeArticle, setArticle } from '../day/articles.ts';
import { byWhom, type Env, only } from './auth.ts';
import { bodyOf, REQUESTS } from './requests.ts';

/** What is sold: read by every cashier, changed by supervisors. */
export function addCatalogueRoutes(app: Hono<Env>, counter: Counter): void {
  const list = (c: Context<Env>) => c.json({ articles: articlesOf(counter.ledger) });
  app.get('/api/articles', list);
  app.post('/api/articles', only('supervisor'), async (c) => {
    const article = await bodyOf(c, REQUESTS.article);
    setArticle(counter, { ...article, active: true }, byWhom(c));
    return list(c);
  });
  app.post('/api/articles/remove', only('supervisor'), async (c) => {
    removeArticle(counter, (await bodyOf(c, REQUESTS.sku)).sku, byWhom(c));
    return list(c);
  });
}
