import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatMemberNumber, KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, csvText } from '@kartukita/card-core/console';
import { z } from 'zod';
import {
  exists,
  lineOfJsonFault,
  readGivenFile,
  requireWritableTarget,
  writeFileAtomically,
} from '../files.ts';
import type { MemberExport } from '../registry/member-files.ts';
import { MEMBER_STATES, type Member } from '../registry/members.ts';
import type { Registry } from '../registry/registry.ts';

/** Profiles that come along; an organisation lays its own into its data folder, and they go first. */
const SHIPPED_PROFILES = fileURLToPath(new URL('../../../../fixtures/export-profiles', import.meta.url));
const OWN_PROFILES = 'export-profiles';
const MAX_PROFILE_BYTES = 100_000;
const PAGE_ROWS = 10_000;
const PREVIEW_ROWS = 5;

const EXPORTED = [
  'memberNumber',
  'name',
  'cohort',
  'birthDate',
  'phone',
  'email',
  'address',
  'branch',
  'state',
  'registeredAt',
] as const;
type ExportedField = (typeof EXPORTED)[number];

/** What a mask leaves of a value. */
const MASKS = {
  /** 1971-05-20 → 1971 */
  year: (text: string) => text.slice(0, 4),
  /** Ani Lestari → A. L. */
  initials: (text: string) =>
    text
      .split(' ')
      .map((word) => `${[...word][0] ?? ''}.`)
      .join(' '),
  /** +6281234567890 → ********7890 */
  'last-4': (text: string) => `********${text.slice(-4)}`,
  /** ani@contoh.example → contoh.example */
  domain: (text: string) => text.slice(text.indexOf('@') + 1),
} as const;
type Mask = keyof typeof MASKS;

/** A mask for the wrong field would let everything through, or make no sense. */
const MASKS_OF: Readonly<Partial<Record<ExportedField, readonly Mask[]>>> = {
  memberNumber: ['last-4'],
  name: ['initials'],
  birthDate: ['year'],
  registeredAt: ['year'],
  phone: ['last-4'],
  email: ['domain'],
};

const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** For whom and why: shown with each preview, and kept in the record. */
  purpose: z.string().min(1).max(300),
  states: z.array(z.enum(MEMBER_STATES)).min(1),
  separator: z.enum([',', ';', '\t']).default(','),
  columns: z
    .array(
      z
        .strictObject({
          field: z.enum(EXPORTED),
          head: z.string().min(1).max(60),
          mask: z.enum(Object.keys(MASKS) as [Mask, ...Mask[]]).optional(),
        })
        .refine(({ field, mask }) => mask === undefined || (MASKS_OF[field] ?? []).includes(mask), {
          message: 'this mask is not for this field',
        }),
    )
    .min(1)
    .refine((columns) => new Set(columns.map(({ head }) => head)).size === columns.length, {
      message: 'two columns have the same head',
    }),
});

/** Which fields of which members leave, in which order, and what is left of them. */
export type ExportProfile = z.infer<typeof profileSchema>;

/**
 * The profile of a name (letters, digits and hyphens: looked for in the data folder first) or of a file. Throws
 * `not-found`, `file-unreadable`, `file-invalid` for anything in it that is not known: a slip must not let data out.
 */
export function loadProfile(dataFolder: string, nameOrPath: string): ExportProfile {
  const byName = /^[a-z0-9-]+$/.test(nameOrPath);
  const places = [join(dataFolder, OWN_PROFILES), SHIPPED_PROFILES].map((folder) =>
    join(folder, `${nameOrPath}.json`),
  );
  const path = byName ? places.find(exists) : nameOrPath;
  if (path === undefined) {
    throw new KartuError('not-found', `there is no export profile ${nameOrPath}`, {
      details: { what: 'export-profile', profile: nameOrPath },
    });
  }
  const text = readGivenFile(path, MAX_PROFILE_BYTES).toString('utf8');
  try {
    return profileSchema.parse(JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    if (!issue) {
      const details = { what: 'json', at: lineOfJsonFault(text, error) };
      throw new KartuError('file-invalid', `${path}: not JSON`, { details, cause: error });
    }
    const reason = `${issue.path.join('.')}: ${issue.message}`;
    throw new KartuError('file-invalid', `${path}: ${reason}`, {
      details: { what: 'export-profile-invalid', path, reason },
      cause: error,
    });
  }
}

export interface ExportPreview {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly members: number;
}

/** What would leave: the first rows, and how many there are. */
export function previewExport(registry: Registry, profile: ExportProfile): ExportPreview {
  const { members } = registry;
  const first = members.current(profile.states, 0, PREVIEW_ROWS);
  const head = profile.columns.map((column) => column.head);
  const rows = first.map(rowMaker(registry, profile));
  return { head, rows, members: members.countCurrent(profile.states) };
}

/**
 * Writes the file. It is recorded first: a record without a file does no harm, a file without a record does. Throws
 * `already-exists`, `data-full`, …
 */
export function exportMembers(
  registry: Registry,
  profile: ExportProfile,
  path: string,
  reason: string,
  options: { overwrite: boolean },
): MemberExport {
  requireWritableTarget(path, options);
  const { files } = registry.members;
  let [content, made]: [Buffer | undefined, MemberExport | undefined] = [undefined, undefined];
  // In one transaction: nobody changes a member between two pages.
  files.keepIf(() => {
    const table = tableOf(registry, profile);
    content = table.content;
    const digest = createHash('sha256').update(table.content).digest('hex');
    made = files.recordExport(profile, table.members, digest, reason);
    return true;
  });
  writeFileAtomically(path, content!, options);
  return made!;
}

/** The whole file. A page at a time: all members as objects would be many times as large. */
function tableOf(registry: Registry, profile: ExportProfile): { content: Buffer; members: number } {
  const row = rowMaker(registry, profile);
  const text = (rows: readonly (readonly string[])[]) => csvText(rows, profile.separator);
  const parts = [Buffer.from(BYTE_ORDER_MARK + text([profile.columns.map(({ head }) => head)]), 'utf8')];
  let members = 0;
  for (let page = pageAfter(registry, profile, 0); page.length > 0; ) {
    parts.push(Buffer.from(text(page.map(row)), 'utf8'));
    members += page.length;
    page = pageAfter(registry, profile, page.at(-1)!.id);
  }
  return { content: Buffer.concat(parts), members };
}

/** Merged members never leave: their record is that of another one. */
function pageAfter(registry: Registry, profile: ExportProfile, afterId: number): Member[] {
  return registry.members.current(profile.states, afterId, PAGE_ROWS);
}

function rowMaker(registry: Registry, profile: ExportProfile): (member: Member) => string[] {
  const { format } = registry.organisation().scheme;
  return (member) =>
    profile.columns.map(({ field, mask }) => {
      const value =
        field === 'memberNumber' ? formatMemberNumber(member.memberNumber, format) : member[field];
      if (value === undefined) return '';
      const text = field === 'registeredAt' ? String(value).slice(0, 10) : String(value);
      return mask === undefined ? text : MASKS[mask](text);
    });
}
