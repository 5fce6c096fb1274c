import type { CommanderError } from 'commander';
import { type ErrorDetails, KartuError } from '../errors.ts';

/**
 * What commander finds wrong with a command line as a KartuError `usage`. Commander names what it stopped at only in
 * its English sentence, in quotes. What is worded otherwise than expected is told as commander does.
 */
export function usageError(error: CommanderError): KartuError {
  const message = error.message.replace(/^error: /, '');
  const what = `command-${error.code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (what === 'command-help')
    return new KartuError('usage', 'no command', { details: { what }, cause: error });
  return new KartuError('usage', message, { details: detailsOf(what, message), cause: error });
}

/** How commander words each case; a group of a pattern fills the gap of its name. */
const WORDINGS: Readonly<Record<string, RegExp>> = {
  'command-unknown-option': /^unknown option '(?<name>.*?)'/s,
  'command-unknown-command': /^unknown command '(?<name>.*?)'/s,
  'command-missing-argument': /^missing required argument '(?<name>.*)'$/s,
  'command-option-missing-argument': /^option '(?<name>.*)' argument missing$/s,
  'command-missing-mandatory-option-value': /^required option '(?<name>.*)' not specified$/s,
  'command-conflicting-option': /^option '(?<name>.*)' cannot be used with option '(?<other>.*)'$/s,
  'command-excess-arguments':
    /^too many arguments.* Expected (?<expected>\d+) arguments? but got (?<count>\d+)/s,
  'command-invalid-argument':
    /'(?<name>[^']*)' (?:argument|value) '(?<other>.*?)'(?: from env '.*')? is invalid\. Allowed choices are (?<choices>.*)\.$/s,
};

function detailsOf(what: string, message: string): ErrorDetails {
  const groups = WORDINGS[what]?.exec(message)?.groups;
  if (!groups) return {};
  const meant = /\(Did you mean (?:one of )?(.*)\?\)$/s.exec(message)?.[1];
  const gaps = Object.entries(groups).filter(([, text]) => text !== undefined) as [string, string][];
  const details = { what, ...Object.fromEntries(gaps) };
  return meant === undefined ? details : { ...details, what: `${what}-meant`, meant };
}
