/** What the page of another system asks for, by the address with which it opened this window. */
export interface WantedProof {
  readonly audience: string;
  readonly nonce: string;
  /** Where the proof is handed to: an address of the audience itself, and of nobody else. */
  readonly returnTo: string | null;
}

interface WindowAddress {
  readonly pathname: string;
  readonly search: string;
}

/** `/assert?audience=…&nonce=…&return=…`; null where this window was not opened so. */
export function wantedProofOf({ pathname, search }: WindowAddress): WantedProof | null {
  const asked = new URLSearchParams(search);
  const [audience, nonce] = [asked.get('audience'), asked.get('nonce')];
  if (pathname !== '/assert' || !audience || !nonce) return null;
  return { audience, nonce, returnTo: returnAddress(asked.get('return'), audience) };
}

/** Only the system that the proof is for may be given it: same scheme, host and port. */
function returnAddress(text: string | null, audience: string): string | null {
  if (text === null) return null;
  try {
    const address = new URL(text);
    const isHttp = address.protocol === 'https:' || isOfThisComputer(address);
    return isHttp && address.origin === new URL(audience).origin ? address.href : null;
  } catch {
    return null;
  }
}

function isOfThisComputer({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');
}
