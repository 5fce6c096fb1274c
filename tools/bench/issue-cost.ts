import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChipKind } from '../../packages/card-core/src/index.ts';
import { isKartuError } from '../../packages/card-core/src/index.ts';
import { newCard, VirtualReader } from '../../packages/card-core/src/virtual/index.ts';
import {
  addMember,
  type IssuerKeys,
  initOrganisation,
  issueCard,
  type Registry,
  unlockIssuerKeys,
} from '../../packages/issuer-cli/src/index.ts';
import type { Cost, ReaderSetup } from './taps.ts';
import { costOf } from './taps.ts';

/** For a made-up organisation in a temporary folder: it protects nothing. */
const PASSPHRASE = 'benchmark passphrase of no value';

/** A secretariat in a temporary folder, with its keys open. */
export interface Office {
  /** Issues a blank card of this kind: examination, writing and the check from a new start of the chip. */
  issue(kind: ChipKind, setup: ReaderSetup): Promise<Cost | { readonly refused: string }>;
  close(): void;
}

export async function openOffice(): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'kartukita-bench-office-'));
  const registry = await initOrganisation(join(folder, 'data'), { name: 'Koperasi Contoh' }, PASSPHRASE);
  const keys = await unlockIssuerKeys(registry, PASSPHRASE);
  return {
    issue: (kind, setup) => issue(registry, keys, kind, setup),
    close() {
      registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function issue(registry: Registry, keys: IssuerKeys, kind: ChipKind, setup: ReaderSetup) {
  const { memberNumber } = addMember(registry, { name: 'Ani Lestari', cohort: '1989' });
  const { profile, passThrough } = setup;
  const reader = new VirtualReader({
    profile,
    card: newCard(kind),
    ...(passThrough === undefined ? {} : { passThrough }),
  });
  try {
    await issueCard(registry, keys, reader, { memberNumber, theme: { id: 'sawah', number: 1 } });
    return costOf(reader.stats());
  } catch (error) {
    if (isKartuError(error)) return { refused: error.code };
    throw error;
  } finally {
    await reader.close();
  }
}
