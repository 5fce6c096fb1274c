import { type ErrorDetails, formatMemberNumber, KartuError } from '@kartukita/card-core';
import {
  dataFolder,
  type GlobalOptions,
  type Output,
  outputOf,
  readNewPassphrase,
  readPassphrase,
  say,
} from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { type IssuerKeys, unlockIssuerKeys } from './keys/issuer-keys.ts';
import { isSamePerson, operatorName } from './numbering/claims.ts';
import { admit } from './operators/admission.ts';
import { type Access, accessOf, isTask } from './operators/permissions.ts';
import { hasRegistry, openRegistry, type Registry } from './registry/registry.ts';
import { noteFailure } from './support/failures.ts';

/** Options that every command of the secretariat takes. */
export interface IssuerOptions extends GlobalOptions {
  /** Who gives the command: shown by a session or passphrase where operators are registered, else a name. */
  readonly operator?: string;
  readonly operatorPassphraseFile?: string;
}

/** What every command is given: where its answer goes, and the data folder and keys when it asks for them. */
export class Context {
  readonly options: IssuerOptions;
  readonly output: Output;
  /** What the command needs of whoever gives it: operators/permissions.ts. */
  readonly access: Access;
  private opened: Registry | undefined;

  constructor(options: IssuerOptions, access: Access) {
    this.options = options;
    this.access = access;
    this.output = outputOf(options);
  }

  say(key: string, details: ErrorDetails = {}): string {
    return say(this.output.language, key, details);
  }

  /** The data folder; throws `usage` when none was named. */
  folder(): string {
    return dataFolder(this.options);
  }

  /** The registry of the data folder, open until the command ends. */
  registry(): Registry {
    if (!this.opened) {
      this.opened = openRegistry(this.folder());
      if (this.access === 'open' || this.access === 'read') this.opened.audit.forbidChanges();
    }
    return this.opened;
  }

  /**
   * Who does this: the operator at work; where none is registered, the name typed with --operator. Throws `usage`
   * where nobody is named.
   */
  person(): string {
    return this.registry().audit.operator?.name ?? operatorName(this.options.operator ?? '');
  }

  /**
   * Who approves what another command proposed: the operator at work, whom `typed` must not contradict; where none
   * is registered, the name typed. Throws `not-permitted`, `usage`.
   */
  approver(typed: string | undefined): string {
    const { operator } = this.registry().audit;
    if (!operator) return operatorName(typed ?? '');
    if (typed === undefined || isSamePerson(typed, operator.name)) return operator.name;
    throw new KartuError('not-permitted', `${operator.name} is at work here`, {
      details: { what: 'operator-approver', name: operator.name },
    });
  }

  /** Before the command begins. Where there is no registry the command itself says so. */
  async admit(): Promise<void> {
    const { data } = this.options;
    if (this.access === 'open' || this.access === 'own' || !data || !hasRegistry(data)) return;
    await admit(this);
  }

  /** Before a command that changes something: nothing is dated before what was done last. Throws `usage`. */
  requireClock(): void {
    const { data } = this.options;
    if (isTask(this.access) && data && hasRegistry(data)) this.registry().audit.requireClock();
  }

  /** Asks for the passphrase. Only commands that sign or read the organisation's cards do. */
  async keys(): Promise<IssuerKeys> {
    const registry = this.registry();
    return unlockIssuerKeys(registry, await this.passphrase());
  }

  /** The passphrase of the data folder, for commands that write the key file back. */
  passphrase(): Promise<string> {
    return readPassphrase(this.passphraseSource());
  }

  newPassphrase(): Promise<string> {
    return readNewPassphrase(this.passphraseSource());
  }

  /** A member number in its groups. */
  shown(memberNumber: string): string {
    return formatMemberNumber(memberNumber, this.registry().organisation().scheme.format);
  }

  close(): void {
    this.opened?.close();
  }

  private passphraseSource() {
    return { file: this.options.passphraseFile, language: this.output.language };
  }
}

/** The way out for a clock that was once ahead, and is right now. */
export const ACCEPT_CLOCK = 'clock accept';

/** Makes a commander action of a command: it is given a context, its own options, and its operands in order. */
export function action<Options, Operands extends unknown[]>(
  handler: (context: Context, options: Options, ...operands: Operands) => Promise<void>,
): (...received: unknown[]) => Promise<void> {
  return async (...received) => {
    const command = received.at(-1) as Command;
    const [options, operands] = [received.at(-2) as Options, received.slice(0, -2) as Operands];
    const access = accessOf(pathOf(command), options ?? {}, operands);
    const context = new Context(command.optsWithGlobals<IssuerOptions>(), access);
    try {
      await context.admit();
      if (pathOf(command) !== ACCEPT_CLOCK) context.requireClock();
      await handler(context, options, ...operands);
    } catch (error) {
      noteFailure(context.options.data, pathOf(command), error);
      throw error;
    } finally {
      context.close();
    }
  };
}

/** `card issue`: the words of a command without its operands. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}
