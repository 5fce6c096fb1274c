/** Triggers that keep the rows of these tables as they were written. */
export function appendOnly(tables: readonly string[]): string {
  return tables
    .map(
      (name) => `
CREATE TRIGGER ${name}_no_update BEFORE UPDATE ON ${name} BEGIN SELECT raise(ABORT, '${name}: append only'); END;
CREATE TRIGGER ${name}_no_delete BEFORE DELETE ON ${name} BEGIN SELECT raise(ABORT, '${name}: append only'); END;`,
    )
    .join('');
}
