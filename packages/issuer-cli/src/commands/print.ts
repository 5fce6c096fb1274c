import { type Command, Option } from 'commander';
import { action, type Context } from '../context.ts';
import { withExample } from './help.ts';

interface PrintOptions {
  out: string;
  layout: 'card' | 'a4';
  theme?: string;
  force?: boolean;
}

export function addPrintCommand(program: Command): void {
  const command = program
    .command('print <number...>')
    .description("the faces of members' cards as a PDF, front and back")
    .requiredOption('-o, --out <file>', 'the PDF to write')
    .addOption(
      new Option('--layout <layout>', 'card: one side a page; a4: sheets with crop marks, for cutting')
        .choices(['card', 'a4'])
        .default('card'),
    )
    .option('--theme <theme>', 'the theme to draw; without it, that of every card the members have')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(printCommand));
  withExample(command, '--data ikarholaz print 89.00000001 --theme sawah -o faces.pdf --layout a4');
}

async function printCommand(context: Context, options: PrintOptions, memberNumbers: string[]): Promise<void> {
  const { printFaces } = await import('../print/print-faces.ts'); // pdfkit loads slowly
  const result = await printFaces(context.registry(), {
    memberNumbers,
    file: options.out,
    layout: options.layout,
    themeId: options.theme,
    language: context.output.language,
    overwrite: options.force ?? false,
  });
  const { pages, faces, warnings, warningsOmitted } = result;
  context.output.result({ file: options.out, pages, faces, warnings, warningsOmitted }, () =>
    [
      context.say('print.done', { faces, pages, file: options.out }),
      ...warnings.map((warning) =>
        context.say(`print.${warning.code}`, { memberNumber: warning.memberNumber, detail: warning.detail }),
      ),
      ...(warningsOmitted > 0 ? [context.say('print.more', { count: warningsOmitted })] : []),
    ].join('\n'),
  );
}
