import type { TrayCardView } from '../../../src/web/protocol.ts';
import { till, tray } from '../state.ts';
import { t } from '../words.ts';
import { Icon } from './Icon.tsx';

/** Cards that exist in this program alone, for trying everything out. */
export function Tray() {
  const cards = till.value?.tray;
  if (!cards) return null;
  const isUnplugged = till.value?.reader.phase === 'lost';
  return (
    <aside class="tray" aria-labelledby="tray-title">
      <div class="tray-head">
        <h2 id="tray-title">{t('tray.title')}</h2>
        <p>{t('tray.about')}</p>
      </div>
      <ul>
        {cards.map((card, index) => (
          <TrayCard key={card.name} card={card} colour={index % 6} />
        ))}
      </ul>
      <button type="button" class="secondary tray-cable" onClick={() => tray.unplug(!isUnplugged)}>
        {t(isUnplugged ? 'tray.plug' : 'tray.unplug')}
      </button>
    </aside>
  );
}

function TrayCard({ card, colour }: { card: TrayCardView; colour: number }) {
  const { name, title, isLost, isOnReader } = card;
  return (
    <li class={`tray-card tray-colour-${colour}${isLost ? ' is-lost' : ''}${isOnReader ? ' is-on' : ''}`}>
      <button
        type="button"
        class="tray-face"
        disabled={isLost}
        onClick={() => (isOnReader ? tray.take(name) : tray.lay(name, 'answered'))}
      >
        <Icon name={isOnReader ? 'card' : 'tap'} size={28} />
        <span class="tray-name">{title}</span>
        <span class="tray-do">{isLost ? t('tray.lost') : isOnReader ? t('tray.take') : t('tray.tap')}</span>
      </button>
      <div class="tray-more">
        {isLost ? (
          <button
            type="button"
            aria-label={`${t('tray.find')}: ${title}`}
            onClick={() => tray.lose(name, false)}
          >
            {t('tray.find')}
          </button>
        ) : (
          <>
            <button
              type="button"
              aria-label={`${t('tray.hold')}: ${title}`}
              onClick={() => tray.lay(name, 'never')}
            >
              {t('tray.hold')}
            </button>
            <button
              type="button"
              aria-label={`${t('tray.tear')}: ${title}`}
              onClick={() => tray.lay(name, 'torn')}
            >
              {t('tray.tear')}
            </button>
            <button
              type="button"
              aria-label={`${t('tray.lose')}: ${title}`}
              onClick={() => tray.lose(name, true)}
            >
              {t('tray.lose')}
            </button>
          </>
        )}
      </div>
    </li>
  );
}
