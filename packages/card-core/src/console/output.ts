import Table from 'cli-table3';
import type { Language } from './sentences.ts';

/** Where a command's answer goes: one JSON document on standard output, or sentences and tables for people. */
export interface Output {
  readonly json: boolean;
  readonly language: Language;
  /** The answer of the command; called once. */
  result(document: unknown, human: () => string): void;
  /** Progress and advice, always on standard error. */
  note(text: string): void;
}

export function makeOutput(json: boolean, language: Language): Output {
  return {
    json,
    language,
    result(document, human) {
      process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${human()}\n`);
    },
    note(text) {
      process.stderr.write(`${text}\n`);
    },
  };
}

/** A plain table for a terminal: columns separated by two spaces, a line under the head; right-aligned where asked. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  };
  const grid = new Table({
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
  });
  grid.push([...head], ...rows.map((row) => [...row]));
  const lines = grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const width = Math.max(...lines.map((line) => line.length));
  return [lines[0], '─'.repeat(width), ...lines.slice(1)].join('\n');
}
