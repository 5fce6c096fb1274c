import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_POLICY } from '../../packages/card-core/src/index.ts';
import { loadTheme } from '../../packages/issuer-cli/src/card-face/theme.ts';
import { certifyIssuingKeys, makeIssuerKeys } from '../../packages/issuer-cli/src/keys/issuer-keys.ts';
import { addMember } from '../../packages/issuer-cli/src/members/add.ts';
import { DEFAULT_PATTERN, parseScheme } from '../../packages/issuer-cli/src/numbering/scheme.ts';
import { RegistryDatabase } from '../../packages/issuer-cli/src/registry/database.ts';
import { REGISTRY_FILE, Registry } from '../../packages/issuer-cli/src/registry/registry.ts';
import { SHIPPED_FONTS } from '../../packages/issuer-cli/src/themes.ts';
import { readPayroll } from '../../packages/issuer-cli/src/value/payroll.ts';

/** Decoders that look at a folder or at a registry beside the bytes that they are given. */

const THEMES = fileURLToPath(new URL('../../fixtures/themes/', import.meta.url));
const NOW = new Date('2026-11-21T03:00:00.000Z');

let folder: string | undefined;
/** Removed with the process. */
function temporary(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'kartu-fuzz-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}

let themeFolder: string | undefined;
export const themes = {
  corpus: () => ['sawah'].map((name) => new Uint8Array(readFileSync(join(THEMES, name, 'theme.json')))),
  async decode(bytes: Uint8Array): Promise<unknown> {
    if (themeFolder === undefined) {
      themeFolder = join(temporary(), 'sawah');
      cpSync(join(THEMES, 'sawah'), themeFolder, { recursive: true });
    }
    writeFileSync(join(themeFolder, 'theme.json'), bytes);
    return loadTheme(themeFolder, { fontFolder: SHIPPED_FONTS });
  },
};

let registry: Promise<Registry> | undefined;
async function makeRegistry(): Promise<Registry> {
  const path = mkdtempSync(join(temporary(), 'office-'));
  const keys = await makeIssuerKeys();
  const options = { now: () => NOW, actor: 'test' };
  const made = new Registry(path, RegistryDatabase.create(join(path, REGISTRY_FILE)), options);
  const organisation = {
    ...{ name: 'Koperasi Contoh', uri: undefined, policy: DEFAULT_POLICY },
    ...{ publicKey: keys.organisationPublicKey, scheme: parseScheme(DEFAULT_PATTERN) },
  };
  made.found(organisation, await certifyIssuingKeys(keys, NOW));
  for (const name of ['Anggota Satu', 'Anggota Dua']) addMember(made, { name, cohort: '1989' });
  return made;
}

export const creditLists = {
  async decode(bytes: Uint8Array): Promise<unknown> {
    registry ??= makeRegistry();
    return readPayroll(await registry, 'credits.csv', Buffer.from(bytes), { period: '2026-11' });
  },
};
