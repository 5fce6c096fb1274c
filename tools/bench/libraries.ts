import { createRequire } from 'node:module';
import type { makeProgram } from '../../packages/card-core/src/console/index.ts';
import type { Sqlite } from '../../packages/terminal/src/ledger/open-database.ts';

/**
 * Libraries that belong to the packages, taken from the package that uses them: what is measured is the version
 * that runs, and the root needs no dependencies of its own.
 */
function from(packageName: string, library: string): unknown {
  const manifest = new URL(`../../packages/${packageName}/package.json`, import.meta.url);
  return createRequire(manifest)(library);
}

export const { Command } = from('card-core', 'commander') as {
  Command: new (name: string) => ReturnType<typeof makeProgram>;
};

export const Database = from('terminal', 'better-sqlite3') as new (path: string) => Sqlite;

/** The part of node-forge that is compared. */
interface ForgeEd25519 {
  sign(options: { message: Uint8Array; privateKey: Uint8Array }): Uint8Array;
  verify(options: { message: Uint8Array; signature: Uint8Array; publicKey: Uint8Array }): boolean;
  generateKeyPair(options: { seed: Uint8Array }): { publicKey: Uint8Array; privateKey: Uint8Array };
}

export const forgeEd25519 = (from('issuer-cli', 'node-forge') as { pki: { ed25519: ForgeEd25519 } }).pki
  .ed25519;
