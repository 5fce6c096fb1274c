import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { members as words } from '../src/locales/members.ts';
import { addMember } from '../src/members/add.ts';
import { likelyPairs, nameKey } from '../src/members/likeness.ts';
import { MEMBER_STATES, type Member, type MemberState } from '../src/registry/members.ts';
import type { Registry } from '../src/registry/registry.ts';
import { databaseOf, errorOf, newOrganisation } from './helpers.ts';

async function withAni(): Promise<{ registry: Registry; ani: Member }> {
  const registry = await newOrganisation();
  const ani = addMember(registry, {
    name: 'Ani Lestari',
    cohort: '1989',
    birthDate: '20/5/1971',
    phone: '081234567890',
  });
  return { registry, ani };
}

const addTo = (registry: Registry, name: string, more: object = {}) =>
  addMember(registry, { name, cohort: '1990', ...more }, { allowDuplicate: true });

describe('a record', () => {
  it('is told at its registration as it is read back', async () => {
    const { registry, ani } = await withAni();
    expect(registry.members.get(ani.memberNumber)).toStrictEqual(ani);
    const bare = addTo(registry, 'Budi');
    expect(registry.members.byId(bare.id)).toStrictEqual(bare);
  });

  it('is refused for somebody who is likely there already, unless it is said to be another', async () => {
    const { registry } = await withAni();
    const again = { name: 'Anni Lestari', cohort: '1989', birthDate: '1971-05-20' };
    expect(await errorOf(() => addMember(registry, again))).toMatchObject({
      code: 'already-exists',
      details: { what: 'member-duplicate', memberNumber: '89.00000001', name: 'Ani Lestari' },
    });
    expect(addMember(registry, again, { allowDuplicate: true }).name).toBe('Anni Lestari');
  });

  it('is changed with who, why, and what it was', async () => {
    const { registry, ani } = await withAni();
    const changes = {
      phone: '+6281111111111',
      email: 'ani@contoh.example',
      birthDate: null,
      name: 'Ani Lestari',
    };
    const { member, changed } = registry.members.edit(ani.memberNumber, changes, 'called in');
    expect(changed).toEqual(['birthDate', 'phone', 'email']);
    expect(member).toEqual({
      ...ani,
      phone: '+6281111111111',
      email: 'ani@contoh.example',
      birthDate: undefined,
    });
    const [entry] = registry.audit.newest(1, { subject: ani.memberNumber });
    expect(entry).toMatchObject({ actor: 'test', action: 'member-edited', details: { reason: 'called in' } });
    expect(registry.members.files.changesOf(entry!.id)).toEqual([
      { field: 'birthDate', before: '1971-05-20', after: null },
      { field: 'email', before: null, after: 'ani@contoh.example' },
      { field: 'phone', before: '+6281234567890', after: '+6281111111111' },
    ]);
  });

  it('leaves no trace of a change that changes nothing', async () => {
    const { registry, ani } = await withAni();
    const before = registry.audit.newest(9).length;
    expect(registry.members.edit(ani.memberNumber, { phone: ani.phone }, 'again').changed).toEqual([]);
    expect(registry.audit.newest(9)).toHaveLength(before);
  });

  it('keeps its history, by whatever program', async () => {
    const { registry, ani } = await withAni();
    registry.members.edit(ani.memberNumber, { phone: null }, 'wrong number');
    const database = databaseOf(registry);
    expect(() => database.exec("UPDATE member_changes SET before = 'x'")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM member_changes')).toThrow('append-only');
  });
});

describe('states', () => {
  const WAYS: Readonly<Record<MemberState, readonly MemberState[]>> = {
    registered: ['approved', 'left'],
    approved: ['active', 'left'],
    active: ['suspended', 'left'],
    suspended: ['active', 'left'],
    left: ['registered'],
  };
  const PATHS: Readonly<Record<MemberState, readonly MemberState[]>> = {
    registered: [],
    approved: ['approved'],
    active: ['approved', 'active'],
    suspended: ['approved', 'active', 'suspended'],
    left: ['left'],
  };

  it.each(
    MEMBER_STATES.flatMap((from) => MEMBER_STATES.map((to) => [from, to, WAYS[from].includes(to)] as const)),
  )('%s → %s: %s', async (from, to, allowed) => {
    const { registry, ani } = await withAni();
    for (const step of PATHS[from]) registry.members.setState(ani.memberNumber, step, 'on the way');
    const move = () => registry.members.setState(ani.memberNumber, to, 'the reason');
    if (allowed) {
      expect(move()).toMatchObject({ state: to, stateReason: 'the reason' });
      expect(registry.audit.newest(1)).toMatchObject([
        { action: 'member-state', details: { from, to, reason: 'the reason' } },
      ]);
    } else {
      expect(await errorOf(move)).toMatchObject({
        code: 'usage',
        details: { what: 'member-state', from, state: to },
      });
      expect(registry.members.get(ani.memberNumber).state).toBe(from);
    }
  });

  it('are held by the registry itself', async () => {
    const { registry } = await withAni();
    const database = databaseOf(registry);
    expect(() => database.exec("UPDATE members SET state = 'active'")).toThrow('does not go');
    expect(() => database.exec("UPDATE members SET state = 'left'")).toThrow('have a reason');
    expect(() => database.exec("UPDATE members SET state = 'asleep'")).toThrow('does not go');
  });
});

describe('search', () => {
  it.each([
    ['ani', ['Ani Lestari']],
    ['les an', ['Ani Lestari']],
    ['LESTARI', ['Ani Lestari', 'Budi Lestari']],
    ['rene', ['René Descartes']],
    ['0812345', ['Ani Lestari']],
    ['+62 812-345', ['Ani Lestari']],
    ['62812345', ['Ani Lestari']],
    ['89.00000001', ['Ani Lestari']],
    ['8900000001', ['Ani Lestari']],
    ['90', ['Budi Lestari', 'René Descartes']],
    ['nobody', []],
    ['"; DROP TABLE members', []],
    ['ani OR budi', []],
    ['*', []],
    ['', []],
  ])('%j finds %j', async (text, names) => {
    const { registry } = await withAni();
    for (const name of ['Budi Lestari', 'René Descartes']) addTo(registry, name);
    expect(registry.members.search(text, 20).map(({ name }) => name)).toEqual(names);
  });

  it('knows a name that was changed, and no longer the one that it was', async () => {
    const { registry, ani } = await withAni();
    registry.members.edit(ani.memberNumber, { name: 'Citra Dewi', phone: null }, 'misheard');
    expect(registry.members.search('lestari', 20)).toEqual([]);
    expect(registry.members.search('0812', 20)).toEqual([]);
    expect(registry.members.search('citra', 20)).toHaveLength(1);
    expect(registry.members.soundingLike('Tjitra Dewi', 20)).toHaveLength(1);
  });

  it('goes through members page by page', async () => {
    const { registry } = await withAni();
    for (const name of ['Budi', 'Citra', 'Dewi'])
      addTo(registry, name, { branch: name === 'Citra' ? 'Bima' : 'Dompu' });
    const first = registry.members.page(0, 2);
    const second = registry.members.page(first.at(-1)!.id, 2);
    expect([...first, ...second].map(({ name }) => name)).toEqual(['Ani Lestari', 'Budi', 'Citra', 'Dewi']);
    expect(registry.members.page(0, 9, { branch: 'Bima' }).map(({ name }) => name)).toEqual(['Citra']);
    expect(registry.members.page(0, 9, { cohort: 1989 }).map(({ name }) => name)).toEqual(['Ani Lestari']);
    expect(registry.members.page(0, 9, { state: 'active' })).toEqual([]);
  });
});

describe('merging', () => {
  it('finds pairs that are likely one person', async () => {
    const { registry, ani } = await withAni();
    const other = addTo(registry, 'Annisa Lestari', { phone: '0812-3456-7890' });
    addTo(registry, 'Ani Lestari'); // the same name alone says nothing
    const pairs = registry.members.duplicates(10);
    expect(pairs.map(({ member, other, likeness }) => [member.id, other.id, likeness])).toEqual([]);
    registry.members.edit(other.memberNumber, { name: 'Anni Lestari' }, 'as on the identity card');
    expect(registry.members.duplicates(10)).toMatchObject([
      { member: { id: ani.id }, other: { id: other.id }, likeness: ['name', 'phone'] },
    ]);
  });

  it('lists pairs page by page', async () => {
    const { registry } = await withAni();
    for (const name of ['Anni Lestari', 'Any Lestari']) addTo(registry, name, { phone: '0812-3456-7890' });
    expect(registry.members.countDuplicates()).toBe(3);
    const ids = (limit: number, offset: number) =>
      registry.members.duplicates(limit, offset).map(({ member, other }) => [member.id, other.id]);
    expect([...ids(2, 0), ...ids(2, 2)]).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  it('keeps count of pairs as records come, change and are merged: the same as all compared with all', async () => {
    const { registry } = await withAni();
    const names = ['Ani Lestari', 'Anni Lestari', 'Budi Santoso', 'Boedi Santosa', 'Budi'];
    const record = fc.record({
      name: fc.constantFrom(...names),
      birthDate: fc.option(fc.constantFrom('1971-05-20', '1980-01-01'), { nil: undefined }),
      phone: fc.option(fc.constantFrom('081234567890', '0811111111'), { nil: undefined }),
    });
    const step = fc.tuple(fc.constantFrom('add', 'edit', 'merge'), record, fc.nat(), fc.nat());
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        for (const [kind, { name, birthDate, phone }, one, other] of steps) {
          const open = registry.members.list().filter(({ mergedInto }) => mergedInto === undefined);
          const [a, b] = [open[one % open.length]!, open[other % open.length]!];
          const changes = {
            name,
            birthDate: birthDate ?? null,
            phone: phone ? `+62${phone.slice(1)}` : null,
          };
          if (kind === 'add') addTo(registry, name, { birthDate, phone });
          else if (kind === 'edit') registry.members.edit(a.memberNumber, changes, 'x');
          else if (a.id !== b.id) registry.members.merge(a, b, 'x');
        }
        const records = registry.members
          .list()
          .filter(({ mergedInto }) => mergedInto === undefined)
          .map(({ id, name, birthDate, phone }) => ({ id, nameKey: nameKey(name), birthDate, phone }));
        const kept = registry.members.duplicates(-1).map(({ member, other, likeness }) => {
          return { a: member.id, b: other.id, likeness };
        });
        expect(kept).toEqual(likelyPairs(records));
      }),
      { numRuns: 25 },
    );
  });

  it('keeps number and history of one, and marks the other', async () => {
    const { registry, ani } = await withAni();
    const other = addTo(registry, 'Anni Lestari', {
      birthDate: '1971-05-20',
      phone: '0811111111',
      branch: 'Bima',
    });
    const { member, filled } = registry.members.merge(ani, other, 'registered twice');
    expect(filled).toEqual(['branch']);
    expect(member).toEqual({ ...ani, branch: 'Bima' });
    const merged = registry.members.get(other.memberNumber);
    expect(merged).toMatchObject({
      name: 'Anni Lestari',
      state: 'left',
      stateReason: 'registered twice',
      mergedInto: ani.id,
    });
    expect(registry.members.duplicates(10)).toEqual([]);
    expect(registry.audit.newest(1)).toMatchObject([
      {
        action: 'member-merged',
        subject: other.memberNumber,
        details: { into: ani.memberNumber, reason: 'registered twice' },
      },
    ]);
    expect(
      await errorOf(() => registry.members.edit(merged.memberNumber, { phone: null }, 'x')),
    ).toMatchObject({
      details: { what: 'member-merged' },
    });
    expect(
      await errorOf(() => registry.members.setState(merged.memberNumber, 'registered', 'x')),
    ).toMatchObject({
      details: { what: 'member-merged' },
    });
    expect(await errorOf(() => registry.members.merge(merged, ani, 'x'))).toMatchObject({
      details: { what: 'member-merged' },
    });
    expect(() =>
      databaseOf(registry).exec(`UPDATE members SET merged_into = NULL WHERE id = ${merged.id}`),
    ).toThrow('kept as it was');
  });

  it('does nothing to a member and itself', async () => {
    const { registry, ani } = await withAni();
    expect(await errorOf(() => registry.members.merge(ani, ani, 'x'))).toMatchObject({
      details: { what: 'merge-same' },
    });
    expect(registry.members.get(ani.memberNumber)).toEqual(ani);
  });
});

describe('both languages', () => {
  const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{+\w+\}+/g))].sort();
  it('say the same things of members', () => {
    expect(Object.keys(words.id)).toEqual(Object.keys(words.en));
    for (const key of Object.keys(words.en) as (keyof typeof words.en)[]) {
      expect([key, gapsOf(words.id[key])]).toEqual([key, gapsOf(words.en[key])]);
    }
  });
});
