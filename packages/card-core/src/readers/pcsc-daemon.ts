import { once } from 'node:events';
import { connect } from 'node:net';

/** Where pcscd listens: what libpcsclite uses itself (winscard_msg.c, getSocketName). */
export function daemonSocketPath(env: NodeJS.ProcessEnv = process.env): string {
  return env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';
}

/** `denied`: it is there, but this user may not use its socket. */
export type DaemonState = 'reachable' | 'absent' | 'denied';

/**
 * Whether pcscd can be talked to, found by connecting to its socket; where systemd listens for it this starts it.
 * Asked before every use of pcsclite, which without a daemon blocks the whole process at full load for ever
 * (pcsclite#21, #37). Windows and macOS have no such socket and are taken as reachable [not tried].
 */
export async function daemonState(
  path = daemonSocketPath(),
  platform = process.platform,
): Promise<DaemonState> {
  if (platform === 'win32' || platform === 'darwin') return 'reachable';
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return 'reachable';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'absent';
  } finally {
    socket.destroy();
  }
}
