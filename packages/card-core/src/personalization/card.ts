import type { ChipKind } from '../card-kind.ts';
import { isNtagKind } from '../card-kind.ts';
import { detectCard } from '../drivers/detect.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { Connection } from '../readers/connection.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import type { Step } from './classic.ts';
import { classicSteps } from './classic.ts';
import { assessClassic } from './classic-assess.ts';
import { ClassicSectors } from './classic-sectors.ts';
import type { CardOptions, CardState, PersonalizationData } from './data.ts';
import { assessNtag, ntagSteps } from './ntag.ts';
import { NtagPages } from './ntag-pages.ts';

/** A card that was looked at, and the steps that would issue it. */
export interface AssessedCard {
  readonly kind: ChipKind;
  readonly uid: Uint8Array;
  readonly state: CardState;
  readonly identityBytes: Uint8Array | undefined;
  readonly isPurseInUse: boolean;
  readonly location: readonly number[] | undefined;
  steps(data: PersonalizationData): Step[];
}

export interface AssessOptions extends CardOptions {
  readonly keys: CardAccessKeys;
  readonly ndefUri: string;
  readonly begun: boolean;
}

/** Detects the card, hands the assessment to `work`, and gives the reader back whatever happens. */
export async function withAssessedCard<T>(
  connection: Connection,
  options: AssessOptions,
  work: (card: AssessedCard) => Promise<T>,
): Promise<T> {
  return withCard(connection, options, async ({ kind, uid, commands }) => {
    if (isNtagKind(kind)) {
      const pages = new NtagPages(kind, commands);
      const assessment = await assessNtag(pages, options);
      const steps = (data: PersonalizationData) => ntagSteps(pages, assessment, data);
      return work({ kind, uid, location: undefined, ...assessment, steps });
    }
    const sectors = new ClassicSectors(kind, commands, options.keys);
    const assessment = await assessClassic(sectors, options.begun);
    const steps = (data: PersonalizationData) => classicSteps(sectors, assessment, data);
    return work({ kind, uid, ...assessment, steps });
  });
}

export async function withCard<T>(
  connection: Connection,
  options: CardOptions,
  work: (card: { kind: ChipKind; uid: Uint8Array; commands: ReaderCommands }) => Promise<T>,
): Promise<T> {
  const card = await detectCard(
    connection,
    options.profile === undefined ? {} : { profile: options.profile },
  );
  try {
    return await work(card);
  } finally {
    await card.commands.close();
  }
}
