import { useState } from 'preact/hooks';
import type { ArticleFileView } from '../../../src/web/protocol.ts';
import { postFile, RequestFailed } from '../api.ts';
import { loadArticles } from '../cart.ts';
import { fault } from '../draft.ts';
import { rupiah } from '../format.ts';
import { note } from '../print.ts';
import { dayWord, sentence, t } from '../words.ts';
import { Dialog } from './Dialog.tsx';
import { FileButton } from './FileButton.tsx';
import { Form } from './Form.tsx';

interface Chosen {
  readonly file: File;
  readonly preview: ArticleFileView;
}

/** The catalogue from a CSV file: what it would do, line by line, then (confirmed) done. */
export function ArticleFile() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const look = async (file: File) => {
    fault.value = null;
    try {
      setChosen({ file, preview: await postFile<ArticleFileView>('/api/articles/preview', file) });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      fault.value = error;
    }
  };
  return (
    <>
      <FileButton label={t('article.file')} accept=".csv,.txt,text/csv" isQuiet onFile={look} />
      {chosen ? <Preview {...chosen} onEnd={() => setChosen(null)} /> : null}
    </>
  );
}

function Preview({ file, preview, onEnd }: Chosen & { onEnd: () => void }) {
  const { rows, added, changed, unchanged, faults, ignoredColumns, sample, remarks } = preview;
  const isGood = faults === 0 && added + changed > 0;
  const take = async () => {
    if (isGood) {
      await postFile('/api/articles/import', file);
      await loadArticles();
      note('article.taken-in');
    }
    onEnd();
  };
  return (
    <Dialog label={t('article.file')} onEnd={onEnd} isWide>
      <Form
        title={file.name}
        submit={isGood ? t('article.take-in', { count: added + changed }) : t('app.close')}
        {...(isGood ? { onCancel: onEnd } : {})}
        onSubmit={take}
      >
        <p>
          <strong>{dayWordWith('article.counts', { added, changed, unchanged, faults })}</strong>
        </p>
        {faults > 0 ? <p class="note note-again">{t('article.file-faults', { count: faults })}</p> : null}
        {faults === 0 && added + changed === 0 ? (
          <p class="note">{t('article.file-same', { rows })}</p>
        ) : null}
        {ignoredColumns.length > 0 ? (
          <p>{dayWordWith('article.ignored', { columns: ignoredColumns.join(', ') })}</p>
        ) : null}
        {remarks.length > 0 ? <Remarks remarks={remarks} /> : null}
        {sample.length > 0 && faults === 0 ? <Sample sample={sample} /> : null}
      </Form>
    </Dialog>
  );
}

const dayWordWith = (key: string, gaps: Readonly<Record<string, string | number>>) =>
  sentence(key, gaps) ?? key;

function Remarks({ remarks }: Pick<ArticleFileView, 'remarks'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled is reached by keys
    <section class="scroll preview" tabIndex={0} aria-label={t('article.remarks')}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col" class="number">
              {t('article.line')}
            </th>
            <th scope="col">{t('article.what-is-wrong')}</th>
          </tr>
        </thead>
        <tbody>
          {remarks.map(({ line, field, what, details, isFault }) => (
            <tr key={`${line} ${field} ${what}`}>
              <td class="number">{line}</td>
              <td>
                {isFault ? '✕ ' : `${t('article.put-right')}: `}
                {field ? (
                  <strong>{field === 'name' ? t('article.name') : dayWord(`column.${field}`)}: </strong>
                ) : null}
                {dayWordWith(`detail.${what}`, details)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sample({ sample }: Pick<ArticleFileView, 'sample'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled is reached by keys
    <section class="scroll preview" tabIndex={0} aria-label={t('more.articles')}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">SKU</th>
            <th scope="col">{t('article.name')}</th>
            <th scope="col" class="number">
              {t('article.price')}
            </th>
            <th scope="col" class="number">
              {t('article.member-price-short')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sample.map(({ sku, name, priceRupiah, memberPriceRupiah }) => (
            <tr key={sku}>
              <td>{sku}</td>
              <td>{name}</td>
              <td class="number">{rupiah(priceRupiah)}</td>
              <td class="number">{memberPriceRupiah === null ? '–' : rupiah(memberPriceRupiah)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
