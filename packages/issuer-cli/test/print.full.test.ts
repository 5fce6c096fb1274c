import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { printCards } from '../src/print/print-faces.ts';
import { organisationThemes } from '../src/themes.ts';
import { face } from './card-face/support.ts';
import { errorOf, temporaryFolder } from './helpers.ts';

const PROBE = fileURLToPath(new URL('./print-probe.ts', import.meta.url));

describe('a print that is stopped leaves nothing', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, and ends as one that was', async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'kartu-print-'));
    const child = spawn(process.execPath, [PROBE, join(folder, 'faces.pdf')], {
      stdio: ['ignore', 'pipe', 2],
    });
    await once(child.stdout!, 'data');
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.faces\.pdf\..+\.part$/)]);
    child.kill(signal);
    const [, endedBy] = await once(child, 'exit');
    expect(endedBy).toBe(signal);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('by a card whose theme nobody has, after a hundred', async () => {
    const folder = temporaryFolder();
    const cards = Array.from({ length: 101 }, (_, index) =>
      face({ themeId: index < 100 ? 'tegel' : 'absent' }),
    );
    const order = { file: join(folder, 'faces.pdf'), layout: 'card', language: 'id' } as const;
    const error = await errorOf(async () => printCards(cards, await organisationThemes(), order));
    expect(error.code).toBe('not-found');
    expect(readdirSync(folder)).toEqual([]);
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});
