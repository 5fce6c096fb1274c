import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Disk } from '../../../../tools/simulate/disk.ts';
import { Ledger } from '../../src/ledger/ledger.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failed-commit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (disk: Disk) => disk.through(() => new Ledger(join(folder, 'ledger.sqlite')));

// The disk stands in for a write-ahead log: a commit whose sync failed is found again, unless another one followed.
it.each(['sync', 'sync-durable', 'full'] as const)(
  'what people were told had failed (%s) is not found after a crash',
  (how) => {
    const disk = new Disk();
    const ledger = open(disk);
    ledger.setSetting('before', 'yes');
    disk.arm({ kind: 'disk', commit: 1, how });
    expect(() => ledger.setSetting('failed', 'yes')).toThrowError(
      expect.objectContaining({ code: 'data-full' }),
    );
    expect(ledger.setting('failed')).toBeUndefined();
    disk.leave(ledger.database);
    const again = open(disk);
    expect(again.setting('before')).toBe('yes');
    expect(again.setting('failed')).toBeUndefined();
    expect(disk.struck.ghost).toBe(0);
    again.close();
  },
);

it('what fails for another reason leaves no trace', () => {
  const ledger = open(new Disk());
  expect(() =>
    ledger.transact(() => {
      throw new Error('no commit at all');
    }),
  ).toThrow('no commit at all');
  expect(ledger.setting('commit-failed-ms')).toBeUndefined();
  ledger.close();
});
