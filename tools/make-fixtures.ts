/**
 * Makes fixtures/records, fixtures/keys and fixtures/payloads again, byte for byte.
 *
 *     node tools/make-fixtures.ts            writes them
 *     node tools/make-fixtures.ts --check    writes nothing; exit status 1 when a file differs or is missing
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessKeyFixture, identityFixture, purseFixture } from './fixtures/record-vectors.ts';
import { dumps } from './fixtures/test-cards.ts';
import { testCertificates } from './fixtures/test-certificates.ts';
import { TEST_KEY_NAMES, TEST_MASTER_KEYS, testKey, testOrganisationId } from './fixtures/test-keys.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Path below fixtures/ and content of every file that this program makes. */
export function fixtureFiles(): Map<string, Buffer> {
  const files = new Map<string, Buffer>([
    ['records/identity.json', json(identityFixture())],
    ['records/purse.json', json(purseFixture())],
    ['records/access-keys.json', json(accessKeyFixture())],
    ['keys/TEST-KEYS.json', json(testKeyList())],
  ]);
  for (const name of TEST_KEY_NAMES)
    files.set(`keys/TEST-${name}.pub.pem`, Buffer.from(testKey(name).publicKeyPem));
  for (const [file, content] of testCertificates()) files.set(`keys/${file}`, content);
  const all = dumps();
  for (const { file, image } of all) files.set(`payloads/${file}`, image);
  files.set(
    'payloads/dumps.json',
    json(all.map(({ image, ...facts }) => ({ ...facts, bytes: image.length }))),
  );
  return files;
}

function testKeyList(): object {
  return {
    about:
      'TEST KEYS: public, made from their names, worth nothing. Never use them for a real organisation. ' +
      'Made by: node tools/make-fixtures.ts',
    organisationId: testOrganisationId(),
    ed25519: Object.fromEntries(
      TEST_KEY_NAMES.map((name) => {
        const { seed, publicKey } = testKey(name);
        return [name, { seed: seed.toString('hex'), publicKey: publicKey.toString('hex') }];
      }),
    ),
    masterKeys: Object.fromEntries(
      [...TEST_MASTER_KEYS].map(([version, key]) => [version, key.toString('hex')]),
    ),
  };
}

/** Same layout as the formatter's, so that a made file is also a formatted one. */
function json(content: object): Buffer {
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`, 'utf8');
}

function main(args: readonly string[]): number {
  const check = args.includes('--check');
  if (args.some((argument) => argument !== '--check')) {
    process.stderr.write('usage: node tools/make-fixtures.ts [--check]\n');
    return 2;
  }
  let differing = 0;
  for (const [path, content] of fixtureFiles()) {
    const full = join(FIXTURES, path);
    if (existsSync(full) && readFileSync(full).equals(content)) continue;
    differing++;
    process.stdout.write(`${check ? 'differs' : 'written'}: fixtures/${path}\n`);
    if (check) continue;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
  }
  if (check && differing > 0) process.stderr.write('Run: node tools/make-fixtures.ts\n');
  return check && differing > 0 ? 1 : 0;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  process.exitCode = main(process.argv.slice(2));
}
