import {
  concat,
  encodeIdentity,
  encodeSlot,
  HASH_BYTES,
  identityMessage,
  linkHash,
  type PurseRecord,
  purseMessage,
  signEd25519,
} from '@kartukita/card-core';
import { currentIssuingKey, type IssuerKeys } from '../keys/issuer-keys.ts';
import type { CardOrder, IssuedCard } from '../registry/cards.ts';

/** What the issuer signs for one card. Pure but for the keys. */

/**
 * The identity (88 bytes) and, for a card with a purse, the opening record of value 0 (96 bytes: head, then tail),
 * both bound to the UID and the serial (card-format §3, §4).
 */
export function signCard(
  keys: IssuerKeys,
  order: CardOrder,
  serial: number,
  now: Date,
): Pick<IssuedCard, 'identity' | 'opening'> {
  const { privateKey } = currentIssuingKey(keys);
  const body = encodeIdentity({
    issuerKey: order.issuerKey,
    organisationId: keys.organisationId,
    cardSerial: serial,
    memberNumber: order.memberNumber,
    theme: order.themeNumber,
    issuedDay: order.issuedDay,
    expiryDay: order.expiryDay,
    keySetVersion: order.keySetVersion,
  });
  const identity = concat(body, signEd25519(privateKey, identityMessage(body, order.uid)));
  if (order.profile === 'identity') return { identity, opening: undefined };
  const record: PurseRecord = {
    sequence: 0,
    kind: 'opening',
    balanceRupiah: 0,
    amountRupiah: 0,
    timeSeconds: Math.floor(now.getTime() / 1000),
    terminal: 0,
    previousHash: linkHash(identity).subarray(0, HASH_BYTES),
    lastCredit: 0,
    chipCounter: 0,
  };
  const binding = { organisationId: keys.organisationId, cardSerial: serial, uid: order.uid };
  const { head, tail } = encodeSlot({
    record,
    signature: signEd25519(privateKey, purseMessage(record, binding)),
  });
  return { identity, opening: concat(head, tail) };
}
