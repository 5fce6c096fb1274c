import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { accessOf, COMMANDS, isTask, NO_ROW, ROLES, roleFor, TASKS } from '../src/operators/permissions.ts';
import { buildProgram } from '../src/program.ts';

function leavesOf(command: Command, path = ''): { path: string; command: Command }[] {
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((each) => leavesOf(each, `${path} ${each.name()}`.trim()));
}

const LEAVES = leavesOf(buildProgram());

describe('the table of who may do what', () => {
  it.each(LEAVES.map(({ path }) => path))('knows the command %s', (path) => {
    expect(Object.keys(COMMANDS), `"${path}" has no row: ${NO_ROW}`).toContain(path);
  });

  it.each(LEAVES)('$path leaves --operator to the program', ({ path, command }) => {
    const own = command.options.filter(({ long }) => /^--operator/.test(long ?? ''));
    const advice = `${path} has an --operator of its own, which is never given it: ask context.person()`;
    expect(own, advice).toEqual([]);
  });

  it('knows no command that does not exist', () => {
    const paths = LEAVES.map(({ path }) => path);
    const unknown = Object.keys(COMMANDS).filter((path) => !paths.includes(path));
    expect(unknown, 'rows of COMMANDS in src/operators/permissions.ts without a command').toEqual([]);
  });

  it('names only tasks that there are, and options that the command has', () => {
    for (const [path, row] of Object.entries(COMMANDS)) {
      const accesses = typeof row === 'string' ? [row] : [row.plain, row.needs];
      for (const access of accesses) {
        expect([path, isTask(access) || ['open', 'own', 'read'].includes(access)]).toEqual([path, true]);
      }
      if (typeof row === 'string') continue;
      const { command } = LEAVES.find((each) => each.path === path)!;
      const uses = [
        ...command.options.map((option) => option.attributeName()),
        ...(command.registeredArguments.length > 0 ? ['operand'] : []),
      ];
      expect(uses, `${path} has no option ${row.when}`).toContain(row.when);
    }
  });

  it('gives an auditor nothing to change, and every task to somebody', () => {
    for (const [task, roles] of Object.entries(TASKS)) {
      expect([task, roles]).not.toEqual([task, []]);
      expect(roles).not.toContain('auditor');
      for (const role of roles) expect(ROLES).toContain(role);
    }
  });

  it('keeps approval from whoever proposes, as long as nobody has two roles', () => {
    expect(
      TASKS['numbers.approve'].filter((role) => (TASKS.numbers as readonly string[]).includes(role)),
    ).toEqual([]);
  });
});

describe('what a command needs', () => {
  it.each([
    ['member show', {}, ['89.00000001'], 'read'],
    ['member export', {}, [], 'read'],
    ['member export', { output: 'x.csv' }, [], 'members.export'],
    ['number rules', {}, [undefined], 'read'],
    ['number rules', {}, ['rules.json'], 'rules'],
    ['card issue', {}, ['89.00000001'], 'cards'],
  ])('%s %j %j: %s', (path, options, operands, access) => {
    expect(accessOf(path, options, operands)).toBe(access);
  });

  it.each(['member remove', 'toString', '__proto__', ''])('"%s", which has no row, does not run', (path) => {
    expect(() => accessOf(path, {}, [])).toThrow('src/operators/permissions.ts');
  });

  it.each([
    ['members', ['auditor'], undefined],
    ['members', [], undefined],
    ['members', ['auditor', 'secretariat'], 'secretariat'],
    ['money.approve', ['treasurer', 'chair'], 'chair'],
    ['numbers.approve', ['secretariat', 'treasurer'], undefined],
  ] as const)('%s by %j: as %s', (task, roles, role) => {
    expect(roleFor(task, roles)).toBe(role);
  });
});
