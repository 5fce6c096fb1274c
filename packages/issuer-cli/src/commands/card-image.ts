import {
  CHIP_KINDS,
  chipDisplayName,
  fromHex,
  isChipKind,
  isKartuError,
  KartuError,
  toHex,
} from '@kartukita/card-core';
import { chipUid, convertImage, newCard, readImage, writeImage } from '@kartukita/card-core/virtual';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { requireWritableTarget } from '../files.ts';
import { withExample } from './help.ts';

/** Cards that are files: to try everything out without a card, and to exchange with other people's tools. */
export function addCardImageCommands(group: Command): void {
  const make = group
    .command('new <kind>')
    .description(`a blank virtual card as it leaves the factory: ${CHIP_KINDS.join(', ')}`)
    .requiredOption(
      '-o, --out <file>',
      'image to write: .nfc (Flipper), .json (Proxmark3), .bin or .mfd (raw)',
    )
    .option('--uid <hex>', 'UID of the chip; random unless given')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(newCommand));
  withExample(make, 'card new ntag215 -o ani.nfc');
  const convert = group
    .command('convert <from> <to>')
    .description('write a card image in the format of another ending')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(convertCommand));
  withExample(convert, 'card convert ani.nfc ani.json');
}

async function newCommand(
  context: Context,
  options: { out: string; uid?: string; force?: boolean },
  kind: string,
): Promise<void> {
  if (!isChipKind(kind)) {
    throw new KartuError('usage', `there is no virtual card of kind "${kind.slice(0, 20)}"`, {
      details: { what: 'chip-kind', text: kind.slice(0, 20), known: CHIP_KINDS.join(', ') },
    });
  }
  requireWritableTarget(options.out, { overwrite: options.force ?? false });
  const state = newCard(kind, options.uid === undefined ? {} : { uid: parseUid(options.uid) });
  writeImage(options.out, state);
  const uid = toHex(chipUid(state));
  context.output.result({ file: options.out, kind, uid }, () =>
    context.say('card.new', { file: options.out, kind: chipDisplayName(kind), uid }),
  );
}

async function convertCommand(
  context: Context,
  options: { force?: boolean },
  from: string,
  to: string,
): Promise<void> {
  requireWritableTarget(to, { overwrite: options.force ?? false });
  convertImage(from, to);
  const { kind, uid } = describeImage(to);
  context.output.result({ from, file: to, kind, uid }, () =>
    context.say('card.converted', { from, file: to }),
  );
}

export function describeImage(path: string): { kind: string; uid: string } {
  const state = readImage(path);
  return { kind: state.kind, uid: toHex(chipUid(state)) };
}

function parseUid(text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch (error) {
    if (!isKartuError(error)) throw error;
    throw new KartuError('image-invalid', error.message, {
      details: { what: 'uid-hex', field: 'uid' },
      cause: error,
    });
  }
}
