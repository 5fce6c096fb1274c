/**
 * Does what a page of the manual says, as somebody who practises does: its shell blocks in their order, in a folder of
 * their own, with virtual cards. A command that fails where the page does not say so, and output that is printed
 * otherwise than it is quoted, fail the test.
 *
 * | in a page | means |
 * |---|---|
 * | ```` ```sh ```` | run; what follows as ```` ```text ```` is quoted from its output, without dates, times, UIDs and the user; `…` leaves lines out |
 * | ```` ```csv payroll.csv ```` (any language with a name behind it) | a file that the reader has |
 * | `_Not tried out here: reason._` | the block below it is not run, or not compared, and the reader sees why |
 * | `<!-- begins with: practice 2 -->` | which parts of the practice page come first |
 * | `<!-- meanwhile: … -->` | what people do outside of the programs, such as a designer in a folder |
 * | `<!-- clock: 2026-12-20T20:05 -->` | it is that time now |
 * | `<!-- ends with: 9 -->` | the exit status of the next block, as the page says in words |
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
export const MANUAL = join(ROOT, 'docs/manual');
/** When the manual's examples happen, in the time zone of their people. */
const BEGINS = '2026-11-21T10:00';
const ZONE = { name: 'Asia/Jakarta', offset: '+07:00' };

export type Language = 'en' | 'id';

/** The pages that are done one after the other; the practice page is done before any of them. */
export function pagesIn(language: Language): string[] {
  const practice = `practice.${language}.md`;
  return globSync(`*.${language}.md`, { cwd: MANUAL })
    .filter((page) => page !== practice)
    .sort();
}

/** One thing that a page says. */
export interface Step {
  readonly kind: 'run' | 'quote' | 'file' | 'meanwhile' | 'clock' | 'ends' | 'begins' | 'not-tried';
  /** Script, quoted output, content of a file, or what stands behind the colon. */
  readonly text: string;
  /** Name of the file; reason why something is not tried out. */
  readonly about: string;
  readonly line: number;
}

const COMMENT = /^ *<!-- (meanwhile|clock|ends with|begins with): ([\s\S]*?) -->/;
const NOT_TRIED = /^\s*_(?:Not tried out here|Tidak dicoba di sini): (.+)_$/;
const KINDS = {
  meanwhile: 'meanwhile',
  clock: 'clock',
  'ends with': 'ends',
  'begins with': 'begins',
} as const;

/** What a page says, in its order. */
export function stepsOf(page: string): Step[] {
  const lines = readFileSync(join(MANUAL, page), 'utf8').split('\n');
  const steps: Step[] = [];
  let notTried = '';
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    const comment = COMMENT.exec(lines.slice(at, at + 20).join('\n'));
    if (comment) {
      steps.push({ kind: KINDS[comment[1] as keyof typeof KINDS], text: comment[2]!, about: '', line });
      continue;
    }
    const fence = /^( *)```(\w+) ?(.*)$/.exec(lines[at]!);
    if (fence) {
      const end = lines.indexOf(`${fence[1]}\`\`\``, at + 1);
      const text = lines
        .slice(at + 1, end)
        .map((each) => each.slice(fence[1]!.length))
        .join('\n');
      at = end;
      const kind = fence[2] === 'sh' ? 'run' : fence[2] === 'text' ? 'quote' : 'file';
      if (notTried !== '') steps.push({ kind: 'not-tried', text, about: notTried, line });
      else if (kind !== 'file' || fence[3] !== '') steps.push({ kind, text, about: fence[3]!, line });
    }
    const reason = NOT_TRIED.exec(lines[at]!)?.[1];
    if (lines[at] !== '') notTried = reason ?? '';
  }
  return steps;
}

/** What a person types unseen comes from files here: option, and the commands that take it. */
const TYPED: readonly (readonly [option: string, commands: string])[] = [
  [
    '--new-passphrase-file passphrase.txt',
    '*" operator add "*|*" operator reset "*|*" operator passphrase "*|*" operator enable "*|*" operator recover "*',
  ],
  [
    '--approver-passphrase-file passphrase.txt',
    '*" operator "*" --approved-by "*|*" cases close "*" --approved-by "*|*" card release-value "*|*" keys revoke "*" --approved-by "*|*" merchant pay "*" --approved-by "*',
  ],
  [
    '--organisation-passphrase-file passphrase.txt',
    '*" --organisation-key "*|*" keys export-organisation "*',
  ],
  ['--backup-passphrase-file backup-passphrase.txt', '*" keys backup "*|*" keys restore "*'],
];
const TYPED_AT_COUNTER: typeof TYPED = [
  ['--pin-file pin.txt', '*" --cashier "*|*" --supervisor "*|*" cashier add "*|*" cashier pin "*'],
  ['--member-pin-file pin.txt', '*" member-pin set "*'],
];

/** A folder with the programs as commands, where the practice page's parts were done. */
export class Practice {
  readonly folder: string;
  private readonly language: Language;
  private shiftMs = 0;

  constructor(language: Language) {
    this.language = language;
    this.folder = mkdtempSync(join(tmpdir(), 'kartu-manual-'));
    mkdirSync(join(this.folder, 'bin'));
    mkdirSync(join(this.folder, 'at'));
    this.command('kartu-issuer', 'packages/issuer-cli/src/main.ts', TYPED);
    this.command('kartu-terminal', 'packages/terminal/src/main.ts', TYPED_AT_COUNTER);
    // OpenSSL looks at certificates at the time that it is in the examples.
    const openssl = ['#!/bin/bash', 'at=()', '[ "$1" = verify ] && at=(-attime "$MANUAL_TIME_S")'];
    this.script('openssl', [...openssl, `PATH="\${PATH#*:}" exec openssl "$1" "\${at[@]}" "\${@:2}"`]);
    this.setClock(BEGINS);
  }

  /** Does the parts of the practice page, each once; later pages begin with copies. */
  async prepare(): Promise<void> {
    const parts: Step[][] = [[]];
    for (const step of stepsOf(`practice.${this.language}.md`)) {
      if (step.kind === 'begins') parts.push([]);
      else parts.at(-1)!.push(step);
    }
    mkdirSync(join(this.folder, 'at/0'));
    writeFileSync(join(this.folder, 'at/0/backup-passphrase.txt'), 'another horse battery\n');
    writeFileSync(join(this.folder, 'at/0/pin.txt'), '246813\n');
    for (const [part, steps] of parts.entries()) {
      if (part > 0) cpSync(this.at(part - 1), this.at(part), { recursive: true });
      await this.steps(`practice.${this.language}.md`, steps, this.at(part));
    }
  }

  /** Does what a page says. Throws with page, line and output where it does not come out as it is written. */
  async page(page: string): Promise<void> {
    const steps = stepsOf(page);
    const from = /practice (\d)/.exec(steps.find(({ kind }) => kind === 'begins')?.text ?? '')?.[1] ?? '0';
    const folder = join(this.folder, page);
    cpSync(this.at(Number(from)), folder, { recursive: true });
    this.setClock(BEGINS);
    await this.steps(page, steps, folder);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async steps(page: string, steps: readonly Step[], folder: string): Promise<void> {
    let output = '';
    let expected = 0;
    let exported = '';
    for (const { kind, text, about, line } of steps) {
      const where = `docs/manual/${page}:${line}`;
      if (kind === 'clock') this.setClock(text);
      else if (kind === 'ends') expected = Number(text);
      else if (kind === 'file') writeFileSync(join(folder, about), `${text}\n`);
      else if (kind === 'quote') compare(where, text, output);
      else if (kind === 'run' || kind === 'meanwhile') {
        const run = await this.run(`${exported}${text}`, folder);
        exported += text
          .split('\n')
          .filter((each) => each.startsWith('export '))
          .map((each) => `${each}\n`)
          .join('');
        output = run.output;
        if (run.status !== expected)
          throw new Error(`${where} ended with ${run.status}:\n${text}\n\n${output}`);
        expected = 0;
      }
    }
  }

  private async run(script: string, folder: string): Promise<{ status: number | null; output: string }> {
    const env = {
      PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
      MANUAL,
      TZ: ZONE.name,
      KARTU_LANG: this.language,
      KARTU_PASSPHRASE_FILE: 'passphrase.txt',
      KARTU_OPERATOR_PASSPHRASE_FILE: 'passphrase.txt',
      MANUAL_CLOCK_SHIFT_MS: String(this.shiftMs),
      MANUAL_TIME_S: String(Math.floor((Date.now() + this.shiftMs) / 1000) + 3600),
    };
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${script}`], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const status = await new Promise<number | null>((resolve) => shell.once('close', resolve));
    return { status, output };
  }

  private setClock(local: string): void {
    this.shiftMs = Date.parse(`${local}:00${ZONE.offset}`) - Date.now();
  }

  private at(part: number): string {
    return join(this.folder, 'at', String(part));
  }

  private command(name: string, main: string, typed: typeof TYPED): void {
    const cases = typed.map(([option, commands]) => `case " $* " in ${commands}) typed+=(${option});; esac`);
    const clock = fileURLToPath(new URL('manual-clock.ts', import.meta.url));
    const call = `exec "${process.execPath}" --import "${clock}" "${join(ROOT, main)}" "$@" "\${typed[@]}"`;
    this.script(name, ['#!/bin/bash', 'typed=()', ...cases, call]);
  }

  private script(name: string, lines: readonly string[]): void {
    const path = join(this.folder, 'bin', name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    chmodSync(path, 0o755);
  }
}

/** Every quoted line stands in the output, in the same order; dates, times, UIDs, the user and widths of columns aside. */
function compare(where: string, quoted: string, output: string): void {
  const printed = output.split('\n').map(withoutChance);
  let from = 0;
  for (const line of quoted.split('\n').map(withoutChance)) {
    if (line === '' || line === '…') continue;
    const at = printed.indexOf(line, from);
    if (at < 0) throw new Error(`${where} quotes\n  ${line}\nand what was printed is\n${output}`);
    from = at + 1;
  }
}

/** Who is at the computer: in the manual that is root. */
const USER = new RegExp(`\\b(root|${userInfo().username.replace(/\W/g, '\\$&')})\\b`, 'g');

function withoutChance(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?|\d{1,2}\/\d{1,2}\/\d{4}(, \d\d[:.]\d\d)?/g, '‹time›')
    .replace(/\b[0-9A-F]{14,}\b/g, '‹hex›')
    .replace(USER, '‹user›')
    .replace(/─+/g, '─')
    .replace(/\s+/g, ' ')
    .trim();
}
