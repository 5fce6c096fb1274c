import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { linkHash } from '../../packages/card-core/src/index.ts';
import { openRegistry } from '../../packages/issuer-cli/src/index.ts';
import { recordOf } from '../../packages/issuer-cli/src/registry/chains.ts';
import { spreadOf } from './figures.ts';
import { Database } from './libraries.ts';

class TakenBack extends Error {}

/**
 * Microseconds in which a second successor of a record is found, with its case and all that is written of it: the
 * median over forks of cards from all of the history. Each is looked for twice, and the second time counts: what is
 * compared is the work, and not how much of the file is in memory. Nothing of it stays.
 */
export function forkMicroseconds(folder: string, forks: number): number {
  const data = join(folder, 'data');
  const records = someRecords(join(data, 'issuer.sqlite'), forks);
  const registry = openRegistry(data);
  const times: number[] = [];
  try {
    for (const { card, bytes } of records) {
      const other = bytes.slice();
      other.set(randomBytes(64), 32); // by the same counter after the same record, and another one
      const reported = {
        card,
        branch: 0,
        bytes: other,
        hash: linkHash(other),
        record: recordOf(other),
        isOwn: true,
      };
      for (const isCounted of [false, true]) {
        try {
          registry.settlement.transact(() => {
            const started = performance.now();
            const joining = registry.chains.take(reported, { terminal: 0, entry: 0, note: '' });
            if (isCounted) times.push((performance.now() - started) * 1000);
            if (joining !== 'forked') throw new Error(`a fork of card ${card} was ${joining}`);
            throw new TakenBack();
          });
        } catch (error) {
          if (!(error instanceof TakenBack)) throw error;
        }
      }
    }
  } finally {
    registry.close();
  }
  return spreadOf(times).median;
}

function someRecords(path: string, count: number): { card: number; bytes: Uint8Array }[] {
  const database = new Database(path);
  const { last } = database.prepare('SELECT max(id) AS last FROM chain_record').get() as { last: number };
  const find = database.prepare(
    'SELECT card, record AS bytes FROM chain_record WHERE id >= ? AND sequence > 0 ORDER BY id LIMIT 1',
  );
  const rows = Array.from({ length: count }, (_, index) => {
    const { card, bytes } = find.get(1 + Math.floor((index * last) / count)) as {
      card: number;
      bytes: Uint8Array;
    };
    return { card, bytes: new Uint8Array(bytes) };
  });
  database.close();
  return rows;
}
