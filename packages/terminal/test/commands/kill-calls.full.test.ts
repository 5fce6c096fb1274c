import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isKartuError } from '@kartukita/card-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counter } from '../../src/counter/counter.ts';
import { openCounter } from '../../src/counter/enrol.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { settleInterrupted } from '../../src/sale/recovery.ts';
import { prove } from '../world.ts';
import { TEST_PASSPHRASE } from './seeded.ts';
import { resultOf, Template } from './shop.ts';
import { tapFile } from './tap-file.ts';

/**
 * A counter killed at every system call by which its ledger's files are written: strace lets a sale run in a process
 * of its own and ends it, as by SIGKILL, at the n-th call, before the call has done anything. The call is then the
 * boundary: everything up to it is in the files, nothing behind it. The index of the log is shared memory and makes
 * no calls; that it is never trusted after a crash is SQLite's own rule.
 */
const STRACE = '/usr/bin/strace';
const LOOP = fileURLToPath(new URL('./tap-loop.ts', import.meta.url));
const CALLS = 'pwrite64,write,fsync,fdatasync,ftruncate,fallocate,rename,unlink';
const FILES = ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm', 'ledger.sqlite-journal'];
const SALE = { kind: 'sale', amountRupiah: 12_500, reference: 'nota-1' } as const;
/** As many processes at a time: they spend their time starting. */
const AT_ONCE = 2;

const problem = existsSync(STRACE) ? undefined : 'strace is not here (Debian: apt-get install strace)';
if (problem !== undefined) process.stdout.write(`skipped: a kill at every system call: ${problem}\n`);

interface Call {
  readonly name: string;
  /** The how many-th of its name, from 1. */
  readonly occurrence: number;
}

/** The sale in a process of its own, traced; ends at `die` where one is given. Gives the calls on the ledger's files. */
async function tracedSale(
  folder: string,
  card: string,
  die?: Call,
): Promise<{ calls: Call[]; stderr: string }> {
  const trace = join(folder, 'trace');
  const files = FILES.flatMap((name) => ['-P', join(folder, 'counter', name)]);
  const inject = die ? ['-e', `inject=${die.name}:signal=SIGKILL:when=${die.occurrence}`] : [];
  const child = spawn(
    STRACE,
    [
      ...['-f', '-qq', '-o', trace, '-e', `trace=${CALLS}`, ...files, ...inject],
      ...[process.execPath, LOOP, 'counter', card, JSON.stringify(SALE), 'never'],
    ],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        KARTU_PASSPHRASE_FILE: join(folder, 'passphrase'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const { stderr } = await resultOf(child);
  return { calls: callsOf(readFileSync(trace, 'utf8')), stderr };
}

function callsOf(trace: string): Call[] {
  const counts = new Map<string, number>();
  return [...trace.matchAll(/^\d+ +([a-z0-9]+)\(/gm)].map(([, name]) => {
    const occurrence = (counts.get(name!) ?? 0) + 1;
    counts.set(name!, occurrence);
    return { name: name!, occurrence };
  });
}

/** A shop whose cards hold Rp50.000 each, and its counter's keys; the books are opened anew after each kill. */
let base: { readonly template: Template; readonly folder: string; readonly keys: Counter };

beforeAll(async () => {
  if (problem !== undefined) return;
  const template = await Template.make();
  const folder = mkdtempSync(join(tmpdir(), 'kartu-kill-calls-'));
  cpSync(template.folder, folder, { recursive: true });
  const keys = await openCounter(join(folder, 'counter'), TEST_PASSPHRASE);
  for (const card of ['ani.nfc', 'citra.nfc']) {
    await tapFile(keys, join(folder, card), { kind: 'topup', amountRupiah: 50_000 });
  }
  keys.close();
  base = { template, folder, keys };
});
afterAll(() => {
  if (!base) return;
  base.template.remove();
  rmSync(base.folder, { recursive: true, force: true });
});

/** Does something with a copy of the shop, and takes it away again. */
async function inCopy<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-kill-calls-'));
  try {
    cpSync(base.folder, folder, { recursive: true });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a start after the kill finds, and the same sale under the same name once more. Gives how it ended. */
async function recovered(folder: string, card: string): Promise<string> {
  const ledger = new Ledger(join(folder, 'counter/ledger.sqlite'));
  try {
    const counter: Counter = {
      ...base.keys,
      bundle: base.keys.bundle,
      certificate: base.keys.certificate,
      ledger,
    };
    expect(prove(counter).findings).toEqual([]);
    const interrupted = settleInterrupted(ledger).length;
    const path = join(folder, card);
    const again = await tapFile(counter, path, SALE).catch((error: unknown) => {
      if (isKartuError(error, 'already-exists')) return undefined;
      throw error;
    });
    if (again) expect(again).toMatchObject({ outcome: 'posted', balanceRupiah: 37_500 });
    expect(await tapFile(counter, path, { kind: 'balance' })).toMatchObject({
      ...{ outcome: 'read', balanceRupiah: 37_500, owedRupiah: 0 },
    });
    expect(prove(counter)).toMatchObject({
      findings: [],
      transfers: { posted: 3, voided: 0, unresolved: 0, pending: 0 },
    });
    expect(ledger.accountBalance('sales')).toBe(-12_500);
    expect(ledger.accountBalance('drawer')).toBe(100_000);
    expect(ledger.accountBalance('elsewhere')).toBe(0);
    return !again ? 'was paid' : interrupted > 0 ? 'was reserved' : 'had not begun';
  } finally {
    ledger.close();
  }
}

describe.skipIf(problem !== undefined)('a counter killed at every system call on its ledger', () => {
  it.each([
    ['ani.nfc', 1],
    // The same path of the same files: a sample shows that a card whose balance is in the ledger alone fares the same.
    ['citra.nfc', 5],
  ] as const)('comes to one sale in the end, with %s', async (card, stride) => {
    const { calls, stderr } = await inCopy((folder) => tracedSale(folder, card));
    expect(stderr).toBe('');
    expect(calls.map(({ name }) => name)).toContain('fsync');
    expect(calls.length).toBeGreaterThan(40);

    const seen = new Map<string, number>();
    const waiting = calls.map((call, index) => ({ call, index })).filter(({ index }) => index % stride === 0);
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { call, index } = next;
        const end = await inCopy(async (folder) => {
          const killed = await tracedSale(folder, card, call);
          // Killed there and nowhere else.
          expect(killed).toEqual({ calls: calls.slice(0, index + 1), stderr: '' });
          return recovered(folder, card);
        }).catch((cause: Error) => {
          throw new Error(`killed at ${call.name} ${call.occurrence}, call ${index + 1} of ${calls.length}`, {
            cause,
          });
        });
        seen.set(end, (seen.get(end) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    // Each of the three came up: the sweep reaches before, into and past the sale.
    expect([...seen.keys()].sort()).toEqual(['had not begun', 'was paid', 'was reserved']);
  });
});
