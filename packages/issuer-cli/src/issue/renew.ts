import {
  deriveAccessKeys,
  KartuError,
  type KeySet,
  type Reader,
  renewAccess,
  verifyPersonalized,
} from '@kartukita/card-core';
import { currentKeySet, type IssuerKeys } from '../keys/issuer-keys.ts';
import type { IssuedCard } from '../registry/cards.ts';
import type { Registry } from '../registry/registry.ts';
import { asItOpens, openUri, personalizationOf, registeredCard } from './card-data.ts';
import { type CardProgress, withCardOn, withSameCardOn } from './card-session.ts';

export interface RenewResult {
  /** `resumed`: finished what was interrupted. `newest`: its keys are of the newest key set, nothing was written. */
  readonly outcome: 'renewed' | 'resumed' | 'newest';
  readonly card: IssuedCard;
  readonly fromVersion: number;
  readonly toVersion: number;
}

/**
 * Gives the card on the reader the access keys of the newest key set. Its identity stays as it was signed, and its
 * purse is not touched. What is about to be done is on disk before the card is written to, so that the same command
 * with the same card finishes what was interrupted. Throws `not-found` for a card that is not ours, `usage` for one
 * that is not finished, `already-exists` for one that has ended, and what `renewAccess` throws.
 */
export async function renewCard(
  registry: Registry,
  keys: IssuerKeys,
  reader: Reader,
  progress: CardProgress = {},
): Promise<RenewResult> {
  const { renewals } = registry.keys;
  const found = await withCardOn(reader, progress, async (connection, { uid }): Promise<RenewResult> => {
    const registered = registeredCard(registry, uid);
    requireInUse(registry, registered);
    const pending = renewals.pending(registered.serial);
    const card = pending ? registered : await asItOpens(connection, keys, registered);
    if (card.accessVersion > registered.accessVersion)
      renewals.found(card.serial, registered.accessVersion, card.accessVersion);
    const fromVersion = card.accessVersion;
    const toVersion = pending?.toVersion ?? currentKeySet(keys).version;
    if (fromVersion === toVersion) return { outcome: 'newest', card, fromVersion, toVersion };
    let count = 0;
    await renewAccess(
      connection,
      {
        identity: card.identity,
        keys: deriveAccessKeys(keySetOf(keys, toVersion), uid),
        formerKeys: deriveAccessKeys(keySetOf(keys, fromVersion), uid),
        olderKeys: keys.keySets
          .filter(({ version }) => version !== toVersion && version !== fromVersion)
          .map((keySet) => deriveAccessKeys(keySet, uid)),
        ndefUri: openUri(registry.organisation()),
      },
      {
        begun: pending !== undefined,
        before(step) {
          if (count === 0) renewals.begin(card.serial, fromVersion, toVersion);
          registry.cards.note(card.serial, `renewal: ${step}`, 'before');
          progress.onStep?.(step, ++count);
        },
        after(step) {
          registry.cards.note(card.serial, `renewal: ${step}`, 'after');
        },
      },
    );
    return { outcome: pending ? 'resumed' : 'renewed', card, fromVersion, toVersion };
  });
  if (found.outcome === 'newest') return found;
  return withSameCardOn(reader, found.card.uid, progress, async (connection) => {
    const {
      openingHead: _head,
      openingTail: _tail,
      ...data
    } = personalizationOf(registry, keys, {
      ...found.card,
      accessVersion: found.toVersion,
    });
    await verifyPersonalized(connection, data);
    renewals.finish(found.card.serial);
    return { ...found, card: registry.cards.get(found.card.serial) };
  });
}

function requireInUse(registry: Registry, card: IssuedCard): void {
  if (card.state !== 'issued') {
    throw new KartuError('usage', `card ${card.serial} is not finished`, {
      details: { what: 'card-renew-unfinished', cardSerial: card.serial },
    });
  }
  const { state } = registry.cards.lives.get(card.serial);
  if (!['lost', 'damaged', 'expired', 'retired'].includes(state)) return;
  throw new KartuError('already-exists', `card ${card.serial} is ${state}`, {
    details: { what: 'card-ended', cardSerial: card.serial, state },
  });
}

function keySetOf(keys: IssuerKeys, version: number): KeySet {
  const keySet = keys.keySets.find((each) => each.version === version);
  if (keySet) return keySet;
  throw new KartuError('data-damaged', `key set ${version} is missing from the key file`, {
    details: { what: 'key-set-missing', version },
  });
}
