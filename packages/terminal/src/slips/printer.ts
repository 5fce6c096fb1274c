import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { KartuError } from '@kartukita/card-core';

/** Characters in a line: 58 mm paper takes 32, 80 mm takes 42 or 48. */
export const COLUMNS = [32, 42, 48] as const;
export type Columns = (typeof COLUMNS)[number];

/** Where the receipt printer is, and how wide its paper. */
export interface PrinterSetting {
  readonly target: PrinterTarget;
  readonly columns: Columns;
  /** Whether a cash drawer hangs on it. */
  readonly drawer: boolean;
}

export type PrinterTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'device'; readonly path: string };

/** What network printers listen on ("raw", "JetDirect", AppSocket). */
const RAW_PORT = 9100;
const TIMEOUT_MS = 5000;
const RETRY_MS = 50;

/**
 * `tcp:HOST[:PORT]` (port 9100 where none is named) or `device:/dev/usb/lp0`. Throws `usage`.
 */
export function parsePrinterTarget(text: string): PrinterTarget {
  const device = /^device:(\/dev\/[\w./-]+)$/.exec(text);
  if (device && !text.includes('..')) return { kind: 'device', path: device[1]! };
  const network = /^tcp:(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i.exec(text);
  const port = Number(network?.[2] ?? RAW_PORT);
  if (network && port >= 1 && port <= 65535) {
    return { kind: 'tcp', host: network[1]!.replace(/^\[|\]$/g, ''), port };
  }
  throw new KartuError('usage', 'a printer is tcp:ADDRESS, tcp:ADDRESS:PORT or device:/dev/usb/lp0', {
    details: { what: 'printer', text: text.slice(0, 60) },
  });
}

export function showPrinterTarget(target: PrinterTarget): string {
  if (target.kind === 'device') return `device:${target.path}`;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `tcp:${host}:${target.port}`;
}

/** Throws `usage`. */
export function parseColumns(text: string): Columns {
  const columns = COLUMNS.find((entry) => String(entry) === text);
  if (columns) return columns;
  throw new KartuError('usage', `--columns takes ${COLUMNS.join(', ')}, not "${text.slice(0, 20)}"`, {
    details: { what: 'columns-option', known: COLUMNS.join(', '), text: text.slice(0, 20) },
  });
}

/**
 * Hands bytes to the printer; returns when it has taken all of them, which is not yet that they are on paper (raw
 * printing tells no more).
 *
 * @throws `printer-unreachable` when it is off, out of reach or takes nothing for five seconds
 */
export async function sendToPrinter(
  target: PrinterTarget,
  bytes: Uint8Array,
  timeoutMs: number = TIMEOUT_MS,
): Promise<void> {
  try {
    if (target.kind === 'tcp') await sendOverNetwork(target, bytes, timeoutMs);
    else await writeToDevice(target.path, bytes, timeoutMs);
  } catch (cause) {
    const printer = showPrinterTarget(target);
    const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    throw new KartuError('printer-unreachable', `${printer}: ${why}`, { details: { printer, why }, cause });
  }
}

function sendOverNetwork(
  { host, port }: { host: string; port: number },
  bytes: Uint8Array,
  timeoutMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    // Also while connecting: the address of a printer that is off answers nothing at all.
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('connect', () => socket.end(bytes));
    socket.once('close', (failed) => {
      if (!failed) resolve();
    });
    socket.resume(); // what a printer says of itself is not read, and must not hold up the end
  });
}

/** Without blocking: a printer without paper would keep a blocking write, and with it the whole program, for ever. */
async function writeToDevice(path: string, bytes: Uint8Array, timeoutMs: number): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    let sent = 0;
    let lastMs = performance.now();
    while (sent < bytes.length) {
      const written = await file.write(bytes, sent).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EAGAIN') return { bytesWritten: 0 };
        throw error;
      });
      sent += written.bytesWritten;
      if (written.bytesWritten > 0) lastMs = performance.now();
      else if (performance.now() - lastMs > timeoutMs) throw new Error('timeout');
      else await sleep(RETRY_MS);
    }
  } finally {
    await file.close();
  }
}
