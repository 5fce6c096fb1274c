import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  openTerminalBundle,
  purseMessage,
  signEd25519,
  verifyIdentity,
  verifyRecord,
} from '@kartukita/card-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import { KEY_FILE, readKeyFile, unlockIssuerKeys } from '../src/keys/issuer-keys.ts';
import { listKeys } from '../src/keys/list.ts';
import { revokeTerminal } from '../src/keys/revoke.ts';
import { openForChange, removeOrganisationKey, rotateIssuingKey, rotateKeySet } from '../src/keys/rotate.ts';
import { packFiles, unpackFiles } from '../src/keys/tar.ts';
import { en, id } from '../src/locales/keys.ts';
import { buildProgram } from '../src/program.ts';
import { jumpForward } from '../src/registry/sequences.ts';
import { enrolTerminal, renewBundle } from '../src/terminals/enrol.ts';
import { blankChip, readerWith, SAWAH, SONGKET } from './cards.ts';
import { databaseOf, errorOf, NOW, office, TEST_PASSPHRASE } from './helpers.ts';

const ANI = { memberNumber: '89.00000001', theme: SAWAH };

async function counter() {
  const signing = generateKeyPair();
  const { secret, recipient } = await generateEncryptionIdentity();
  const request = await makeTerminalRequest(
    { outlet: 'Gerai Satu', encryptionRecipient: recipient, requestedAt: NOW.toISOString() },
    signing.privateKey,
  );
  const open = async (sealed: Uint8Array) =>
    (await openTerminalBundle(sealed, secret, { signingKey: signing.privateKey })).bundle;
  return { request, open, privateKey: signing.privateKey };
}

describe('rotation', () => {
  it('gives new cards a new issuing key and key set, while older cards stay valid', async () => {
    const { registry, keys } = await office();
    const [older, newer] = [blankChip('classic-1k'), blankChip('ntag215')];
    await issueCard(registry, keys, readerWith(older), ANI);
    const opened = await openForChange(registry, TEST_PASSPHRASE);
    expect(await rotateIssuingKey(registry, opened)).toBe(2);
    expect(await rotateKeySet(registry, await openForChange(registry, TEST_PASSPHRASE))).toBe(2);

    const rotated = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    expect(rotated.issuingKeys.map(({ issuerKey }) => issuerKey)).toEqual([1, 2]);
    expect(rotated.keySets.map(({ version }) => version)).toEqual([1, 2]);
    expect(rotated.keySets[0]).toEqual(keys.keySets[0]);
    expect(rotated.keySets[1]!.masterKey).not.toEqual(keys.keySets[0]!.masterKey);
    const { card } = await issueCard(registry, rotated, readerWith(newer), { ...ANI, theme: SONGKET });
    expect(card).toMatchObject({ issuerKey: 2, keySetVersion: 2 });
    for (const chip of [older, newer]) {
      expect(await verifyCard(registry, rotated, readerWith(chip))).toMatchObject({ ok: true });
    }

    const { request, open } = await counter();
    const bundle = await open((await enrolTerminal(registry, rotated, request)).sealed);
    expect(bundle.keySets).toEqual(rotated.keySets);
    for (const { identity, uid } of registry.cards.list()) {
      expect(verifyIdentity(identity, uid, bundle.trust).ok).toBe(true);
    }
    expect(await listKeys(registry)).toMatchObject({
      issuingKeys: [
        { issuerKey: 1, cards: 1, state: 'older' },
        { issuerKey: 2, cards: 1, state: 'current' },
      ],
      keySets: [
        { version: 1, cards: 1, state: 'older' },
        { version: 2, cards: 1, state: 'current' },
      ],
      terminals: [{ terminal: 1, outlet: 'Gerai Satu', state: 'current', revocation: null }],
    });
    expect(registry.audit.entries().map(({ action }) => action)).toEqual(
      expect.arrayContaining(['issuing-key-rotated', 'key-set-rotated']),
    );
  });

  it('of two commands at once lets one through, and loses no key', async () => {
    const { registry } = await office();
    const opened = await openForChange(registry, TEST_PASSPHRASE);
    await rotateKeySet(registry, opened);
    expect(await errorOf(() => rotateKeySet(registry, opened))).toMatchObject({ code: 'data-busy' });
    expect(await errorOf(() => rotateIssuingKey(registry, opened))).toMatchObject({ code: 'data-busy' });
    expect(registry.keys.keyNumbers()).toEqual({ issuingKeys: [1], keySets: [1, 2] });
    expect((await unlockIssuerKeys(registry, TEST_PASSPHRASE)).keySets).toHaveLength(2);
  });

  it('cut off after the key file was written leaves the old keys in force', async () => {
    const { registry, keys } = await office();
    const before = readKeyFile(registry.folder);
    await rotateKeySet(registry, await openForChange(registry, TEST_PASSPHRASE));
    const after = readKeyFile(registry.folder);
    const another = await office(); // the same organisation, whose registry never heard of it
    writeFileSync(join(another.registry.folder, KEY_FILE), after);
    expect((await unlockIssuerKeys(another.registry, TEST_PASSPHRASE)).keySets).toEqual(keys.keySets);
    // The other way round an older key file came back: cards of the new set could not be opened.
    writeFileSync(join(registry.folder, KEY_FILE), before);
    expect(await errorOf(() => unlockIssuerKeys(registry, TEST_PASSPHRASE))).toMatchObject({
      code: 'data-damaged',
    });
  });

  it('needs the key of this organisation, which need not lie in the folder', async () => {
    const { registry, keys } = await office();
    await removeOrganisationKey(registry, await openForChange(registry, TEST_PASSPHRASE));
    const opened = await openForChange(registry, TEST_PASSPHRASE);
    expect(opened.keys.organisationKey).toBeUndefined();
    expect(await errorOf(() => rotateIssuingKey(registry, opened))).toMatchObject({
      code: 'usage',
      details: { what: 'organisation-key-away' },
    });
    const another = generateKeyPair().privateKey;
    expect(await errorOf(() => rotateIssuingKey(registry, opened, another))).toMatchObject({
      code: 'certificate-invalid',
    });
    expect(await rotateIssuingKey(registry, opened, keys.organisationKey)).toBe(2);
    const rotated = await unlockIssuerKeys(registry, TEST_PASSPHRASE);
    expect(rotated.organisationKey).toBeUndefined();
    const issued = await issueCard(registry, rotated, readerWith(blankChip('ntag216')), ANI);
    expect(issued.card.issuerKey).toBe(2);
  });

  it('ends where the one byte for it on a card ends', async () => {
    const { registry } = await office();
    databaseOf(registry).exec("INSERT INTO sequences VALUES ('key-set', 255)");
    expect(await errorOf(() => registry.keys.nextNumber('key-set'))).toMatchObject({
      code: 'usage',
      details: { what: 'key-numbers', max: 255 },
    });
  });

  it.each([
    ['key set', 'UPDATE key_sets SET version = 3'],
    ['key set', 'DELETE FROM key_sets'],
    ['certificate', "UPDATE issuer_certificates SET certificate = 'x'"],
  ])('cannot undo a %s: %s', async (_what, sql) => {
    const { registry } = await office();
    expect(() => databaseOf(registry).exec(sql)).toThrow(/stays|append-only/);
  });
});

describe('a revoked counter', () => {
  const THEFT = '2026-11-21T02:00:00.000Z';
  const revoked = { terminal: 1, reason: 'stolen', since: THEFT };

  async function twoCounters() {
    const { registry, keys } = await office();
    const [stolen, other] = [await counter(), await counter()];
    await enrolTerminal(registry, keys, stolen.request);
    await enrolTerminal(registry, keys, other.request);
    const { card } = await issueCard(registry, keys, readerWith(blankChip('ntag215')), ANI);
    /** What another counter, with its next bundle, says to a sale that the stolen one signed at that time. */
    const verdictAt = async (time: string) => {
      const { trust } = await other.open((await renewBundle(registry, keys, 2)).sealed);
      const identity = verifyIdentity(card.identity, card.uid, trust);
      if (!identity.ok) throw new Error(identity.fault);
      const record = {
        sequence: 1,
        kind: 'topup' as const,
        balanceRupiah: 5000,
        amountRupiah: 5000,
        timeSeconds: Date.parse(time) / 1000,
        terminal: 1,
        previousHash: new Uint8Array(8),
        lastCredit: 0,
        chipCounter: 0,
      };
      const { organisationId } = trust;
      const message = purseMessage(record, { organisationId, cardSerial: card.serial, uid: card.uid });
      const signature = signEd25519(stolen.privateKey, message);
      const context = { uid: card.uid, identity: identity.value, identityBytes: card.identity };
      const verdict = verifyRecord({ record, signature }, context, trust);
      return verdict.ok ? 'ok' : verdict.fault;
    };
    return { registry, keys, stolen, verdictAt };
  }

  it('is refused by the others for what it signs later, and not for what it signed before', async () => {
    const { registry, keys, verdictAt } = await twoCounters();
    expect(await verdictAt('2026-11-21T02:00:01.000Z')).toBe('ok');
    const revocation = await revokeTerminal(registry, keys, revoked);
    expect(revocation).toEqual({ ...revoked, records: 'earlier', revokedAt: NOW.toISOString() });
    expect(await verdictAt('2026-11-21T02:00:00.000Z')).toBe('ok');
    expect(await verdictAt('2026-11-21T02:00:01.000Z')).toBe('terminal-expired');
  });

  it('is refused for everything where its clock cannot be trusted', async () => {
    const { registry, keys, verdictAt } = await twoCounters();
    await revokeTerminal(registry, keys, { ...revoked, refuseAll: true });
    expect(await verdictAt('2026-11-21T01:00:00.000Z')).toBe('terminal-unknown');
    expect(await listKeys(registry)).toMatchObject({
      terminals: [{ terminal: 1, state: 'revoked', outlet: null, revocation: { records: 'none' } }, {}],
    });
  });

  it('gets no bundle any more, neither by number nor by asking again', async () => {
    const { registry, keys, stolen } = await twoCounters();
    await revokeTerminal(registry, keys, revoked);
    for (const attempt of [
      () => renewBundle(registry, keys, 1),
      () => enrolTerminal(registry, keys, stolen.request),
    ]) {
      expect(await errorOf(attempt)).toMatchObject({
        code: 'usage',
        details: { what: 'revoked', terminal: 1 },
      });
    }
    expect(await errorOf(() => revokeTerminal(registry, keys, revoked))).toMatchObject({
      code: 'already-exists',
    });
    expect(() => databaseOf(registry).exec('DELETE FROM terminal_revocations')).toThrow(/for good/);
  });

  it.each([
    ['an unknown counter', { ...revoked, terminal: 9 }, 'not-found', 'terminal'],
    ['no reason', { ...revoked, reason: '  ' }, 'usage', 'revoke-reason'],
    ['a time to come', { ...revoked, since: '2026-11-22' }, 'usage', 'revoke-since'],
    ['no time', { ...revoked, since: 'yesterday' }, 'usage', 'revoke-since'],
    ['an impossible day', { ...revoked, since: '2026-02-31T25:00' }, 'usage', 'revoke-since'],
  ])('is not %s', async (_what, order, code, what) => {
    const { registry, keys } = await twoCounters();
    expect(await errorOf(() => revokeTerminal(registry, keys, order))).toMatchObject({
      code,
      details: { what },
    });
    expect(registry.keys.revocations()).toEqual([]);
  });
});

describe('the archive in a backup', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,40}(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,40})?$/);
  const file = fc.record({ name, content: fc.uint8Array({ maxLength: 1500 }) });
  const files = fc.uniqueArray(file, { selector: (each) => each.name, maxLength: 6 });

  it('gives back what was put in', () => {
    fc.assert(
      fc.property(files, (list) => {
        const unpacked = unpackFiles(packFiles(list, NOW));
        expect(unpacked.map((each) => ({ ...each, content: new Uint8Array(each.content) }))).toEqual(list);
      }),
    );
  });

  it('cut off or changed in a header is refused, whatever was changed', () => {
    const archive = packFiles([{ name: 'photos/a.jpg', content: Buffer.alloc(700, 7) }], NOW);
    fc.assert(
      fc.property(fc.nat(511), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const spoilt = Buffer.from(archive);
        spoilt[at]! ^= difference;
        expect(() => unpackFiles(spoilt)).toThrow('no backup');
      }),
      { examples: Array.from({ length: 8 }, (_, index): [number, number] => [148 + index, 1]) },
    );
    for (const length of [0, 100, 512, 1000, 512 * 3]) {
      expect(() => unpackFiles(archive.subarray(0, length))).toThrow('no backup');
    }
  });

  it.each(['../escape', '/etc/passwd', 'a/../../b', '.hidden', 'a//b', '', `${'n'.repeat(101)}`])(
    'never holds a file named "%s"',
    (bad) => {
      expect(() => packFiles([{ name: bad, content: Buffer.alloc(1) }], NOW)).toThrow('cannot be backed up');
    },
  );
});

describe('sequences after an old backup', () => {
  it('jump past whatever may have been given since, within what numbers can be', async () => {
    const { registry } = await office();
    const database = registry['database'];
    const { scheme } = registry.organisation();
    databaseOf(registry).exec("INSERT INTO sequences VALUES ('something-new', 5), ('terminal', 65500)");
    expect(jumpForward(database, scheme)).toEqual({
      'member-number': 10_002,
      'card-serial': 1_000_000,
      terminal: 65_500,
      bundle: 1_000_000,
      reply: 1_000_000,
      'owed-transfer': 1_000_000,
      'credit-withdrawal': 1_000_000,
      'issuing-key': 8,
      'key-set': 8,
      'something-new': 10_005,
    });
    expect(registry.keys.nextNumber('key-set')).toBe(9);
    expect(await errorOf(() => jumpForward(database, scheme, 99_989_997))).toMatchObject({
      code: 'usage',
      details: { what: 'skip-numbers', left: 99_989_996 },
    });
    expect(jumpForward(database, scheme, 99_989_996)['member-number']).toBe(99_999_998);
  });
});

it('the key file holds no key in the clear', async () => {
  const { registry, keys } = await office();
  const sealed = readFileSync(join(registry.folder, KEY_FILE));
  for (const { masterKey } of keys.keySets) expect(sealed.includes(Buffer.from(masterKey))).toBe(false);
});

describe('the words for keys', () => {
  const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].sort();

  it('say the same in both languages', () => {
    expect(Object.keys(id)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(gapsOf(id[key])).toEqual(gapsOf(en[key]));
  });

  it('take secrets in files only: arguments stand in the process list', () => {
    const keys = buildProgram().commands.find((command) => command.name() === 'keys')!;
    const options = keys.commands.flatMap((command) => command.options);
    const secret = options.filter(({ flags }) => /passphrase|organisation-key/.test(flags));
    expect(secret.length).toBeGreaterThan(3);
    for (const { flags } of secret) expect(flags).toMatch(/ <file>$/);
  });
});
