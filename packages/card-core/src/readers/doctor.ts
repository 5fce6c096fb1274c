import { readFile } from 'node:fs/promises';
import { isKartuError } from '../errors.ts';
import { listPcscReaders, type PcscReaderInfo } from './pcsc.ts';
import { type DaemonState, daemonSocketPath, daemonState } from './pcsc-daemon.ts';
import { loadNfcPcsc } from './pcsc-discovery.ts';

/** One thing that was looked at. `advice` is empty when there is nothing to do. English for now. */
export interface Finding {
  readonly id: 'node' | 'nfc-pcsc' | 'daemon' | 'daemon-permission' | 'kernel-modules' | 'readers' | 'polkit';
  readonly ok: boolean | 'unknown';
  readonly found: string;
  readonly advice: string;
}

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
  const ok = major > 22 || (major === 22 && minor >= 18);
  const advice = ok ? '' : 'Install Node 24, or run through "npm start", which brings its own.';
  return { id: 'node', ok, found: `Node ${nodeVersion}`, advice };
}

async function checkNfcPcsc(machine: Machine): Promise<Finding> {
  const outcome = await settled(machine.loadNfcPcsc());
  if ('value' in outcome)
    return { id: 'nfc-pcsc', ok: true, found: 'nfc-pcsc is built and loads', advice: '' };
  const { error } = outcome;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return {
    id: 'nfc-pcsc',
    ok: false,
    found: `nfc-pcsc does not load: ${textOf(cause).split('\n')[0]}`,
    advice:
      'Install what it is built with (Debian: apt-get install libpcsclite-dev build-essential python3), then ' +
      'install the packages again. Everything but a real reader works without it.',
  };
}

function checkDaemon({ socketPath }: Machine, state: DaemonState): Finding {
  const ok = state !== 'absent';
  return {
    id: 'daemon',
    ok,
    found: ok ? `the PC/SC daemon is there (${socketPath})` : `no PC/SC daemon answers at ${socketPath}`,
    advice: ok ? '' : 'Debian: apt-get install pcscd, then systemctl enable --now pcscd.socket.',
  };
}

function checkPermission({ socketPath }: Machine, state: DaemonState): Finding {
  const base = { id: 'daemon-permission' } as const;
  if (state === 'absent') return { ...base, ok: 'unknown', found: 'there is no daemon to ask', advice: '' };
  if (state === 'reachable') return { ...base, ok: true, found: 'this user may use its socket', advice: '' };
  const advice = `Give this user access to ${socketPath}; as installed it is open to everybody (mode 0666).`;
  return { ...base, ok: false, found: 'this user may not use its socket', advice };
}

/** These drive an ACR122U from the kernel and so take it from pcscd (pcsc-tools#20). */
const RIVAL_MODULES = ['pn533_usb', 'pn533', 'nfc'];

function checkKernelModules(modules: string | undefined): Finding {
  const base = { id: 'kernel-modules' } as const;
  if (modules === undefined)
    return { ...base, ok: 'unknown', found: 'no list of kernel modules here', advice: '' };
  const loaded = modules.split('\n').map((line) => line.split(' ')[0]);
  const rivals = RIVAL_MODULES.filter((name) => loaded.includes(name));
  if (rivals.length === 0)
    return { ...base, ok: true, found: 'no kernel module takes an ACR122U away', advice: '' };
  return {
    ...base,
    ok: false,
    found: `loaded: ${rivals.join(', ')}; with them pcscd does not get an ACR122U`,
    advice:
      `As root: modprobe -r ${rivals.join(' ')}; and for good, in /etc/modprobe.d/blacklist-nfc.conf: ` +
      `${RIVAL_MODULES.map((name) => `"blacklist ${name}"`).join(', ')}.`,
  };
}

function checkReaders(readers: Outcome<PcscReaderInfo[]> | undefined): Finding {
  const base = { id: 'readers' } as const;
  if (readers === undefined)
    return { ...base, ok: 'unknown', found: 'readers could not be listed', advice: '' };
  if ('error' in readers) {
    return {
      ...base,
      ok: false,
      found: textOf(readers.error),
      advice: 'Restart the daemon: systemctl restart pcscd.',
    };
  }
  if (readers.value.length === 0) {
    const advice =
      'Plug the reader in. If it is in, pcscd may lack its driver (Debian: apt-get install libccid).';
    return { ...base, ok: false, found: 'no contactless reader is connected', advice };
  }
  const found = readers.value.map(
    ({ name, profile, hasCard }) => `${name} (${profile.id}${hasCard ? ', with a card' : ''})`,
  );
  return { ...base, ok: true, found: found.join('; '), advice: '' };
}

function checkPolkit({ platform, uid }: Machine, readers: Outcome<PcscReaderInfo[]> | undefined): Finding {
  const base = { id: 'polkit' } as const;
  if (platform !== 'linux' || uid === 0)
    return { ...base, ok: true, found: 'polkit is not asked here', advice: '' };
  if (readers !== undefined && 'value' in readers) {
    return { ...base, ok: true, found: 'the daemon lets this user in', advice: '' };
  }
  const refused = readers !== undefined && isKartuError(readers.error, 'daemon-absent');
  return {
    ...base,
    ok: refused ? false : 'unknown',
    found: refused ? 'the daemon refuses this user' : 'the daemon may ask polkit about users other than root',
    advice:
      'Where pcscd is built with polkit it serves only users who sit at the machine; over ssh or as a service, ' +
      'allow org.debian.pcsc-lite.access_pcsc and org.debian.pcsc-lite.access_card in /etc/polkit-1/rules.d.',
  };
}
