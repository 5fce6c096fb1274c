import { KartuError } from '@kartukita/card-core';
import { type Command, Option } from 'commander';
import type { FaceWarning } from '../card-face/layout.ts';
import type { RenderResult, SideOffsets } from '../card-face/render.ts';
import type { FlipEdge } from '../card-face/sheet.ts';
import { action, type Context } from '../context.ts';
import { BLEED_LIMITS, parseMillimetres } from '../print/length.ts';
import { findPrinter, NEW_PRINTER } from '../print/printers.ts';
import { withExample } from './help.ts';
import { changedOffsets, type OffsetOptions, withOffsetOptions } from './printer.ts';
import { withProgressBar } from './progress.ts';

interface PrintOptions extends OffsetOptions {
  out: string;
  layout?: 'card' | 'a4';
  theme?: string;
  themes?: string;
  bleed?: string;
  flip?: FlipEdge;
  printer?: string;
  calibrate?: boolean;
  acceptLowResolution?: boolean;
  force?: boolean;
}

export function addPrintCommand(program: Command): void {
  const command = program
    .command('print [number...]')
    .description("the faces of members' cards as a PDF, front and back")
    .requiredOption('-o, --out <file>', 'the PDF to write')
    .addOption(
      new Option(
        '--layout <layout>',
        'card: one side a page, for card printers (default); a4: sheets with crop marks, for cutting',
      ).choices(['card', 'a4']),
    )
    .option('--theme <theme>', 'the theme to draw; without it, that of every card the members have')
    .option('--themes <folder>', 'a folder of themes to be used besides those that are installed')
    .option('--bleed <length>', 'for print shops: so much artwork past the cut, such as 3mm')
    .option('--printer <name>', 'with the layout and offsets that were kept for this printer')
    .addOption(
      new Option('--flip <edge>', 'about which edge a4 sheets are turned: long (default) or short').choices([
        'long',
        'short',
      ]),
    );
  withOffsetOptions(command)
    .option('--calibrate', 'no cards but a page from which to read the offsets of a printer')
    .option('--accept-low-resolution', 'print photos of less than 100 dpi all the same')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(printCommand));
  withExample(
    command,
    '--data ikarholaz print 89.00000001 --theme sawah -o faces.pdf --layout a4',
    '--data ikarholaz print 89.00000001 -o shop.pdf --bleed 3mm',
    '--data ikarholaz print --calibrate --layout a4 -o page.pdf',
  );
}

/** Where pages go: what was typed, else what is kept for the printer, else what any printer does. */
interface Setting {
  readonly layout: 'card' | 'a4';
  readonly flip: FlipEdge;
  readonly offsets: SideOffsets;
}

function settingOf(context: Context, options: PrintOptions): Setting {
  const kept =
    options.printer === undefined
      ? { ...NEW_PRINTER, layout: 'card' as const }
      : findPrinter(context.folder(), options.printer);
  const { front, back } = { ...kept, ...changedOffsets(options, kept) };
  return {
    layout: options.layout ?? kept.layout,
    flip: options.flip ?? kept.flip,
    offsets: { front, back },
  };
}

async function printCommand(context: Context, options: PrintOptions, memberNumbers: string[]): Promise<void> {
  const setting = settingOf(context, options);
  if (options.calibrate) {
    if (memberNumbers.length > 0) throw usage('calibrate-members');
    await calibrate(context, options, setting);
    return;
  }
  if (memberNumbers.length === 0) throw usage('print-members');
  const bleedMm = options.bleed === undefined ? 0 : parseMillimetres(options.bleed, BLEED_LIMITS);
  if (bleedMm > 0 && setting.layout !== 'card') throw usage('print-bleed');
  const { printFaces } = await import('../print/print-faces.ts'); // pdfkit loads slowly
  const result = await withProgressBar(context, 'print.progress', (onProgress) =>
    printFaces(context.registry(), {
      ...setting,
      memberNumbers,
      file: options.out,
      themeId: options.theme,
      themesFolder: options.themes,
      language: context.output.language,
      overwrite: options.force ?? false,
      acceptLowResolution: options.acceptLowResolution ?? false,
      bleedMm,
      onProgress,
    }),
  );
  const { pages, faces, warnings, warningsOmitted } = result;
  const document = { file: options.out, pages, faces, ...setting, bleedMm, warnings, warningsOmitted };
  context.output.result(document, () => {
    const shop = bleedMm > 0 ? [context.say('print.bleed', { bleed: bleedMm })] : [];
    return [...printedLines(context, options.out, result), ...shop].join('\n');
  });
}

/** What was drawn, and what somebody should look at before it is printed. */
export function printedLines(context: Context, file: string, result: RenderResult): string[] {
  const { faces, pages, warnings, warningsOmitted } = result;
  return [
    context.say('print.done', { faces, pages, file }),
    ...warnings.map((warning) => warningText(context, warning)),
    ...(warningsOmitted > 0 ? [context.say('print.more', { count: warningsOmitted })] : []),
  ];
}

function warningText(context: Context, { code, memberNumber, detail }: FaceWarning): string {
  return context.say(`print.${code}`, { memberNumber, detail });
}

async function calibrate(context: Context, options: PrintOptions, setting: Setting): Promise<void> {
  const { writeStreamed } = await import('../print/half-file.ts');
  const { renderCalibration } = await import('../print/calibrate.ts');
  const say = (key: string, details = {}) => context.say(key, details);
  const overwrite = options.force ?? false;
  const { pages } = await writeStreamed(options.out, { overwrite }, (stream) =>
    renderCalibration({ ...setting, say }, stream),
  );
  context.output.result({ file: options.out, pages, ...setting }, () =>
    context.say('print.calibrated', { file: options.out }),
  );
}

function usage(what: string): KartuError {
  return new KartuError('usage', what, { details: { what } });
}
