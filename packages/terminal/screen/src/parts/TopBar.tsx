import { signOut, who } from '../session.ts';
import { isSoundOn, switchSound } from '../sound.ts';
import { counter, isHelpOpen, isOnline, till } from '../state.ts';
import { language, setLanguage, t } from '../words.ts';
import { Icon } from './Icon.tsx';

export function TopBar() {
  return (
    <header class="top">
      <div class="place">
        <strong>{counter.value?.organisation ?? ''}</strong>
        <span>{counter.value?.outlet ?? ''}</span>
      </div>
      <ReaderChip />
      {who.value?.cashier ? (
        <button type="button" class="tool tool-who" title={t('sign-in.out')} onClick={signOut}>
          <Icon name="person" />
          <span>{who.value.name}</span>
          <span class="tool-word">· {t('sign-in.out')}</span>
        </button>
      ) : null}
      <div class="tools">
        <button
          type="button"
          class="tool"
          aria-pressed={isSoundOn.value}
          title={isSoundOn.value ? t('app.sound-on') : t('app.sound-off')}
          onClick={switchSound}
        >
          <Icon name={isSoundOn.value ? 'sound' : 'mute'} />
          <span class="tool-word">{isSoundOn.value ? t('app.sound-on') : t('app.sound-off')}</span>
        </button>
        <button type="button" class="tool" onClick={() => (isHelpOpen.value = true)}>
          <Icon name="keys" />
          <span class="tool-word">{t('app.help')}</span>
        </button>
        <button
          type="button"
          class="tool"
          lang={language.value === 'en' ? 'id' : 'en'}
          onClick={() => setLanguage(language.value === 'en' ? 'id' : 'en')}
        >
          <Icon name="language" />
          <span class="tool-word">{t('app.language')}</span>
          <span class="tool-short" aria-hidden="true">
            {language.value === 'en' ? 'ID' : 'EN'}
          </span>
        </button>
      </div>
    </header>
  );
}

function ReaderChip() {
  const reader = till.value?.reader;
  if (!isOnline.value) {
    return (
      <p class="chip chip-bad" role="status">
        <Icon name="unplugged" />
        {t('app.offline-short')}
      </p>
    );
  }
  const isReady = reader?.phase === 'ready';
  const word = till.value?.card
    ? t('reader.card')
    : isReady
      ? t('reader.ready')
      : t(`reader.${reader?.phase ?? 'opening'}`);
  return (
    <p class={`chip ${isReady ? 'chip-good' : 'chip-bad'}`} role="status">
      <Icon name={isReady ? (till.value?.card ? 'card' : 'reader') : 'unplugged'} />
      {word}
    </p>
  );
}
