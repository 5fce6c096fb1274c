import {
  type CardAccessKeys,
  type CardInspection,
  type Connection,
  deriveAccessKeys,
  type Identity,
  inspectCard,
  isKartuError,
  isNtagKind,
  openDriver,
  type Reader,
  type Verdict,
  verifyIdentity,
} from '@kartukita/card-core';
import { currentKeySet, type IssuerKeys } from '../keys/issuer-keys.ts';
import type { IssuedCard } from '../registry/cards.ts';
import type { Registry } from '../registry/registry.ts';
import { accessKeysOf, asItOpens, openUri } from './card-data.ts';
import { type CardProgress, withCardOn } from './card-session.ts';

/** An organisation that looks at a card; without one a card is looked at as a stranger would. */
export interface Insider {
  readonly registry: Registry;
  readonly keys: IssuerKeys;
}

export interface InspectResult {
  readonly inspection: CardInspection;
  /** The card of the registry that this chip is. */
  readonly registered: IssuedCard | undefined;
  /** What its identity record says, where our keys open it. */
  readonly identity: Verdict<Identity> | undefined;
}

/** Looks at any card without writing to it. Throws `card-unsupported`, `card-removed`, `reader-failed`. */
export function inspectOnReader(
  reader: Reader,
  insider: Insider | undefined,
  progress: CardProgress = {},
): Promise<InspectResult> {
  return withCardOn(reader, progress, async (connection, { kind, uid }) => {
    const found = insider?.registry.cards.findByUid(uid);
    // Of its own kind: a wrong password on a stranger's chip that copies a UID may count there.
    const registered =
      insider && found?.kind === kind ? await asItOpens(connection, insider.keys, found) : found;
    const keys = insider && keysFor(insider, registered, uid);
    const inspection = await inspectCard(connection, {
      keys: () => keys,
      ndefUri: insider && openUri(insider.registry.organisation()),
    });
    const identity =
      insider && keys && opensWithOurs(inspection)
        ? await readIdentity(insider, connection, keys)
        : undefined;
    return { inspection, registered, identity };
  });
}

function keysFor({ keys }: Insider, registered: IssuedCard | undefined, uid: Uint8Array): CardAccessKeys {
  return registered ? accessKeysOf(keys, registered) : deriveAccessKeys(currentKeySet(keys), uid);
}

/** A password is given a second time only where the first time it was right. */
function opensWithOurs(inspection: CardInspection): boolean {
  return isNtagKind(inspection.kind)
    ? 'opensWithOwnPassword' in inspection && inspection.opensWithOwnPassword === true
    : 'sectors' in inspection && inspection.sectors.some((sector) => sector.keyA === 'own');
}

/** Undefined for a card of ours that is not finished: there is nothing to read yet. */
async function readIdentity(
  { registry }: Insider,
  connection: Connection,
  keys: CardAccessKeys,
): Promise<Verdict<Identity> | undefined> {
  const driver = await openDriver(connection);
  try {
    await driver.unlock(keys);
    const { identity } = await driver.read('identity');
    return verifyIdentity(identity, driver.uid, await registry.trust());
  } catch (error) {
    if (!isKartuError(error, 'card-authentication-failed', 'card-blank', 'card-foreign', 'card-damaged'))
      throw error;
    return undefined;
  } finally {
    await driver.close();
  }
}
