import type { Context, Hono } from 'hono';
import type { Counter } from '../counter/counter.ts';
import type { ArticleImport } from '../day/import/import-articles.ts';
import { articlesOf } from '../ledger/catalogue.ts';
import { byWhom, type Env, only } from './auth.ts';
import type { ArticleFileView } from './protocol.ts';
import { fileNameOf, fileOf } from './uploads.ts';

/** So many rows and remarks are shown; whoever has more begins with these. */
const SHOWN = 100;

/** The catalogue from a CSV file, for supervisors: first what it would do, then (the same file again) done. */
export function addArticleFileRoutes(app: Hono<Env>, counter: Counter): void {
  const previewOf = async (c: Context<Env>) => {
    const { previewArticles } = await import('../day/import/import-articles.ts');
    return previewArticles(counter, fileNameOf(c, 'CSV'), await fileOf(c));
  };
  app.post('/api/articles/preview', only('supervisor'), async (c) => c.json(shown(await previewOf(c))));
  app.post('/api/articles/import', only('supervisor'), async (c) => {
    const preview = await previewOf(c);
    const { takeArticles } = await import('../day/import/import-articles.ts');
    takeArticles(counter, preview, fileNameOf(c, 'CSV'), byWhom(c));
    return c.json({ articles: articlesOf(counter.ledger) });
  });
}

function shown(preview: ArticleImport): ArticleFileView {
  const { added, changed, faults, repairs, rows, unchanged, ignoredColumns } = preview;
  return {
    rows,
    unchanged,
    ignoredColumns,
    added: added.length,
    changed: changed.length,
    faults: faults.length,
    sample: [...added, ...changed].slice(0, SHOWN),
    remarks: [
      ...faults.map((remark) => ({ ...remark, isFault: true })),
      ...repairs.map((remark) => ({ ...remark, isFault: false })),
    ]
      .slice(0, SHOWN)
      .map(({ line, field, what, details, isFault }) => ({
        line,
        field: field ?? null,
        what,
        details: { ...details },
        isFault,
      })),
  };
}
