import * as z from 'zod';
import { toHex } from '../../bytes.ts';
import type { ClassicKind, NtagKind } from '../../card-kind.ts';
import { CLASSIC_SPECS, NTAG_SPECS } from '../../card-kind.ts';
import { trailerBlock } from '../../classic-geometry.ts';
import type { ChipState, ClassicState, NtagState } from '../chip.ts';
import { chipUid, isNtagState } from '../chip.ts';
import { checkUid, classicUidOfBlock0, hexField, invalid } from './fields.ts';

/**
 * Proxmark3 dumps (`.json`): `FileType` "mfu" for NTAG, "mfc v2" or "mfcard" for MIFARE Classic. Source: the
 * client of RfidResearchGroup/proxmark3, client/src/fileutils.c (field names and lengths). ATQA stands in the order
 * on air. That counters stand least significant byte first, as READ_CNT gives them, is [M]. Bytes that are not
 * known, and the count of failed authentications, cannot be said in this format.
 */
const dumpSchema = z.object({
  FileType: z.string(),
  Card: z.record(z.string(), z.unknown()).optional(),
  blocks: z.record(z.string(), z.string()),
});
type Dump = z.infer<typeof dumpSchema>;

/** Throws `image-invalid` naming the field. */
export function parseProxmark(text: string): ChipState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('file', 'is not JSON (cut off?)');
  }
  const parsed = dumpSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(issue?.path.join('.') || 'file', 'is missing or of the wrong type');
  }
  const dump = parsed.data;
  if (dump.FileType === 'mfu') return parseNtag(dump);
  if (dump.FileType === 'mfcard' || dump.FileType.startsWith('mfc v')) return parseClassic(dump);
  throw invalid('FileType', `"${dump.FileType.slice(0, 40)}" is not supported`);
}

export function formatProxmark(state: ChipState): string {
  const dump = isNtagState(state) ? ntagDump(state) : classicDump(state);
  return JSON.stringify(dump, undefined, 2) + '\n';
}

function parseNtag(dump: Dump): NtagState {
  const kind = kindBySize(dump, 4, NTAG_SIZES);
  const spec = NTAG_SPECS[kind];
  const state: NtagState = {
    kind,
    memory: blockBytes(dump, spec.pages, 4),
    version: cardField(dump, 'Version', 8) ?? spec.version.slice(),
    signature: cardField(dump, 'Signature', 32) ?? new Uint8Array(32),
    counter: readLeastSignificantFirst(cardField(dump, 'Counter2', 3) ?? new Uint8Array(3)),
    failedAuthentications: 0,
    unknown: new Set(),
  };
  checkUid(state, cardField(dump, 'UID', 7));
  return state;
}

function parseClassic(dump: Dump): ClassicState {
  const kind = kindBySize(dump, 16, CLASSIC_SIZES);
  const spec = CLASSIC_SPECS[kind];
  const memory = blockBytes(dump, spec.blocks, 16);
  const claimed = dump.Card?.UID;
  const uidLength = typeof claimed === 'string' && claimed.length === 14 ? 7 : 4;
  const uid = cardField(dump, 'UID', uidLength) ?? classicUidOfBlock0({ memory });
  const atqa = cardField(dump, 'ATQA', 2) ?? spec.atqa.slice();
  // Other tools write it most significant byte first; no Classic has 00 as the first byte on air.
  if (atqa[0] === 0 && atqa[1] !== 0) atqa.reverse();
  const state: ClassicState = {
    kind,
    uid,
    sak: cardField(dump, 'SAK', 1)?.[0] ?? spec.sak,
    atqa,
    memory,
    unknown: new Set(),
  };
  checkUid(state, uid);
  return state;
}

const NTAG_SIZES: Readonly<Record<number, NtagKind>> = { 45: 'ntag213', 135: 'ntag215', 231: 'ntag216' };
const CLASSIC_SIZES: Readonly<Record<number, ClassicKind>> = { 64: 'classic-1k', 256: 'classic-4k' };

function kindBySize<K>(dump: Dump, blockBytesEach: number, sizes: Readonly<Record<number, K>>): K {
  const count = Object.keys(dump.blocks).length;
  const kind = sizes[count];
  if (kind !== undefined) return kind;
  const known = Object.keys(sizes).join(', ');
  throw invalid('blocks', `${count} blocks of ${blockBytesEach} bytes belong to no known chip (${known})`);
}

function blockBytes(dump: Dump, count: number, size: number): Uint8Array {
  const memory = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    const text = Object.hasOwn(dump.blocks, String(i)) ? dump.blocks[String(i)] : undefined;
    if (text === undefined) throw invalid(`blocks.${i}`, 'is missing');
    memory.set(hexField(`blocks.${i}`, text, size), i * size);
  }
  return memory;
}

function cardField(dump: Dump, name: string, length: number): Uint8Array | undefined {
  const card = dump.Card;
  if (card === undefined || !Object.hasOwn(card, name)) return undefined;
  const text = card[name];
  if (typeof text !== 'string') throw invalid(`Card.${name}`, 'must be text');
  return hexField(`Card.${name}`, text, length);
}

function ntagDump(state: NtagState) {
  const card: Record<string, string> = {
    UID: toHex(chipUid(state)),
    Version: toHex(state.version),
    TBO_0: '0000',
    TBO_1: '00',
    Signature: toHex(state.signature),
  };
  for (let i = 0; i < 3; i++) {
    card[`Counter${i}`] = i === 2 ? leastSignificantFirst(state.counter) : '000000';
    card[`Tearing${i}`] = '00';
  }
  return { Created: 'proxmark3', FileType: 'mfu', Card: card, blocks: blocksOf(state.memory, 4) };
}

function classicDump(state: ClassicState) {
  const keys: Record<string, { KeyA: string; KeyB: string; AccessConditions: string }> = {};
  for (let sector = 0; sector < CLASSIC_SPECS[state.kind].sectors; sector++) {
    const at = trailerBlock(sector) * 16;
    keys[String(sector)] = {
      KeyA: toHex(state.memory.subarray(at, at + 6)),
      KeyB: toHex(state.memory.subarray(at + 10, at + 16)),
      AccessConditions: toHex(state.memory.subarray(at + 6, at + 10)),
    };
  }
  return {
    Created: 'proxmark3',
    FileType: 'mfc v2',
    Card: { UID: toHex(state.uid), ATQA: toHex(state.atqa), SAK: toHex(new Uint8Array([state.sak])) },
    blocks: blocksOf(state.memory, 16),
    SectorKeys: keys,
  };
}

function blocksOf(memory: Uint8Array, size: number): Record<string, string> {
  const blocks: Record<string, string> = {};
  for (let i = 0; i * size < memory.length; i++) {
    blocks[String(i)] = toHex(memory.subarray(i * size, i * size + size));
  }
  return blocks;
}

function leastSignificantFirst(counter: number): string {
  return toHex(new Uint8Array([counter & 0xff, (counter >> 8) & 0xff, counter >> 16]));
}

function readLeastSignificantFirst(bytes: Uint8Array): number {
  return bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16);
}
