import { table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import type { Offset } from '../card-face/render.ts';
import type { FlipEdge } from '../card-face/sheet.ts';
import { action, type Context } from '../context.ts';
import { OFFSET_LIMITS, parseMillimetres } from '../print/length.ts';
import {
  NEW_PRINTER,
  type Printer,
  printerNamed,
  printersOf,
  removePrinter,
  setPrinter,
} from '../print/printers.ts';
import { withExample } from './help.ts';

export interface OffsetOptions {
  offsetX?: string;
  offsetY?: string;
  backOffsetX?: string;
  backOffsetY?: string;
}

export function withOffsetOptions(command: Command): Command {
  return command
    .option('--offset-x <length>', 'move fronts to the right, such as 0.5mm; less than 0: to the left')
    .option('--offset-y <length>', 'move fronts down')
    .option('--back-offset-x <length>', 'move backs to the right, as seen from the back')
    .option('--back-offset-y <length>', 'move backs down');
}

/** Offsets as they were, with what was typed put in. Throws `usage`. */
export function changedOffsets(
  options: OffsetOptions,
  { front, back }: { readonly front: Offset; readonly back: Offset },
): { front: Offset; back: Offset } {
  const typed = (text: string | undefined, kept: number) =>
    text === undefined ? kept : parseMillimetres(text, OFFSET_LIMITS);
  return {
    front: { xMm: typed(options.offsetX, front.xMm), yMm: typed(options.offsetY, front.yMm) },
    back: { xMm: typed(options.backOffsetX, back.xMm), yMm: typed(options.backOffsetY, back.yMm) },
  };
}

interface SetOptions extends OffsetOptions {
  layout?: 'card' | 'a4';
  flip?: FlipEdge;
}

/** `printer set | list | remove`. */
export function addPrinterCommands(program: Command): void {
  const group = program.command('printer').description('what is kept about printers, by name');
  const set = withOffsetOptions(
    group
      .command('set <name>')
      .description('keep the layout and offsets of a printer; the rest stays as it was'),
  )
    .addOption(
      new Option('--layout <layout>', 'card: a card printer; a4: an office printer').choices(['card', 'a4']),
    )
    .addOption(
      new Option('--flip <edge>', 'about which edge it turns sheets: long or short').choices([
        'long',
        'short',
      ]),
    )
    .action(
      action(async (context, options: SetOptions, name: string) => {
        const known = printerNamed(context.folder(), name) ?? NEW_PRINTER;
        const printer = setPrinter(context.registry(), name, {
          ...(options.layout && { layout: options.layout }),
          ...(options.flip && { flip: options.flip }),
          ...changedOffsets(options, known),
        });
        context.output.result({ printer }, () =>
          [context.say('printer.set', { name: printer.name }), printerTable(context, [printer])].join('\n\n'),
        );
      }),
    );
  withExample(set, '--data ikarholaz printer set "Epson L3210" --layout a4 --offset-x 0.5mm --offset-y -1mm');
  const list = group
    .command('list')
    .description('the printers that are kept, with their offsets in millimetres')
    .action(
      action(async (context) => {
        const printers = printersOf(context.folder());
        context.output.result({ printers }, () =>
          printers.length === 0 ? context.say('printer.none') : printerTable(context, printers),
        );
      }),
    );
  withExample(list, '--data ikarholaz printer list');
  const remove = group
    .command('remove <name>')
    .description('forget a printer')
    .action(
      action(async (context, _options, name: string) => {
        const printer = removePrinter(context.registry(), name);
        context.output.result({ removed: printer }, () =>
          context.say('printer.removed', { name: printer.name }),
        );
      }),
    );
  withExample(remove, '--data ikarholaz printer remove "Epson L3210"');
}

function printerTable(context: Context, printers: readonly Printer[]): string {
  const shown = ({ xMm, yMm }: Offset) => `${xMm}, ${yMm} mm`;
  return table(
    ['printer', 'printer-layout', 'front', 'back', 'flip'].map((column) => context.say(`column.${column}`)),
    printers.map(({ name, layout, front, back, flip }) => [
      name,
      layout,
      shown(front),
      shown(back),
      context.say(`flip.${flip}`),
    ]),
  );
}
