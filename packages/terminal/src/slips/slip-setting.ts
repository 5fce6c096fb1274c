import type { Ledger } from '../ledger/ledger.ts';

/**
 * When a slip is printed after a sale or top-up at the screen: `off` only from the list of transactions, `ask` when the
 * cashier presses the button on the result, `always` by itself.
 */
export const SLIP_TIMES = ['off', 'ask', 'always'] as const;
export type SlipTime = (typeof SLIP_TIMES)[number];

const SETTING = 'slips';

/** What is set at this counter; `ask` where nothing is. */
export function slipTimeOf(ledger: Ledger): SlipTime {
  const text = ledger.setting(SETTING);
  return SLIP_TIMES.find((time) => time === text) ?? 'ask';
}

export function setSlipTime(ledger: Ledger, time: SlipTime): void {
  ledger.setSetting(SETTING, time);
}
