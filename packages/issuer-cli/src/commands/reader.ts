import { examine, listPcscReaders } from '@kartukita/card-core';
import { table, tellFinding } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { examineSurroundings } from '../support/surroundings.ts';
import { withExample } from './help.ts';

export function addReaderCommands(program: Command): void {
  const group = program.command('reader').description('contactless readers');
  const list = group
    .command('list')
    .description('the readers that are connected, by the names that --reader pcsc:NAME takes')
    .action(action(listReaders));
  withExample(list, 'reader list');
  const doctor = program
    .command('doctor')
    .description('what readers and data need on this computer, what is missing, and how to put it right')
    .action(action(runDoctor));
  withExample(doctor, 'doctor');
}

async function listReaders(context: Context): Promise<void> {
  const readers = await listPcscReaders();
  const document = readers.map(({ name, profile, hasCard }) => ({ name, profile: profile.id, hasCard }));
  context.output.result({ readers: document }, () =>
    readers.length === 0
      ? context.say('reader.none')
      : table(
          ['reader', 'profile', 'card'].map((column) => context.say(`column.${column}`)),
          document.map(({ name, profile, hasCard }) => [
            name,
            profile,
            context.say(hasCard ? 'word.yes' : 'word.no'),
          ]),
        ),
  );
}

/** Everything but a real reader works without any of this, so a finding is advice and no failure of the command. */
async function runDoctor(context: Context): Promise<void> {
  const findings = (await examine()).map((finding) => ({
    id: finding.id,
    ok: finding.ok,
    ...tellFinding(context.output.language, finding),
  }));
  const ready = findings.every(({ ok }) => ok !== false);
  const data = examineSurroundings(context.options.data).map(({ id, ok, key, details }) => ({
    id,
    ok,
    found: context.say(`doctor.${key}`, details),
    advice: ok === false ? context.say(`doctor.${key}-advice`, details) : '',
  }));
  context.output.result({ ready, findings, data }, () =>
    [
      ...[...findings, ...data].flatMap(({ ok, found, advice }) => [
        `${ok === true ? '✓' : ok === false ? '✗' : '?'} ${found}`,
        ...(advice === '' || ok === true ? [] : [`    ${advice}`]),
      ]),
      '',
      context.say(ready ? 'doctor.ready' : 'doctor.not-ready'),
    ].join('\n'),
  );
}
