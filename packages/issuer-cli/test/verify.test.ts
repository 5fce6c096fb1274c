import {
  decodeSlot,
  deriveAccessKeys,
  encodeSlot,
  generateEncryptionIdentity,
  generateKeyPair,
  HEAD_BYTES,
  type KeyPair,
  makeTerminalRequest,
  openDriver,
  type PurseRecord,
  purseMessage,
  recordHash,
  signEd25519,
} from '@kartukita/card-core';
import type { VirtualChip } from '@kartukita/card-core/virtual';
import { describe, expect, it } from 'vitest';
import { inspectOnReader } from '../src/issue/inspect.ts';
import { issueCard } from '../src/issue/issue.ts';
import { verifyCard } from '../src/issue/verify.ts';
import { currentKeySet, type IssuerKeys } from '../src/keys/issuer-keys.ts';
import type { IssuedCard } from '../src/registry/cards.ts';
import type { Registry } from '../src/registry/registry.ts';
import { enrolTerminal } from '../src/terminals/enrol.ts';
import { blankChip, KINDS, readerWith, SAWAH } from './cards.ts';
import { NOW, office } from './helpers.ts';

const PURSE_KINDS_OF_CARD = KINDS.filter((kind) => kind !== 'ntag213');

async function enrolledCounter(registry: Registry, keys: IssuerKeys): Promise<KeyPair> {
  const signing = generateKeyPair();
  const { recipient } = await generateEncryptionIdentity();
  const content = { outlet: 'Gerai', encryptionRecipient: recipient, requestedAt: NOW.toISOString() };
  await enrolTerminal(registry, keys, await makeTerminalRequest(content, signing.privateKey));
  return signing;
}

/** A top-up as a counter would write it into the idle slot of a card that was just issued. */
async function topUp(chip: VirtualChip, keys: IssuerKeys, card: IssuedCard, signing: KeyPair, terminal = 1) {
  const opening = decodeSlot(card.opening!.subarray(0, HEAD_BYTES), card.opening!.subarray(HEAD_BYTES))!;
  const record: PurseRecord = {
    sequence: 1,
    kind: 'topup',
    balanceRupiah: 50_000,
    amountRupiah: 50_000,
    timeSeconds: NOW.getTime() / 1000 + 60,
    terminal,
    previousHash: recordHash(opening),
    lastCredit: 0,
    chipCounter: 0,
  };
  const binding = { organisationId: keys.organisationId, cardSerial: card.serial, uid: card.uid };
  const signature = signEd25519(signing.privateKey, purseMessage(record, binding));
  const { head, tail } = encodeSlot({ record, signature });
  const connection = await readerWith(chip).waitForCard();
  const driver = await openDriver(connection);
  await driver.unlock(deriveAccessKeys(currentKeySet(keys), card.uid));
  await driver.writeVerified('tail1', tail);
  await driver.writeVerified('head1', head);
  await driver.close();
}

async function issuedChip(kind: (typeof KINDS)[number]) {
  const { registry, keys } = await office();
  const chip = blankChip(kind);
  const { card } = await issueCard(registry, keys, readerWith(chip), {
    memberNumber: '89.00000001',
    theme: SAWAH,
  });
  return { registry, keys, chip, card };
}

describe.each(PURSE_KINDS_OF_CARD)('a %s in use', (kind) => {
  it('is in order when its newer state is signed by a counter of ours', async () => {
    const { registry, keys, chip, card } = await issuedChip(kind);
    await topUp(chip, keys, card, await enrolledCounter(registry, keys));
    const { ok, checks } = await verifyCard(registry, keys, readerWith(chip));
    expect(checks.at(-1)).toEqual({
      check: 'purse',
      ok: true,
      sequence: 1,
      balanceRupiah: 50_000,
      lastKind: 'topup',
      otherTorn: false,
    });
    expect(ok).toBe(true);
    const again = await issueCard(registry, keys, readerWith(chip), {
      memberNumber: '89.00000001',
      theme: SAWAH,
    });
    expect(again.outcome).toBe('already-issued');
  });

  it('is not in order when nobody knows the counter that signed', async () => {
    const { registry, keys, chip, card } = await issuedChip(kind);
    await topUp(chip, keys, card, generateKeyPair());
    const { ok, checks } = await verifyCard(registry, keys, readerWith(chip));
    expect(checks.at(-1)).toEqual({ check: 'purse', ok: false, fault: 'terminal-unknown' });
    expect(ok).toBe(false);
  });

  it('falls back to the state before a write that a stranger could have made', async () => {
    const { registry, keys, chip, card } = await issuedChip(kind);
    await enrolledCounter(registry, keys);
    await topUp(chip, keys, card, generateKeyPair());
    const { checks } = await verifyCard(registry, keys, readerWith(chip));
    expect(checks.at(-1)).toMatchObject({
      check: 'purse',
      ok: true,
      sequence: 0,
      balanceRupiah: 0,
      otherTorn: true,
    });
  });
});

describe('a copy', () => {
  it('on another chip is nothing that was issued here', async () => {
    const { registry, keys, chip } = await issuedChip('classic-1k');
    const copy = blankChip('classic-1k');
    copy.eeprom.bytes.set(chip.eeprom.bytes.subarray(16), 16);
    await expect(verifyCard(registry, keys, readerWith(copy))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe.each(KINDS)('looking into a %s', (kind) => {
  it('tells a blank one from ours, with our keys and without', async () => {
    const { registry, keys } = await office();
    const chip = blankChip(kind);
    const insider = { registry, keys };
    expect(await inspectOnReader(readerWith(chip), insider)).toMatchObject({
      inspection: { kind, uri: undefined },
      registered: undefined,
      identity: undefined,
    });
    await issueCard(registry, keys, readerWith(chip), { memberNumber: '89.00000001', theme: SAWAH });
    expect(await inspectOnReader(readerWith(chip), insider)).toMatchObject({
      registered: { serial: 1 },
      identity: { ok: true, value: { memberNumber: '8900000001', cardSerial: 1 } },
    });
    const asStranger = await inspectOnReader(readerWith(chip), undefined);
    expect(asStranger).toMatchObject({ registered: undefined, identity: undefined });
    expect(asStranger.inspection.uri).toMatch(/^urn:x-kartukita:[0-9a-f]{8}$/);
  });
});
