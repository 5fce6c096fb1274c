import { fromHex, toHex } from '../../src/bytes.ts';
import type { NtagKind } from '../../src/card-kind.ts';
import { NTAG_SPECS } from '../../src/card-kind.ts';
import type { AirAnswer, ChipState, FirmwareOptions, NtagState, Tear } from '../../src/virtual/index.ts';
import { createChip, NtagChip, newCard, VirtualFirmware } from '../../src/virtual/index.ts';

/** An air answer as text: hex, ACK, NAK0 to NAK5, or nothing. */
export function show(answer: AirAnswer): string {
  if (answer.kind === 'data') return toHex(answer.bytes);
  if (answer.kind === 'nak') return `NAK${answer.code}`;
  return answer.kind === 'ack' ? 'ACK' : 'silence';
}

/** A powered NTAG that takes and gives hex; after a NAK it is selected again, as a reader does. */
export function ntag(state: NtagState) {
  const chip = new NtagChip(state);
  chip.powerOn();
  return {
    chip,
    /** Sends without selecting first. */
    raw: (frame: string) => show(chip.command(fromHex(frame))),
    send: (frame: string) => {
      if (!chip.active) chip.select();
      return show(chip.command(fromHex(frame)));
    },
  };
}

export const NTAG_KINDS: readonly NtagKind[] = ['ntag213', 'ntag215', 'ntag216'];

export interface NtagSetup {
  readonly auth0?: number;
  readonly access?: number;
  readonly password?: string;
  readonly pack?: string;
}

/** A factory-fresh NTAG with its configuration pages set. */
export function configured(kind: NtagKind, setup: NtagSetup): NtagState {
  const state = newCard(kind, { uid: fromHex('04E10CDA993C80') });
  const spec = NTAG_SPECS[kind];
  if (setup.auth0 !== undefined) state.memory[spec.cfg0Page * 4 + 3] = setup.auth0;
  if (setup.access !== undefined) state.memory[spec.cfg1Page * 4] = setup.access;
  if (setup.password !== undefined) state.memory.set(fromHex(setup.password), spec.pwdPage * 4);
  if (setup.pack !== undefined) state.memory.set(fromHex(setup.pack), spec.packPage * 4);
  return state;
}

/** Reader firmware with a card on it, in hex: answer data and status word together. */
export function firmware(state: ChipState, options: FirmwareOptions & { tear?: Tear } = {}) {
  const { tear, ...rest } = options;
  const device = new VirtualFirmware(rest);
  device.insert(createChip(state), tear);
  return { device, send: (apdu: string) => toHex(device.transmit(fromHex(apdu))) };
}

export function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
