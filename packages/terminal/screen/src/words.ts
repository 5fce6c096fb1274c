import { signal } from '@preact/signals';
import { en as dayEn } from '../../src/day/locales/en.ts';
import { id as dayId } from '../../src/day/locales/id.ts';
import * as details from '../../src/locales/details.ts';
import { en as counterEn } from '../../src/locales/en.ts';
import { id as counterId } from '../../src/locales/id.ts';
import * as settlement from '../../src/locales/settlement.ts';
import type { RefusalCode } from '../../src/web/protocol.ts';
import type { RequestFailed } from './api.ts';
import { en, type Word } from './words/en.ts';
import { id } from './words/id.ts';

export type Language = 'en' | 'id';
type Gaps = Readonly<Record<string, string | number>>;

const KEPT = 'kartu-language';

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...dayEn, ...details.en, ...settlement.en, ...counterEn, ...en },
  id: { ...dayId, ...details.id, ...settlement.id, ...counterId, ...id },
};

export const language = signal<Language>(keptLanguage() ?? 'id');

/** What this window was set to before; undefined when it never was. */
export function keptLanguage(): Language | undefined {
  const kept = localStorage.getItem(KEPT);
  return kept === 'en' || kept === 'id' ? kept : undefined;
}

export function setLanguage(next: Language): void {
  language.value = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
}

/** A word or sentence in the window's language, its gaps `{{name}}` filled. */
export function t(word: Word, gaps: Gaps = {}): string {
  return lookUp(word, gaps) ?? word;
}

/** What the cashier is told of a refusal, and what the member may hear. */
export function refusalWords(code: RefusalCode, who: 'cashier' | 'member', gaps: Gaps): string {
  const own = who === 'cashier' ? lookUp(`screen.${code}`, gaps) : undefined;
  return own ?? lookUp(`${who}.${code}`, gaps) ?? code;
}

export function kindWord(kind: string): string {
  return lookUp(`kind.${kind}`, {}) ?? lookUp(`fact.${kind}`, {}) ?? kind;
}

export function faultWords(code: string): string {
  return lookUp(`fault.${code}`, {}) ?? t('fault.other', { code });
}

/** What is wrong with what was asked: the domain says why where it knows, else the code's own sentence. */
export function problemWords({ code, details }: RequestFailed): string {
  const gaps = { ...details, until: untilWords(details['until']) };
  return (
    lookUp(`screen.${details['what']}`, gaps) ?? lookUp(`detail.${details['what']}`, gaps) ?? faultWords(code)
  );
}

/** A word of the counter's day: kinds of facts, tenders, what is no article. */
export function dayWord(key: string): string {
  return lookUp(key, {}) ?? key;
}

/** A sentence of the counter's own catalogues, which its commands tell too; undefined where there is none. */
export function sentence(key: string, gaps: Gaps): string | undefined {
  return lookUp(key, gaps);
}

function untilWords(until: string | number | undefined): string {
  if (until === undefined) return '';
  return new Date(until).toLocaleTimeString(language.value === 'id' ? 'id-ID' : 'en-GB');
}

function lookUp(key: string, gaps: Gaps): string | undefined {
  const sentence = WORDS[language.value][key];
  return sentence?.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(gaps[name] ?? ''));
}
