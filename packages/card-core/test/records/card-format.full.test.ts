import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { withFlippedBit } from './fixtures.ts';

/**
 * Executes the shell commands of docs/card-format.md as they stand in the document, so that it cannot rot: on the
 * dumps that it names, and on the same dumps with one bit changed.
 */

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/card-format.md'), 'utf8');
const TEMPORARY = mkdtempSync(join(tmpdir(), 'kartu-card-format-'));
afterAll(() => rmSync(TEMPORARY, { recursive: true, force: true }));

/** All `sh` blocks between the heading with this number and the next heading of any level. */
function commandsOf(section: string): string {
  const start = new RegExp(`^#{2,3} ${section.replace('.', '\\.')}[. ].*$`, 'm').exec(DOCUMENT);
  if (!start) throw new Error(`docs/card-format.md has no section ${section}`);
  const rest = DOCUMENT.slice(start.index + start[0].length);
  const end = /^#{2,3} \d/m.exec(rest)?.index ?? rest.length;
  const blocks = [...rest.slice(0, end).matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]!);
  if (blocks.length === 0) throw new Error(`docs/card-format.md §${section} has no commands`);
  return blocks.join('\n');
}

function run(commands: string, environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', commands], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, OUT: mkdtempSync(join(TEMPORARY, 'out-')), ...environment },
  });
  return { status, stdout, stderr };
}

const CLASSIC = `${commandsOf('8.2')}\n${commandsOf('8.4')}`;
const NTAG = `${commandsOf('8.3')}\n${commandsOf('8.4')}`;

function fixture(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(ROOT, 'fixtures', file)));
}

function temporaryFile(bytes: Uint8Array): string {
  const path = join(mkdtempSync(join(TEMPORARY, 'file-')), 'changed');
  writeFileSync(path, bytes);
  return path;
}

describe('§8 as it stands, with no setting at all', () => {
  test.each([
    ['8.2', CLASSIC, 'identity: card 2001, member 8912345678'],
    ['8.3', NTAG, 'identity: card 2004, member 8912345678'],
  ])('§%s with §8.4', (_, commands, identity) => {
    const { status, stdout } = run(commands);
    expect(status).toBe(0);
    expect(stdout).toContain(identity);
    expect(stdout).toContain('slot 0: sequence 2, balance Rp87500, amount Rp12500, terminal 1');
    expect(stdout).toContain('slot 1: sequence 3, balance Rp80250, amount Rp7250, terminal 2');
    expect(stdout).toContain('current: slot 1\n');
    expect(stdout).toContain('link: good\n');
    expect(stdout.match(/Signature Verified Successfully/g)).toHaveLength(3);
  });

  test.each([
    ['classic-1k-new.bin', CLASSIC],
    ['ntag215-new.bin', NTAG],
  ])('%s: the opening record, linked to the identity', (file, commands) => {
    const { status, stdout } = run(commands, { DUMP: `fixtures/payloads/${file}` });
    expect(status).toBe(0);
    expect(stdout).toContain('slot 0: sequence 0, balance Rp0, amount Rp0, terminal 0');
    expect(stdout).toContain('slot 1: never written');
    expect(stdout).toContain('current: slot 0\nlink: good\n');
  });

  test.each([
    ['classic-1k-torn.bin', CLASSIC],
    ['ntag215-torn.bin', NTAG],
  ])('%s: the state before the torn write', (file, commands) => {
    const { status, stdout } = run(commands, { DUMP: `fixtures/payloads/${file}` });
    expect(status).toBe(0);
    expect(stdout).toContain('slot 0: NOT VALID');
    expect(stdout).toContain('slot 1: sequence 3, balance Rp80250');
    expect(stdout).toContain('current: slot 1\nlink: no record before it\n');
  });
});

/** First byte of each piece; the last one is where the piece ends. */
const WHERE = {
  classic: {
    uid: 0,
    identityBody: 10 * 16,
    identitySignature: 29 * 16,
    head1: 9 * 16,
    extension1: 20 * 16,
    signature1: 25 * 16,
  },
  ntag: {
    uid: 4,
    identityBody: 24 * 4,
    identitySignature: 31 * 4,
    head1: 20 * 4,
    extension1: 66 * 4,
    signature1: 85 * 4,
  },
} as const;

describe.each([
  ['classic-1k-used.bin', CLASSIC, WHERE.classic],
  ['ntag215-used.bin', NTAG, WHERE.ntag],
])('§8 on %s with one bit changed', (file, commands, where) => {
  const dump = fixture(`payloads/${file}`);
  const changed = (byte: number, bit: number) => ({
    DUMP: temporaryFile(withFlippedBit(dump, byte * 8 + bit)),
  });

  test.each([
    ['the UID', where.uid + 1, 7],
    ['the organisation', where.identityBody + 2, 0],
    ['the card serial', where.identityBody + 9, 7],
    ['the member number', where.identityBody + 14, 7],
    ['the signature of the identity', where.identitySignature + 9, 3],
  ])('%s: the identity fails', (_, byte, bit) => {
    const { status, stdout } = run(commands, changed(byte, bit));
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('identity: card');
  });

  test.each([
    ['the sequence number', where.head1 + 2, 6],
    ['the balance', where.head1 + 4, 7],
    ['the terminal, to one that does not exist', where.head1 + 15, 0],
    ['the terminal, to another one', where.head1 + 15, 6],
    ['the link', where.extension1, 0],
    ['a reserved byte', where.extension1 + 15, 7],
    ['the signature', where.signature1 + 3, 5],
  ])('%s of slot 1: the slot does not count', (_, byte, bit) => {
    const { status, stdout } = run(commands, changed(byte, bit));
    expect(status).toBe(0);
    expect(stdout).toContain('slot 1: NOT VALID');
    expect(stdout).toContain('current: slot 0\n');
  });

  test('no valid slot is left: the verification fails', () => {
    const twice = withFlippedBit(withFlippedBit(dump, (where.head1 + 6) * 8), (where.head1 - 10) * 8);
    const { status, stdout } = run(commands, { DUMP: temporaryFile(twice) });
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('current:');
  });
});

describe('§8.1, certificates', () => {
  const commands = commandsOf('8.1');
  const KEY_FILES = [
    'TEST-organisation.pub.pem',
    'TEST-issuer-1.pub.pem',
    'TEST-terminal-1.pub.pem',
    'TEST-terminal-2.pub.pem',
    'TEST-issuer-1.jws',
    'TEST-terminal-1.jws',
    'TEST-terminal-2.jws',
  ];

  /** A copy of the keys in which one file is another one's content, or changed. */
  function keysWith(file: string, content: Uint8Array): { KEYS: string } {
    const folder = mkdtempSync(join(TEMPORARY, 'keys-'));
    for (const name of KEY_FILES) writeFileSync(join(folder, name), fixture(`keys/${name}`));
    writeFileSync(join(folder, file), content);
    return { KEYS: folder };
  }

  test('the fixtures lead to the organisation', () => {
    const { status, stdout } = run(commands);
    expect(status).toBe(0);
    expect(stdout).toContain('certificates: good');
  });

  test.each([
    [
      'a changed certificate',
      'TEST-terminal-2.jws',
      withFlippedBit(fixture('keys/TEST-terminal-2.jws'), 150 * 8 + 7),
    ],
    [
      'a key that is not the certified one',
      'TEST-terminal-2.pub.pem',
      fixture('keys/TEST-terminal-1.pub.pem'),
    ],
    ['another organisation', 'TEST-organisation.pub.pem', fixture('keys/TEST-issuer-2.pub.pem')],
    ['another issuing key', 'TEST-issuer-1.pub.pem', fixture('keys/TEST-issuer-2.pub.pem')],
  ])('%s fails', (_, file, content) => {
    const { status, stdout } = run(commands, keysWith(file, content));
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('certificates: good');
  });
});

test('§6: the worked example gives the key of the fixture', () => {
  const cards: { uid: string; keySetVersion: number; keyB: string; inputB: string }[] = JSON.parse(
    readFileSync(join(ROOT, 'fixtures/records/access-keys.json'), 'utf8'),
  ).cards;
  const card = cards.find(({ uid, keySetVersion }) => uid === 'A3B2C1D0' && keySetVersion === 1)!;
  const { status, stdout } = run(`set -e\n${commandsOf('6')}`);
  expect(status).toBe(0);
  expect(stdout).toContain(`M=${card.inputB.toLowerCase()}\n`);
  expect(stdout).toContain(`key B=${card.keyB.toLowerCase()}\n`);
});
