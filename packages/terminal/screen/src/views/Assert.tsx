import { Field, Form, textIn } from '../parts/Form.tsx';
import { placeAssertion, wantedProof } from '../proof.ts';
import { t } from '../words.ts';

const KEPT = 'kartu-audience';

/** To another system: the holder of this card is a member. It gave a nonce, which is typed, scanned or came with a link. */
export function Assert() {
  const wanted = wantedProof.value;
  return (
    <Form
      title={wanted ? t('assert.asks', { audience: wanted.audience }) : t('more.assert')}
      submit={t('assert.go')}
      onSubmit={async (fields) => {
        const [audience, nonce] = [textIn(fields, 'audience'), textIn(fields, 'nonce')];
        if (!wanted) localStorage.setItem(KEPT, audience);
        await placeAssertion(audience, nonce);
      }}
    >
      <p>{t('assert.about')}</p>
      <Field
        label={t('assert.audience')}
        name="audience"
        value={wanted?.audience ?? localStorage.getItem(KEPT) ?? ''}
        isFixed={wanted !== null}
        help={t('assert.audience-help')}
      />
      <Field
        label={t('assert.nonce')}
        name="nonce"
        value={wanted?.nonce ?? ''}
        isFixed={wanted !== null}
        help={t('assert.nonce-help')}
      />
    </Form>
  );
}
