import { formatRupiah } from '@kartukita/card-core';
import { type Language, say } from '@kartukita/card-core/console';
import { centred, gap, heading, pair, rule, type Slip, type SlipLine, text, total } from './slip.ts';

/** What was bought, as the books have it. */
export interface ReceiptItem {
  readonly name: string;
  readonly count: number;
  readonly priceRupiah: number;
}

/** Everything that stands on a receipt; amounts in whole rupiah. */
export interface ReceiptData {
  readonly organisation: string;
  readonly outlet: string;
  readonly terminal: number;
  readonly transfer: number;
  readonly timeMs: number;
  readonly kind: string;
  readonly amountRupiah: number;
  readonly balanceRupiah: number;
  /** In its groups. A receipt lies about: it carries no name. */
  readonly memberNumber: string;
  readonly items?: readonly ReceiptItem[] | undefined;
  readonly cashier?: string | undefined;
  readonly merchant?: string | undefined;
  readonly tender?: string | undefined;
  /** The transfer that this one takes back, all or part of it. */
  readonly corrects?: number | undefined;
  /** Printed again from the books: marked so that one purchase is not shown twice. */
  readonly copy: boolean;
}

/** The receipt of a transfer that is posted. */
export function receiptSlip(data: ReceiptData, language: Language): Slip {
  const tell = (key: string, details: Record<string, string | number> = {}) =>
    say(language, `slip.${key}`, details);
  const title = tell('title', { transfer: data.transfer });
  const optional = (key: string, value: string | undefined) =>
    value === undefined ? [] : [pair(tell(key), value)];
  return {
    title,
    lines: [
      ...letterhead(data),
      ...(data.copy ? [heading(tell('copy'))] : []),
      rule,
      pair(
        tell('number', { terminal: data.terminal, transfer: data.transfer }),
        shortTime(data.timeMs, language),
      ),
      ...optional('cashier', data.cashier),
      ...optional('merchant', data.merchant),
      ...(data.corrects === undefined ? [] : [pair(tell('corrects'), String(data.corrects))]),
      rule,
      ...(data.items ?? []).flatMap(itemLines),
      ...(data.items?.length ? [rule] : []),
      total(say(language, `slip.kind.${data.kind}`), formatRupiah(data.amountRupiah)),
      ...optional('tender', data.tender && say(language, `slip.tender.${data.tender}`)),
      gap,
      pair(tell('member'), data.memberNumber),
      pair(tell('balance'), formatRupiah(data.balanceRupiah)),
      gap,
      centred(tell('thanks')),
    ],
  };
}

/** What a member without a phone takes home: the balance and the last transactions, newest first. */
export interface BalanceSlipData {
  readonly organisation: string;
  readonly outlet: string;
  readonly memberNumber: string;
  readonly balanceRupiah: number;
  readonly timeMs: number;
  readonly transactions: readonly {
    readonly kind: string;
    readonly timeMs: number;
    /** With its sign: below 0 what was spent. */
    readonly amountRupiah: number;
  }[];
}

export function balanceSlip(data: BalanceSlipData, language: Language): Slip {
  const tell = (key: string) => say(language, `slip.${key}`);
  const signed = (rupiah: number) => (rupiah < 0 ? `-${formatRupiah(-rupiah)}` : `+${formatRupiah(rupiah)}`);
  return {
    title: tell('balance-title'),
    lines: [
      ...letterhead(data),
      rule,
      pair(tell('member'), data.memberNumber),
      pair(tell('at'), shortTime(data.timeMs, language)),
      total(tell('balance'), formatRupiah(data.balanceRupiah)),
      rule,
      ...(data.transactions.length === 0 ? [text(tell('none'))] : [text(tell('last'))]),
      ...data.transactions.map(({ kind, timeMs, amountRupiah }) =>
        pair(`${shortTime(timeMs, language)} ${say(language, `slip.kind.${kind}`)}`, signed(amountRupiah)),
      ),
    ],
  };
}

export function letterhead({ organisation, outlet }: { organisation: string; outlet: string }): SlipLine[] {
  return [heading(organisation), centred(outlet)];
}

function itemLines({ name, count, priceRupiah }: ReceiptItem): SlipLine[] {
  const sum = formatRupiah(count * priceRupiah);
  return count === 1
    ? [pair(name, sum)]
    : [text(name), pair(`  ${count} x ${formatRupiah(priceRupiah)}`, sum)];
}

export function shortTime(timeMs: number, language: Language): string {
  const locale = language === 'id' ? 'id-ID' : 'en-GB';
  return new Intl.DateTimeFormat(locale, {
    day: '2-digit',
    month: '2-digit',
    year: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(timeMs);
}
