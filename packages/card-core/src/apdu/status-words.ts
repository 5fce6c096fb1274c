/** Status words of PC/SC readers: PC/SC part 3 §3.2.2.1 and the ACS manuals, collected in protocol-facts §2. */

export const SW_OK = 0x9000;

/** Those that readers send; the sentence of each is `status.NAME` of the catalogue. */
const KNOWN: readonly number[] = [
  0x6282, 0x6300, 0x6327, 0x6401, 0x6581, 0x6700, 0x6982, 0x6983, 0x6985, 0x6986, 0x6987, 0x6988, 0x6989,
  0x6a81, 0x6a82, 0x6d00, 0x6e00,
];

/**
 * What the catalogue calls a status word: `9000`, `6982`, `6CXX` for a wrong Le, else `other`. For people and
 * support only: no decision depends on which failure it was.
 */
export function statusName(sw: number): string {
  if (sw >> 8 === 0x6c) return '6CXX';
  return sw === SW_OK || KNOWN.includes(sw) ? sw.toString(16).toUpperCase() : 'other';
}
