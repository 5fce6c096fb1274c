import { signal } from '@preact/signals';
import type { AssertionView, TillState } from '../../src/web/protocol.ts';
import { post, RequestFailed } from './api.ts';
import { type WantedProof, wantedProofOf } from './proof-address.ts';
import { takeState, till, view } from './state.ts';

/** What this window was opened for, until it is done. */
export const wantedProof = signal<WantedProof | null>(wantedProofOf(location));

/** Asks for the card. Throws RequestFailed. */
export async function placeAssertion(audience: string, nonce: string): Promise<void> {
  const card = till.value?.card?.placement ?? null;
  takeState(await post<TillState>('/api/assertion', { id: crypto.randomUUID(), audience, nonce, card }));
  view.value = 'sale';
}

/** The proof that the last tap made; null when it is over, or was not asked for at this counter. */
export async function fetchProof(id: string): Promise<AssertionView | null> {
  try {
    return await post<AssertionView>('/api/assertion/token', { id });
  } catch (error) {
    if (error instanceof RequestFailed) return null;
    throw error;
  }
}

/** Goes back to the page that asked, with the proof behind the `#`, which no server on the way is sent. */
export function handOver({ returnTo }: WantedProof, token: string): void {
  if (returnTo === null) return;
  wantedProof.value = null;
  const address = new URL(returnTo);
  address.hash = `assertion=${token}`;
  location.assign(address);
}
