import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../words.ts';

/** Fetched when somebody looks at them: no cashier waits for reports. */
export function LazyReports() {
  const [loaded, setLoaded] = useState<{ view: FunctionComponent } | null>(null);
  useEffect(() => {
    void import('./Reports.tsx').then((module) => setLoaded({ view: module.default }));
  }, []);
  if (!loaded) return <p class="lead">{t('app.loading')}</p>;
  const View = loaded.view;
  return <View />;
}
