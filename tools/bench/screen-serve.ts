import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newCard, openVirtualFile, writeImage } from '../../packages/card-core/src/virtual/index.ts';
import {
  addMember,
  enrolTerminal,
  initOrganisation,
  issueCard,
  unlockIssuerKeys,
} from '../../packages/issuer-cli/src/index.ts';
import { applyBundle, requestEnrolment } from '../../packages/terminal/src/counter/enrol.ts';
import { compiledBefore } from './screen-run.ts';
import { ListeningWindow } from './screen-window.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PASSPHRASE = 'test passphrase of no value';
const CARD = 'ani.nfc';

/**
 * `kartu-terminal serve` itself, as its service starts it, in a folder that was enrolled: resident memory after so many
 * taps of a virtual card. Linux only, as that is where another process's memory can be read.
 */
export async function servedBytes(taps: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-serve-'));
  try {
    await makeShop(folder);
    await serveOnce(folder, 0); // the second start finds what the first one compiled
    return await serveOnce(folder, taps);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serveOnce(folder: string, taps: number): Promise<number> {
  const data = ['--data', join(folder, 'counter'), '--passphrase-file', join(folder, 'passphrase')];
  const serve = ['serve', '--port', '0', '--virtual-tray', join(folder, 'tray')];
  const program = [at('tools/with-node.mjs'), at('packages/terminal/src/main.ts')];
  const child = spawn(process.execPath, [...program, ...data, '--json', ...serve], {
    env: compiledBefore(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const { url } = JSON.parse(String((await once(child.stdout, 'data'))[0])) as { url: string };
    const window = await ListeningWindow.open(url);
    for (let i = 0; i < taps; i++) {
      await window.post('/api/tray/lay', { card: CARD, leave: 'never' });
      await window.until(({ card }) => card?.history !== undefined);
      await window.post('/api/tray/take', { card: CARD });
      await window.until(({ card }) => card === null);
    }
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    window.close();
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)![1]) * 1024;
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

/** An organisation, its counter and a member's card. */
async function makeShop(folder: string): Promise<void> {
  const counter = join(folder, 'counter');
  const uri = 'https://kartu.example';
  writeFileSync(join(folder, 'passphrase'), `${PASSPHRASE}\n`);
  const registry = await initOrganisation(join(folder, 'office'), { name: 'Contoh', uri }, PASSPHRASE);
  try {
    const keys = await unlockIssuerKeys(registry, PASSPHRASE);
    const passphrase = async () => PASSPHRASE;
    const givers = { forNewKeys: passphrase, forKeys: passphrase };
    const { request } = await requestEnrolment(counter, 'Gerai Satu', givers, Date.now);
    await applyBundle(counter, (await enrolTerminal(registry, keys, request, {})).sealed, PASSPHRASE);
    const { memberNumber } = addMember(registry, { name: 'Anggota Contoh', cohort: '1989' });
    mkdirSync(join(folder, 'tray'));
    writeImage(join(folder, 'tray', CARD), newCard('ntag215'));
    const reader = openVirtualFile(join(folder, 'tray', CARD));
    await issueCard(registry, keys, reader, { memberNumber, theme: { id: 'sawah', number: 1 } });
    await reader.close();
  } finally {
    registry.close();
  }
}
