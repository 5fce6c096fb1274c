import type { CreditList } from '../../../issuer-cli/src/registry/credits.ts';
import { approveList } from '../../../issuer-cli/src/value/approve.ts';
import { readPayroll } from '../../../issuer-cli/src/value/payroll.ts';
import type { TwoSides } from './two-sides.ts';

/** A list of payroll for holders of cards, proposed and approved: amounts by serial. */
export async function salary(
  { registry }: TwoSides,
  period: string,
  amounts: Readonly<Record<number, number>>,
  terminal?: number,
): Promise<CreditList> {
  const rows = Object.entries(amounts).map(
    ([serial, amount]) => `${registry.cards.lives.get(Number(serial)).memberNumber},${amount}`,
  );
  const file = Buffer.from(`member number,amount\n${rows.join('\n')}\n`);
  const options = { period, terminal, sameAmounts: true };
  const { list, faults } = await readPayroll(registry, 'payroll.csv', file, options);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const { id } = registry.credits.propose({ ...list, proposedBy: 'Sari' });
  return approveList(registry, id, 'Hadi');
}

/** What was promised and is on no card yet is what lies in transit, to the last rupiah. */
export function transit({ registry }: TwoSides): { promisedRupiah: number; openRupiah: number } {
  return {
    promisedRupiah: 0 - registry.books.balance('value-in-transit'),
    openRupiah: registry.credits.open().amountRupiah,
  };
}
