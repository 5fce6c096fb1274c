import type { KeyObject } from 'node:crypto';
import { KartuError, type TerminalBundle, type TerminalCertificate } from '@kartukita/card-core';
import type { Duty } from '../ledger/audit.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** A counter that is set up and open: its books, its keys, and what the organisation told it. */
export interface Counter {
  readonly ledger: Ledger;
  readonly bundle: TerminalBundle;
  readonly certificate: TerminalCertificate;
  readonly signingKey: KeyObject;
  /** Milliseconds since 1970; injected so that a test can turn the clock. */
  readonly now: () => number;
  /** Who stands at it, in which shift; what is reserved is signed off with it. A tap may be given its own. */
  readonly duty?: Duty | undefined;
  /** How slowly PINs are hashed (binary logarithm of scrypt's N), where that is not the usual; tests hurry. */
  readonly pinCost?: number | undefined;
}

/** The counter's own certificate among those of its bundle. */
export function ownCertificate(bundle: TerminalBundle): TerminalCertificate {
  const own = bundle.trust.terminals.get(bundle.terminal);
  if (!own)
    throw new KartuError('certificate-invalid', 'the bundle lacks this counter’s certificate', {
      details: { what: 'certificate-own' },
    });
  return own.certificate;
}

/** The setting of a ledger that came out of a backup: when. Such a counter takes no cards. */
export const RESTORED = 'restored';
