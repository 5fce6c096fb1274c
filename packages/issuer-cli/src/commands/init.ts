import { organisationIdOf, publicKeyFromBytes } from '@kartukita/card-core';
import { type Command, Option } from 'commander';
import { action } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { withUniqueWithin } from '../numbering/pools.ts';
import { DEFAULT_PATTERN } from '../numbering/scheme.ts';
import { readSchemeFile, UNIQUE_WITHIN, type UniqueWithin } from '../numbering/scheme-file.ts';
import { describeOrganisation, initOrganisation } from '../organisation.ts';
import { withExample } from './help.ts';

interface InitOptions {
  org: string;
  uri?: string;
  numberFormat?: string;
  numberScheme?: string;
  uniqueWithin?: UniqueWithin;
}

const MAX_SCHEME_BYTES = 100_000;

export function addInitCommand(program: Command): void {
  const command = program
    .command('init')
    .description('make the data folder of a new organisation: its keys and an empty registry')
    .requiredOption('--org <name>', 'name of the organisation, as it stands on cards and counters')
    .option('--uri <uri>', 'what a phone opens when it touches a card; open to everybody')
    .option(
      '--number-format <pattern>',
      `Y: digits of the cohort's year, B: of the branch, N: of the unique number, C: check (${DEFAULT_PATTERN})`,
    )
    .addOption(
      new Option(
        '--number-scheme <file>',
        'numbering as a JSON file: pattern, branches, check digit',
      ).conflicts('numberFormat'),
    )
    .addOption(
      new Option(
        '--unique-within <whole>',
        'within what no two members have the same unique number: organisation, unless the scheme says cohort',
      ).choices(UNIQUE_WITHIN),
    )
    .action(
      action(async (context, options: InitOptions) => {
        const folder = context.folder();
        const { numberScheme, uniqueWithin } = options;
        const scheme = numberScheme && readGivenFile(numberScheme, MAX_SCHEME_BYTES).toString('utf8');
        if (scheme !== undefined) readSchemeFile(scheme);
        const passphrase = await context.newPassphrase();
        const { org: name, uri } = options;
        const given = scheme ?? options.numberFormat;
        const numberFormat = uniqueWithin ? withUniqueWithin(given ?? DEFAULT_PATTERN, uniqueWithin) : given;
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
