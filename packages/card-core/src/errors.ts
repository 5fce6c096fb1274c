/**
 * Every failure that a person or a script has to tell apart, with the exit status of the command line.
 * Codes are stable: they are documented in docs/errors.md and a test holds that page to this table.
 */
export const ERRORS = {
  // 1: a fault of ours
  'internal-error': 1,
  // 2: the command was not given as it should be
  usage: 2,
  'amount-invalid': 2,
  'member-number-invalid': 2,
  'not-found': 2,
  'already-exists': 2,
  // 3: refused by a rule of the counter; the reason is one of REFUSALS
  refused: 3,
  'not-permitted': 3,
  // 4: the card may or may not hold the new state: tap the same card again
  unresolved: 4,
  // 5: reader and daemon
  'reader-none': 5,
  'reader-ambiguous': 5,
  'reader-unknown': 5,
  'reader-lost': 5,
  'reader-unsupported': 5,
  'daemon-absent': 5,
  'pcsc-not-built': 5,
  'no-card': 5,
  'reader-failed': 5,
  'printer-unreachable': 5,
  // 6: the card
  'card-removed': 6,
  'card-changed': 6,
  'card-unsupported': 6,
  'card-foreign': 6,
  'card-blank': 6,
  'card-of-other-member': 6,
  'card-full': 6,
  'card-locked': 6,
  'card-damaged': 6,
  'card-authentication-failed': 6,
  'card-write-failed': 6,
  'card-not-as-issued': 6,
  'image-invalid': 6,
  // 7: the data folder
  'data-missing': 7,
  'data-exists': 7,
  'data-read-only': 7,
  'data-full': 7,
  'data-newer': 7,
  'data-busy': 7,
  'data-damaged': 7,
  // 8: keys and passphrases
  'passphrase-wrong': 8,
  'passphrase-missing': 8,
  'operator-missing': 8,
  'operator-wrong': 8,
  'operator-locked': 8,
  'pin-wrong': 8,
  'pin-locked': 8,
  'signature-invalid': 8,
  'certificate-invalid': 8,
  // 9: a file that was handed over
  'file-unreadable': 9,
  'file-invalid': 9,
  'file-for-another-organisation': 9,
  'file-for-another-terminal': 9,
  'record-invalid': 9,
  'theme-invalid': 9,
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What a sentence for people fills its gaps with; never a secret. */
export type ErrorDetails = Record<string, string | number>;

/**
 * The one base class of all expected failures. `message` is an English sentence for developers and logs; people
 * are shown the sentence of the catalogue that belongs to `code`, filled from `details`.
 */
export class KartuError extends Error {
  override readonly name = 'KartuError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** Exit status of a command that ends with this error. */
  get exitStatus(): number {
    return ERRORS[this.code];
  }
}

/** True for a KartuError of one of the given codes (of any code when none is given). */
export function isKartuError(error: unknown, ...codes: ErrorCode[]): error is KartuError {
  return error instanceof KartuError && (codes.length === 0 || codes.includes(error.code));
}
