import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { daemonSocketPath, daemonState } from '../../src/readers/pcsc-daemon.ts';

describe('whether the daemon can be talked to', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kartu-daemon-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('a socket that listens: reachable', async () => {
    const server = createServer().listen(join(directory, 's'));
    await once(server, 'listening');
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('reachable');
    server.close();
  });

  test('no socket, and a path that is too long for one: absent', async () => {
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('absent');
    expect(await daemonState(join(directory, 'x'.repeat(200)), 'linux')).toBe('absent');
  });

  test('a file that nobody listens on: absent', async () => {
    writeFileSync(join(directory, 's'), '');
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('absent');
  });

  test.each(['win32', 'darwin'] as const)('%s has no such socket', async (platform) => {
    expect(await daemonState(join(directory, 's'), platform)).toBe('reachable');
  });

  test.each([
    [{}, '/run/pcscd/pcscd.comm'],
    [{ PCSCLITE_CSOCK_NAME: '/tmp/other' }, '/tmp/other'],
  ])('the path for %o is what libpcsclite uses', (env, path) => {
    expect(daemonSocketPath(env)).toBe(path);
  });
});
