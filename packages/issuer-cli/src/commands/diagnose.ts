import { arch, homedir, release, type, userInfo } from 'node:os';
import { examine } from '@kartukita/card-core';
import { tellFinding } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { requireWritableTarget, writeFileAtomically } from '../files.ts';
import { lastFailures } from '../support/failures.ts';
import { examineSurroundings } from '../support/surroundings.ts';
import { VERSION } from '../version.ts';
import { withExample } from './help.ts';

const FAILURES = 50;

export function addDiagnoseCommand(program: Command): void {
  const command = program
    .command('diagnose')
    .description(
      'one file to send when you ask for help: versions, readers, counts, last errors; no names, no keys',
    )
    .requiredOption('-o, --out <file>', 'the file to write')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(diagnose));
  withExample(command, '--data ikarholaz diagnose -o for-help.json');
}

async function diagnose(context: Context, options: { out: string; force?: boolean }): Promise<void> {
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const folder = context.options.data;
  const surroundings = examineSurroundings(folder);
  const document = {
    format: 'kartukita-diagnosis',
    version: 1,
    madeAt: new Date().toISOString(),
    versions: { program: VERSION, ...process.versions },
    system: { type: type(), release: release(), arch: arch(), language: context.output.language },
    computer: (await examine()).map((finding) => ({
      id: finding.id,
      ok: finding.ok,
      ...tellFinding(context.output.language, finding),
    })),
    surroundings: surroundings.map(({ id, ok, key, details }) => ({ id, ok, key, details })),
    data: dataOf(context, folder, surroundings.find(({ id }) => id === 'database')?.ok === true),
    lastErrors: folder === undefined ? [] : lastFailures(folder, FAILURES),
  };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  writeFileAtomically(options.out, withoutUser(text), target);
  context.output.result({ file: options.out }, () => context.say('diagnose.done', { file: options.out }));
}

/** Nothing of a registry that is damaged or not there. */
function dataOf(context: Context, folder: string | undefined, isSound: boolean) {
  return folder === undefined || !isSound ? null : context.registry().statistics();
}

/** Paths name the user of a computer, who is a person too. */
function withoutUser(text: string): string {
  const home = JSON.stringify(homedir()).slice(1, -1);
  const withoutHome = home.length > 1 ? text.replaceAll(home, '~') : text;
  const name = userName();
  if (name.length < 3 || name === 'root') return withoutHome;
  return withoutHome.replace(new RegExp(`\\b${name.replace(/[^\w]/g, '\\$&')}\\b`, 'g'), 'USER');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // a container may run as a user without a name
  }
}
