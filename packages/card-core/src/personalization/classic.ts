import type { ClassicKind } from '../card-kind.ts';
import { firstBlock } from '../classic-geometry.ts';
import { CLASSIC_NDEF_SECTOR } from '../drivers/layout.ts';
import { encodeUriTlv } from '../drivers/ndef.ts';
import type { ClassicAssessment } from './classic-assess.ts';
import {
  directoryBlocks,
  directorySectors,
  directoryWith,
  purseIndices,
  roleContent,
} from './classic-content.ts';
import type { ClassicSectors } from './classic-sectors.ts';
import type { PersonalizationData } from './data.ts';

/** One step of an issue: safe to run any number of times, and nothing is written where nothing differs. */
export interface Step {
  readonly name: string;
  run(): Promise<void>;
}

/**
 * The order in which a MIFARE Classic is written. The directory comes first: it claims the card before the first
 * trailer, so that a later look tells our unfinished card from somebody else's. Trailers come last, sector 0's at
 * the very end: until then everything opens with the factory's key, and each sector is closed by one write.
 */
export function classicSteps(
  sectors: ClassicSectors,
  assessment: ClassicAssessment,
  data: PersonalizationData,
): Step[] {
  const { kind } = sectors;
  const { location } = assessment;
  return [
    { name: 'directory', run: () => ensureDirectory(sectors, assessment) },
    {
      name: 'open page',
      run: () => sectors.ensureBlocks(firstBlock(CLASSIC_NDEF_SECTOR), encodeUriTlv(data.ndefUri)),
    },
    ...location.map((sector, role) => ({
      name: `sector ${sector}`,
      run: () => ensureRole(sectors, kind, role, sector, data, assessment.isPurseInUse),
    })),
    ...[...location, CLASSIC_NDEF_SECTOR, ...directorySectors(kind)].map((sector) => ({
      name: `trailer of sector ${sector}`,
      run: () => sectors.ensureTrailer(sector),
    })),
  ];
}

async function ensureDirectory(sectors: ClassicSectors, assessment: ClassicAssessment): Promise<void> {
  const directory = directoryWith(assessment.aids, assessment.location, assessment.dead);
  for (const { block, bytes } of directoryBlocks(sectors.kind, directory)) {
    await sectors.ensureBlocks(block, bytes);
  }
}

async function ensureRole(
  sectors: ClassicSectors,
  kind: ClassicKind,
  role: number,
  sector: number,
  data: PersonalizationData,
  isPurseInUse: boolean,
): Promise<void> {
  const skip = isPurseInUse ? purseIndices(kind, role) : new Set<number>();
  await sectors.ensureBlocks(firstBlock(sector), roleContent(kind, role, sector, data), skip);
}
