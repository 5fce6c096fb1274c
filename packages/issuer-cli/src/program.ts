import { addCatalogues, makeProgram } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { addApduCommand } from './commands/apdu.ts';
import { addAuctionCommands } from './commands/auction.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addBatchCommands } from './commands/batch.ts';
import { addBooksCommands } from './commands/books.ts';
import { addCardCommands } from './commands/card.ts';
import { addCardImageCommands } from './commands/card-image.ts';
import { addCardInspectCommand } from './commands/card-inspect.ts';
import { addCardLifeCommands } from './commands/card-life.ts';
import { addCardListCommand } from './commands/card-list.ts';
import { addCardPresentCommand } from './commands/card-present.ts';
import { addCardRenewCommand } from './commands/card-renew.ts';
import { addCardReplaceCommands } from './commands/card-replace.ts';
import { addCardValueCommands } from './commands/card-value.ts';
import { addCasesCommands } from './commands/cases.ts';
import { addClockCommand } from './commands/clock.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addCreditCommands } from './commands/credit.ts';
import { addDiagnoseCommand } from './commands/diagnose.ts';
import { addDuesCommands } from './commands/dues.ts';
import { addEventCommands } from './commands/event.ts';
import { withExample } from './commands/help.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addMemberCommands } from './commands/member.ts';
import { addMerchantCommands } from './commands/merchant.ts';
import { addNumberCommands } from './commands/number.ts';
import { addOperatorCommands } from './commands/operator.ts';
import { addPolicyCommands } from './commands/policy.ts';
import { addPrintCommand } from './commands/print.ts';
import { addPrinterCommands } from './commands/printer.ts';
import { addReaderCommands } from './commands/reader.ts';
import { addReportCommands } from './commands/report.ts';
import { addSettleCommands } from './commands/settle.ts';
import { addTerminalCommands } from './commands/terminal.ts';
import { addThemeCommands } from './commands/theme.ts';
import * as batchesWords from './locales/batches.ts';
import * as booksWords from './locales/books.ts';
import * as cardsWords from './locales/cards.ts';
import * as detailWords from './locales/details.ts';
import { en } from './locales/en.ts';
import { faces } from './locales/faces.ts';
import { id } from './locales/id.ts';
import * as keysWords from './locales/keys.ts';
import { members } from './locales/members.ts';
import * as numbersWords from './locales/numbers.ts';
import * as operatorsWords from './locales/operators.ts';
import * as policyWords from './locales/policy.ts';
import * as reportWords from './locales/reports.ts';
import * as settlementWords from './locales/settlement.ts';
import * as supportWords from './locales/support.ts';
import * as valueWords from './locales/value.ts';
import { VERSION } from './version.ts';

/** `kartu-issuer` with all its commands; nothing is run. */
export function buildProgram(): Command {
  addCatalogues({ en, id });
  addCatalogues({ en: detailWords.en, id: detailWords.id });
  addCatalogues({ en: keysWords.en, id: keysWords.id });
  addCatalogues({ en: supportWords.en, id: supportWords.id });
  addCatalogues(members);
  addCatalogues(faces);
  addCatalogues({ en: booksWords.en, id: booksWords.id });
  addCatalogues({ en: numbersWords.en, id: numbersWords.id });
  addCatalogues({ en: operatorsWords.en, id: operatorsWords.id });
  addCatalogues({ en: cardsWords.en, id: cardsWords.id });
  addCatalogues({ en: settlementWords.en, id: settlementWords.id });
  addCatalogues({ en: policyWords.en, id: policyWords.id });
  addCatalogues({ en: reportWords.en, id: reportWords.id });
  addCatalogues({ en: batchesWords.en, id: batchesWords.id });
  addCatalogues({ en: valueWords.en, id: valueWords.id });
  const program = makeProgram('kartu-issuer', 'The secretariat: members, cards, keys and counters', VERSION)
    .addOption(new Option('--operator <name>', 'who gives the command').env('KARTU_OPERATOR'))
    .addOption(
      new Option('--operator-passphrase-file <file>', "file with that operator's passphrase").env(
        'KARTU_OPERATOR_PASSPHRASE_FILE',
      ),
    )
    .configureHelp({ showGlobalOptions: true });
  addInitCommand(program);
  addOperatorCommands(program);
  addMemberCommands(program);
  addAuditCommands(program);
  addNumberCommands(program);
  addAuctionCommands(program);
  addPolicyCommands(program);
  addBooksCommands(program);
  addSettleCommands(program);
  addCreditCommands(program);
  addMerchantCommands(program);
  addDuesCommands(program);
  addEventCommands(program);
  addReportCommands(program);
  addCasesCommands(program);
  addThemeCommands(program);
  const card = program.command('card').description('cards: issue, check, and virtual ones to try things out');
  addCardCommands(card);
  addCardListCommand(card);
  addCardLifeCommands(card);
  addCardReplaceCommands(card);
  addCardValueCommands(card);
  addCardRenewCommand(card);
  addCardInspectCommand(card);
  addCardImageCommands(card);
  addCardPresentCommand(card);
  addBatchCommands(program);
  addPrintCommand(program);
  addPrinterCommands(program);
  addTerminalCommands(program);
  addKeysCommands(program);
  addReaderCommands(program);
  addClockCommand(program);
  addApduCommand(program);
  addDiagnoseCommand(program);
  addCompletionCommand(program);
  return withExample(program, '--data ikarholaz member add --name "Ani Lestari" --cohort 1989');
}
