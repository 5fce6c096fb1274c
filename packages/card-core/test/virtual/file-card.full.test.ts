import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newCard, openVirtualFile, readImage, writeImage } from '../../src/virtual/index.ts';

const WRITER = join(import.meta.dirname, 'kill-writer.ts');

test('a process killed while it writes loses no answered write, tears none, and blocks nobody', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kartu-kill-'));
  try {
    for (let round = 0; round < 8; round++) {
      const path = join(folder, `card-${round}.nfc`);
      writeImage(path, newCard('ntag215'));
      const child = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      const busy = new Promise<void>((resolve) => {
        child.stdout.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          // Killed after a different number of answers each time.
          if (output.split('\n').length > 3 + round * 5) resolve();
        });
      });
      await busy;
      expect(() => openVirtualFile(path)).toThrowError(expect.objectContaining({ code: 'data-busy' }));
      child.kill('SIGKILL');
      await once(child, 'close');
      const answered = Number(output.trim().split('\n').at(-1));
      const page = Buffer.from(readImage(path).memory).readUInt32BE(0x40);
      expect(page).toBeGreaterThanOrEqual(answered);
      expect(page).toBeLessThanOrEqual(answered + 1);
      expect(existsSync(`${path}.lock`)).toBe(true);
      await openVirtualFile(path).close();
      expect(readdirSync(folder)).toHaveLength(round + 1); // no lock, nothing half written
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
