import { KartuError } from '@kartukita/card-core';
import { readPassphrase } from '@kartukita/card-core/console';
import type { Context } from '../context.ts';
import { isSamePerson } from '../numbering/claims.ts';
import type { OperatorSession, SessionEnd } from '../registry/operator-sessions.ts';
import type { Registry } from '../registry/registry.ts';
import { thisMachine } from './machine.ts';
import { isTask, type Role, roleFor, TASKS, type Task } from './permissions.ts';
import { readTokenHash } from './session-file.ts';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly Role[];
}

/**
 * Before a command begins: who gives it, and may they? From then on what is changed is theirs. Nothing is asked as
 * long as no operator is registered. Throws `operator-missing`, `operator-wrong`, `operator-locked`, `not-permitted`.
 */
export async function admit(context: Context): Promise<void> {
  const registry = context.registry();
  if (!registry.operators.areRegistered()) return;
  const person = await identify(context, registry);
  const role = isTask(context.access) ? requireRole(person, context.access) : undefined;
  registry.audit.actAs({ id: person.id, name: person.name, role });
}

/** By which role somebody may do a task. Throws `not-permitted`. */
export function requireRole({ name, roles }: Person, task: Task): Role {
  const role = roleFor(task, roles);
  if (role !== undefined) return role;
  const details = { what: 'operator-role', name, roles: TASKS[task].join(', ') };
  throw new KartuError('not-permitted', `${name} may not do this`, { details });
}

/** The session of this window, or whoever is named with a passphrase. A passphrase that is given counts before a session. */
async function identify(context: Context, registry: Registry): Promise<Person> {
  const { operator: named, operatorPassphraseFile: file } = context.options;
  if (named === undefined || file === undefined) {
    const session = sessionOf(registry);
    if (typeof session === 'object' && (named === undefined || isSamePerson(session.name, named))) {
      return { id: session.operatorId, name: session.name, roles: session.roles };
    }
    if (named === undefined) {
      if (typeof session === 'string') context.output.note(context.say(`operator.session-${session}`));
      throw new KartuError('operator-missing', 'no operator has logged in here');
    }
  }
  return authenticate(context, named, file);
}

/** By name and passphrase, from a file or typed unseen. Throws `operator-wrong`, `operator-locked`, `passphrase-missing`. */
export async function authenticate(context: Context, name: string, file?: string): Promise<Person> {
  if (file === undefined) context.output.note(context.say('operator.ask', { name }));
  const passphrase = await readPassphrase({ file, language: context.output.language });
  return context.registry().operators.authenticate(name, passphrase);
}

/** The session of this window; or why it is over, or undefined. */
export function sessionOf(registry: Registry): OperatorSession | SessionEnd | undefined {
  const machine = thisMachine();
  const hash = readTokenHash(registry.folder, machine.place);
  return hash === undefined ? undefined : registry.operators.sessions.use(hash, machine);
}
