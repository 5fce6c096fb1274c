import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Context, type IssuerOptions } from '../src/context.ts';
import { thisMachine } from '../src/operators/machine.ts';
import type { Access, Task } from '../src/operators/permissions.ts';
import { requireSecondPerson } from '../src/operators/second-person.ts';
import { writeToken } from '../src/operators/session-file.ts';
import { makeVerifier } from '../src/operators/verifier.ts';
import { buildProgram } from '../src/program.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { errorOf, organisationFolder, temporaryFolder } from './helpers.ts';

const VERIFIER = makeVerifier('TEST passphrase of operators');
const STAFF = {
  Hadi: ['chair'],
  Sari: ['secretariat'],
  Budi: ['treasurer'],
  Umar: ['auditor'],
  Wati: ['chair', 'treasurer'],
} as const;

buildProgram(); // brings the sentences

const opened: Context[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const context of opened.splice(0)) context.close();
});

/** With the staff; made once, as nothing of what is tested here changes it for the next test. */
let staffed: string;
beforeAll(async () => {
  staffed = mkdtempSync(join(tmpdir(), 'kartu-issuer-staffed-'));
  cpSync(await organisationFolder(), staffed, { recursive: true });
  writeFileSync(join(staffed, 'right'), 'TEST passphrase of operators\n');
  writeFileSync(join(staffed, 'wrong'), 'TEST passphrase of nobody\n');
  const registry = openRegistry(staffed);
  const { audit, operators } = registry;
  for (const [name, roles] of Object.entries(STAFF)) {
    const { id } = operators.add(name, roles, VERIFIER);
    if (!audit.operator) audit.actAs({ id, name, role: 'chair' });
  }
  registry.close();
});
afterAll(() => rmSync(staffed, { recursive: true, force: true }));

/** `begin` is a command in this data folder, `by` one of somebody whose passphrase is right. */
function office(folder = staffed) {
  const [right, wrong] = [join(folder, 'right'), join(folder, 'wrong')];
  const begin = async (access: Access, options: IssuerOptions = {}) => {
    const context = new Context({ data: folder, json: true, ...options }, access);
    opened.push(context);
    await context.admit();
    return context;
  };
  const by = (name: string, access: Access) =>
    begin(access, { operator: name, operatorPassphraseFile: right });
  return { folder, right, wrong, begin, by };
}

const failure = async (call: Promise<unknown>) => {
  const { code, details } = await errorOf(() => call);
  return details.what === undefined ? code : `${code}: ${details.what}`;
};

describe('a command begins', () => {
  it('without a question as long as no operator is registered, whatever it is', async () => {
    const { begin } = office(await organisationFolder());
    for (const access of ['open', 'own', 'read', 'members', 'keys'] as const) {
      expect((await begin(access)).registry().audit.operator).toBeUndefined();
    }
    expect((await begin('numbers', { operator: '  Ani   Lestari ' })).person()).toBe('Ani Lestari');
    expect(await failure(begin('numbers').then((context) => context.person()))).toBe(
      'usage: number-operator',
    );
  });

  it.each([
    ['Sari', 'members', 'secretariat'],
    ['Hadi', 'numbers.approve', 'chair'],
    ['Budi', 'money', 'treasurer'],
    ['Hadi', 'operators', 'chair'],
    ['Umar', 'read', undefined],
  ] as const)('by %s for %s, as %s', async (name, access, role) => {
    const { by } = office();
    const context = await by(name.toUpperCase(), access);
    expect(context.registry().audit.operator).toMatchObject({ name, role });
    expect(context.person()).toBe(name);
  });

  it.each([
    ['Umar', 'members'],
    ['Umar', 'backups'],
    ['Hadi', 'members'],
    ['Sari', 'money'],
    ['Sari', 'numbers.approve'],
    ['Budi', 'keys'],
  ] as const)('not by %s for %s', async (name, access) => {
    const { by } = office();
    expect(await failure(by(name, access))).toBe('not-permitted: operator-role');
  });

  it('not by nobody, but for what concerns no member', async () => {
    const { begin, folder } = office();
    for (const access of ['read', 'members'] as const) {
      expect(await failure(begin(access))).toBe('operator-missing');
    }
    for (const access of ['open', 'own'] as const) await begin(access);
    expect(await failure(begin('read', { data: join(folder, 'nothing') }).then((it) => it.registry()))).toBe(
      'data-missing: registry-missing',
    );
  });

  it('by who has logged in; somebody else for one command shows it, and a wrong passphrase counts before a login', async () => {
    const folder = temporaryFolder();
    cpSync(staffed, folder, { recursive: true });
    const { begin, by, wrong } = office(folder);
    const { operators } = (await by('Sari', 'members')).registry();
    const machine = thisMachine();
    operators.sessions.begin(writeToken(folder, machine.place), operators.get('Sari').id, machine, 15);
    expect((await begin('members')).person()).toBe('Sari');
    expect((await begin('members', { operator: 'sari' })).person()).toBe('Sari');
    expect((await by('Budi', 'money')).person()).toBe('Budi');
    const note = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await failure(begin('money', { operator: 'Budi' }))).toBe('passphrase-missing');
    expect(note).toHaveBeenCalledWith(expect.stringContaining('operator Budi'));
    const spoiled = begin('members', { operator: 'Sari', operatorPassphraseFile: wrong });
    expect(await failure(spoiled)).toBe('operator-wrong');
  });

  it('and changes nothing where it only reads', async () => {
    const { by, begin } = office();
    for (const context of [await by('Sari', 'read'), await begin('open')]) {
      expect(() => context.registry().audit.record('backup-made', 'x')).toThrow('permissions.ts');
    }
  });
});

describe('a second person', () => {
  async function approval(who: string, access: Task, task: Task, approvedBy?: string, isRight = true) {
    const desk = office();
    const context = await desk.by(who, access);
    const options = {
      ...(approvedBy && { approvedBy }),
      approverPassphraseFile: isRight ? desk.right : desk.wrong,
    };
    const second = await requireSecondPerson(context, options, task);
    context.registry().audit.record('backup-made', 'what took two');
    const { operator, approver } = context.registry().audit.entries().at(-1)!;
    return { second, operator, approver };
  }

  it.each([
    ['Sari', 'terminals.revoke', 'keys.approve', 'Hadi'],
    ['Hadi', 'terminals.revoke', 'keys.approve', 'Wati'],
    ['Budi', 'money', 'money.approve', 'Hadi'],
    ['Budi', 'money', 'money.approve', 'Wati'],
  ] as const)('of %s (%s, %s) is %s, and both stand in the audit trail', async (who, access, task, other) => {
    expect(await approval(who, access, task, other.toLowerCase())).toEqual({
      second: other,
      operator: who,
      approver: other,
    });
  });

  it.each([
    ['nobody', undefined, 'operator-second'],
    ['oneself', 'Wati', 'operator-same-person'],
    ['oneself, typed otherwise', ' wa-ti', 'operator-same-person'],
    ['a secretary', 'Sari', 'operator-role'],
    ['an auditor', 'Umar', 'operator-role'],
  ])('is not %s', async (_who, approvedBy, refusal) => {
    expect(await failure(approval('Wati', 'money', 'money.approve', approvedBy))).toBe(
      `not-permitted: ${refusal}`,
    );
  });

  it('types a passphrase: being logged in here is not enough', async () => {
    expect(await failure(approval('Budi', 'money', 'money.approve', 'Hadi', false))).toBe('operator-wrong');
  });

  it('is a name where no operators are registered, and another one than who gives the command', async () => {
    const { begin } = office(await organisationFolder());
    const context = await begin('money', { operator: 'Sari' });
    expect(await requireSecondPerson(context, {}, 'money.approve')).toBeUndefined();
    expect(await requireSecondPerson(context, { approvedBy: ' Hadi ' }, 'money.approve')).toBe('Hadi');
    const oneself = requireSecondPerson(context, { approvedBy: 'SARI' }, 'money.approve');
    expect(await failure(oneself)).toBe('not-permitted: operator-same-person');
  });

  it('who approves what another command proposed gives the command', async () => {
    const { by } = office();
    const context = await by('Hadi', 'numbers.approve');
    expect([context.approver(undefined), context.approver('HADI')]).toEqual(['Hadi', 'Hadi']);
    expect(() => context.approver('Wati')).toThrow('Hadi is at work here');
  });
});
