import type { ClassicKind, NtagKind } from '../../card-kind.ts';
import { CLASSIC_SPECS, chipDisplayName, NTAG_SPECS } from '../../card-kind.ts';
import { trailerBlock } from '../../classic-geometry.ts';
import type { ChipState, ClassicState, NtagState } from '../chip.ts';
import { chipUid, isNtagState } from '../chip.ts';
import { checkUid, hexField, invalid, numberField } from './fields.ts';

/**
 * Flipper NFC device files (`.nfc`). Source: flipperdevices/flipperzero-firmware,
 * documentation/file_formats/NfcFileFormats.md. Written as version 4; versions 2 and 3 are read too: version 2
 * has ATQA least significant byte first, and before data format 2 the device type names the chip itself.
 */

const NTAG_NAMES: Readonly<Record<string, NtagKind>> = {
  NTAG213: 'ntag213',
  NTAG215: 'ntag215',
  NTAG216: 'ntag216',
};
const CLASSIC_NAMES: Readonly<Record<string, ClassicKind>> = { '1K': 'classic-1k', '4K': 'classic-4k' };
/** READ_CNT of an NTAG knows counter 2 alone, and that is where Flipper keeps it. */
const NTAG_COUNTER = 2;

/** Throws `image-invalid` naming the line or the field. */
export function parseFlipper(text: string): ChipState {
  const file = new FlipperFields(text);
  if (file.need('Filetype') !== 'Flipper NFC device')
    throw invalid('Filetype', 'must be "Flipper NFC device"');
  const version = numberField('Version', file.need('Version'), 99);
  if (version < 2 || version > 4) throw invalid('Version', `${version} is not supported (2 to 4 are)`);
  const deviceType = file.need('Device type');
  const sak = hexField('SAK', file.need('SAK'), 1)[0]!;
  const atqaAsWritten = hexField('ATQA', file.need('ATQA'), 2);
  const atqa = version === 2 ? atqaAsWritten : atqaAsWritten.reverse();
  if (deviceType === 'Mifare Classic') return parseClassic(file, sak, atqa);
  const ntagName = deviceType === 'NTAG/Ultralight' ? file.need('NTAG/Ultralight type') : deviceType;
  const kind = NTAG_NAMES[ntagName];
  if (kind === undefined) throw invalid('Device type', `"${ntagName.slice(0, 40)}" is not supported`);
  return parseNtag(file, kind);
}

export function formatFlipper(state: ChipState): string {
  const lines = isNtagState(state) ? ntagLines(state) : classicLines(state);
  return lines.join('\n') + '\n';
}

/** `key: value` lines; comments and empty lines are skipped. */
class FlipperFields {
  readonly #fields = new Map<string, string>();

  constructor(text: string) {
    for (const [index, raw] of text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .entries()) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      const colon = line.indexOf(':');
      if (colon <= 0) throw invalid(`line ${index + 1}`, 'is not "name: value"');
      const name = line.slice(0, colon).trim();
      if (this.#fields.has(name)) throw invalid(`line ${index + 1}`, `"${name.slice(0, 40)}" occurs twice`);
      this.#fields.set(name, line.slice(colon + 1).trim());
    }
  }

  get(name: string): string | undefined {
    return this.#fields.get(name);
  }

  need(name: string): string {
    const value = this.#fields.get(name);
    if (value === undefined) throw invalid(name, 'is missing');
    return value;
  }
}

function parseNtag(file: FlipperFields, kind: NtagKind): NtagState {
  const spec = NTAG_SPECS[kind];
  const total = numberField('Pages total', file.need('Pages total'), 0xffff);
  if (total !== spec.pages) throw invalid('Pages total', `must be ${spec.pages} for ${spec.displayName}`);
  const read = numberField('Pages read', file.get('Pages read') ?? String(total), total);
  const memory = new Uint8Array(spec.pages * 4);
  for (let page = 0; page < spec.pages; page++) {
    memory.set(hexField(`Page ${page}`, file.need(`Page ${page}`), 4), page * 4);
  }
  const signature = file.get('Signature');
  const version = file.get('Mifare version');
  const state: NtagState = {
    kind,
    memory,
    version: version === undefined ? spec.version.slice() : hexField('Mifare version', version, 8),
    signature: signature === undefined ? new Uint8Array(32) : hexField('Signature', signature, 32),
    counter: numberField('Counter 2', file.get('Counter 2') ?? '0', 0xffffff),
    failedAuthentications: numberField(
      'Failed authentication attempts',
      file.get('Failed authentication attempts') ?? '0',
      0xffff,
    ),
    // Pages that were not read stand in the file as zeros.
    unknown: new Set(range(read * 4, memory.length)),
  };
  checkUid(state, hexField('UID', file.need('UID'), 7));
  return state;
}

function parseClassic(file: FlipperFields, sak: number, atqa: Uint8Array): ClassicState {
  const type = file.need('Mifare Classic type');
  const kind = CLASSIC_NAMES[type];
  if (kind === undefined) throw invalid('Mifare Classic type', `"${type.slice(0, 40)}" is not supported`);
  const dataVersion = numberField('Data format version', file.get('Data format version') ?? '1', 99);
  if (dataVersion > 2) throw invalid('Data format version', `${dataVersion} is not supported (1 and 2 are)`);
  const uidText = file.need('UID');
  const uid = hexField('UID', uidText, uidText.replace(/\s/g, '').length === 14 ? 7 : 4);
  const spec = CLASSIC_SPECS[kind];
  const memory = new Uint8Array(spec.bytes);
  const unknown = new Set<number>();
  for (let block = 0; block < spec.blocks; block++) {
    const name = `Block ${block}`;
    const cells = file.need(name).split(/\s+/);
    if (cells.length !== 16) throw invalid(name, 'must be 16 bytes');
    for (const [i, cell] of cells.entries()) {
      if (cell === '??') unknown.add(block * 16 + i);
      else memory[block * 16 + i] = hexField(name, cell, 1)[0]!;
    }
  }
  if (dataVersion < 2) markUnknownKeys(file, spec.sectors, unknown);
  const state: ClassicState = { kind, uid, sak, atqa, memory, unknown };
  checkUid(state, uid);
  return state;
}

/** Data format 1 has a bit mask of the sectors whose keys are known, instead of `??`. */
function markUnknownKeys(file: FlipperFields, sectors: number, unknown: Set<number>): void {
  for (const [name, offset] of [
    ['Key A map', 0],
    ['Key B map', 10],
  ] as const) {
    const map = Buffer.from(hexField(name, file.need(name), 8)).readBigUInt64BE();
    for (let sector = 0; sector < sectors; sector++) {
      if ((map >> BigInt(sector)) & 1n) continue;
      const start = trailerBlock(sector) * 16 + offset;
      for (const at of range(start, start + 6)) unknown.add(at);
    }
  }
}

function header(deviceType: string, state: ChipState, atqa: Uint8Array, sak: number): string[] {
  return [
    'Filetype: Flipper NFC device',
    'Version: 4',
    '# Device type can be ISO14443-3A, ISO14443-4A, NTAG/Ultralight, Mifare Classic, Mifare DESFire',
    `Device type: ${deviceType}`,
    '# UID is common for all formats',
    `UID: ${spaced(chipUid(state))}`,
    '# ISO14443-3A specific data',
    `ATQA: ${spaced(atqa.slice().reverse())}`,
    `SAK: ${spaced(new Uint8Array([sak]))}`,
  ];
}

function ntagLines(state: NtagState): string[] {
  const { pages } = NTAG_SPECS[state.kind];
  const lines = [
    ...header('NTAG/Ultralight', state, new Uint8Array([0x44, 0x00]), 0x00),
    '# NTAG/Ultralight specific data',
    'Data format version: 2',
    `NTAG/Ultralight type: ${chipDisplayName(state.kind)}`,
    `Signature: ${spaced(state.signature)}`,
    `Mifare version: ${spaced(state.version)}`,
  ];
  for (let i = 0; i < 3; i++) {
    lines.push(`Counter ${i}: ${i === NTAG_COUNTER ? state.counter : 0}`, `Tearing ${i}: 00`);
  }
  lines.push(`Pages total: ${pages}`, `Pages read: ${pagesRead(state, pages)}`);
  for (let page = 0; page < pages; page++) {
    lines.push(`Page ${page}: ${spaced(state.memory.subarray(page * 4, page * 4 + 4))}`);
  }
  lines.push(`Failed authentication attempts: ${state.failedAuthentications}`);
  return lines;
}

/** The format can say "not read" of whole pages at the end only. */
function pagesRead(state: NtagState, pages: number): number {
  const known = pages - state.unknown.size / 4;
  const isTail = range(known * 4, pages * 4).every((offset) => state.unknown.has(offset));
  return Number.isInteger(known) && isTail ? known : pages;
}

function classicLines(state: ClassicState): string[] {
  const lines = [
    ...header('Mifare Classic', state, state.atqa, state.sak),
    '# Mifare Classic specific data',
    `Mifare Classic type: ${state.kind === 'classic-1k' ? '1K' : '4K'}`,
    'Data format version: 2',
    "# Mifare Classic blocks, '??' means unknown data",
  ];
  for (let block = 0; block * 16 < state.memory.length; block++) {
    const cells = range(block * 16, block * 16 + 16).map((offset) =>
      state.unknown.has(offset) ? '??' : hexByte(state.memory[offset]!),
    );
    lines.push(`Block ${block}: ${cells.join(' ')}`);
  }
  return lines;
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function spaced(bytes: Uint8Array): string {
  return [...bytes].map(hexByte).join(' ');
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
