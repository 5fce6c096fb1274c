import { fromHex, toHex } from '../../packages/card-core/src/bytes.ts';
import type { VpcdCard } from '../../packages/card-core/src/virtual/vpcd.ts';

/** ATR of an NTAG in an ACS reader (protocol-facts §1). */
export const NTAG_ATR = '3B8F8001804F0CA0000003060300030000000068';

/** What the card answers to a command, both in hexadecimal; 'gone' takes it away; undefined was not foreseen. */
export type Script = (command: string) => string | 'gone' | undefined;

/** A card that knows its script and fails on everything else; `heard` has every command in order. */
export function scriptedCard(script: Script, atr = NTAG_ATR): VpcdCard & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    atr: fromHex(atr),
    powerOn: () => {},
    powerOff: () => {},
    transmit: (apdu) => {
      const command = toHex(apdu);
      heard.push(command);
      const answer = script(command);
      if (answer === undefined) throw new Error(`the scripted card does not know ${command}`);
      return answer === 'gone' ? undefined : fromHex(answer);
    },
  };
}
