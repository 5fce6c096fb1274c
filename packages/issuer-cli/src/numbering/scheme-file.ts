import { KartuError } from '@kartukita/card-core';
import { z } from 'zod';
import { lineOfJsonFault } from '../files.ts';
import { CHECK_ALGORITHMS } from './check-digit.ts';

/** Domain §1: in the organisation, or as an option within a cohort. */
export const UNIQUE_WITHIN = ['organisation', 'cohort'] as const;
export type UniqueWithin = (typeof UNIQUE_WITHIN)[number];

/** A numbering scheme as a file; docs/manual/numbers.en.md shows one. */
const schemeFileSchema = z.strictObject({
  /** See scheme.ts. */
  pattern: z.string().min(1).max(40),
  /** Needed only where the pattern's `C` is not a Luhn digit and its `CC` not MOD 97-10. */
  check: z.enum(CHECK_ALGORITHMS).optional(),
  /** The codes that may stand for `B`, each with its name. */
  branches: z.record(z.string().regex(/^\d{1,6}$/), z.string().trim().min(1).max(60)).optional(),
  /** Within what the unique number is unique; `cohort` needs a year in the pattern. */
  uniqueWithin: z.enum(UNIQUE_WITHIN).optional(),
});

export interface SchemeFile {
  readonly pattern: string;
  readonly check?: (typeof CHECK_ALGORITHMS)[number] | undefined;
  readonly branches?: Readonly<Record<string, string>> | undefined;
  readonly uniqueWithin?: UniqueWithin | undefined;
}

/** Throws `usage` with the place of the first fault. */
export function readSchemeFile(text: string): SchemeFile {
  return parseJsonAs(schemeFileSchema, text, 'number-scheme');
}

/** Typed JSON, or `usage` with `what`: the place and kind of the first fault. */
export function parseJsonAs<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new KartuError('usage', 'not JSON', {
      details: { what: 'json', at: lineOfJsonFault(text, error) },
      cause: error,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const reason = `${issue.path.join('.') || '{}'}: ${issue.message}`.slice(0, 160);
  throw new KartuError('usage', reason, { details: { what, reason } });
}
