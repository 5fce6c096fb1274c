import { type ErrorDetails, isKartuError } from '@kartukita/card-core';
import type { MemberRecord } from '../../registry/members.ts';
import { checkDetails, type MemberApplication } from '../add.ts';
import { isExcelNumber, lostLeadingZero } from '../details.ts';
import type { Columns, ImportField } from './columns.ts';
import type { TableRow } from './read-table.ts';

/** What is wrong with a row, or was put right in it. `what` names the sentence `detail.WHAT`. */
export interface RowRemark {
  readonly line: number;
  readonly field: ImportField | undefined;
  readonly what: string;
  readonly details: ErrorDetails;
}

export interface CheckedRow {
  readonly line: number;
  readonly record: Omit<MemberRecord, 'photo'> | undefined;
  /** Every fault of the row, not only the first; without any there is a record. */
  readonly faults: readonly RowRemark[];
  /** Put right and to be looked at. */
  readonly repairs: readonly RowRemark[];
}

/** A row of a file as a record, or why not. Pure but for the day of today. */
export function checkRow(row: TableRow, columns: Columns, head: number, today: Date): CheckedRow {
  const { line, values } = row;
  const faults: RowRemark[] = [];
  const repairs: RowRemark[] = [];
  if (values.slice(head).some((value) => value !== '')) {
    const details = { what: 'row-columns', count: values.length, expected: head };
    return {
      line,
      record: undefined,
      faults: [{ line, field: undefined, what: 'row-columns', details }],
      repairs,
    };
  }
  const typed: Partial<Record<ImportField, string>> = {};
  for (const [field, index] of columns.fields) {
    const text = unprotected(values[index] ?? '');
    if (text === '' && field !== 'name') continue;
    const fault = faultOf(field, text, today);
    if (fault) faults.push({ line, field, what: String(fault.what), details: fault });
    else typed[field] = text;
    if (!fault && field === 'phone' && lostLeadingZero(text)) {
      repairs.push({ line, field, what: 'lost-zero', details: { text } });
    }
  }
  if (faults.length > 0) return { line, record: undefined, faults, repairs };
  const application = { ...typed, name: typed.name! } satisfies MemberApplication;
  return { line, record: checkDetails(application, today), faults, repairs };
}

/** Spreadsheets, and our own exports, put an apostrophe before what is no formula. */
function unprotected(text: string): string {
  return /^'[=+\-@0-9]/.test(text) ? text.slice(1) : text;
}

/** Each field is checked alone, so that a person is told of all that is wrong at once. */
function faultOf(field: ImportField, text: string, today: Date): ErrorDetails | undefined {
  const isNumber = field === 'phone' || field === 'cohort' || field === 'birthDate';
  if (isNumber && isExcelNumber(text)) return { what: 'excel-number', text: text.slice(0, 30) };
  try {
    checkDetails({ name: 'A', [field]: text }, today);
    return undefined;
  } catch (error) {
    if (!isKartuError(error) || error.details.what === undefined) throw error;
    return error.details;
  }
}
