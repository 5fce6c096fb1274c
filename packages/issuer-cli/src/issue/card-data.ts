import {
  type CardAccessKeys,
  type Connection,
  deriveAccessKeys,
  HEAD_BYTES,
  isKartuError,
  KartuError,
  openDriver,
  organisationIdOf,
  type PersonalizationData,
  publicKeyFromBytes,
  toHex,
} from '@kartukita/card-core';
import type { IssuerKeys } from '../keys/issuer-keys.ts';
import type { IssuedCard } from '../registry/cards.ts';
import type { Organisation, Registry } from '../registry/registry.ts';

/** The card of the registry that this chip is. Throws `not-found`. */
export function registeredCard(registry: Registry, uid: Uint8Array): IssuedCard {
  const card = registry.cards.findByUid(uid);
  if (card) return card;
  throw new KartuError('not-found', `no card with UID ${toHex(uid)} was issued here`, {
    details: { what: 'card-unknown', uid: toHex(uid) },
  });
}

/**
 * The card with the key set by which it opens: counters renew cards at a tap, and tell of it at their next settlement.
 * Without an exchange where there is one key set alone; as the registry has it where no set opens the card.
 */
export async function asItOpens(
  connection: Connection,
  keys: IssuerKeys,
  card: IssuedCard,
): Promise<IssuedCard> {
  if (keys.keySets.length === 1) return card;
  const versions = keys.keySets.map(({ version }) => version).filter((each) => each !== card.accessVersion);
  const driver = await openDriver(connection, { knownKind: () => card.kind });
  try {
    for (const accessVersion of [card.accessVersion, ...versions.reverse()]) {
      try {
        await driver.unlock(accessKeysOf(keys, { ...card, accessVersion }));
        await driver.read('identity');
        return { ...card, accessVersion };
      } catch (error) {
        if (!isKartuError(error, 'card-authentication-failed', 'card-damaged')) throw error;
      }
    }
    return card;
  } finally {
    await driver.close();
  }
}

/** The access keys that a card of the registry has now. */
export function accessKeysOf(keys: IssuerKeys, card: IssuedCard): CardAccessKeys {
  const keySet = keys.keySets.find((each) => each.version === card.accessVersion);
  if (keySet) return deriveAccessKeys(keySet, card.uid);
  throw new KartuError('data-damaged', `key set ${card.accessVersion} is missing from the key file`, {
    details: { what: 'key-set-missing', version: card.accessVersion },
  });
}

/**
 * What stands open on every card: the organisation's page, or where it has none a name without personal data.
 * It is also what tells an unfinished card of ours from a stranger's, so it never is empty.
 */
export function openUri(organisation: Organisation): string {
  if (organisation.uri !== undefined) return organisation.uri;
  const organisationId = organisationIdOf(publicKeyFromBytes(organisation.publicKey));
  return `urn:x-kartukita:${organisationId.toString(16).padStart(8, '0')}`;
}

/** Everything that the card was or is to be given. */
export function personalizationOf(
  registry: Registry,
  keys: IssuerKeys,
  card: IssuedCard,
): PersonalizationData {
  return {
    identity: card.identity,
    openingHead: card.opening?.subarray(0, HEAD_BYTES),
    openingTail: card.opening?.subarray(HEAD_BYTES),
    keys: accessKeysOf(keys, card),
    ndefUri: openUri(registry.organisation()),
  };
}
