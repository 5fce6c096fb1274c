import { once } from 'node:events';
import { connect } from 'node:net';

/** Where pcscd listens: what libpcsclite uses itself (winscard_msg.c, getSocketName). */
export function daemonSocketPath(env: NodeJS.ProcessEnv = process.env): string {
  return env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';
}

/** `denied`: it is there, but this user may not use its socket. */
export type DaemonState = 'reachable' | 'absent' | 'denied';

// winscard_msg.h: a header of size and command, then major, minor and result; each 32 bits in the machine's order.
const CMD_VERSION = 0x11;
const VERSION_BYTES = 12;
const PROTOCOL_MAJOR = 4;
const ANSWER_LIMIT_MS = 10_000;

/** The minor version that the daemon gave last. Another one than its own makes it write a line into its log. */
let protocolMinor = 4;

/**
 * Whether pcscd can be talked to, found by asking for its protocol version; where systemd listens for it this
 * starts it. Asked right before every use of pcsclite, which
 * - without a daemon blocks the whole process at full load until there is one (pcsclite#21, #37). A daemon that
 *   dies in the millisecond between the two is not seen; with systemd there is no such moment, since the socket
 *   outlives the daemon;
 * - while the daemon is still setting up its readers blocks the whole process until it is done.
 * Windows and macOS have no such socket and are taken as reachable [not tried].
 */
export async function daemonState(
  path = daemonSocketPath(),
  platform = process.platform,
): Promise<DaemonState> {
  if (platform === 'win32' || platform === 'darwin') return 'reachable';
  const first = await askVersion(path);
  if (first !== 'closed') return first;
  // It died just now, or it turns this user away (access_pcsc in winscard_svc.c closes the connection).
  const second = await askVersion(path);
  return second === 'closed' ? 'denied' : second;
}

function versionRequest(): Uint8Array {
  const words = Uint32Array.of(VERSION_BYTES, CMD_VERSION, PROTOCOL_MAJOR, protocolMinor, 0);
  return new Uint8Array(words.buffer);
}

async function askVersion(path: string): Promise<DaemonState | 'closed'> {
  const socket = connect(path);
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    await once(socket, 'connect', { signal });
    socket.write(versionRequest());
    const closed = once(socket, 'close', { signal }).then(() => undefined);
    const answer = await Promise.race([once(socket, 'data', { signal }), closed]);
    if (answer === undefined) return 'closed';
    const [data] = answer as [Buffer];
    if (data.length === VERSION_BYTES) protocolMinor = new Uint32Array(new Uint8Array(data).buffer)[1]!;
    return 'reachable';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ECONNRESET' || code === 'EPIPE') return 'closed';
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'absent';
  } finally {
    socket.on('error', () => {}).destroy();
  }
}
