import { say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { backUp, restore } from '../counter/backup.ts';
import { contextOf } from './context.ts';

export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('copy the books into one file, while the counter goes on selling')
    .requiredOption('-o, --out <file>', 'a new file, best on another disk; as private as the data folder')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter backup -o /media/stick/counter-2026-11-21.backup',
    )
    .action(async (options: { out: string }, command: Command) => {
      const { folder, output, language } = contextOf(command);
      let told = 0;
      const made = await backUp(folder, options.out, (done) => {
        const percent = Math.floor(done * 100);
        if (percent < told + 10) return;
        told = percent;
        output.note(say(language, 'backup.progress', { percent }));
      });
      output.result(made, () => say(language, 'backup.made', { file: made.file, entry: made.journalEntry }));
    });
  program
    .command('restore')
    .description('make a new data folder out of a backup, to read, verify and settle its books')
    .argument('<file>', 'what backup made')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data restored restore /media/stick/counter-2026-11-21.backup',
    )
    .action(async (file: string, _options: object, command: Command) => {
      const { folder, output, language } = contextOf(command);
      const { journalEntry } = restore(folder, file);
      output.result({ folder, journalEntry }, () =>
        say(language, 'backup.restored', { folder, entry: journalEntry }),
      );
    });
}
