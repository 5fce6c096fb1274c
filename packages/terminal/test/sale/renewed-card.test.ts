import { CHIP_KINDS, deriveAccessKeys, renewAccess } from '@kartukita/card-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, prove, tapped, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** What `card renew` does at the secretariat: other access keys, and nothing else. */
async function renew(card: ReturnType<World['card']>, identity: Uint8Array, newMasterKey: Uint8Array) {
  card.insert();
  const connection = await card.waitForCard();
  const { uid } = card.chip!;
  await renewAccess(
    connection,
    {
      identity,
      keys: deriveAccessKeys({ version: 2, masterKey: newMasterKey }, uid),
      formerKeys: deriveAccessKeys({ version: 1, masterKey: world.masterKey }, uid),
      ndefUri: 'https://kartu.example/k',
    },
    { before() {}, after() {} },
  );
  await connection.close();
  card.remove();
}

describe.each(CHIP_KINDS)('a card of kind %s whose access keys were renewed', (kind) => {
  it('goes on at a counter that knows it and at one that never saw it, once they have the new key set', async () => {
    const newMasterKey = new Uint8Array(16).fill(7);
    const keySets = [
      { version: 1, masterKey: world.masterKey },
      { version: 2, masterKey: newMasterKey },
    ];
    const old = world.counter(1);
    const card = world.card(kind);
    const { cardSerial } = await tapped(old, card, { kind: 'topup', amountRupiah: 50_000 });
    await renew(card, old.ledger.cardBySerial(cardSerial!)!.identity, newMasterKey);
    expect(await tapped(old, card, { kind: 'balance' })).toMatchObject({ reason: 'card-not-read' });

    const known = { ...old, bundle: { ...old.bundle, keySets } };
    expect(await tapped(known, card, { kind: 'sale', amountRupiah: 12_500 })).toMatchObject({
      outcome: 'posted',
      balanceRupiah: 37_500,
    });
    const other = world.counter(2);
    const stranger = { ...other, bundle: { ...other.bundle, keySets } };
    expect(await tapped(stranger, card, { kind: 'balance' })).toMatchObject({
      outcome: 'read',
      cardSerial,
      balanceRupiah: kind === 'ntag213' ? 0 : 37_500,
    });
    expect(prove(known).findings).toEqual([]);
  });
});
