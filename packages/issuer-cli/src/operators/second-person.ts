import { KartuError } from '@kartukita/card-core';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { isSamePerson, operatorName } from '../numbering/claims.ts';
import type { Registry } from '../registry/registry.ts';
import { authenticate, requireRole } from './admission.ts';
import type { Task } from './permissions.ts';

/** What a command takes that a second person approves at once. */
export interface SecondPersonOptions {
  approvedBy?: string;
  approverPassphraseFile?: string;
}

/** Adds the options of {@link requireSecondPerson} to a command. */
export function withSecondPerson(command: Command): Command {
  return command
    .option('--approved-by <name>', 'a second person, who may approve this and types a passphrase too')
    .option('--approver-passphrase-file <file>', 'file with the passphrase of the second person');
}

/**
 * For what nobody does alone, in one command: the second person shows who it is, may do `task` (such as
 * `money.approve`) and is not the operator at work. What is then recorded in the audit trail names both, and the
 * database holds them to be two. Returns the second person's name; undefined where operators are not in use and
 * none was typed. Throws `not-permitted`, `operator-wrong`, `operator-locked`, `usage`.
 *
 * Where proposal and approval are two commands, the approval asks {@link requireOther} instead.
 */
export async function requireSecondPerson(
  context: Context,
  options: SecondPersonOptions,
  task: Task,
): Promise<string | undefined> {
  const registry = context.registry();
  const { operator } = registry.audit;
  const { approvedBy, approverPassphraseFile } = options;
  if (!operator) {
    if (approvedBy === undefined) return undefined;
    requireOther(
      registry,
      { operatorId: null, name: context.options.operator ?? registry.audit.actor },
      approvedBy,
    );
    return operatorName(approvedBy);
  }
  if (approvedBy === undefined) {
    throw new KartuError('not-permitted', 'a second person has to approve this', {
      details: { what: 'operator-second', name: operator.name },
    });
  }
  // Before a passphrase is asked for: nobody is let type it in vain.
  if (isSamePerson(approvedBy, operator.name)) throw samePerson(operator.name);
  const second = await authenticate(context, approvedBy, approverPassphraseFile);
  if (second.id === operator.id) throw samePerson(operator.name);
  requireRole(second, task);
  registry.audit.approvedBy(second);
  return second.name;
}

/**
 * The approver is not the one who proposed. With operators in use they are told apart by their ids (`proposer` as it
 * was stored with the proposal), else, or where the proposal is older than the operators, by their names however typed.
 * Throws `not-permitted`.
 */
export function requireOther(
  registry: Registry,
  proposer: { readonly operatorId: number | null; readonly name: string },
  approverName: string,
): void {
  const { operator } = registry.audit;
  const isSame = operator !== undefined && operator.id === proposer.operatorId;
  if (isSame || isSamePerson(proposer.name, approverName)) throw samePerson(proposer.name);
}

function samePerson(name: string): KartuError {
  return new KartuError('not-permitted', `${name} cannot approve this`, {
    details: { what: 'operator-same-person', name },
  });
}
