import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { daemonState } from '../../packages/card-core/src/readers/pcsc-daemon.ts';
import { buildDrivers, findRigParts, type RigParts } from './build-driver.ts';

/** Names that the real readers show; pcscd appends " 00 00" (reader and slot number). */
export const READER_NAMES = {
  acr122u: 'ACS ACR122U PICC Interface',
  acr1252: 'ACS ACR1252 1S CL Reader PICC',
  acr1252Sam: 'ACS ACR1252 1S CL Reader SAM',
  plain: 'Virtual PCD',
} as const;

const PID_FILE = '/run/pcscd/pcscd.pid';
/** The kernel ends the daemon when this process is killed, which no handler of ours could do (util-linux). */
const DIE_WITH_US = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];
const START_LIMIT_MS = 10_000;

export interface RigReader {
  /** As PC/SC lists it. */
  readonly name: string;
  /** Where a virtual card connects (vpcd protocol). */
  readonly port: number;
}

/** A running pcscd of our own with virtual readers. */
export interface Rig {
  readonly socketPath: string;
  readonly readers: readonly RigReader[];
  /** Pid of the daemon; undefined when it is not running. */
  readonly pid: number | undefined;
  /** Starts the daemon again after `stop` or `kill`. */
  start(): Promise<void>;
  /** Asks the daemon to end and waits for it. */
  stop(): Promise<void>;
  /** SIGKILL, and the stale socket stays, as after a crash. */
  kill(): Promise<void>;
  /** Pulls a reader's cable and waits until pcscd has noticed. */
  unplug(index?: number): Promise<void>;
  /** Puts the cable back; pcscd notices at its next poll (400 ms). */
  plug(index?: number): void;
  /** What the daemon printed. */
  log(): string;
  /** Stops the daemon and removes everything. */
  dispose(): Promise<void>;
}

/** Why the rig cannot run here, or undefined. */
export function rigProblem(): string | undefined {
  if (process.platform !== 'linux') return 'the PC/SC test rig needs Linux';
  const parts = findRigParts();
  if (typeof parts === 'string') return parts;
  // pcscd makes /run/pcscd for its pid file even when it is given its socket.
  if (process.getuid?.() !== 0 && !existsSync('/run/pcscd')) return 'pcscd needs root to make /run/pcscd';
  return undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function readerConf(readers: readonly { friendlyName: string; port: number; library: string }[]): string {
  return readers
    .map(({ friendlyName, port, library }) =>
      [
        `FRIENDLYNAME "${friendlyName}"`,
        `DEVICENAME /dev/null:0x${port.toString(16).toUpperCase()}`,
        `LIBPATH ${library}`,
        `CHANNELID 0x${port.toString(16).toUpperCase()}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** The descriptor of a listening server; Node keeps it on the (undocumented) handle. */
function descriptorOf(server: Server): number {
  const handle = (server as unknown as { _handle?: { fd?: number } })._handle;
  if (typeof handle?.fd !== 'number' || handle.fd < 0)
    throw new Error('this Node hides the descriptor of a server');
  return handle.fd;
}

/**
 * Spawns pcscd with a listening socket of ours as descriptor 3, the way systemd would (sd_listen_fds(3)). This is
 * what lets it live beside a system pcscd: its own socket path is compiled in, the client's is PCSCLITE_CSOCK_NAME.
 */
async function spawnDaemon(
  parts: RigParts,
  directory: string,
  socketPath: string,
  preload: string,
): Promise<ChildProcess> {
  rmSync(socketPath, { force: true });
  const temporary = `${socketPath}.new`;
  rmSync(temporary, { force: true });
  const server = createServer().listen(temporary);
  await once(server, 'listening');
  const log = openSync(join(directory, 'pcscd.log'), 'a');
  // From here to close() without a pause, so that this process never accepts a client meant for the daemon.
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'LISTEN_PID=$$ exec "$0" "$@"',
      ...DIE_WITH_US,
      parts.pcscd,
      '-f',
      '-i',
      '-c',
      join(directory, 'reader.conf.d'),
    ],
    {
      stdio: ['ignore', log, log, descriptorOf(server)],
      env: { ...process.env, LISTEN_FDS: '1', LD_PRELOAD: preload },
    },
  );
  renameSync(temporary, socketPath);
  server.close();
  closeSync(log);
  return child;
}

/** A system daemon's pid file, which ours overwrites and removes. */
function saveForeignPidFile(): () => void {
  if (!existsSync(PID_FILE)) return () => {};
  const content = readFileSync(PID_FILE);
  return () => {
    const pid = Number.parseInt(content.toString(), 10);
    if (!existsSync(PID_FILE) && existsSync(`/proc/${pid}`)) writeFileSync(PID_FILE, content);
  };
}

let rigCount = 0;

/**
 * Starts the real pcscd in the foreground with one virtual reader for each name and points this process's PC/SC
 * client at it. libpcsclite reads PCSCLITE_CSOCK_NAME once in a process, at its first call: every rig of one
 * process uses the same socket path, one after the other.
 */
export async function startRig(options: { readers?: readonly string[] } = {}): Promise<Rig> {
  const parts = findRigParts();
  if (typeof parts === 'string') throw new Error(parts);
  const socketDirectory = join(tmpdir(), `kartu-pcsc-${process.pid}`);
  const directory = join(socketDirectory, `rig-${rigCount++}`);
  mkdirSync(join(directory, 'reader.conf.d'), { recursive: true });
  const socketPath = join(socketDirectory, 'pcscd.comm');
  const names = options.readers ?? [READER_NAMES.acr122u];
  if (new Set(names).size !== names.length) throw new Error('the readers of a rig need different names');
  const { preload, libraries } = buildDrivers(parts, directory, names.length);
  const entries: { friendlyName: string; port: number; library: string }[] = [];
  for (const [index, friendlyName] of names.entries()) {
    entries.push({ friendlyName, port: await freePort(), library: libraries[index]! });
  }
  writeFileSync(join(directory, 'reader.conf.d', 'kartu'), readerConf(entries));
  const rig = new RunningRig(parts, directory, socketPath, preload, entries);
  process.env.PCSCLITE_CSOCK_NAME = socketPath;
  await rig.start();
  return rig;
}

interface Entry {
  readonly friendlyName: string;
  readonly port: number;
  readonly library: string;
}

class RunningRig implements Rig {
  readonly socketPath: string;
  readonly readers: readonly RigReader[];
  readonly #parts: RigParts;
  readonly #directory: string;
  readonly #preload: string;
  readonly #entries: readonly Entry[];
  #daemon: ChildProcess | undefined;
  #restorePidFile: () => void = () => {};
  readonly #killAtExit = () => this.#daemon?.kill('SIGKILL');

  constructor(parts: RigParts, directory: string, socketPath: string, preload: string, entries: Entry[]) {
    this.#parts = parts;
    this.#directory = directory;
    this.socketPath = socketPath;
    this.#preload = preload;
    this.#entries = entries;
    // pcscd appends the number among readers of one driver, and the slot.
    this.readers = entries.map(({ friendlyName, port }) => ({ name: `${friendlyName} 00 00`, port }));
  }

  get pid(): number | undefined {
    return this.#daemon?.pid;
  }

  async start(): Promise<void> {
    if (this.#daemon !== undefined) throw new Error('the daemon is already running');
    this.#restorePidFile = saveForeignPidFile();
    const daemon = await spawnDaemon(this.#parts, this.#directory, this.socketPath, this.#preload);
    this.#daemon = daemon;
    process.on('exit', this.#killAtExit);
    const deadline = Date.now() + START_LIMIT_MS;
    // It answers when every reader has been looked at once. Before that a card of this process must not come: the
    // daemon would wait for the card, and nfc-pcsc, which blocks this process, for the daemon.
    while ((await daemonState(this.socketPath)) !== 'reachable') {
      if (daemon.exitCode !== null || daemon.signalCode !== null || Date.now() > deadline) {
        await this.stop();
        throw new Error(`pcscd did not start:\n${this.log()}`);
      }
      await delay(10);
    }
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === undefined) return;
    this.#daemon = undefined;
    process.off('exit', this.#killAtExit);
    if (daemon.exitCode === null && daemon.signalCode === null) {
      const exited = once(daemon, 'exit');
      daemon.kill(signal);
      const patience = setTimeout(() => daemon.kill('SIGKILL'), START_LIMIT_MS);
      await exited;
      clearTimeout(patience);
    }
    this.#restorePidFile();
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.socketPath, { force: true });
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  #marker(index: number): string {
    const entry = this.#entries[index];
    if (entry === undefined) throw new Error(`the rig has no reader ${index}`);
    return `${entry.library}.unplugged`;
  }

  async unplug(index = 0): Promise<void> {
    const before = this.log().length;
    writeFileSync(this.#marker(index), '');
    const deadline = Date.now() + START_LIMIT_MS;
    while (!this.log().slice(before).includes(`Error communicating to: ${this.readers[index]!.name}`)) {
      if (Date.now() > deadline) throw new Error(`pcscd did not notice:\n${this.log()}`);
      await delay(10);
    }
  }

  plug(index = 0): void {
    rmSync(this.#marker(index), { force: true });
  }

  log(): string {
    const path = join(this.#directory, 'pcscd.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true, force: true });
    try {
      rmdirSync(dirname(this.socketPath));
    } catch {
      // another rig of this process still has its folder there
    }
  }
}
