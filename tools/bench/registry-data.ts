import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initOrganisation } from '../../packages/issuer-cli/src/index.ts';
import { generateCards, generateMembers } from '../generate-members.ts';
import { Database } from './libraries.ts';

/** For a made-up organisation in a temporary folder: it protects nothing. */
const PASSPHRASE = 'benchmark passphrase of no value';
const CHILD = fileURLToPath(new URL('./registry-child.ts', import.meta.url));

export interface CommandRun {
  /** From the start of Node to its end. */
  readonly elapsedMs: number;
  /** What it takes on a machine with nothing else to do. */
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** A secretariat with so many members and cards in `folder`/data; the members come in by the import command. */
export async function makeSecretariat(folder: string, members: number, cards: number): Promise<CommandRun> {
  const data = join(folder, 'data');
  (await initOrganisation(data, { name: 'Koperasi Contoh' }, PASSPHRASE)).close();
  const file = join(folder, 'members.csv');
  writeFileSync(file, `${[...generateMembers(members)].join('\n')}\n`);
  const imported = runCommand(folder, ['member', 'import', file, '--yes']);
  fillCards(join(data, 'issuer.sqlite'), members, cards);
  return imported;
}

/** Issued cards of made-up chips. What was signed for them is zeros: nothing here reads it. */
function fillCards(path: string, members: number, cards: number): void {
  const database = new Database(path);
  const insert = database.prepare(
    `INSERT INTO cards (serial, uid, kind, profile, member_id, member_number, theme_number, theme_id, issued_day,
       expiry_day, issuer_key, key_set_version, identity, opening, state, begun_at, issued_at)
     SELECT ?, ?, ?, iif(? = 'ntag213', 'identity', 'purse'), id, member_number, ?, ?, 20000, 65535, 1, 1, zeroblob(88),
       iif(? = 'ntag213', NULL, zeroblob(96)), 'issued', '2026-11-01', '2026-11-01' FROM members WHERE id = ?`,
  );
  database.exec('BEGIN');
  let serial = 0;
  for (const { member, theme, kind, uid } of generateCards(cards, members)) {
    insert.run(++serial, uid, kind, kind, theme, `tema-${theme}`, kind, member + 1);
  }
  database.exec('COMMIT');
  database.close();
}

/** Runs a command in a process of its own. Throws where it fails. */
export function runCommand(folder: string, args: readonly string[]): CommandRun {
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [CHILD, '--data', join(folder, 'data'), '--json', '--operator', 'Sari', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, BENCH_COMPILE_CACHE: join(folder, 'compiled') },
    },
  );
  const elapsedMs = performance.now() - started;
  const [, peak, cpu] = /^peak (\d+) cpu (\d+)$/m.exec(stderr) ?? [];
  if (status !== 0 || peak === undefined) {
    throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.slice(-300)}`);
  }
  return { elapsedMs, cpuMs: Number(cpu) / 1000, peakBytes: Number(peak) };
}
