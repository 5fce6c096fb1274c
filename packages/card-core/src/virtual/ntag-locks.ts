import type { NtagSpec } from '../card-kind.ts';

/**
 * Lock bits of NTAG21x: data sheet rev. 3.2 §8.5.2 (static) and §8.5.3 (dynamic), collected in protocol-facts §3.
 * All lock bits only ever gain; a block-lock bit freezes a group of them.
 */

/** Static lock bits 0..2 and the lock bits that each of them freezes. */
const STATIC_FREEZE: readonly (readonly [bit: number, frozen: number])[] = [
  [0, 0x0008], // the container
  [1, 0x03f0], // pages 4 to 9
  [2, 0xfc00], // pages 10 to 15
];

/** True when a static or dynamic lock bit makes page 3 or a user page read-only. */
export function isPageLocked(memory: Uint8Array, spec: NtagSpec, page: number): boolean {
  if (page >= 3 && page <= 15) return (staticLocks(memory) & (1 << page)) !== 0;
  if (page < 16 || page > spec.userLastPage) return false;
  const bit = Math.floor((page - 16) / spec.dynamicLockGranularity);
  const offset = spec.dynamicLockPage * 4;
  return ((memory[offset]! | (memory[offset + 1]! << 8)) & (1 << bit)) !== 0;
}

/** Page 2 after a write: bytes 0 and 1 stay, 2 and 3 gain what is not frozen. */
export function mergeStaticLocks(old: Uint8Array, written: Uint8Array): Uint8Array {
  const before = old[2]! | (old[3]! << 8);
  let frozen = 0;
  for (const [bit, mask] of STATIC_FREEZE) if (before & (1 << bit)) frozen |= mask;
  const after = before | ((written[2]! | (written[3]! << 8)) & ~frozen);
  return new Uint8Array([old[0]!, old[1]!, after & 0xff, after >> 8]);
}

/** The dynamic lock page after a write; byte 3 is fixed and bits without a page cannot be set [M]. */
export function mergeDynamicLocks(spec: NtagSpec, old: Uint8Array, written: Uint8Array): Uint8Array {
  const lockBits = Math.ceil((spec.userLastPage - 15) / spec.dynamicLockGranularity);
  const before = old[0]! | (old[1]! << 8);
  let frozen = 0;
  // One block-lock bit freezes two lock bits: 4 pages on NTAG213, 32 on NTAG215 and NTAG216.
  for (let bit = 0; bit * 2 < lockBits; bit++) if (old[2]! & (1 << bit)) frozen |= 0b11 << (bit * 2);
  const wanted = (written[0]! | (written[1]! << 8)) & ((1 << lockBits) - 1);
  const after = before | (wanted & ~frozen);
  const freezeMask = (1 << Math.ceil(lockBits / 2)) - 1;
  return new Uint8Array([after & 0xff, after >> 8, old[2]! | (written[2]! & freezeMask), old[3]!]);
}

/** A page whose bits can only be set: the capability container (data sheet §8.5.4). */
export function mergeOneTimeProgrammable(old: Uint8Array, written: Uint8Array): Uint8Array {
  return old.map((byte, i) => byte | written[i]!);
}

function staticLocks(memory: Uint8Array): number {
  return memory[10]! | (memory[11]! << 8);
}
