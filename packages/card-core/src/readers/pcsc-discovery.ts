import { setTimeout as delay } from 'node:timers/promises';
import type * as NfcPcsc from 'nfc-pcsc';
import type { NFC, RawReader } from 'nfc-pcsc';
import { KartuError } from '../errors.ts';
import { daemonSocketPath, daemonState } from './pcsc-daemon.ts';
import { ReaderMonitor, SETTLE_MS } from './pcsc-monitor.ts';

/** Loads the native add-on when a real reader is wanted, and only then. Throws `pcsc-not-built`. */
export async function loadNfcPcsc(): Promise<typeof NfcPcsc> {
  try {
    return await import('nfc-pcsc');
  } catch (cause) {
    throw new KartuError(
      'pcsc-not-built',
      'nfc-pcsc or its native part is missing. On Debian: apt-get install libpcsclite-dev build-essential, ' +
        'then install the packages again',
      { cause },
    );
  }
}

async function requireDaemon(): Promise<void> {
  const state = await daemonState();
  if (state === 'reachable') return;
  const path = daemonSocketPath();
  const message =
    state === 'denied'
      ? `this user may not use the PC/SC daemon at ${path}`
      : `no PC/SC daemon answers at ${path}. On Debian: apt-get install pcscd, then systemctl start pcscd.socket`;
  throw new KartuError('daemon-absent', message, { details: { path, state } });
}

function newNfc(module: typeof NfcPcsc): NFC {
  try {
    return new module.NFC();
  } catch (cause) {
    // The socket took the connection and the daemon then refused it: polkit, or another version's protocol.
    throw new KartuError('daemon-absent', 'the PC/SC daemon refuses to work for this user', {
      details: { path: daemonSocketPath(), state: 'denied' },
      cause,
    });
  }
}

/** Resolves after the first list of readers, which comes whole in one callback; nfc-pcsc has no event for it. */
function firstList(nfc: NFC, timeoutMs: number): Promise<void> {
  const start = nfc.pcsc.start;
  return new Promise((resolve, reject) => {
    const failed = (cause?: unknown) =>
      reject(
        new KartuError('reader-failed', 'the PC/SC daemon did not list its readers', {
          details: { what: 'daemon-silent' },
          cause,
        }),
      );
    const timer = setTimeout(failed, timeoutMs);
    // lib/pcsclite.js calls it in the next tick.
    nfc.pcsc.start = (callback) => {
      start.call(nfc.pcsc, (error, names) => {
        callback(error, names);
        clearTimeout(timer);
        if (error) failed(error);
        else resolve();
      });
    };
  });
}

/** Two sides of one reader: the native object for its class, and the monitor that owns its status thread. */
export interface FoundReader {
  readonly raw: RawReader;
  readonly monitor: ReaderMonitor;
}

/**
 * All readers of the daemon at this moment, each with a status thread that the caller has to close. nfc-pcsc's own
 * monitor of the list is ended at once: when the daemon dies at the wrong moment it calls itself without end
 * (src/pcsclite.cpp, get_card_readers).
 * Throws `pcsc-not-built`, `daemon-absent`, `reader-failed`.
 */
export async function discoverReaders(timeoutMs: number): Promise<FoundReader[]> {
  const module = await loadNfcPcsc();
  await requireDaemon();
  const nfc = newNfc(module);
  const found: FoundReader[] = [];
  // Without a listener an 'error' event would end the process; what it says comes through firstList.
  nfc.on('error', () => {});
  nfc.on('reader', (reader: NfcPcsc.Reader) => {
    reader.autoProcessing = false;
    reader.on('error', () => {});
    found.push({ raw: reader.reader, monitor: new ReaderMonitor(reader.reader) });
  });
  try {
    await firstList(nfc, timeoutMs);
  } catch (error) {
    await closeAll(found);
    throw error;
  } finally {
    await delay(SETTLE_MS); // see ReaderMonitor.close
    nfc.close();
  }
  return found;
}

export async function closeAll(readers: readonly FoundReader[]): Promise<void> {
  await Promise.all(readers.map(({ monitor }) => monitor.close()));
}
