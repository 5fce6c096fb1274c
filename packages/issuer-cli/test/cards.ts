import { ACR122U, type ChipKind, type Reader, type ReaderProfile } from '@kartukita/card-core';
import {
  createChip,
  newCard,
  type Tear,
  type VirtualChip,
  VirtualReader,
} from '@kartukita/card-core/virtual';
import type { Theme } from '../src/card-face/theme.ts';

/** What issuing needs of a theme; faces are tested elsewhere. */
export const SAWAH: Pick<Theme, 'id' | 'number'> = { id: 'sawah', number: 1 };
export const SONGKET: Pick<Theme, 'id' | 'number'> = { id: 'songket', number: 2 };

export const KINDS: readonly ChipKind[] = ['classic-1k', 'classic-4k', 'ntag213', 'ntag215', 'ntag216'];

export function blankChip(kind: ChipKind): VirtualChip {
  return createChip(newCard(kind));
}

/** A reader with this very chip on it, perhaps to be torn away in the middle. */
export function readerWith(
  card: VirtualChip,
  tear?: Tear,
  profile: ReaderProfile = ACR122U,
): VirtualReader & Reader {
  return new VirtualReader({ profile, card, ...(tear === undefined ? {} : { tear }) });
}
