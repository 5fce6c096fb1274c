import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtScreen } from '../../screen/build.ts';
import { TEST_PASSPHRASE } from '../commands/seeded.ts';
import { resultOf, type Shop, templateForFile } from '../commands/shop.ts';

const template = templateForFile();

async function newShop(): Promise<Shop> {
  await builtScreen();
  const shop = (await template()).shop();
  mkdirSync(shop.path('tray'));
  cpSync(shop.path('ani.nfc'), shop.path('tray/ani.nfc'));
  return shop;
}

const TRAY = ['serve', '--port', '0', '--virtual-tray', 'tray'];

/** The first line that it says, and the promise of how it ends. */
async function started(child: ChildProcess) {
  const ended = resultOf(child);
  const said = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (text) => resolve(String(text))),
  );
  return { said, ended };
}

describe('kartu-terminal serve', () => {
  it('says where it is, on this computer alone, and ends in order when it is told to', async () => {
    const shop = await newShop();
    const child = shop.start(['--json', ...TRAY]);
    const { said, ended } = await started(child);
    const { url, interrupted } = JSON.parse(said);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(interrupted).toBe(0);
    expect((await fetch(url)).headers.get('content-security-policy')).toContain("default-src 'none'");
    // The folder is held as long as it serves.
    expect((await shop.run(['balance', '--reader', 'virtual:budi.mfd'])).status).toBe(7);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 0 });
    expect((await shop.run(['verify'])).status).toBe(0);
  });

  it('takes the passphrase from the credentials of a systemd service', async () => {
    const shop = await newShop();
    mkdirSync(shop.path('credentials'));
    writeFileSync(join(shop.path('credentials'), 'kartu-passphrase'), `${TEST_PASSPHRASE}\n`);
    const env = { KARTU_PASSPHRASE_FILE: '', CREDENTIALS_DIRECTORY: shop.path('credentials') };
    const child = shop.start(TRAY, env);
    const { said, ended } = await started(child);
    expect(said).toContain('http://127.0.0.1:');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 0 });
  });

  it.each([
    ['no reader', ['serve'], 2],
    ['two readers', [...TRAY, '--reader', 'pcsc'], 2],
    ['a port that is none', ['serve', '--port', '99999', '--virtual-tray', 'tray'], 2],
    ['a tray without cards', ['serve', '--port', '0', '--virtual-tray', 'counter'], 2],
    ['a tray that is not there', ['serve', '--port', '0', '--virtual-tray', 'nowhere'], 2],
  ])('refuses %s', async (_what, args, status) => {
    const shop = await newShop();
    const result = await shop.run(args);
    expect(result).toMatchObject({ stdout: '' });
    expect(result.stderr).not.toBe('');
    expect([result.status, result.stderr]).toEqual([status, result.stderr]);
  });

  it('refuses a port that another program uses', async () => {
    const shop = await newShop();
    const child = shop.start(['--json', ...TRAY]);
    const { said, ended } = await started(child);
    const { port } = new URL(JSON.parse(said).url);
    const args = ['--data', 'counter2', 'serve', '--port', port, '--virtual-tray', 'tray'];
    const second = await shop.run(args);
    expect(second).toMatchObject({ status: 2, stdout: '' });
    expect(second.stderr).toContain(port);
    child.kill('SIGTERM');
    await ended;
  });
});
