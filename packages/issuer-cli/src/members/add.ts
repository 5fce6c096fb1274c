import type { Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';
import { normaliseName, parseCohort } from './details.ts';
import { keepPhoto } from './photo.ts';

/** A member as the secretariat types it. */
export interface MemberApplication {
  readonly name: string;
  /** Year of four digits; needed where the organisation's numbers show it. */
  readonly cohort?: string | undefined;
  /** File to be copied into the data folder. */
  readonly photoPath?: string | undefined;
}

/** Checks the details, keeps the photo, and registers the member under the next free number. */
export function addMember(registry: Registry, application: MemberApplication): Member {
  const name = normaliseName(application.name);
  const cohort = application.cohort === undefined ? undefined : parseCohort(application.cohort);
  const { scheme } = registry.organisation();
  const photo =
    application.photoPath === undefined ? undefined : keepPhoto(registry.folder, application.photoPath);
  return registry.members.add(scheme, { name, cohort, photo });
}
