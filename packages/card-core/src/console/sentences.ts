import i18next from 'i18next';
import type { ErrorDetails, KartuError } from '../errors.ts';
import { forPeople } from './for-people.ts';
import * as detailWords from './locales/details.ts';
import { en } from './locales/en.ts';
import { id } from './locales/id.ts';
import * as machine from './locales/machine.ts';
import * as system from './locales/system.ts';
import * as usage from './locales/usage.ts';

export type Language = 'en' | 'id';

/** Words of a surface: keys are the same in both languages, gaps are written `{{name}}`. */
export type Catalogue = Readonly<Record<string, string>>;

const instance = i18next.createInstance();
void instance.init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  interpolation: { escapeValue: false },
  keySeparator: false,
  nsSeparator: false,
  resources: { en: { translation: {} }, id: { translation: {} } },
});
addCatalogues({ en, id });
addCatalogues({ en: machine.en, id: machine.id });
addCatalogues({ en: detailWords.en, id: detailWords.id });
addCatalogues({ en: system.en, id: system.id });
addCatalogues({ en: usage.en, id: usage.id });

/** Adds an application's own words to those of the core. */
export function addCatalogues(catalogues: Readonly<Record<Language, Catalogue>>): void {
  for (const language of ['en', 'id'] as const) {
    instance.addResourceBundle(language, 'translation', catalogues[language], true, true);
  }
}

export function say(language: Language, key: string, details: ErrorDetails = {}): string {
  return instance.t(key, { lng: language, ...details });
}

/**
 * What a person is told of an error: what happened and what to do next. Domain code says in `details.what` which case
 * of it this is; where the catalogue has a sentence `detail.WHAT`, it stands for the developer's message.
 */
export function sentenceFor(language: Language, error: KartuError): string {
  const details = forPeople(error.details);
  const key = `detail.${details.what}`;
  const said = say(language, key, details);
  const raw = String(details.message ?? error.message);
  const message = said === key ? (systemReason(language, raw, error.details.path) ?? raw) : said;
  const sentence = (text: string) => say(language, `error.${error.code}`, { ...details, message: text });
  // Where the sentence around it ends with its own full stop, one is enough.
  return sentence(sentence('\0').includes('\0.') ? message.replace(/\.$/, '') : message);
}

/** A code alone, or in brackets at the end of what the system says in English: `…, open 'x' (EACCES)`. */
const SYSTEM_CODE = /^(?:(.*)\()?(E[A-Z0-9]{2,}|SQLITE_[A-Z_]+|0x[0-9a-f]{8})\)?$/is;

/**
 * What the operating system, SQLite or PC/SC stopped at, in words with its code behind them; undefined for what is
 * none of theirs, or not in the catalogue.
 */
export function systemReason(
  language: Language,
  text: string,
  path?: string | number | undefined,
): string | undefined {
  const [, rest, code] = SYSTEM_CODE.exec(text) ?? [];
  if (code === undefined) return undefined;
  const key = `system.${/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code}`;
  const sentence = say(language, key);
  if (sentence === key) return undefined;
  // A code alone stands in a sentence that names the file already.
  const reason = rest === undefined || path === undefined ? 'system.reason' : 'system.reason-at';
  return say(language, reason, { sentence, code, path: path ?? '' });
}

/** The language of the environment: Indonesian where the locale says so, else English. */
export function languageOf(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^(id|in)([_.-]|$)/i.test(locale) ? 'id' : 'en';
}
