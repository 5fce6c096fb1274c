import { readFile } from 'node:fs/promises';
import { type ErrorDetails, isKartuError, type KartuError } from '../errors.ts';
import { listPcscReaders, type PcscReaderInfo } from './pcsc.ts';
import { type DaemonState, daemonSocketPath, daemonState } from './pcsc-daemon.ts';
import { loadNfcPcsc } from './pcsc-discovery.ts';

/**
 * One thing that was looked at. `what` names its sentence in the catalogue, `details` fill it, and `advice` names
 * what to do, where there is something to do: `tellFinding` of the console puts both into words.
 */
export interface Finding {
  readonly id: 'node' | 'nfc-pcsc' | 'daemon' | 'daemon-permission' | 'kernel-modules' | 'readers' | 'polkit';
  readonly ok: boolean | 'unknown';
  readonly what: FindingName;
  readonly details: ErrorDetails;
  readonly advice?: AdviceName;
  /** Where looking itself failed; its own sentence then stands for that of `what`. */
  readonly error?: KartuError;
  /** With `readers-listed`: those that are connected. */
  readonly readers?: readonly PcscReaderInfo[];
}

export type FindingName =
  | 'node'
  | 'nfc-pcsc-loads'
  | 'nfc-pcsc-fails'
  | 'daemon-present'
  | 'daemon-absent'
  | 'socket-nobody'
  | 'socket-open'
  | 'socket-denied'
  | 'modules-unknown'
  | 'modules-none'
  | 'modules-rival'
  | 'readers-unknown'
  | 'readers-failed'
  | 'readers-none'
  | 'readers-listed'
  | 'polkit-not-asked'
  | 'polkit-allows'
  | 'polkit-refuses'
  | 'polkit-unknown';

export type AdviceName =
  | 'node'
  | 'nfc-pcsc'
  | 'daemon'
  | 'socket'
  | 'modules'
  | 'readers-failed'
  | 'readers-none'
  | 'polkit';

/** What the machine says; injected in tests. */
export interface Machine {
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
  /** Undefined where there are no user ids. */
  readonly uid: number | undefined;
  readonly socketPath: string;
  daemonState(): Promise<DaemonState>;
  /** Content of /proc/modules; undefined where there is none. */
  kernelModules(): Promise<string | undefined>;
  loadNfcPcsc(): Promise<unknown>;
  listReaders(): Promise<PcscReaderInfo[]>;
}

export const thisMachine: Machine = {
  nodeVersion: process.versions.node,
  platform: process.platform,
  uid: process.getuid?.(),
  socketPath: daemonSocketPath(),
  daemonState: () => daemonState(),
  kernelModules: () => readFile('/proc/modules', 'utf8').catch(() => undefined),
  loadNfcPcsc,
  listReaders: () => listPcscReaders(),
};

/** Looks at everything that a real reader needs, in the order in which to repair it. Never throws. */
export async function examine(machine: Machine = thisMachine): Promise<Finding[]> {
  const nfcPcsc = await checkNfcPcsc(machine);
  const state = await machine.daemonState();
  const readers =
    nfcPcsc.ok === true && state === 'reachable' ? await settled(machine.listReaders()) : undefined;
  return [
    checkNode(machine),
    nfcPcsc,
    checkDaemon(machine, state),
    checkPermission(machine, state),
    checkKernelModules(await machine.kernelModules()),
    checkReaders(readers),
    checkPolkit(machine, readers),
  ];
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Outcome<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function checkNode({ nodeVersion }: Machine): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const base = { id: 'node', what: 'node', details: { version: nodeVersion } } as const;
  const isEnough = major > 22 || (major === 22 && minor >= 18);
  return isEnough ? { ...base, ok: true } : { ...base, ok: false, advice: 'node' };
}

async function checkNfcPcsc(machine: Machine): Promise<Finding> {
  const base = { id: 'nfc-pcsc' } as const;
  const outcome = await settled(machine.loadNfcPcsc());
  if ('value' in outcome) return { ...base, ok: true, what: 'nfc-pcsc-loads', details: {} };
  const { error } = outcome;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const reason = textOf(cause).split('\n')[0]!;
  return { ...base, ok: false, what: 'nfc-pcsc-fails', details: { reason }, advice: 'nfc-pcsc' };
}

function checkDaemon({ socketPath }: Machine, state: DaemonState): Finding {
  const base = { id: 'daemon', details: { socketPath } } as const;
  if (state !== 'absent') return { ...base, ok: true, what: 'daemon-present' };
  return { ...base, ok: false, what: 'daemon-absent', advice: 'daemon' };
}

function checkPermission({ socketPath }: Machine, state: DaemonState): Finding {
  const base = { id: 'daemon-permission', details: { socketPath } } as const;
  if (state === 'absent') return { ...base, ok: 'unknown', what: 'socket-nobody' };
  if (state === 'reachable') return { ...base, ok: true, what: 'socket-open' };
  return { ...base, ok: false, what: 'socket-denied', advice: 'socket' };
}

/** These drive an ACR122U from the kernel and so take it from pcscd (pcsc-tools#20). */
const RIVAL_MODULES = ['pn533_usb', 'pn533', 'nfc'];

function checkKernelModules(modules: string | undefined): Finding {
  const base = { id: 'kernel-modules' } as const;
  if (modules === undefined) return { ...base, ok: 'unknown', what: 'modules-unknown', details: {} };
  const loaded = modules.split('\n').map((line) => line.split(' ')[0]);
  const rivals = RIVAL_MODULES.filter((name) => loaded.includes(name));
  if (rivals.length === 0) return { ...base, ok: true, what: 'modules-none', details: {} };
  const details = {
    names: rivals.join(', '),
    arguments: rivals.join(' '),
    lines: RIVAL_MODULES.map((name) => `"blacklist ${name}"`).join(', '),
  };
  return { ...base, ok: false, what: 'modules-rival', details, advice: 'modules' };
}

function checkReaders(readers: Outcome<PcscReaderInfo[]> | undefined): Finding {
  const base = { id: 'readers' } as const;
  if (readers === undefined) return { ...base, ok: 'unknown', what: 'readers-unknown', details: {} };
  if ('error' in readers) {
    const failed = { ...base, ok: false, what: 'readers-failed', advice: 'readers-failed' } as const;
    const { error } = readers;
    return { ...failed, details: { reason: textOf(error) }, ...(isKartuError(error) ? { error } : {}) };
  }
  if (readers.value.length === 0)
    return { ...base, ok: false, what: 'readers-none', details: {}, advice: 'readers-none' };
  return { ...base, ok: true, what: 'readers-listed', details: {}, readers: readers.value };
}

function checkPolkit({ platform, uid }: Machine, readers: Outcome<PcscReaderInfo[]> | undefined): Finding {
  const base = { id: 'polkit', details: {} } as const;
  if (platform !== 'linux' || uid === 0) return { ...base, ok: true, what: 'polkit-not-asked' };
  if (readers !== undefined && 'value' in readers) return { ...base, ok: true, what: 'polkit-allows' };
  return readers !== undefined && isKartuError(readers.error, 'daemon-absent')
    ? { ...base, ok: false, what: 'polkit-refuses', advice: 'polkit' }
    : { ...base, ok: 'unknown', what: 'polkit-unknown', advice: 'polkit' };
}
