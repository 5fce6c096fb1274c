import type { NtagSpec } from '../card-kind.ts';

/**
 * ASCII mirror of UID and counter into user memory: data sheet rev. 3.2 §8.7. Only reads see it. The answer for a
 * counter that is off or behind the password (zeros) is [M].
 */
export function applyMirror(
  image: Uint8Array,
  spec: NtagSpec,
  memory: Uint8Array,
  counter: { readonly value: number; readonly visible: boolean },
): void {
  const config = memory[spec.cfg0Page * 4]!;
  const page = memory[spec.cfg0Page * 4 + 2]!;
  const what = config >> 6;
  if (what === 0 || page <= 3 || page > spec.userLastPage) return;
  const uid = Buffer.from([...memory.subarray(0, 3), ...memory.subarray(4, 8)])
    .toString('hex')
    .toUpperCase();
  const count = (counter.visible ? counter.value : 0).toString(16).toUpperCase().padStart(6, '0');
  const text = what === 1 ? uid : what === 2 ? count : `${uid}x${count}`;
  const start = page * 4 + ((config >> 4) & 0b11);
  const limit = (spec.userLastPage + 1) * 4;
  for (let i = 0; i < text.length && start + i < limit; i++) image[start + i] = text.charCodeAt(i);
}
