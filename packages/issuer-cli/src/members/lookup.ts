import { formatMemberNumber, isKartuError, KartuError } from '@kartukita/card-core';
import { parseMemberNumber } from '../numbering/scheme.ts';
import type { Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';

/** The member with a number as somebody typed it. Throws `member-number-invalid`, `not-found`. */
export function findMember(registry: Registry, text: string): Member {
  const { scheme } = registry.organisation();
  const digits = parseMemberNumber(scheme, text);
  try {
    return registry.members.get(digits);
  } catch (error) {
    if (!isKartuError(error, 'not-found')) throw error;
    const memberNumber = formatMemberNumber(digits, scheme.format);
    throw new KartuError('not-found', `there is no member ${memberNumber}`, {
      details: { what: 'member', memberNumber },
      cause: error,
    });
  }
}
