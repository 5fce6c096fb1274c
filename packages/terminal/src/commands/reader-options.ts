import type { Command } from 'commander';

export const READER_HELP = 'virtual:FILE, pcsc (the only contactless reader) or pcsc:NAME';

export function addReaderOptions(command: Command): Command {
  return command
    .requiredOption('--reader <reader>', READER_HELP)
    .option('--wait <seconds>', 'how long to wait for a card', '30');
}
