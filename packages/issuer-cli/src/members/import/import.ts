import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { formatMemberNumber, isKartuError, KartuError } from '@kartukita/card-core';
import { readGivenFile } from '../../files.ts';
import { composeNumber } from '../../numbering/scheme.ts';
import type { MemberImport } from '../../registry/member-files.ts';
import type { LikelySame } from '../../registry/member-pairs.ts';
import type { MemberRecord } from '../../registry/members.ts';
import type { Registry } from '../../registry/registry.ts';
import { type CheckedRow, checkRow, type RowRemark } from './check-row.ts';
import { type Columns, findColumns, type ImportField } from './columns.ts';
import { readTable, type Table, type TableRow } from './read-table.ts';

const MAX_FILE_BYTES = 256_000_000;
const CHUNK_ROWS = 1000;
const SAMPLE_ROWS = 5;

export interface ImportOptions {
  /**
   * `preview`: nothing is kept. `all-or-nothing`: one bad row, and nothing is kept. `good-rows`: kept by the thousand;
   * after a stop it goes on behind the last thousand.
   */
  readonly mode: 'preview' | 'all-or-nothing' | 'good-rows';
  /** Registers who is likely there already, and says so, instead of calling the row bad. */
  readonly allowDuplicates?: boolean | undefined;
  readonly progress?: (done: number, total: number) => void;
}

export interface ImportReport {
  readonly file: string;
  readonly kind: Table['kind'];
  readonly encoding: Table['encoding'] | undefined;
  readonly separator: string | undefined;
  readonly columns: readonly ImportField[];
  readonly ignoredColumns: readonly string[];
  readonly rows: number;
  /** Rows that an earlier run of this import has done. */
  readonly skipped: number;
  readonly good: number;
  readonly bad: number;
  /** Members that are in the registry now because of this run. */
  readonly added: number;
  readonly importId: number | undefined;
  readonly faults: readonly RowRemark[];
  readonly repairs: readonly RowRemark[];
  readonly sample: readonly Omit<MemberRecord, 'photo'>[];
  /** The rows with faults as they stood in the file, under its head. */
  readonly badRows: readonly TableRow[];
  readonly head: readonly string[];
}

/** A file that was read and has rows; nothing of it is in the registry. */
export interface MemberFile {
  readonly path: string;
  readonly digest: string;
  readonly table: Table;
  readonly columns: Columns;
}

/** Throws `file-unreadable`, `file-invalid`. */
export async function readMemberFile(path: string): Promise<MemberFile> {
  const bytes = readGivenFile(path, MAX_FILE_BYTES);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const table = await readTable(path, bytes);
  const head = table.rows[0];
  if (!head || table.rows.length < 2) {
    throw new KartuError('file-invalid', `${path} holds no rows`, { details: { what: 'file-empty', path } });
  }
  return { path, digest, table, columns: findColumns(path, head.values) };
}

/**
 * Takes a file of members in, or looks at what it would do. Throws `already-exists` for a file that was taken in
 * before, `usage` for one that was begun by the thousand and is to be taken in as a whole.
 */
export function importMembers(registry: Registry, file: MemberFile, options: ImportOptions): ImportReport {
  const { files } = registry.members;
  const total = file.table.rows.length - 1;
  const earlier = files.findImport(file.digest);
  refuseAgain(file, earlier, options);
  const run = new ImportRun(registry, file, earlier, options.allowDuplicates ?? false);
  const step = options.mode === 'good-rows' ? CHUNK_ROWS : total;
  for (let from = earlier?.rowsDone ?? 0; from < total; from += step) {
    const to = Math.min(from + step, total);
    files.keepIf(() => {
      run.takeIn(from, to, (done) => options.progress?.(done, total));
      return options.mode === 'good-rows' || (options.mode === 'all-or-nothing' && run.badRows.length === 0);
    });
  }
  const kept =
    options.mode === 'good-rows' || (options.mode === 'all-or-nothing' && run.badRows.length === 0);
  return run.report(kept);
}

function refuseAgain(file: MemberFile, earlier: MemberImport | undefined, options: ImportOptions): void {
  if (!earlier) return;
  const details = {
    path: file.path,
    id: earlier.id,
    at: earlier.begunAt.slice(0, 10),
    done: earlier.rowsDone,
  };
  if (earlier.rowsDone === earlier.rowsTotal) {
    throw new KartuError('already-exists', `this file was imported as ${earlier.id}`, {
      details: { what: 'import-done', ...details },
    });
  }
  if (options.mode === 'all-or-nothing') {
    throw new KartuError('usage', `import ${earlier.id} of this file is not finished`, {
      details: { what: 'import-begun', ...details },
    });
  }
}

/** What one run has found so far. */
class ImportRun {
  readonly badRows: TableRow[] = [];
  private readonly registry: Registry;
  private readonly file: MemberFile;
  private readonly scheme;
  private readonly today: Date;
  private readonly allowDuplicates: boolean;
  private readonly faults: RowRemark[] = [];
  private readonly repairs: RowRemark[] = [];
  private readonly sample: Omit<MemberRecord, 'photo'>[] = [];
  private readonly lines = new Map<number, number>();
  private readonly earlier: MemberImport | undefined;
  private importId: number | undefined;
  private good = 0;

  constructor(
    registry: Registry,
    file: MemberFile,
    earlier: MemberImport | undefined,
    allowDuplicates: boolean,
  ) {
    this.registry = registry;
    this.allowDuplicates = allowDuplicates;
    this.file = file;
    this.earlier = earlier;
    this.importId = earlier?.id;
    this.scheme = registry.organisation().scheme;
    this.today = registry.now();
  }

  /** The rows from one to before another, counted from 0 behind the head. Call in a transaction. */
  takeIn(from: number, to: number, progress: (done: number) => void): void {
    const { rows } = this.file.table;
    const { files } = this.registry.members;
    this.importId ??= files.beginImport(this.file.digest, basename(this.file.path), rows.length - 1).id;
    for (let index = from; index < to; index++) {
      this.takeRow(rows[index + 1]!);
      if ((index + 1) % 500 === 0 || index + 1 === to) progress(index + 1);
    }
    files.advanceImport(this.importId, to, (this.earlier?.membersAdded ?? 0) + this.good);
  }

  private takeRow(row: TableRow): void {
    const checked = checkRow(row, this.file.columns, this.file.table.rows[0]!.values.length, this.today);
    this.repairs.push(...checked.repairs);
    const faults = checked.record ? this.addMember(checked, checked.record) : checked.faults;
    if (faults.length === 0) return;
    this.faults.push(...faults);
    this.badRows.push(row);
  }

  /** Registers the member of a good row; returns what the registry has against it. */
  private addMember({ line }: CheckedRow, record: Omit<MemberRecord, 'photo'>): RowRemark[] {
    const [likely, duplicate] = this.duplicateOf(record, line);
    if (duplicate && !this.allowDuplicates) return [duplicate];
    if (duplicate) this.repairs.push(duplicate);
    try {
      composeNumber(this.scheme, record.cohort, 1, record.branch); // before a number of the sequence is used up
      const member = this.registry.members.add(this.scheme, { ...record, importId: this.importId! }, likely);
      this.lines.set(member.id, line);
    } catch (error) {
      if (!isKartuError(error, 'usage') || error.details.what === 'numbers-exhausted') throw error;
      const { what = 'row' } = error.details;
      return [{ line, field: undefined, what: String(what), details: error.details }];
    }
    this.good++;
    if (this.sample.length < SAMPLE_ROWS) this.sample.push(record);
    return [];
  }

  /** Who is likely the same person: by number, or by line when that one came from this file. */
  private duplicateOf(
    record: Omit<MemberRecord, 'photo'>,
    line: number,
  ): [LikelySame[], RowRemark | undefined] {
    const found = this.registry.members.duplicatesOf(record);
    const [duplicate] = found;
    if (!duplicate) return [[], undefined];
    const likely = found.map(({ other, likeness }) => ({ id: other.id, likeness }));
    const { id, memberNumber, name } = duplicate.other;
    const otherLine = this.lines.get(id);
    const details =
      otherLine === undefined
        ? {
            what: 'member-duplicate',
            memberNumber: formatMemberNumber(memberNumber, this.scheme.format),
            name,
          }
        : { what: 'row-duplicate', line: otherLine, name };
    return [likely, { line, field: undefined, what: details.what, details }];
  }

  report(kept: boolean): ImportReport {
    const { table, columns, path } = this.file;
    return {
      file: path,
      kind: table.kind,
      encoding: table.encoding,
      separator: table.separator,
      columns: [...columns.fields.keys()],
      ignoredColumns: columns.ignored,
      rows: table.rows.length - 1,
      skipped: this.earlier?.rowsDone ?? 0,
      good: this.good,
      bad: this.badRows.length,
      added: kept ? this.good : 0,
      importId: kept ? this.importId : undefined,
      faults: this.faults,
      repairs: this.repairs,
      sample: this.sample,
      badRows: this.badRows,
      head: table.rows[0]!.values,
    };
  }
}
