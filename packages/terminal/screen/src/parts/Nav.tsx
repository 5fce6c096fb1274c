import { VIEW_KEYS } from '../keys.ts';
import { goTo, till, type ViewName, view } from '../state.ts';
import { t } from '../words.ts';
import { Icon, type IconName } from './Icon.tsx';

const ICONS: Readonly<Record<ViewName, IconName>> = {
  sale: 'sale',
  topup: 'topup',
  card: 'card',
  cases: 'cases',
  transactions: 'list',
  shift: 'drawer',
  more: 'more',
};

export function Nav() {
  const open = till.value?.openCases ?? 0;
  return (
    <nav class="nav" aria-label={t('app.views')}>
      {Object.entries(VIEW_KEYS).map(([key, name]) => (
        <button
          key={name}
          type="button"
          class="nav-item"
          aria-current={view.value === name ? 'page' : undefined}
          aria-keyshortcuts={key}
          onClick={() => goTo(name)}
        >
          <Icon name={ICONS[name]} size={26} />
          <span>{t(`view.${name}`)}</span>
          {name === 'cases' && open > 0 ? (
            <span class="badge">
              {open}
              <span class="unseen"> {t('cases.badge', { count: open })}</span>
            </span>
          ) : (
            <kbd class="nav-key">{key}</kbd>
          )}
        </button>
      ))}
    </nav>
  );
}
