import { base64url, KartuError, sealReply, toHex } from '@kartukita/card-core';
import { currentIssuingKey, type IssuerKeys } from '../keys/issuer-keys.ts';
import { requireNotRevoked } from '../keys/revoke.ts';
import { cardsByInitials } from '../members/initials.ts';
import type { Registry } from '../registry/registry.ts';
import { signedBundle } from '../terminals/enrol.ts';
import { valueFor } from './reply-value.ts';

export interface Reply {
  readonly terminal: number;
  readonly serial: number;
  readonly bundle: number;
  /** The last batch and entry that it acknowledges; 0: none. */
  readonly batch: number;
  readonly entry: number;
  readonly cards: number;
  readonly credits: number;
  /** The file. */
  readonly sealed: Uint8Array;
}

/**
 * The answer to a counter: what the issuer has of it, a whole fresh bundle, and what it has to know of cards, members
 * and value. Throws `not-found`, and `usage` for a revoked counter.
 */
export async function makeReply(registry: Registry, keys: IssuerKeys, terminal: number): Promise<Reply> {
  requireNotRevoked(registry, terminal);
  const certificate = (await registry.trust()).terminals.get(terminal)?.certificate;
  if (!certificate) {
    throw new KartuError('not-found', `there is no terminal ${terminal}`, {
      details: { what: 'terminal', terminal },
    });
  }
  const { content, value } = registry.settlement.transact(() => {
    const prepared = registry.replies.prepare(terminal, () => registry.terminals.takeBundleSerial(terminal));
    return { content: prepared, value: valueFor(registry, terminal, prepared.serial) };
  });
  const { serial, bundle, acknowledged, cards, transfers, unfrozen, standings, holders } = content;
  const { issuerKey, privateKey } = currentIssuingKey(keys);
  const reply = {
    organisationId: keys.organisationId,
    terminal,
    serial,
    issuedAt: registry.now().toISOString(),
    acknowledged: acknowledged ? { ...acknowledged, hash: base64url(acknowledged.hash) } : null,
    bundle: await signedBundle(registry, keys, certificate, bundle),
    cards: cards.map(([card, sequence, hash]): [number, number, string] => [
      card,
      sequence,
      toHex(hash).toLowerCase(),
    ]),
    transfers: transfers.map((each): [number, boolean] => [...each]),
    unfrozen: unfrozen.map((each): [number, number] => [...each]),
    standings: standings.map((each): [number, 'suspended' | 'left'] => [...each]),
    initials: registry.organisation().policy.displayInitials === false ? [] : cardsByInitials(holders),
    ...value,
  };
  const sealed = await sealReply(reply, issuerKey, privateKey, certificate.encryptionRecipient);
  const [batch, entry] = [acknowledged?.batch ?? 0, acknowledged?.entry ?? 0];
  return {
    terminal,
    serial,
    bundle,
    batch,
    entry,
    cards: cards.length,
    credits: value.credits.length,
    sealed,
  };
}
