import type { RegistryDatabase } from './database.ts';
import { SCHEMA_VERSION } from './schema.ts';

/** How much there is of everything: numbers only, nothing of anybody. */
export interface Statistics {
  readonly schemaVersion: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly cards: readonly { readonly kind: string; readonly state: string; readonly count: number }[];
  readonly sequences: Readonly<Record<string, number>>;
  readonly lastBackupAt: string | null;
}

export function statisticsOf(database: RegistryDatabase): Statistics {
  const tables = database.all<{ name: string }>(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
     ORDER BY name`,
  );
  const count = (table: string) =>
    database.get<{ count: number }>(`SELECT count(*) AS count FROM "${table.replaceAll('"', '""')}"`)
      ?.count ?? 0;
  const sequences = database.all<{ name: string; last: number }>('SELECT name, last FROM sequences');
  return {
    schemaVersion: SCHEMA_VERSION,
    rows: Object.fromEntries(tables.map(({ name }) => [name, count(name)])),
    cards: database.all(
      'SELECT kind, state, count(*) AS count FROM cards GROUP BY kind, state ORDER BY kind, state',
    ),
    sequences: Object.fromEntries(sequences.map(({ name, last }) => [name, last])),
    lastBackupAt:
      database.get<{ at: string }>(
        "SELECT at FROM audit WHERE action = 'backup-made' ORDER BY id DESC LIMIT 1",
      )?.at ?? null,
  };
}
