import { addCatalogues, makeProgram } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { addApduCommand } from './commands/apdu.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addCardCommands } from './commands/card.ts';
import { addCardImageCommands } from './commands/card-image.ts';
import { addCardInspectCommand } from './commands/card-inspect.ts';
import { addCardPresentCommand } from './commands/card-present.ts';
import { withExample } from './commands/help.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addMemberCommands } from './commands/member.ts';
import { addPrintCommand } from './commands/print.ts';
import { addReaderCommands } from './commands/reader.ts';
import { addTerminalCommands } from './commands/terminal.ts';
import { addThemeCommands } from './commands/theme.ts';
import { en } from './locales/en.ts';
import { id } from './locales/id.ts';
import * as keysWords from './locales/keys.ts';
import { members } from './locales/members.ts';
import * as supportWords from './locales/support.ts';
import { VERSION } from './version.ts';

/** `kartu-issuer` with all its commands; nothing is run. */
export function buildProgram(): Command {
  addCatalogues({ en, id });
  addCatalogues({ en: keysWords.en, id: keysWords.id });
  addCatalogues({ en: supportWords.en, id: supportWords.id });
  addCatalogues(members);
  const program = makeProgram('kartu-issuer', 'The secretariat: members, cards, keys and counters', VERSION);
  addInitCommand(program);
  addMemberCommands(program);
  addAuditCommands(program);
  addThemeCommands(program);
  const card = program.command('card').description('cards: issue, check, and virtual ones to try things out');
  addCardCommands(card);
  addCardInspectCommand(card);
  addCardImageCommands(card);
  addCardPresentCommand(card);
  addPrintCommand(program);
  addTerminalCommands(program);
  addKeysCommands(program);
  addReaderCommands(program);
  addApduCommand(program);
  return withExample(program, '--data ikarholaz member add --name "Ani Lestari" --cohort 1989');
}
