import { formatRupiah, KartuError } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { isAccountCode } from '../books/accounts.ts';
import { action, type Context } from '../context.ts';
import {
  requireSecondPerson,
  type SecondPersonOptions,
  withSecondPerson,
} from '../operators/second-person.ts';
import type { BookLine } from '../registry/books.ts';
import { withExample } from './help.ts';
import { parseCount } from './member-document.ts';
import { parseTotal } from './value-text.ts';

interface CorrectOptions extends SecondPersonOptions {
  debit?: string;
  credit?: string;
  amount?: string;
  reason: string;
}

const LEAST_REASON = 3;
const MOST_REASON = 200;

/** `books correct`. */
export function addBooksCorrectCommand(group: Command): void {
  const correct = withSecondPerson(
    group
      .command('correct [posting]')
      .description(
        'put an error in the books right by a posting of its own, with a second person: a posting taken back whole, or an amount moved',
      )
      .option('--debit <account>', 'where the amount goes to, such as bank')
      .option('--credit <account>', 'where it comes from, such as cash')
      .option('--amount <rupiah>', 'how much is moved')
      .requiredOption('--reason <text>', 'what was wrong'),
  ).action(action(correctCommand));
  withExample(
    correct,
    '--data bmi books correct 17 --reason "paid twice" --operator "Sari" --approved-by "Hadi"',
    '--data bmi books correct 17 --debit bank --credit cash --amount 600.000 --reason "was a transfer" --operator "Sari" --approved-by "Hadi"',
  );
}

async function correctCommand(context: Context, options: CorrectOptions, posting?: string): Promise<void> {
  const { corrections, books } = context.registry();
  const operator = context.person();
  const asked = {
    corrects: posting === undefined ? undefined : parseCount(posting),
    line: lineOf(options),
  };
  if (asked.corrects === undefined && asked.line === undefined) throw refusal('books-correct-what');
  const reason = reasonOf(options.reason);
  // Refused before anybody types a passphrase for it, and shown to whoever does.
  const lines = corrections.linesFor(asked);
  context.output.note(linesText(context, lines));
  const approvedBy = await requireSecondPerson(context, options, 'money.approve');
  if (approvedBy === undefined) {
    throw new KartuError('not-permitted', 'a second person has to approve this', {
      details: { what: 'books-second' },
    });
  }
  const corrected = corrections.add({ ...asked, reason, operator, approvedBy });
  const accounts = [...new Set(lines.flatMap(({ debit, credit }) => [debit, credit]))].map((code) => ({
    code,
    balanceRupiah: books.balance(code),
  }));
  context.output.result({ ...corrected, source: `correction:${corrected.number}`, lines, accounts }, () =>
    [
      context.say('books.corrected', { number: corrected.number, approvedBy }),
      ...accounts.map(({ code, balanceRupiah }) =>
        context.say('books.balance-of', { account: code, balance: formatRupiah(balanceRupiah) }),
      ),
    ].join('\n'),
  );
}

/** All three or none: of one alone nobody could say what was meant. */
function lineOf({ debit, credit, amount }: CorrectOptions): BookLine | undefined {
  if (debit === undefined && credit === undefined && amount === undefined) return undefined;
  if (debit === undefined || credit === undefined || amount === undefined || debit === credit)
    throw refusal('books-correct-what');
  for (const account of [debit, credit]) {
    if (!isAccountCode(account)) throw refusal('books-account-code', { account: account.slice(0, 40) });
  }
  return { debit, credit, amountRupiah: parseTotal(amount) };
}

/** One line. Throws `usage`. */
function reasonOf(text: string): string {
  const reason = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (reason.length >= LEAST_REASON && reason.length <= MOST_REASON && !/\p{C}/u.test(reason)) return reason;
  throw refusal('books-reason', { min: LEAST_REASON, max: MOST_REASON });
}

function linesText(context: Context, lines: readonly BookLine[]): string {
  const head = ['debit', 'credit', 'amount'].map((column) => context.say(`column.${column}`));
  const rows = lines.map(({ debit, credit, amountRupiah }) => [debit, credit, formatRupiah(amountRupiah)]);
  return table(head, rows, [2]);
}

function refusal(what: string, details: Record<string, string | number> = {}): KartuError {
  return new KartuError('usage', `${what}: ${JSON.stringify(details)}`, { details: { what, ...details } });
}
