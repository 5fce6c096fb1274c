import { organisationIdOf, publicKeyFromBytes } from '@kartukita/card-core';
import type { Command } from 'commander';
import { action } from '../context.ts';
import { DEFAULT_PATTERN } from '../numbering/scheme.ts';
import { describeOrganisation, initOrganisation } from '../organisation.ts';
import { withExample } from './help.ts';

interface InitOptions {
  org: string;
  uri?: string;
  numberFormat?: string;
}

export function addInitCommand(program: Command): void {
  const command = program
    .command('init')
    .description('make the data folder of a new organisation: its keys and an empty registry')
    .requiredOption('--org <name>', 'name of the organisation, as it stands on cards and counters')
    .option('--uri <uri>', 'what a phone opens when it touches a card; open to everybody')
    .option(
      '--number-format <pattern>',
      `Y: digits of the cohort's year, N: of the unique number (${DEFAULT_PATTERN})`,
    )
    .action(
      action(async (context, options: InitOptions) => {
        const folder = context.folder();
        const passphrase = await context.newPassphrase();
        const { org: name, uri, numberFormat } = options;
        const registry = await initOrganisation(folder, { name, uri, numberFormat }, passphrase);
        const organisation = registry.organisation();
        registry.close();
        const organisationId = organisationIdOf(publicKeyFromBytes(organisation.publicKey));
        context.output.result({ folder, ...describeOrganisation(organisation, organisationId) }, () =>
          context.say('init.done', { name: organisation.name, folder, format: organisation.scheme.pattern }),
        );
      }),
    );
  withExample(command, '--data ikarholaz init --org "IKARHOLAZ" --uri https://ikarholaz.example');
}
