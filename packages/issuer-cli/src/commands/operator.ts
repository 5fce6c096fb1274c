import { KartuError } from '@kartukita/card-core';
import { localDay, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { authenticate, type Person, sessionOf } from '../operators/admission.ts';
import { thisMachine } from '../operators/machine.ts';
import { readTokenHash, removeStaleTokens, removeToken, writeToken } from '../operators/session-file.ts';
import { makeVerifier } from '../operators/verifier.ts';
import { IDLE_MINUTES, LONGEST_SESSION_MINUTES } from '../registry/operator-sessions.ts';
import type { Operator } from '../registry/operators.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';
import { addOperatorChanges, newOperatorPassphrase, operatorDocument, stateOf } from './operator-changes.ts';

/** `operator login | logout | passphrase | list`, and those who change who is one. */
export function addOperatorCommands(program: Command): void {
  const group = program
    .command('operator')
    .description('who works here, in which role; and showing that it is you');
  const login = group
    .command('login [name]')
    .description('type your passphrase once for a while; in this window, as this user of the computer only')
    .option(
      '--minutes <count>',
      `how long nothing may happen, at most ${LONGEST_SESSION_MINUTES}`,
      String(IDLE_MINUTES),
    )
    .action(
      action(async (context, options: { minutes: string }, name?: string) =>
        loginCommand(context, options, name),
      ),
    );
  withExample(login, '--data ikarholaz operator login "Sari"');
  const logout = group
    .command('logout')
    .description('from now on your passphrase is needed again')
    .option('--all', 'in every window and on every account where you typed it')
    .action(action(async (context, options: { all?: boolean }) => logoutCommand(context, options)));
  withExample(logout, '--data ikarholaz operator logout');
  const passphrase = group
    .command('passphrase [name]')
    .description('change your own passphrase; the old one is needed, a login is not enough')
    .option('--new-passphrase-file <file>', 'file with the new passphrase')
    .action(
      action(async (context, options: { newPassphraseFile?: string }, name?: string) =>
        passphraseCommand(context, options, name),
      ),
    );
  withExample(passphrase, '--data ikarholaz operator passphrase "Sari"');
  addOperatorChanges(group);
  const list = group
    .command('list')
    .description('all operators with their roles, those too who were disabled')
    .action(action(async (context) => listCommand(context)));
  withExample(list, '--data ikarholaz operator list');
}

async function loginCommand(context: Context, options: { minutes: string }, name?: string): Promise<void> {
  const minutes = parseCount(options.minutes);
  if (minutes > LONGEST_SESSION_MINUTES) {
    throw new KartuError('usage', `at most ${LONGEST_SESSION_MINUTES} minutes`, {
      details: { what: 'operator-minutes', most: LONGEST_SESSION_MINUTES },
    });
  }
  const registry = context.registry();
  const person = await authenticate(context, whose(context, name), context.options.operatorPassphraseFile);
  actAsOneself(context, person);
  const { folder, operators } = registry;
  const machine = thisMachine();
  operators.sessions.begin(writeToken(folder, machine.place), person.id, machine, minutes);
  removeStaleTokens(folder, machine.place, (hash) => operators.sessions.isOpen(hash));
  registry.audit.record('operator-login', person.name, { minutes });
  context.output.result({ operator: person.name, roles: person.roles, minutes }, () =>
    context.say('operator.logged-in', { name: person.name, roles: rolesText(context, person), minutes }),
  );
}

function logoutCommand(context: Context, { all }: { all?: boolean }): void {
  const registry = context.registry();
  const { sessions } = registry.operators;
  const { place } = thisMachine();
  const session = sessionOf(registry);
  let ended = 0;
  if (typeof session === 'object') {
    const { operatorId: id, name } = session;
    registry.audit.actAs({ id, name, role: undefined });
    ended = all ? sessions.endAllOf(id, 'logout') : sessions.end(readTokenHash(registry.folder, place) ?? '');
    registry.audit.record('operator-logout', name, { sessions: ended });
  }
  removeToken(registry.folder, place);
  context.output.result({ ended }, () =>
    context.say(ended === 0 ? 'operator.nobody' : 'operator.logged-out', { count: ended }),
  );
}

async function passphraseCommand(
  context: Context,
  options: { newPassphraseFile?: string },
  typed?: string,
): Promise<void> {
  const registry = context.registry();
  const person = await authenticate(context, whose(context, typed), context.options.operatorPassphraseFile);
  actAsOneself(context, person);
  const verifier = makeVerifier(await newOperatorPassphrase(context, person.name, options.newPassphraseFile));
  registry.operators.setVerifier(person.name, verifier, 'changed');
  context.output.result({ operator: person.name }, () =>
    context.say('operator.passphrase-changed', { name: person.name }),
  );
}

/** The name typed, else who is named for the whole command, else who has logged in here. */
function whose(context: Context, typed: string | undefined): string {
  const registry = context.registry();
  if (!registry.operators.areRegistered()) {
    throw new KartuError('not-found', 'no operator is registered', { details: { what: 'operator-none' } });
  }
  const name = typed ?? context.options.operator;
  if (name !== undefined) return name;
  const session = sessionOf(registry);
  if (typeof session === 'object') return session.name;
  throw new KartuError('usage', 'which operator?', { details: { what: 'operator-which' } });
}

/** What concerns only oneself needs no role. */
function actAsOneself(context: Context, { id, name }: Person): void {
  context.registry().audit.actAs({ id, name, role: undefined });
}

function listCommand(context: Context): void {
  const registry = context.registry();
  const operators = registry.operators.list();
  const now = registry.now();
  context.output.result({ operators: operators.map((each) => operatorDocument(each, now)) }, () => {
    if (operators.length === 0) return context.say('operator.none');
    const rows = operators.map((each) => [
      each.name,
      rolesText(context, each),
      context.say(`operator-state.${stateOf(each, now)}`),
      localDay(each.addedAt),
    ]);
    return table(
      ['name', 'roles', 'state', 'added'].map((column) => context.say(`column.${column}`)),
      rows,
    );
  });
}

function rolesText(context: Context, { roles }: Pick<Operator, 'roles'>): string {
  return roles.map((role) => context.say(`role.${role}`)).join(', ');
}
