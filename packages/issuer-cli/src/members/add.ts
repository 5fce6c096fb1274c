import { formatMemberNumber, KartuError } from '@kartukita/card-core';
import type { Member, MemberRecord } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';
import { normaliseName, parseBirthDate, parseCohort, parseEmail, parsePhone, parseText } from './details.ts';
import { keepPhoto } from './photo.ts';

/** A member as the secretariat types it. */
export interface MemberApplication {
  readonly name: string;
  /** Year of four digits; needed where the organisation's numbers show it. */
  readonly cohort?: string | undefined;
  /** File to be copied into the data folder. */
  readonly photoPath?: string | undefined;
  readonly birthDate?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly address?: string | undefined;
  readonly branch?: string | undefined;
}

/** The details of an application as they are kept, the photo aside. Throws `usage`. */
export function checkDetails(
  application: Omit<MemberApplication, 'photoPath'>,
  today: Date,
): Omit<MemberRecord, 'photo'> {
  const { cohort, birthDate, phone, email, address, branch } = application;
  return {
    name: normaliseName(application.name),
    cohort: cohort === undefined ? undefined : parseCohort(cohort),
    birthDate: birthDate === undefined ? undefined : parseBirthDate(birthDate, today),
    phone: phone === undefined ? undefined : parsePhone(phone),
    email: email === undefined ? undefined : parseEmail(email),
    address: address === undefined ? undefined : parseText('address', address),
    branch: branch === undefined ? undefined : parseText('branch', branch),
  };
}

/**
 * Checks the details, keeps the photo, and registers the member under the next free number. Throws `already-exists`
 * for somebody who is likely registered already, unless `allowDuplicate`.
 */
export function addMember(
  registry: Registry,
  application: MemberApplication,
  options: { allowDuplicate?: boolean | undefined } = {},
): Member {
  const details = checkDetails(application, registry.now());
  const { scheme } = registry.organisation();
  const duplicate = options.allowDuplicate ? undefined : registry.members.duplicatesOf(details)[0];
  if (duplicate) {
    const memberNumber = formatMemberNumber(duplicate.other.memberNumber, scheme.format);
    throw new KartuError('already-exists', `${memberNumber} is likely the same person`, {
      details: { what: 'member-duplicate', memberNumber, name: duplicate.other.name },
    });
  }
  const photo =
    application.photoPath === undefined ? undefined : keepPhoto(registry.folder, application.photoPath);
  return registry.members.add(scheme, { ...details, photo });
}
