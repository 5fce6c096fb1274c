/** Status words of PC/SC readers: PC/SC part 3 §3.2.2.1 and the ACS manuals, collected in protocol-facts §2. */

export const SW_OK = 0x9000;

const MEANINGS: Readonly<Record<number, string>> = {
  25218: 'end of data before the expected length',
  25344: 'the operation failed',
  25383: 'wrong checksum in the answer of the contactless chip',
  25601: 'no answer from the card in time',
  25985: 'memory failure',
  26368: 'wrong length',
  27010: 'security status not satisfied',
  27011: 'the reader key is not known or the authentication cannot be done',
  27013: 'conditions of use not satisfied',
  27014: 'command not allowed',
  27015: 'key not loaded',
  27016: 'key number not valid',
  27017: 'key length not correct',
  27265: 'function not supported',
  27266: 'block or file not found',
  27904: 'instruction not supported',
  28160: 'class not supported',
};

/** For logs and support only: no decision depends on which failure it was. */
export function describeStatus(sw: number): string {
  if (sw === SW_OK) return 'success';
  if (sw >> 8 === 0x6c) return `wrong Le, ${sw & 0xff} bytes available`;
  return MEANINGS[sw] ?? 'failure';
}
