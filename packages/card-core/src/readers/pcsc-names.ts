import { KartuError } from '../errors.ts';

/** Which readers of a PC/SC list are ours to use, and which of them somebody means. Pure. */

// An ACR1252 shows its SAM slot as a reader of its own (nfc-pcsc#56), an ACR1281 its contact slot as "ICC".
const CONTACT_ONLY = /\bSAM\b|\bICC\b|\bcontact(ed)?\b|yubikey|nitrokey|\bSIM\b|\be-?token\b/i;
const CONTACTLESS =
  /PICC|contactless|\bCL\b|\bNFC\b|ACR122|ACR125[25]|ACR155|SCL3711|FeliCa|PaSoRi|uTrust 3700|OMNIKEY (5\d2\d|.*CL)|Virtual PCD/i;

/** `contact`: never takes a card on top. `unknown`: a name that says nothing; used when nothing better is there. */
export function readerKind(name: string): 'contactless' | 'contact' | 'unknown' {
  if (CONTACT_ONLY.test(name)) return 'contact';
  return CONTACTLESS.test(name) ? 'contactless' : 'unknown';
}

/** The names that may have a card lying on them, the certain ones first. */
export function usableReaders(names: readonly string[]): string[] {
  const ofKind = (kind: string) => names.filter((name) => readerKind(name) === kind);
  return [...ofKind('contactless'), ...ofKind('unknown')];
}

/**
 * The reader that is meant. Without a name the only contactless one (the only unknown one when there is none);
 * with a name the exact one, else the one that starts with it, else the one that contains it, ignoring case.
 * Throws `reader-none`, `reader-ambiguous` (listing names) or `reader-unknown`.
 */
export function chooseReader(names: readonly string[], wanted?: string): string {
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  const usable = usableReaders(names);
  if (usable.length === 0) {
    throw new KartuError('reader-none', 'no contactless reader is connected', {
      details: { others: names.join(', ') },
    });
  }
  if (wanted === undefined) return onlyOne(preferred(usable), 'several readers are connected');
  const text = wanted.toLowerCase();
  const starting = usable.filter((name) => name.toLowerCase().startsWith(text));
  const matching =
    starting.length > 0 ? starting : usable.filter((name) => name.toLowerCase().includes(text));
  if (text === '' || matching.length === 0) {
    throw new KartuError('reader-unknown', `there is no reader "${wanted}"; there is ${usable.join(', ')}`, {
      details: { name: wanted, names: usable.join(', ') },
    });
  }
  return onlyOne(matching, `"${wanted}" fits several readers`);
}

function preferred(usable: readonly string[]): string[] {
  const certain = usable.filter((name) => readerKind(name) === 'contactless');
  return certain.length > 0 ? certain : [...usable];
}

function onlyOne(candidates: readonly string[], problem: string): string {
  if (candidates.length === 1) return candidates[0]!;
  const names = candidates.join(', ');
  throw new KartuError('reader-ambiguous', `${problem}: ${names}`, {
    details: { names, example: candidates[0]! },
  });
}
