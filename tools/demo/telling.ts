import { styleText } from 'node:util';
import { type Language, say, table } from '../../packages/card-core/src/console/index.ts';
import type { ErrorDetails } from '../../packages/card-core/src/index.ts';
import type { en } from './locales/en.ts';

export type SayingKey = keyof typeof en extends `demo.${infer Key}` ? Key : never;
type Style = Parameters<typeof styleText>[0];

export interface Page {
  /** Columns of the reader's window. */
  readonly columns: number;
  readonly colour: boolean;
  write(text: string): void;
}

/** Lines longer than this tire the eye, however wide the window is. */
const WIDEST = 100;
const NARROWEST = 40;
const INDENT = '  ';

/** Puts a story on a page: chapters, paragraphs, tables, what a screen shows, and commands to copy. */
export class Telling {
  readonly language: Language;
  readonly #page: Page;
  readonly #width: number;
  #chapter = 0;

  constructor(language: Language, page: Page) {
    this.language = language;
    this.#page = page;
    this.#width = Math.max(NARROWEST, Math.min(WIDEST, page.columns));
  }

  say(key: SayingKey, details: ErrorDetails = {}): string {
    return say(this.language, `demo.${key}`, details);
  }

  title(key: SayingKey): void {
    const text = this.say(key);
    this.#lines(this.#styled('bold', text), this.#styled('dim', '═'.repeat(text.length)), '');
  }

  chapter(key: SayingKey): void {
    this.#chapter += 1;
    this.#lines('', this.#styled(['bold', 'cyan'], `${this.#chapter}. ${this.say(key)}`), '');
  }

  paragraph(key: SayingKey, details: ErrorDetails = {}): void {
    this.#lines(...wrap(this.say(key, details), this.#width), '');
  }

  /** @param right columns that are aligned to the right, counted from 0 */
  table(
    columns: readonly SayingKey[],
    rows: readonly (readonly string[])[],
    right: readonly number[] = [],
  ): void {
    const head = columns.map((key) => this.say(key));
    const [first, rule, ...rest] = table(head, rows, right).split('\n');
    const lines = [this.#styled('bold', first!), this.#styled('dim', rule!), ...rest];
    this.#lines(...lines.map((line) => INDENT + line), '');
  }

  /** What somebody's screen shows, and under it what it took. */
  screen(who: string, text: string, style: Style, below?: string): void {
    const prefix = `${INDENT}${who} ▸ `;
    const indent = ' '.repeat(prefix.length);
    const lines = wrap(text, this.#width - prefix.length);
    this.#lines(
      ...lines.map((line, i) => this.#styled('dim', i === 0 ? prefix : indent) + this.#styled(style, line)),
      ...(below === undefined ? [] : [indent + this.#styled('dim', below)]),
      '',
    );
  }

  /** A comment and the commands that it is about, for a shell; the whole can be copied. */
  commands(comment: string | undefined, ...commands: string[]): void {
    const about = comment === undefined ? [] : [this.#styled('dim', `${INDENT}# ${comment}`)];
    this.#lines(...about, ...commands.flatMap((command) => breakCommand(command, this.#width)), '');
  }

  #lines(...lines: string[]): void {
    this.#page.write(`${lines.join('\n')}\n`);
  }

  #styled(style: Style, text: string): string {
    // The page knows whether it may be coloured, so that nothing here depends on the process.
    return this.#page.colour ? styleText(style, text, { validateStream: false }) : text;
  }
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** One line where it fits, else two joined as a shell joins them; the break stands before the subcommand. */
function breakCommand(command: string, width: number): string[] {
  const line = INDENT + command.replace(BREAK, ' ');
  if (line.length <= width || !command.includes(BREAK)) return [line];
  const [first, second] = command.split(BREAK);
  return [`${INDENT}${first} \\`, `${INDENT}  ${second}`];
}

/** Where a command may be broken into two lines. */
export const BREAK = '\v';
