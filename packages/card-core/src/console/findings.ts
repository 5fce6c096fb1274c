import { statusName } from '../apdu/status-words.ts';
import type { Finding } from '../readers/doctor.ts';
import { type Language, say, sentenceFor } from './sentences.ts';

/** A finding in words: what was found, and what to do; `advice` is empty when there is nothing to do. */
export function tellFinding(language: Language, finding: Finding): { found: string; advice: string } {
  const { what, details, advice, error, readers = [] } = finding;
  const names = readers.map(({ name, profile, hasCard }) =>
    say(language, hasCard ? 'machine.reader-with-card' : 'machine.reader', { name, profile: profile.id }),
  );
  return {
    found: error
      ? sentenceFor(language, error)
      : say(language, `machine.${what}`, { ...details, names: names.join('; ') || (details.names ?? '') }),
    advice: advice === undefined ? '' : say(language, `machine.${advice}-advice`, details),
  };
}

/** What a status word of a reader means. */
export function tellStatus(language: Language, sw: number): string {
  return say(language, `status.${statusName(sw)}`, { available: sw & 0xff });
}
