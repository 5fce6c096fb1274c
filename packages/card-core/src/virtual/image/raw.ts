import type { ChipKind } from '../../card-kind.ts';
import { CHIP_KINDS, CLASSIC_SPECS, chipBytes, isNtagKind, NTAG_SPECS } from '../../card-kind.ts';
import type { ChipState } from '../chip.ts';
import { checkUid, classicUidOfBlock0, invalid } from './fields.ts';

/**
 * Raw memory dumps (`.bin`, `.mfd`), as libnfc and MIFARE Classic Tool write them: all blocks or pages one after
 * another and nothing else. The size tells the chip; version, SAK and ATQA are those of the type, signature,
 * counter and unknown bytes cannot be said.
 */

/** Throws `image-invalid` naming what is wrong. */
export function parseRaw(bytes: Uint8Array): ChipState {
  const kind = kindOfSize(bytes.length);
  const memory = bytes.slice();
  const unknown = new Set<number>();
  let state: ChipState;
  if (isNtagKind(kind)) {
    const { version } = NTAG_SPECS[kind];
    const signature = new Uint8Array(32);
    state = {
      kind,
      memory,
      version: version.slice(),
      signature,
      counter: 0,
      failedAuthentications: 0,
      unknown,
    };
  } else {
    const uid = classicUidOfBlock0({ memory });
    const atqa = CLASSIC_SPECS[kind].atqa.slice();
    if (uid.length === 7) atqa[0]! |= 0x40;
    state = { kind, uid, sak: CLASSIC_SPECS[kind].sak, atqa, memory, unknown };
  }
  checkUid(state, undefined);
  return state;
}

export function formatRaw(state: ChipState): Uint8Array {
  return state.memory.slice();
}

function kindOfSize(size: number): ChipKind {
  const kind = CHIP_KINDS.find((candidate) => chipBytes(candidate) === size);
  if (kind !== undefined) return kind;
  const known = CHIP_KINDS.map((candidate) => chipBytes(candidate)).join(', ');
  throw invalid('file', `${size} bytes belong to no known chip (${known})`);
}
