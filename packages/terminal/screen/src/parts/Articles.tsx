import { useState } from 'preact/hooks';
import { addArticle, articles, cardPrice, cartLines, changeCount } from '../cart.ts';
import { rupiah } from '../format.ts';
import { t } from '../words.ts';
import { Pieces } from './Pieces.tsx';

const SHOWN = 60;

/** What is sold, to touch or to search. */
export function Articles() {
  const [wanted, setWanted] = useState('');
  const words = wanted.trim().toLowerCase();
  const found = articles.value.filter(
    ({ name, sku, barcode }) =>
      name.toLowerCase().includes(words) || sku.toLowerCase().includes(words) || barcode === wanted.trim(),
  );
  const onSearch = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || found.length === 0) return;
    event.preventDefault();
    addArticle(found[0]!);
    setWanted('');
  };
  return (
    <div class="articles">
      <input
        type="search"
        value={wanted}
        placeholder={t('sell.search')}
        aria-label={t('sell.search')}
        onInput={(event) => setWanted(event.currentTarget.value)}
        onKeyDown={onSearch}
      />
      <ul class="article-grid">
        {found.slice(0, SHOWN).map((article) => (
          <li key={article.sku}>
            <button type="button" class="article" onClick={() => addArticle(article)}>
              <span>{article.name}</span>
              <strong>{rupiah(cardPrice(article))}</strong>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p>{t('sell.no-article')}</p> : null}
    </div>
  );
}

/** What was put together so far. */
export function Cart() {
  return (
    <ul class="cart" aria-label={t('sell.cart')}>
      {cartLines.value.map(({ article, count, amountRupiah }) => (
        <li key={article.sku}>
          <span class="cart-name">{article.name}</span>
          <Pieces name={article.name} count={count} onChange={(by) => changeCount(article.sku, by)} />
          <span class="cart-amount">{rupiah(amountRupiah)}</span>
        </li>
      ))}
    </ul>
  );
}
