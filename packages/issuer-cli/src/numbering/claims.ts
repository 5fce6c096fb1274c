import { KartuError } from '@kartukita/card-core';

/** What stands in the way of a number, and who may approve one. Pure. */

/** `held`: by a member. `reserved`: asked for. `auction`: one runs or is not settled. `cards-out`: given up, but cards in use still carry it. */
export type Availability = 'free' | 'held' | 'reserved' | 'auction' | 'cards-out' | 'potential';

/** The error of a number that cannot be asked for. `number` has all its digits. */
export function unavailable(number: string, availability: Exclude<Availability, 'free'>): KartuError {
  const code = availability === 'potential' ? 'usage' : 'already-exists';
  return new KartuError(code, `number ${number} cannot be asked for: ${availability}`, {
    details: { what: `number-${availability}`, number },
  });
}

/** A person's name as it is kept. Throws `usage`. */
export function operatorName(text: string): string {
  const name = text.normalize('NFKC').trim().replace(/\s+/gu, ' ');
  if (/\p{L}/u.test(name) && !/\p{C}/u.test(name) && [...name].length <= 80) return name;
  throw new KartuError('usage', 'this is not the name of a person', { details: { what: 'number-operator' } });
}

/** However they were typed: small differences do not make a second person. */
export function isSamePerson(one: string, other: string): boolean {
  return personKey(one) === personKey(other);
}

/** What is left of a name when case, blanks and signs do not count. Throws `usage`. */
export function personKey(name: string): string {
  return operatorName(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
