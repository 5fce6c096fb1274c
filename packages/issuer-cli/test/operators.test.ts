import { scryptSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import type { Role } from '../src/operators/permissions.ts';
import { requireOther } from '../src/operators/second-person.ts';
import { isPassphrase, makeVerifier } from '../src/operators/verifier.ts';
import { pauseAfter } from '../src/registry/operators.ts';
import { openRegistry, type Registry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, NOW, newOrganisation } from './helpers.ts';

/** Test passphrases protect nothing. Making one takes a moment: all operators of these tests have the same. */
const PASSPHRASE = 'TEST passphrase of operators';
const VERIFIER = makeVerifier(PASSPHRASE);

/** An organisation whose clock the test turns, with the operators named by it; the first of them is at work. */
async function office(people: Readonly<Record<string, readonly Role[]>> = {}) {
  const { folder } = await newOrganisation();
  const clock = { now: NOW };
  const registry = openRegistry(folder, { now: () => clock.now, actor: 'os-user' });
  const { operators, audit } = registry;
  const work = (name: string, role?: Role) => {
    const { id, name: own, roles } = operators.get(name);
    audit.actAs({ id, name: own, role: role ?? roles[0] });
  };
  for (const [name, roles] of Object.entries(people)) {
    operators.add(name, roles, VERIFIER);
    if (!audit.operator) work(name, 'chair');
  }
  const later = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };
  return { registry, operators, audit, clock, later, work };
}

const HADI_AND_SARI = { Hadi: ['chair'], Sari: ['secretariat'] } as const;
const countOf = (registry: Registry, of: string) =>
  databaseOf(registry).prepare(`SELECT count(*) FROM ${of}`).pluck().get();
const what = async (call: () => unknown) => (await errorOf(call)).details.what;
const code = async (call: () => unknown) => (await errorOf(call)).code;

describe('the verifier of a passphrase', () => {
  const SALT = Buffer.alloc(16, 7);
  /** By node:crypto alone, as the doc comment of verifier.ts says it is written. */
  const written = (passphrase: string, N: number, r: number, p: number) => {
    const hash = scryptSync(passphrase, SALT, 32, { N, r, p, maxmem: 2 ** 28 });
    return `scrypt$${N}$${r}$${p}$${SALT.toString('base64url')}$${hash.toString('base64url')}`;
  };

  it('is scrypt with its parameters beside it, salted anew each time', () => {
    expect(VERIFIER).toMatch(/^scrypt\$16384\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(makeVerifier(PASSPHRASE)).not.toBe(VERIFIER);
    expect(isPassphrase(VERIFIER, PASSPHRASE)).toBe(true);
    expect(isPassphrase(VERIFIER, `${PASSPHRASE} `)).toBe(false);
  });

  it('is read with the parameters that it was made with', () => {
    expect(isPassphrase(written('kata sandi lama', 2 ** 15, 8, 1), 'kata sandi lama')).toBe(true);
    expect(isPassphrase(written('kata sandi lama', 2 ** 15, 8, 1), 'kata sandi baru')).toBe(false);
  });

  it('takes letters that look the same for the same', () => {
    expect(isPassphrase(written('caf\u00e9 di gerai', 2 ** 14, 8, 1), 'cafe\u0301 di gerai')).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['another kind', 'bcrypt$x'],
    ['almost no work', VERIFIER.replace('$16384$', '$2$')],
    ['no power of 2', VERIFIER.replace('$16384$', '$16385$')],
    ['all memory', VERIFIER.replace('$16384$', '$1048576$')],
    ['a short hash', VERIFIER.slice(0, -1)],
    ['more behind it', `${VERIFIER}$`],
  ])('is refused with %s', async (_what, verifier) => {
    expect(await code(() => isPassphrase(verifier, PASSPHRASE))).toBe('data-damaged');
  });
});

describe('as long as no operator is registered', () => {
  it('changes are those of the user of the computer, as ever', async () => {
    const { registry, operators, audit } = await office();
    expect(operators.areRegistered()).toBe(false);
    addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    expect(audit.entries().at(-1)).toMatchObject({
      actor: 'os-user',
      operator: null,
      operatorId: null,
      role: null,
    });
  });

  it.each([
    [['secretariat'], 'operator-first'],
    [[], 'operator-no-role'],
    [['chair', 'auditor'], 'operator-auditor-alone'],
  ] as const)('the first one is not %j', async (roles, refusal) => {
    const { operators } = await office();
    expect(await what(() => operators.add('Hadi', roles, VERIFIER))).toBe(refusal);
    expect(operators.areRegistered()).toBe(false);
  });
});

describe('once operators are registered', () => {
  it('a change without one is refused, and nothing of it stays', async () => {
    const { registry } = await office(HADI_AND_SARI);
    const stranger = openRegistry(registry.folder, { now: () => NOW });
    expect(await code(() => addMember(stranger, { name: 'Ani Lestari', cohort: '1989' }))).toBe(
      'operator-missing',
    );
    expect(await code(() => stranger.operators.add('Wati', ['chair'], VERIFIER))).toBe('operator-missing');
    expect(countOf(registry, 'members')).toBe(0);
    expect(stranger.operators.list()).toHaveLength(2);
    stranger.close();
  });

  it('every change names operator, role and user of the computer', async () => {
    const { registry, audit, work } = await office(HADI_AND_SARI);
    work('Sari', 'secretariat');
    addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    expect(audit.entries().at(-1)).toMatchObject({
      action: 'member-added',
      actor: 'os-user',
      operator: 'Sari',
      operatorId: 2,
      role: 'secretariat',
      approver: null,
    });
  });

  it('a command that only reads changes nothing', async () => {
    const { registry, audit, work } = await office(HADI_AND_SARI);
    work('Sari', 'secretariat');
    audit.forbidChanges();
    expect(() => addMember(registry, { name: 'Ani Lestari', cohort: '1989' })).toThrow('permissions.ts');
    expect(countOf(registry, 'members')).toBe(0);
  });

  it('a name is one person however it is typed, and is given once', async () => {
    const { operators } = await office({ 'Siti Nur-Haliza': ['chair'] });
    expect(operators.get('  siti NURHALIZA ').name).toBe('Siti Nur-Haliza');
    expect(await what(() => operators.add('Siti  Nurhaliza', ['auditor'], VERIFIER))).toBe('operator-known');
    expect(await what(() => operators.get('Siti'))).toBe('operator');
  });

  it('nobody locks the organisation out', async () => {
    const { operators } = await office({
      Hadi: ['chair', 'secretariat'],
      Wati: ['chair'],
      Budi: ['treasurer'],
    });
    expect(await what(() => operators.disable('Hadi', 'left'))).toBe('operator-last-secretariat');
    expect(await what(() => operators.setRoles('Hadi', ['chair'], 'less'))).toBe('operator-last-secretariat');
    operators.setRoles('Budi', ['treasurer', 'secretariat'], 'more');
    operators.setRoles('Hadi', ['secretariat'], 'less');
    expect(await what(() => operators.disable('Wati', 'left'))).toBe('operator-last-chair');
    expect(await what(() => operators.setRoles('Wati', ['auditor'], 'less'))).toBe('operator-last-chair');
    expect(operators.list().map(({ name, roles }) => [name, roles])).toEqual([
      ['Hadi', ['secretariat']],
      ['Wati', ['chair']],
      ['Budi', ['secretariat', 'treasurer']],
    ]);
  });

  it('a disabled operator is refused like a stranger, and comes back with a new passphrase', async () => {
    const { operators } = await office({ ...HADI_AND_SARI, Budi: ['treasurer'] });
    operators.disable('Budi', 'away');
    expect(await what(() => operators.disable('Budi', 'away'))).toBe('operator-disabled');
    expect(await code(() => operators.authenticate('Budi', PASSPHRASE))).toBe('operator-wrong');
    expect(operators.get('Budi').disabledAt).toBe(NOW.toISOString());
    operators.enable('Budi', VERIFIER, 'back');
    expect(operators.authenticate('Budi', PASSPHRASE)).toMatchObject({ name: 'Budi', roles: ['treasurer'] });
    expect(await what(() => operators.enable('Budi', VERIFIER, 'back'))).toBe('operator-working');
  });
});

describe('wrong passphrases', () => {
  it('cost a pause that rises to an hour', () => {
    expect([1, 2, 3, 4, 5, 9, 10, 11, 1000].map(pauseAfter)).toEqual([
      0, 0, 30, 60, 120, 1920, 3600, 3600, 3600,
    ]);
    const more = fc.property(fc.nat(10_000), (failures) => pauseAfter(failures + 1) >= pauseAfter(failures));
    fc.assert(more);
  });

  it('lock the name, not for the right one before the pause is over, and stand in the audit trail', async () => {
    const { operators, audit, later } = await office(HADI_AND_SARI);
    const wrong = () => code(() => operators.authenticate('Sari', 'TEST not the passphrase'));
    expect([await wrong(), await wrong(), await wrong()]).toEqual([
      'operator-wrong',
      'operator-wrong',
      'operator-locked',
    ]);
    expect((await errorOf(() => operators.authenticate('Sari', PASSPHRASE))).details).toEqual({
      seconds: 30,
    });
    expect(operators.authenticate('Hadi', PASSPHRASE).name).toBe('Hadi');
    later(30);
    expect(await wrong()).toBe('operator-locked');
    later(59);
    expect((await errorOf(() => operators.authenticate('Sari', PASSPHRASE))).details).toEqual({ seconds: 1 });
    later(1);
    expect(operators.authenticate('Sari', PASSPHRASE)).toMatchObject({ name: 'Sari', lockedUntil: null });
    expect(await wrong()).toBe('operator-wrong'); // counted anew
    const refused = audit.entries().filter(({ action }) => action === 'operator-refused');
    expect(refused.map(({ subject, operator, details }) => [subject, operator, details])).toEqual([
      ['Sari', null, { failures: 1, pauseSeconds: 0 }],
      ['Sari', null, { failures: 2, pauseSeconds: 0 }],
      ['Sari', null, { failures: 3, pauseSeconds: 30 }],
      ['Sari', null, { failures: 4, pauseSeconds: 60 }],
      ['Sari', null, { failures: 1, pauseSeconds: 0 }],
    ]);
  });

  it('lock for no longer when the clock is set back, and for no less', async () => {
    const { operators, later } = await office(HADI_AND_SARI);
    const guess = (passphrase: string) => errorOf(() => operators.authenticate('Sari', passphrase));
    later(365 * 86_400); // the clock is a year ahead
    for (let i = 0; i < 3; i++) await guess('TEST not the passphrase');
    later(-365 * 86_400);
    expect((await guess(PASSPHRASE)).details).toEqual({ seconds: 30 });
    later(29);
    expect((await guess(PASSPHRASE)).details).toEqual({ seconds: 1 });
    later(1);
    expect(operators.authenticate('Sari', PASSPHRASE).name).toBe('Sari');
  });

  it('of a name that nobody has are told the same, and write nothing down: it may be a passphrase', async () => {
    const { operators, audit } = await office(HADI_AND_SARI);
    const before = audit.entries().length;
    expect(await code(() => operators.authenticate('TEST my passphrase', 'Sari'))).toBe('operator-wrong');
    expect(audit.entries()).toHaveLength(before);
  });
});

describe('approval', () => {
  async function withRequest() {
    const desk = await office({ Hadi: ['chair', 'secretariat'], Sari: ['secretariat'], Budi: ['treasurer'] });
    const { registry, work } = desk;
    work('Sari', 'secretariat');
    const member = addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    const { scheme } = registry.organisation();
    const request = (who: string) => {
      work(who, 'secretariat');
      // Whatever name is given, it is the operator at work who asked.
      registry.numbers.request(scheme, member, 777, 'Somebody Else');
      work('Budi', 'treasurer');
      registry.numbers.pay(scheme, member, 600_000, 'K-1', 'Somebody Else');
    };
    return { ...desk, request, approve: () => registry.numbers.approve(scheme, member, 'Somebody Else') };
  }

  it('of a number is by a second operator, who is a chair', async () => {
    const { request, approve, work, audit } = await withRequest();
    request('Sari');
    work('Hadi', 'chair');
    expect(approve().change).toMatchObject({ newNumber: '8900000777', operator: 'Hadi' });
    expect(
      audit
        .entries()
        .slice(-3)
        .map(({ action, operator, role }) => [action, operator, role]),
    ).toEqual([
      ['number-requested', 'Sari', 'secretariat'],
      ['number-paid', 'Budi', 'treasurer'],
      ['number-approved', 'Hadi', 'chair'],
    ]);
  });

  it('is not by the chair who asked, whatever name is typed', async () => {
    const { request, approve, work } = await withRequest();
    request('Hadi');
    work('Hadi', 'chair');
    expect(await what(approve)).toBe('number-same-person');
  });

  it('of a proposal is by somebody else: by id, by name where the proposal is older than the operators', async () => {
    const { registry, work } = await office(HADI_AND_SARI);
    work('Hadi', 'chair');
    const same = (proposer: { operatorId: number | null; name: string }) =>
      code(() => requireOther(registry, proposer, 'Hadi'));
    expect(await same({ operatorId: 1, name: 'Hadi as he was' })).toBe('not-permitted');
    expect(await same({ operatorId: null, name: ' HADI ' })).toBe('not-permitted');
    expect(() => requireOther(registry, { operatorId: 2, name: 'Sari' }, 'Hadi')).not.toThrow();
  });

  it('at once names both in the audit trail', async () => {
    const { operators, audit, work } = await office({ ...HADI_AND_SARI, Wati: ['chair'] });
    work('Hadi', 'chair');
    audit.approvedBy(operators.get('Wati'));
    operators.add('Umar', ['chair'], VERIFIER);
    expect(audit.entries().at(-1)).toMatchObject({ operator: 'Hadi', approver: 'Wati', subject: 'Umar' });
  });
});

describe('the database itself', () => {
  async function paid(): Promise<Registry> {
    const { registry, work } = await office({
      Hadi: ['chair', 'secretariat'],
      Wati: ['chair'],
      Budi: ['treasurer'],
    });
    work('Hadi', 'secretariat');
    const member = addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
    registry.numbers.request(registry.organisation().scheme, member, 777, 'Hadi');
    work('Budi', 'treasurer');
    registry.numbers.pay(registry.organisation().scheme, member, 600_000, 'K-1', 'Budi');
    return registry;
  }
  const APPROVED = `UPDATE number_requests SET state = 'approved', approved_at = 'x', approved_by = 'y', approved_operator =`;
  const AUDIT = 'INSERT INTO audit (at, actor, action, subject, details, operator_id, approver_id) VALUES';
  const OPERATOR = `INSERT INTO operators (name, name_key, secretariat, chair, treasurer, auditor, verifier, added_at)
    VALUES ('X', 'x',`;

  it.each([
    ['an approval by who asked', `${APPROVED} 1`, 'CHECK constraint failed'],
    ['an approval by a treasurer', `${APPROVED} 3`, 'a chair approves'],
    ['an approval by nobody', `${APPROVED} NULL`, 'a chair approves'],
    ['another person who asked', 'UPDATE number_requests SET requested_operator = 3', 'never changes'],
    [
      'an entry without an operator',
      `${AUDIT} ('t', 'a', 'member-edited', 's', '{}', NULL, NULL)`,
      'needs an operator',
    ],
    ['an entry of an operator that is none', `${AUDIT} ('t', 'a', 'x', 's', '{}', 99, NULL)`, 'FOREIGN KEY'],
    ['one who approves oneself', `${AUDIT} ('t', 'a', 'x', 's', '{}', 1, 1)`, 'CHECK constraint failed'],
    [
      'an approval of nobody',
      `${AUDIT} ('t', 'a', 'operator-refused', 's', '{}', NULL, 1)`,
      'CHECK constraint failed',
    ],
    ['an operator taken away', 'DELETE FROM operators WHERE id = 3', 'never removed'],
    ['another name for what was done', `UPDATE operators SET name = 'Other' WHERE id = 1`, 'keeps the name'],
    [
      'no chair',
      `UPDATE operators SET disabled_at = 'x' WHERE chair = 1 AND secretariat = 0;
       UPDATE operators SET chair = 0 WHERE id = 1`,
      'the last chair stays',
    ],
    [
      'no secretariat',
      `UPDATE operators SET disabled_at = 'x' WHERE id = 1`,
      'the last of the secretariat stays',
    ],
    ['an auditor who does the work', `${OPERATOR} 1, 0, 0, 1, 'scrypt$', 't')`, 'CHECK constraint failed'],
    ['an operator without a role', `${OPERATOR} 0, 0, 0, 0, 'scrypt$', 't')`, 'CHECK constraint failed'],
    ['a passphrase as it was typed', `${OPERATOR} 1, 0, 0, 0, 'secret', 't')`, 'CHECK constraint failed'],
  ])('refuses %s', async (_what, sql, message) => {
    const registry = await paid();
    expect(() => databaseOf(registry).exec(sql)).toThrow(message);
  });

  it('refuses what a disabled operator does, also in a command that began before', async () => {
    const { registry, operators, work } = await office({ ...HADI_AND_SARI, Wati: ['secretariat'] });
    operators.disable('Wati', 'left');
    work('Wati', 'secretariat');
    expect(() => addMember(registry, { name: 'Ani Lestari', cohort: '1989' })).toThrow('was disabled');
  });
});
