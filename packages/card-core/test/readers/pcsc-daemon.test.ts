import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes.ts';
import { daemonSocketPath, daemonState } from '../../src/readers/pcsc-daemon.ts';

describe('whether the daemon can be talked to', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kartu-daemon-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  async function daemon(onClient: (client: Socket) => void): Promise<Server> {
    const server = createServer((client) => {
      client.on('error', () => {});
      onClient(client);
    }).listen(join(directory, 's'));
    await once(server, 'listening');
    return server;
  }

  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);

  test('one that tells its protocol version is reachable, and is asked with its own version from then on', async () => {
    const asked: string[] = [];
    const server = await daemon((client) =>
      client.on('data', (request) => {
        asked.push(toHex(request));
        client.write(words(4, 5, 0));
      }),
    );
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('reachable');
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('reachable');
    // winscard_msg.h: size 12, CMD_VERSION 11h, major, minor, result
    expect(asked).toEqual([toHex(words(12, 0x11, 4, 4, 0)), toHex(words(12, 0x11, 4, 5, 0))]);
    server.close();
  });

  test.each<[string, (client: Socket) => void]>([
    ['hangs up at once', (client) => client.destroy()],
    ['hangs up when it is asked', (client) => client.once('data', () => client.destroy())],
  ])('one that %s, again and again, denies', async (_what, hangUp) => {
    const server = await daemon(hangUp);
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('denied');
    server.close();
  });

  test('one that dies when it is asked is absent', async () => {
    const server: Server = await daemon((client) => {
      server.close();
      client.destroy();
    });
    expect(await daemonState(join(directory, 's'), 'linux')).toBe('absent');
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
