import { Icon, type IconName } from '../parts/Icon.tsx';
import { isSupervisor } from '../session.ts';
import { morePart } from '../state.ts';
import { t } from '../words.ts';
import { ArticleList } from './ArticleList.tsx';
import { Assert } from './Assert.tsx';
import { Audit } from './Audit.tsx';
import { Cashiers } from './Cashiers.tsx';
import { Events } from './Events.tsx';
import { LazyReports } from './LazyReports.tsx';
import { Printer } from './Printer.tsx';
import { Settle } from './Settle.tsx';

const PARTS = [
  { name: 'events', icon: 'event', supervisor: false, view: Events },
  { name: 'assert', icon: 'proof', supervisor: false, view: Assert },
  { name: 'reports', icon: 'chart', supervisor: true, view: LazyReports },
  { name: 'articles', icon: 'sale', supervisor: true, view: ArticleList },
  { name: 'settle', icon: 'settle', supervisor: true, view: Settle },
  { name: 'printer', icon: 'printer', supervisor: true, view: Printer },
  { name: 'cashiers', icon: 'person', supervisor: true, view: Cashiers },
  { name: 'audit', icon: 'list', supervisor: true, view: Audit },
] as const satisfies readonly { name: string; icon: IconName; supervisor: boolean; view: () => unknown }[];

/** What is not needed with every customer. */
export function More() {
  const shown = PARTS.find(({ name }) => name === morePart.value);
  const setPart = (name: string | null) => {
    morePart.value = name;
  };
  if (shown) {
    const View = shown.view;
    return (
      <div class="page">
        <div class="page-head">
          <button type="button" class="secondary" onClick={() => setPart(null)}>
            ← {t('app.back')}
          </button>
          <h1 class="view-title">{t(`more.${shown.name}`)}</h1>
        </div>
        <View />
      </div>
    );
  }
  return (
    <div class="page">
      <h1 class="view-title">{t('view.more')}</h1>
      <ul class="tiles">
        {PARTS.map(({ name, icon, supervisor }) => (
          <li key={name}>
            <button
              type="button"
              class="tile"
              disabled={supervisor && !isSupervisor.value}
              onClick={() => setPart(name)}
            >
              <Icon name={icon} size={36} />
              <strong>{t(`more.${name}`)}</strong>
              {supervisor && !isSupervisor.value ? <small>{t('more.supervisor')}</small> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
