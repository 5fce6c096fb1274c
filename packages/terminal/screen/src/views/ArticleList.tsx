import { useState } from 'preact/hooks';
import type { Article } from '../../../src/web/protocol.ts';
import { post } from '../api.ts';
import { articles, loadArticles } from '../cart.ts';
import { rupiah } from '../format.ts';
import { ArticleFile } from '../parts/ArticleFile.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Field, Form, rupiahIn, textIn } from '../parts/Form.tsx';
import { t } from '../words.ts';

/** What is sold, and at what price; a list of many comes by file (article import). */
export function ArticleList() {
  const [edited, setEdited] = useState<Article | 'new' | null>(null);
  const [removed, setRemoved] = useState<Article | null>(null);
  return (
    <>
      <div class="actions">
        <button type="button" class="big" onClick={() => setEdited('new')}>
          {t('article.new')}
        </button>
        <ArticleFile />
      </div>
      <p>{t('article.import')}</p>
      <ul class="rows">
        {articles.value.map((article) => (
          <li class="row" key={article.sku}>
            <span class="row-amount">{rupiah(article.priceRupiah)}</span>
            <span class="row-text">
              <strong>{article.name}</strong>
              <small>
                {article.sku}
                {article.barcode ? ` · ${article.barcode}` : ''}
                {article.memberPriceRupiah
                  ? ` · ${t('article.members', { amount: rupiah(article.memberPriceRupiah) })}`
                  : ''}
                {article.merchant ? ` · ${t('sell.merchant-is', { member: article.merchant })}` : ''}
              </small>
            </span>
            <span class="row-actions">
              <button type="button" class="secondary" onClick={() => setEdited(article)}>
                {t('article.change')}
              </button>
              <button type="button" class="secondary" onClick={() => setRemoved(article)}>
                {t('article.remove')}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {edited ? <Edit article={edited === 'new' ? undefined : edited} onEnd={() => setEdited(null)} /> : null}
      {removed ? (
        <Confirm
          title={t('article.remove-sure', { name: removed.name })}
          text={t('article.remove-long')}
          yes={t('article.remove')}
          onYes={async () => {
            await post('/api/articles/remove', { sku: removed.sku });
            await loadArticles();
          }}
          onEnd={() => setRemoved(null)}
        />
      ) : null}
    </>
  );
}

function Edit({ article, onEnd }: { article: Article | undefined; onEnd: () => void }) {
  const submit = async (fields: FormData) => {
    const memberPrice = rupiahIn(fields, 'member-price');
    await post('/api/articles', {
      sku: article?.sku ?? textIn(fields, 'sku'),
      name: textIn(fields, 'name'),
      priceRupiah: rupiahIn(fields, 'price'),
      memberPriceRupiah: memberPrice > 0 ? memberPrice : null,
      barcode: textIn(fields, 'barcode') || null,
      merchant: textIn(fields, 'merchant').replaceAll(/[.\s-]/g, '') || null,
    });
    await loadArticles();
    onEnd();
  };
  return (
    <Dialog label={t('article.new')} onEnd={onEnd}>
      <Form
        title={article?.name ?? t('article.new')}
        submit={t('article.save')}
        onCancel={onEnd}
        onSubmit={submit}
      >
        {article ? null : <Field label="SKU" name="sku" />}
        <Field label={t('article.name')} name="name" value={article?.name ?? ''} />
        <Field
          label={t('article.price')}
          name="price"
          kind="rupiah"
          value={String(article?.priceRupiah ?? '')}
        />
        <Field
          label={t('article.member-price')}
          name="member-price"
          kind="rupiah"
          required={false}
          value={String(article?.memberPriceRupiah ?? '')}
        />
        <Field label={t('article.barcode')} name="barcode" required={false} value={article?.barcode ?? ''} />
        <Field
          label={t('sell.merchant-number')}
          name="merchant"
          required={false}
          value={article?.merchant ?? ''}
        />
      </Form>
    </Dialog>
  );
}
