import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  base64url,
  type EncryptionIdentity,
  generateEncryptionIdentity,
  generateKeyPair,
  isKartuError,
  KartuError,
  makeTerminalRequest,
  openTerminalBundle,
  openWithPassphrase,
  privateKeyBytes,
  privateKeyFromBytes,
  publicKeyBytes,
  publicKeyFromBytes,
  sealWithPassphrase,
  type TerminalBundle,
} from '@kartukita/card-core';
import { z } from 'zod';
import { Ledger } from '../ledger/ledger.ts';
import { settleInterrupted } from '../sale/recovery.ts';
import { type Counter, ownCertificate, RESTORED } from './counter.ts';
import {
  createFolder,
  type DataFolder,
  dataFolderAt,
  lockFolder,
  readDataFile,
  writeFileDurably,
} from './data-folder.ts';

/** As long as a certificate can carry. */
const MAX_OUTLET = 80;

const keysSchema = z.strictObject({
  signingKey: z.base64url(),
  encryption: z.strictObject({ secret: z.string(), recipient: z.string() }),
});

interface OwnKeys {
  readonly signingKey: KeyObject;
  readonly encryption: EncryptionIdentity;
}

export interface PassphraseGivers {
  /** Asked when the counter has no keys yet. */
  readonly forNewKeys: () => Promise<string>;
  readonly forKeys: () => Promise<string>;
}

/**
 * Makes the counter's keys where it has none, and the request that the issuer answers. Private keys stay in the
 * folder. Asked again, the same keys are requested again.
 */
export async function requestEnrolment(
  path: string,
  outlet: string,
  passphrase: PassphraseGivers,
  now: () => number,
): Promise<{ request: string; newKeys: boolean }> {
  const folder = dataFolderAt(path);
  requireOutletName(outlet);
  createFolder(folder);
  const newKeys = !existsSync(folder.keys);
  const keys = newKeys
    ? await makeKeys(folder, await passphrase.forNewKeys())
    : await openKeys(folder, await passphrase.forKeys());
  const requestedAt = new Date(now()).toISOString();
  const content = { outlet, encryptionRecipient: keys.encryption.recipient, requestedAt };
  return { request: await makeTerminalRequest(content, keys.signingKey), newKeys };
}

function requireOutletName(outlet: string): void {
  const { length } = outlet.trim();
  if (length === 0 || length > MAX_OUTLET || /\p{Cc}/u.test(outlet)) {
    throw new KartuError('usage', `the name of an outlet has 1 to ${MAX_OUTLET} characters`, {
      details: { what: 'outlet-name', max: MAX_OUTLET },
    });
  }
}

async function makeKeys(folder: DataFolder, passphrase: string): Promise<OwnKeys> {
  const { privateKey } = generateKeyPair();
  const encryption = await generateEncryptionIdentity();
  const content = JSON.stringify({ signingKey: base64url(privateKeyBytes(privateKey)), encryption });
  const sealed = await sealWithPassphrase(new TextEncoder().encode(content), passphrase);
  const lock = lockFolder(folder);
  try {
    // Of two that ask at once the first one's keys stay: a request for keys that are gone could never be set up.
    if (existsSync(folder.keys)) {
      throw new KartuError('data-busy', 'another request makes keys here', {
        details: { what: 'keys-made' },
      });
    }
    writeFileDurably(folder.keys, sealed);
  } finally {
    lock.release();
  }
  return { signingKey: privateKey, encryption };
}

async function openKeys(folder: DataFolder, passphrase: string): Promise<OwnKeys> {
  const advice = 'kartu-terminal request --outlet "NAME" -o counter.request';
  const sealed = readDataFile(folder, folder.keys, advice);
  const opened = await ownFile(folder.keys, 'keys-closed', () => openWithPassphrase(sealed, passphrase));
  const keys = keysSchema.parse(JSON.parse(new TextDecoder().decode(opened)));
  return {
    signingKey: privateKeyFromBytes(new Uint8Array(Buffer.from(keys.signingKey, 'base64url'))),
    encryption: keys.encryption,
  };
}

/**
 * Takes in a bundle from the issuer. The first one decides to which organisation this counter belongs; later ones
 * must be by the same and newer.
 *
 * @throws `file-for-another-terminal`, `file-for-another-organisation`, `file-invalid`, `signature-invalid`, …
 */
export async function applyBundle(
  path: string,
  sealed: Uint8Array,
  passphrase: string,
): Promise<TerminalBundle> {
  const folder = dataFolderAt(path);
  const keys = await openKeys(folder, passphrase);
  const lock = lockFolder(folder);
  try {
    const ledger = new Ledger(folder.ledger);
    try {
      const organisationKey = pinnedOrganisation(ledger);
      const { bundle } = await openTerminalBundle(sealed, keys.encryption.secret, {
        signingKey: keys.signingKey,
        organisationKey,
      });
      const applied = Number(ledger.setting('bundle-serial') ?? 0);
      if (bundle.serial < applied) {
        throw new KartuError(
          'file-invalid',
          `this bundle (number ${bundle.serial}) is older than the one in use (number ${applied})`,
          { details: { what: 'bundle-before', number: bundle.serial, applied } },
        );
      }
      // The books first: a counter with a bundle always knows whose it is, wherever this is cut off.
      ledger.setSetting('organisation-key', base64url(publicKeyBytes(bundle.trust.organisationKey)));
      writeFileDurably(folder.bundle, sealed);
      ledger.setSetting('bundle-serial', String(bundle.serial));
      return bundle;
    } finally {
      ledger.close();
    }
  } finally {
    lock.release();
  }
}

/** The organisation that this counter has joined, by its key. */
function pinnedOrganisation(ledger: Ledger): KeyObject | undefined {
  const text = ledger.setting('organisation-key');
  return text === undefined ? undefined : publicKeyFromBytes(new Uint8Array(Buffer.from(text, 'base64url')));
}

/** What does not open in the counter's own folder is damaged there; nobody handed over a wrong file. */
async function ownFile<T>(path: string, what: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!isKartuError(error, 'file-invalid', 'file-for-another-terminal', 'signature-invalid')) throw error;
    throw new KartuError('data-damaged', `${path} does not open`, { details: { what, path }, cause: error });
  }
}

export interface OpenCounter extends Counter {
  /** Its data folder. */
  readonly folder: string;
  /** What files for this counter are encrypted to. */
  readonly encryption: EncryptionIdentity;
  /** A newer bundle comes into force. */
  adopt(bundle: TerminalBundle): void;
  /** Transfers that a crash had cut off and that were marked unresolved now. */
  readonly interrupted: number;
  close(): void;
}

/**
 * Opens a counter that is set up: its keys, the bundle (verified again from the organisation's key downwards), its
 * ledger, and settles what a crash left behind.
 *
 * @throws `data-missing`, `data-busy`, `data-newer`, `data-read-only`, `passphrase-wrong`
 */
export async function openCounter(
  path: string,
  passphrase: string,
  now: () => number = Date.now,
): Promise<OpenCounter> {
  const folder = dataFolderAt(path);
  const keys = await openKeys(folder, passphrase);
  const sealed = readDataFile(folder, folder.bundle, 'kartu-terminal setup counter.bundle');
  const lock = lockFolder(folder);
  let ledger: Ledger | undefined;
  try {
    ledger = openBooks(folder, now);
    const expected = { signingKey: keys.signingKey, organisationKey: pinnedOrganisation(ledger) };
    const { bundle } = await ownFile(folder.bundle, 'bundle-closed', () =>
      openTerminalBundle(sealed, keys.encryption.secret, expected),
    );
    requireNewestBundle(ledger, bundle);
    // Books out of a backup are read, not gone on with.
    const isRestored = ledger.setting(RESTORED) !== undefined;
    const interrupted = isRestored ? 0 : settleInterrupted(ledger).length;
    const books = ledger;
    let inForce = bundle;
    return {
      ledger,
      get bundle() {
        return inForce;
      },
      get certificate() {
        return ownCertificate(inForce);
      },
      signingKey: keys.signingKey,
      encryption: keys.encryption,
      folder: path,
      now,
      interrupted,
      adopt: (newer) => {
        inForce = newer;
      },
      close: () => {
        books.close();
        lock.release();
      },
    };
  } catch (error) {
    ledger?.close();
    lock.release();
    throw error;
  }
}

/**
 * An older bundle that was put back would bring back an older blocklist, or a counter's rights that were ended. A newer
 * one than the books know came into force just before it was cut off.
 */
function requireNewestBundle(ledger: Ledger, bundle: TerminalBundle): void {
  const applied = Number(ledger.setting('bundle-serial') ?? 0);
  if (bundle.serial < applied) {
    throw new KartuError(
      'data-damaged',
      `bundle ${bundle.serial} was put back in place of bundle ${applied}`,
      {
        details: { what: 'bundle-older', serial: bundle.serial, applied },
      },
    );
  }
  if (bundle.serial > applied) ledger.setSetting('bundle-serial', String(bundle.serial));
}

/** The ledger that setup made. A new one in place of a lost one would go on as if nothing had ever been sold. */
function openBooks(folder: DataFolder, now: () => number): Ledger {
  if (existsSync(folder.ledger)) {
    const ledger = new Ledger(folder.ledger, now);
    try {
      if (ledger.setting('organisation-key') !== undefined) return ledger;
    } catch (error) {
      ledger.close();
      throw error;
    }
    ledger.close();
  }
  throw new KartuError('data-damaged', `the ledger of this counter is gone from ${folder.path}`, {
    details: { what: 'ledger-gone', path: folder.path },
  });
}
