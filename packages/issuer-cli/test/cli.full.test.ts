import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import {
  generateEncryptionIdentity,
  generateKeyPair,
  makeTerminalRequest,
  openTerminalBundle,
} from '@kartukita/card-core';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { addMember } from '../src/members/add.ts';
import { openRegistry } from '../src/registry/registry.ts';
import { CommandLine, resultOf } from './cli.ts';
import { organisationFolder, temporaryFolder } from './helpers.ts';

/** An organisation with members; making one by commands would take seconds each time. */
async function newOffice(...members: string[]): Promise<CommandLine> {
  const cli = new CommandLine(temporaryFolder());
  cpSync(await organisationFolder(), cli.path('data'), { recursive: true });
  const registry = openRegistry(cli.path('data'));
  for (const name of members) addMember(registry, { name, cohort: '1989' });
  registry.close();
  return cli;
}

describe('from an empty folder to a card in the hand', () => {
  it('goes through every command', async () => {
    const cli = new CommandLine(temporaryFolder());
    const made = await cli.json('init', '--org', 'IKARHOLAZ', '--uri', 'https://ikarholaz.example');
    expect(made).toMatchObject({ organisation: 'IKARHOLAZ', numberFormat: 'YY.NNNNNNNN', folder: 'data' });
    const ani = await cli.json('member', 'add', '--name', 'Ani Lestari', '--cohort', '1989');
    expect(ani).toMatchObject({
      memberNumber: '89.00000001',
      memberDigits: '8900000001',
      name: 'Ani Lestari',
    });
    expect(await cli.json('member', 'list')).toMatchObject({ members: [{ name: 'Ani Lestari' }] });
    const { themes } = await cli.json<{ themes: { id: string }[] }>('theme', 'list');
    expect(themes).toHaveLength(6);
    const theme = themes[0]!.id;

    const blank = await cli.json('card', 'new', 'ntag215', '-o', 'ani.nfc', '--uid', '04A1B2C3D4E5F6');
    expect(blank).toEqual({ file: 'ani.nfc', kind: 'ntag215', uid: '04A1B2C3D4E5F6' });
    const issued = await cli.json(
      'card',
      'issue',
      '89.00000001',
      '--theme',
      theme,
      '--reader',
      'virtual:ani.nfc',
    );
    expect(issued).toMatchObject({
      outcome: 'issued',
      memberNumber: '89.00000001',
      cardSerial: 1,
      uid: '04A1B2C3D4E5F6',
      kind: 'ntag215',
      profile: 'purse',
      theme,
    });
    const again = await cli.json(
      'card',
      'issue',
      '8900000001',
      '--theme',
      theme,
      '--reader',
      'virtual:ani.nfc',
    );
    expect(again).toEqual({ ...issued, outcome: 'already-issued' });
    expect(await cli.json('card', 'recover', '--reader', 'virtual:ani.nfc')).toEqual(again);
    expect(await cli.json('card', 'verify', '--reader', 'virtual:ani.nfc')).toMatchObject({
      ok: true,
      cardSerial: 1,
    });
    expect(await cli.json('card', 'list', '89.00000001')).toMatchObject({
      cards: [{ cardSerial: 1, state: 'issued' }],
    });
    expect(await cli.json('member', 'show', '89.00000001')).toMatchObject({
      cards: [{ uid: '04A1B2C3D4E5F6' }],
    });
    expect(await cli.json('card', 'inspect', '--reader', 'virtual:ani.nfc')).toMatchObject({
      uri: 'https://ikarholaz.example',
      registered: { cardSerial: 1 },
      identity: { valid: true, memberNumber: '8900000001' },
    });

    await cli.json('card', 'convert', 'ani.nfc', 'ani.json');
    expect(await cli.json('card', 'verify', '--reader', 'virtual:ani.json')).toMatchObject({ ok: true });

    const printed = await cli.json('print', '89.00000001', '-o', 'faces.pdf');
    expect(printed).toMatchObject({ file: 'faces.pdf', pages: 2, faces: 2, warnings: [] });
    expect(readFileSync(cli.path('faces.pdf'), 'latin1')).toMatch(/^%PDF-1\.7[\s\S]*%%EOF\s*$/);
    expect(statSync(cli.path('faces.pdf')).mode & 0o777).toBe(0o600);
  });

  it('enrols a counter, which can open what it is given', async () => {
    const cli = await newOffice();
    const signing = generateKeyPair();
    const { secret, recipient } = await generateEncryptionIdentity();
    const content = {
      outlet: 'Gerai Satu',
      encryptionRecipient: recipient,
      requestedAt: new Date().toISOString(),
    };
    writeFileSync(cli.path('counter.request'), await makeTerminalRequest(content, signing.privateKey));
    const enrol = ['terminal', 'enrol', 'counter.request', '-o', 'counter.bundle'];
    const enrolled = await cli.json(...enrol, '--may', 'sale,refund', '--max-sale', '250.000');
    expect(enrolled).toMatchObject({
      outcome: 'enrolled',
      terminal: 1,
      may: ['sale', 'refund'],
      limitsRupiah: { sale: 250_000, refund: 250_000 },
    });
    expect(statSync(cli.path('counter.bundle')).mode & 0o777).toBe(0o600);
    expect(await cli.run(enrol)).toMatchObject({ status: 2, stderr: expect.stringContaining('--force') });
    expect(await cli.json(...enrol, '--force')).toMatchObject({
      outcome: 'renewed',
      terminal: 1,
      bundleSerial: 2,
    });
    const { bundle } = await openTerminalBundle(readFileSync(cli.path('counter.bundle')), secret, {
      signingKey: signing.privateKey,
    });
    expect(bundle).toMatchObject({ organisationName: 'IKARHOLAZ', terminal: 1, serial: 2 });
    expect(await cli.json('terminal', 'list')).toMatchObject({
      terminals: [{ terminal: 1, outlet: 'Gerai Satu' }],
    });
    expect(await cli.json('terminal', 'bundle', '1', '-o', 'fresh.bundle')).toMatchObject({
      bundleSerial: 3,
    });
  });

  it('looks at a card without any data of an organisation', async () => {
    const cli = new CommandLine(temporaryFolder());
    const make = cli.startWithoutData(['card', 'new', 'classic-1k', '-o', 'blank.mfd']);
    expect((await resultOf(make)).status).toBe(0);
    const look = cli.startWithoutData(['--json', 'card', 'inspect', '--reader', 'virtual:blank.mfd']);
    const { status, stdout } = await resultOf(look);
    expect(status).toBe(0);
    const inspection = JSON.parse(stdout);
    expect(inspection).toMatchObject({ kind: 'classic-1k', registered: null, identity: null });
    expect(inspection.sectors).toHaveLength(16);
  });
});

describe('people read', () => {
  it('tables and sentences, in their language', async () => {
    const cli = await newOffice('Ani Lestari');
    expect((await cli.run(['member', 'list'])).stdout).toContain('89.00000001  Ani Lestari  1989');
    expect((await cli.run(['--lang', 'id', 'member', 'show', '89.00000001'])).stdout).toContain('Angkatan');
    const { stderr } = await cli.run(['member', 'show', '89.00000009'], { LANG: 'id_ID.UTF-8' });
    expect(stderr).toBe('Tidak ada anggota 89.00000009.\n');
  });
});

describe('what goes wrong gets its code, its status and a sentence, and standard output stays one document', () => {
  it.each([
    [['member', 'show', '1'], 'member-number-invalid', 2],
    [['member', 'show', '89.00000009'], 'not-found', 2],
    [['member', 'add', '--name', '\u0007', '--cohort', '1989'], 'usage', 2],
    [['card', 'issue', '89.00000001', '--theme', 'none', '--reader', 'virtual:x.nfc'], 'not-found', 2],
    [['card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'virtual:absent.nfc'], 'not-found', 2],
    [['card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'usb'], 'usage', 2],
    [['card', 'new', 'desfire', '-o', 'x.nfc'], 'usage', 2],
    [['card', 'new', 'ntag215', '-o', 'x.nfc', '--uid', '00'], 'usage', 2],
    [['card', 'new', 'ntag215', '-o', 'absent/x.nfc'], 'file-unreadable', 9],
    [['print', '89.00000001', '-o', 'x.pdf'], 'usage', 2],
    [['terminal', 'enrol', 'absent.request', '-o', 'x.bundle'], 'file-unreadable', 9],
    [['terminal', 'enrol', 'passphrase', '-o', 'x.bundle'], 'file-invalid', 9],
    [['--data', 'absent', 'member', 'list'], 'data-missing', 7],
    [['--data', 'passphrase/data', 'member', 'list'], 'data-missing', 7],
    [['init', '--org', 'Again'], 'data-exists', 7],
  ])('%j: %s', async (args, code, status) => {
    const cli = await newOffice('Ani Lestari');
    const result = await cli.run(['--json', ...args]);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code } });
    expect(result).toMatchObject({ status, stderr: expect.stringMatching(/^\S.*\n$/) });
  });

  it('a command line that is none', async () => {
    const cli = new CommandLine(temporaryFolder());
    for (const args of [['member', 'delete'], ['member', 'add'], ['--nonsense'], ['card', 'issue']]) {
      expect(await cli.run(args)).toMatchObject({ status: 2, stdout: '' });
    }
  });

  it('a wrong passphrase, none, and an absent file with it', async () => {
    const cli = await newOffice('Ani Lestari');
    await cli.json('card', 'new', 'ntag213', '-o', 'a.nfc');
    const verify = ['--json', 'card', 'verify', '--reader', 'virtual:a.nfc'];
    writeFileSync(cli.path('wrong'), 'not the passphrase\n');
    for (const [file, code] of [
      [cli.path('wrong'), 'passphrase-wrong'],
      ['', 'passphrase-missing'],
      [cli.path('absent'), 'file-unreadable'],
    ] as const) {
      const { stdout, stderr } = await cli.run(verify, { KARTU_PASSPHRASE_FILE: file });
      expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
      expect(stderr).not.toContain('not the passphrase');
    }
  });

  it('a card that was changed after it was issued', async () => {
    const cli = await newOffice('Ani Lestari');
    await cli.json('card', 'new', 'classic-1k', '-o', 'a.mfd');
    await cli.json('card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'virtual:a.mfd');
    const image = readFileSync(cli.path('a.mfd'));
    image[(2 * 4 + 2) * 16 + 12]! ^= 1; // a digit of the member number, in the third block of sector 2
    writeFileSync(cli.path('a.mfd'), image);
    const verified = await cli.run(['--json', 'card', 'verify', '--reader', 'virtual:a.mfd']);
    expect(verified.status).toBe(6);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: false, memberNumber: '89.00000001' });
    const again = ['--json', 'card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'virtual:a.mfd'];
    const issued = await cli.run(again);
    expect(issued.status).toBe(6);
    expect(JSON.parse(issued.stdout)).toMatchObject({ error: { code: 'card-not-as-issued' } });
  });
});

describe('two at once, and one that dies', () => {
  it('members added by many processes get different numbers', async () => {
    const cli = await newOffice();
    const added = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        cli.json('member', 'add', '--name', `Member ${i}`, '--cohort', '2003'),
      ),
    );
    const numbers = added.map((member) => member.memberNumber).sort();
    expect(numbers).toEqual(Array.from({ length: 8 }, (_, i) => `03.0000000${i + 1}`));
  });

  it('cards issued by several processes get different serials', async () => {
    const cli = await newOffice('A', 'B', 'C');
    const issued = await Promise.all(
      ['1', '2', '3'].map(async (n) => {
        await cli.json('card', 'new', 'ntag213', '-o', `${n}.nfc`);
        return cli.json(
          'card',
          'issue',
          `89.0000000${n}`,
          '--theme',
          'sawah',
          '--reader',
          `virtual:${n}.nfc`,
        );
      }),
    );
    expect(issued.map((card) => card.cardSerial).sort()).toEqual([1, 2, 3]);
  });

  it('a command killed at any step is finished by the same command, with the same serial', async () => {
    const cli = await newOffice('Ani Lestari');
    await cli.json('card', 'new', 'ntag215', '-o', 'ani.nfc');
    const issue = ['card', 'issue', '89.00000001', '--theme', 'sawah', '--reader', 'virtual:ani.nfc'];
    // In the time that a real chip takes, so that the signal finds the command at its step.
    const slowly = [...issue.slice(0, -1), 'virtual:ani.nfc,realtime'];
    for (const step of [1, 3, 6, 9, 11]) {
      const child = cli.start(slowly);
      child.stderr!.on('data', (text: Buffer) => {
        if (text.includes(`step ${step}:`)) child.kill('SIGKILL');
      });
      expect((await resultOf(child)).status).toBe(null);
    }
    const issued = await cli.json(...issue);
    expect(issued.outcome).toBe('resumed');
    expect(issued.cardSerial).toBe(1);
    expect(await cli.json('card', 'verify', '--reader', 'virtual:ani.nfc')).toMatchObject({ ok: true });
    const registry = new Sqlite(cli.path('data/issuer.sqlite'), { readonly: true });
    expect(registry.prepare('SELECT count(*) FROM cards').pluck().get()).toBe(1);
    expect(registry.pragma('integrity_check', { simple: true })).toBe('ok');
    registry.close();
  });
});
