import { type ChipKind, deriveAccessKeys, isKartuError, openDriver } from '@kartukita/card-core';
import { createChip, type VirtualChip } from '@kartukita/card-core/virtual';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueCard, recoverCard } from '../src/issue/issue.ts';
import { renewCard } from '../src/issue/renew.ts';
import { verifyCard } from '../src/issue/verify.ts';
import { type IssuerKeys, unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { openForChange, rotateKeySet } from '../src/keys/rotate.ts';
import { addMember } from '../src/members/add.ts';
import { openRegistry, type Registry } from '../src/registry/registry.ts';
import { blankChip, KINDS, readerWith, SAWAH } from './cards.ts';
import { databaseOf, errorOf, OPTIONS, organisationFolder, TEST_PASSPHRASE } from './helpers.ts';

let registry: Registry;
let keys: IssuerKeys;
/** As they were issued with key set 1; a copy for each test. */
const issued = new Map<ChipKind, VirtualChip[]>();
const take = (kind: ChipKind) => createChip(issued.get(kind)!.pop()!.snapshot());

/** Opening keys costs half a second: one secretariat for all, which has rotated its key set since. */
beforeAll(async () => {
  registry = openRegistry(await organisationFolder(), OPTIONS);
  const first = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
  for (const kind of KINDS) {
    const chips: VirtualChip[] = [];
    // Two of each, and one more of those that the last tests take.
    for (let i = 0; i < (kind === 'classic-4k' || kind === 'ntag216' ? 2 : 3); i++) {
      const { memberNumber } = addMember(registry, { name: `Anggota ${kind}`, cohort: '1989' });
      const chip = blankChip(kind);
      await issueCard(registry, first, readerWith(chip), { memberNumber, theme: SAWAH });
      chips.push(chip);
    }
    issued.set(kind, chips);
  }
  await rotateKeySet(registry, await openForChange(registry, TEST_PASSPHRASE));
  keys = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
  return () => registry.close();
}, 60_000);

async function opensWith(chip: VirtualChip, version: number): Promise<boolean> {
  const connection = await readerWith(chip).waitForCard();
  const driver = await openDriver(connection);
  try {
    const keySet = keys.keySets.find((each) => each.version === version)!;
    await driver.unlock(deriveAccessKeys(keySet, driver.uid));
    await driver.read('identity');
    return true;
  } catch (error) {
    if (isKartuError(error, 'card-authentication-failed')) return false;
    throw error;
  } finally {
    await driver.close();
  }
}

describe.each(KINDS)('a %s of an older key set', (kind) => {
  it('is valid as it is, and opens with the newest after its renewal, with the same identity', async () => {
    const chip = take(kind);
    expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(true);
    const before = registry.cards.findByUid(chip.uid)!;
    const steps: string[] = [];
    const onStep = (step: string) => void steps.push(step);
    const result = await renewCard(registry, keys, readerWith(chip), { onStep });
    expect(result).toMatchObject({ outcome: 'renewed', fromVersion: 1, toVersion: 2 });
    expect(registry.cards.findByUid(chip.uid)).toEqual({ ...before, accessVersion: 2 });
    expect(await opensWith(chip, 2)).toBe(true);
    expect(await opensWith(chip, 1)).toBe(false);
    expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(true);
    const journal = registry.cards.journal(before.serial).filter(({ step }) => step.startsWith('renewal: '));
    expect(journal.map(({ phase }) => phase)).toEqual(steps.flatMap(() => ['before', 'after']));
    expect(await renewCard(registry, keys, readerWith(chip))).toMatchObject({ outcome: 'newest' });
  });

  it('is finished by the same command after a tear, and may not be taken for renewed before', async () => {
    const chip = take(kind);
    const { serial } = registry.cards.findByUid(chip.uid)!;
    let atExchange = 1;
    while (registry.keys.renewals.pending(serial) === undefined) {
      const error = await errorOf(() =>
        renewCard(registry, keys, readerWith(chip, { atExchange: atExchange++, when: 'after' })),
      );
      expect(error.code).toBe('card-removed');
    }
    expect(registry.cards.get(serial).accessVersion).toBe(1);
    // `card recover` finishes it as well.
    const finish = kind === 'ntag216' || kind === 'classic-4k' ? recoverCard : renewCard;
    expect(await finish(registry, keys, readerWith(chip))).toMatchObject({ outcome: 'resumed' });
    expect(registry.cards.get(serial).accessVersion).toBe(2);
    expect((await verifyCard(registry, keys, readerWith(chip))).ok).toBe(true);
    expect(registry.keys.renewals.of(serial)).toHaveLength(1);
  });
});

describe('a renewal', () => {
  it('is counted by key set and stands in the audit trail', async () => {
    const chip = take('ntag215');
    const { serial } = registry.cards.findByUid(chip.uid)!;
    const [first, second] = registry.keys.keySets();
    await renewCard(registry, keys, readerWith(chip));
    expect(registry.keys.keySets().map(({ cards }) => cards)).toEqual([first!.cards - 1, second!.cards + 1]);
    expect(registry.audit.newest(2).map(({ action, subject }) => [action, subject])).toEqual([
      ['card-renewed', String(serial)],
      ['card-renewal-begun', String(serial)],
    ]);
  });

  it('is not given to a card that has ended, nor to one that was never issued here', async () => {
    const chip = take('ntag213');
    const { serial } = registry.cards.findByUid(chip.uid)!;
    registry.cards.lives.move(serial, 'lost', { reason: 'hilang' });
    expect(await errorOf(() => renewCard(registry, keys, readerWith(chip)))).toMatchObject({
      code: 'already-exists',
      details: { what: 'card-ended', state: 'lost' },
    });
    expect(await errorOf(() => renewCard(registry, keys, readerWith(blankChip('ntag213'))))).toMatchObject({
      code: 'not-found',
    });
  });

  it.each([
    [
      'a second one of a card at once',
      'INSERT INTO card_renewals VALUES (91, 1, 1, 2, 0, NULL)',
      'begins with',
    ],
    ['one that goes back', 'INSERT INTO card_renewals VALUES (91, 2, 2, 1, 0, NULL)', 'CHECK'],
    ['one that begins finished', "INSERT INTO card_renewals VALUES (91, 2, 1, 2, 0, 'x')", 'begins with'],
    ['one that is changed', 'UPDATE card_renewals SET to_version = 9 WHERE id = 90', 'only finished'],
    ['one that is removed', 'DELETE FROM card_renewals', 'append-only'],
  ])('of the database: it refuses %s', (_what, sql, message) => {
    const database = databaseOf(registry);
    const work = database.transaction(() => {
      database.exec('INSERT INTO card_renewals VALUES (90, 1, 1, 2, 0, NULL)');
      expect(() => database.exec(sql)).toThrow(message);
      throw new Error('taken back');
    });
    expect(() => work.immediate()).toThrow('taken back');
  });
});
