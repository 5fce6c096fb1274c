import { addCatalogues, makeProgram } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAssertionCommand } from './commands/assertion.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addBookCommands } from './commands/books.ts';
import { addCashierCommands } from './commands/cashiers.ts';
import { addEnrolmentCommands } from './commands/enrolment.ts';
import { addPrintingCommands } from './commands/printing.ts';
import { addReportCommands } from './commands/reports.ts';
import { addServeCommand } from './commands/serve.ts';
import { addShiftCommands } from './commands/shifts.ts';
import { addTapCommands } from './commands/taps.ts';
import { en as dayEn } from './day/locales/en.ts';
import { id as dayId } from './day/locales/id.ts';
import * as assertionWords from './locales/assertion.ts';
import * as backupWords from './locales/backup.ts';
import { en } from './locales/en.ts';
import { id } from './locales/id.ts';
import * as slipWords from './locales/slips.ts';
import * as webWords from './locales/web.ts';

/** `kartu-terminal` with all its commands. */
export function terminalProgram(): Command {
  addCatalogues({ en, id });
  addCatalogues({ en: dayEn, id: dayId });
  addCatalogues({ en: backupWords.en, id: backupWords.id });
  addCatalogues({ en: assertionWords.en, id: assertionWords.id });
  addCatalogues({ en: slipWords.en, id: slipWords.id });
  addCatalogues({ en: webWords.en, id: webWords.id });
  const description = 'The counter of KartuKita: takes taps, keeps its books, with or without a network.';
  const program = makeProgram('kartu-terminal', description, packageJson.version);
  addEnrolmentCommands(program);
  addTapCommands(program);
  addBookCommands(program);
  addCashierCommands(program);
  addShiftCommands(program);
  addReportCommands(program);
  addBackupCommands(program);
  addAssertionCommand(program);
  addPrintingCommands(program);
  addServeCommand(program);
  return program;
}
