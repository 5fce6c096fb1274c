import type { KeyObject } from 'node:crypto';
import { equalBytes, KartuError, publicKeyBytes } from '@kartukita/card-core';
import { readNewPassphrase, readPassphrase } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { action, type Context } from '../context.ts';
import { readGivenFile } from '../files.ts';
import { requireOrganisationKey } from '../keys/issuer-keys.ts';
import { MAX_ORGANISATION_FILE_BYTES, openOrganisationFile } from '../keys/organisation-file.ts';
import { parseText } from '../members/details.ts';
import { operatorName } from '../numbering/claims.ts';
import { ROLES, type Role } from '../operators/permissions.ts';
import {
  requireSecondPerson,
  type SecondPersonOptions,
  withSecondPerson,
} from '../operators/second-person.ts';
import { makeVerifier } from '../operators/verifier.ts';
import type { Operator } from '../registry/operators.ts';
import { withExample } from './help.ts';

interface PassphraseOption {
  newPassphraseFile?: string;
}
interface ReasonOption {
  reason: string;
}
interface RecoverOptions extends PassphraseOption {
  organisationKey?: string;
  organisationPassphraseFile?: string;
}

const REASON = ['--reason <text>', 'why; kept in the audit trail'] as const;
const NEW_PASSPHRASE = ['--new-passphrase-file <file>', 'file with the passphrase of that operator'] as const;

/** `operator add | edit | disable | enable | reset | recover`: who is an operator, and in which role. */
export function addOperatorChanges(group: Command): void {
  addAddCommand(group);
  addEditCommand(group);
  addDisableCommand(group);
  addEnableCommand(group);
  addResetCommand(group);
  addRecoverCommand(group);
}

function addAddCommand(group: Command): void {
  const add = withSecondPerson(
    group
      .command('add <name>')
      .description('a new operator; from the first one on, every command asks who gives it')
      .addOption(roleOption())
      .option(...NEW_PASSPHRASE),
  ).action(
    action(
      async (context, options: PassphraseOption & SecondPersonOptions & { role: Role[] }, name: string) => {
        const { operators } = context.registry();
        const isFirst = !operators.areRegistered();
        const roles = [...new Set(options.role)];
        if (isFirst)
          await context.keys(); // whoever may sign cards may say who works here
        else await requireChair(context, options, roles);
        const verifier = makeVerifier(
          await newOperatorPassphrase(context, operatorName(name), options.newPassphraseFile),
        );
        tell(
          context,
          isFirst ? 'operator.added-first' : 'operator.added',
          operators.add(name, roles, verifier),
        );
      },
    ),
  );
  withExample(
    add,
    '--data ikarholaz operator add "Hadi" --role chair secretariat',
    '--data ikarholaz operator add "Sari" --role secretariat',
  );
}

function addEditCommand(group: Command): void {
  const edit = withSecondPerson(
    group
      .command('edit <name>')
      .description('give an operator other roles; all of them anew')
      .addOption(roleOption())
      .requiredOption(...REASON),
  ).action(
    action(async (context, options: ReasonOption & SecondPersonOptions & { role: Role[] }, name: string) => {
      const { operators } = context.registry();
      const reason = parseText('reason', options.reason);
      const roles = [...new Set(options.role)];
      await requireChair(context, options, [...operators.get(name).roles, ...roles]);
      tell(context, 'operator.edited', operators.setRoles(name, roles, reason));
    }),
  );
  withExample(
    edit,
    '--data ikarholaz operator edit "Sari" --role secretariat treasurer --reason "the treasurer is away"',
  );
}

function addDisableCommand(group: Command): void {
  const disable = withSecondPerson(
    group
      .command('disable <name>')
      .description('the name opens nothing any more; what was done under it stays')
      .requiredOption(...REASON),
  ).action(
    action(async (context, options: ReasonOption & SecondPersonOptions, name: string) => {
      const { operators } = context.registry();
      const reason = parseText('reason', options.reason);
      await requireChair(context, options, operators.get(name).roles);
      tell(context, 'operator.disabled', operators.disable(name, reason));
    }),
  );
  withExample(disable, '--data ikarholaz operator disable "Sari" --reason "left the secretariat"');
}

function addEnableCommand(group: Command): void {
  const enable = withSecondPerson(
    group
      .command('enable <name>')
      .description('a disabled operator works again, in the old roles and with a new passphrase')
      .requiredOption(...REASON)
      .option(...NEW_PASSPHRASE),
  ).action(
    action(async (context, options: ReasonOption & PassphraseOption & SecondPersonOptions, name: string) => {
      const { operators } = context.registry();
      const reason = parseText('reason', options.reason);
      const { name: own, roles } = operators.get(name);
      await requireChair(context, options, roles);
      const verifier = makeVerifier(await newOperatorPassphrase(context, own, options.newPassphraseFile));
      tell(context, 'operator.enabled', operators.enable(name, verifier, reason));
    }),
  );
  withExample(enable, '--data ikarholaz operator enable "Sari" --reason "is back"');
}

function addResetCommand(group: Command): void {
  const reset = withSecondPerson(
    group
      .command('reset <name>')
      .description('another operator has forgotten the passphrase: a new one, which that operator types')
      .option(...NEW_PASSPHRASE),
  ).action(
    action(async (context, options: PassphraseOption & SecondPersonOptions, name: string) => {
      const { operators } = context.registry();
      const { name: own, roles } = operators.get(name);
      await requireChair(context, options, roles);
      const verifier = makeVerifier(await newOperatorPassphrase(context, own, options.newPassphraseFile));
      tell(context, 'operator.reset', operators.setVerifier(name, verifier, 'reset'));
    }),
  );
  withExample(reset, '--data ikarholaz operator reset "Sari"');
}

function addRecoverCommand(group: Command): void {
  const recover = group
    .command('recover <name>')
    .description("nobody can log in any more: a new passphrase by whoever holds the organisation's key")
    .option(
      '--organisation-key <file>',
      "the organisation's key as a .p12 file, where it is not in the folder",
    )
    .option('--organisation-passphrase-file <file>', 'file with the passphrase of that .p12 file')
    .option(...NEW_PASSPHRASE)
    .action(
      action(async (context, options: RecoverOptions, name: string) => {
        const registry = context.registry();
        const { name: own } = registry.operators.get(name);
        const { publicKey } = registry.organisation();
        if (!equalBytes(publicKeyBytes(await organisationKey(context, options)), publicKey)) {
          throw new KartuError('certificate-invalid', 'this is the key of another organisation', {
            details: { what: 'organisation-key-other' },
          });
        }
        const verifier = makeVerifier(await newOperatorPassphrase(context, own, options.newPassphraseFile));
        tell(context, 'operator.recovered', registry.operators.setVerifier(name, verifier, 'recovered'));
      }),
    );
  withExample(recover, '--data ikarholaz operator recover "Hadi" --organisation-key /media/stick/org.p12');
}

async function organisationKey(context: Context, options: RecoverOptions): Promise<KeyObject> {
  if (options.organisationKey === undefined) return requireOrganisationKey(await context.keys());
  const file = readGivenFile(options.organisationKey, MAX_ORGANISATION_FILE_BYTES);
  const { organisationPassphraseFile } = options;
  if (organisationPassphraseFile === undefined) context.output.note(context.say('keys.ask-organisation'));
  const passphrase = { file: organisationPassphraseFile, language: context.output.language };
  return openOrganisationFile(file, await readPassphrase(passphrase));
}

function roleOption(): Option {
  return new Option('--role <role...>', 'one or more; an auditor has no other')
    .choices(ROLES)
    .makeOptionMandatory();
}

/**
 * A chair alone decides who works here, but for who is a chair: that takes two. Whoever else does it, a chair has to
 * approve.
 */
async function requireChair(
  context: Context,
  options: SecondPersonOptions,
  rolesAtStake: readonly Role[],
): Promise<void> {
  const { audit, operators } = context.registry();
  if (!operators.areRegistered()) return;
  if (audit.operator?.role === 'chair' && !rolesAtStake.includes('chair')) return;
  await requireSecondPerson(context, options, 'operators.approve');
}

/** A passphrase that its operator types twice, or brings in a file. Throws `usage` for a short one. */
export function newOperatorPassphrase(
  context: Context,
  name: string,
  file: string | undefined,
): Promise<string> {
  if (file === undefined) context.output.note(context.say('operator.ask-new', { name }));
  return readNewPassphrase({ file, language: context.output.language });
}

function tell(context: Context, key: string, operator: Operator): void {
  const roles = operator.roles.map((role) => context.say(`role.${role}`)).join(', ');
  context.output.result(operatorDocument(operator, context.registry().now()), () =>
    context.say(key, { name: operator.name, roles }),
  );
}

/** What scripts are told of an operator. */
export function operatorDocument(operator: Operator, now: Date) {
  const { id, name, roles, addedAt, disabledAt, lockedUntil } = operator;
  return { operator: name, id, roles, state: stateOf(operator, now), addedAt, disabledAt, lockedUntil };
}

export function stateOf({ disabledAt, lockedUntil }: Operator, now: Date): 'working' | 'locked' | 'disabled' {
  if (disabledAt !== null) return 'disabled';
  return lockedUntil !== null && now.toISOString() < lockedUntil ? 'locked' : 'working';
}
