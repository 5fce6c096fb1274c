import type { KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BatchInput,
  base64url,
  batchHash,
  concat,
  encodeSlot,
  generateEncryptionIdentity,
  generateKeyPair,
  JOURNAL_GENESIS,
  journalHash,
  linkHash,
  MAX_BATCH_ENTRIES,
  makeTerminalRequest,
  type PurseRecord,
  purseMessage,
  sealBatches,
  signBatch,
  signEd25519,
} from '../../packages/card-core/src/index.ts';
import {
  enrolTerminal,
  type IssuerKeys,
  initOrganisation,
  type Registry,
  unlockIssuerKeys,
} from '../../packages/issuer-cli/src/index.ts';
import { signCard } from '../../packages/issuer-cli/src/issue/sign-card.ts';
import type { CardOrder } from '../../packages/issuer-cli/src/registry/cards.ts';
import { movementOf } from '../../packages/terminal/src/ledger/accounts.ts';
import { Database } from './libraries.ts';

/** For a made-up organisation in a temporary folder: it protects nothing. */
const PASSPHRASE = 'benchmark passphrase of no value';
/** No record is older than its counter's certificate. */
const START_MS = Date.now();
const TOPUP_RUPIAH = 1_000_000;
const SALE_RUPIAH = 12_500;
/** Of its transactions a counter makes so many with cards of its neighbour, after all with its own. */
const WITH_GUESTS = 0.1;

export interface Volume {
  readonly transactions: number;
  readonly counters: number;
  readonly cards: number;
}

/** Files of a folder with a secretariat in it (`data`), in the order in which they are imported. */
export interface Journals {
  readonly folder: string;
  readonly passphraseFile: string;
  readonly files: readonly string[];
  readonly volume: Volume;
}

interface Card {
  readonly serial: number;
  readonly uid: Uint8Array;
  sequence: number;
  balanceRupiah: number;
  /** The record of 96 bytes that it shows. */
  record: Uint8Array;
}

/**
 * A secretariat with enrolled counters and issued cards, and what the counters did as sealed files, two of each: sales
 * and now and then a top-up, each reserved and posted, signed as a counter signs them. Every second counter reports of
 * guests whose own counter reports later, so that their records wait for the ones before.
 */
export async function makeJournals(folder: string, volume: Volume): Promise<Journals> {
  const data = join(folder, 'data');
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
  const registry = await initOrganisation(data, { name: 'Koperasi Contoh' }, PASSPHRASE);
  const keys = await unlockIssuerKeys(registry, PASSPHRASE);
  const counters = await enrolCounters(registry, keys, volume.counters);
  registry.close();
  const cards = issueCards(join(data, 'issuer.sqlite'), keys, volume.cards);
  const each = volume.transactions / volume.counters;
  const guests = Math.round(each * WITH_GUESTS);
  const own = counters.map((_, index) => cards.filter(({ serial }) => serial % counters.length === index));
  const write = async (counter: Counter, part: number) => {
    const file = join(folder, `counter-${counter.terminal}-${part}.settlement`);
    writeFileSync(file, await counter.report(keys));
    return file;
  };
  const first: string[] = [];
  for (const [index, counter] of counters.entries()) {
    counter.serve(own[index]!, each - guests);
    first.push(await write(counter, 1));
  }
  const files: string[] = [];
  for (const [index, counter] of counters.entries()) {
    // The neighbour of an odd place has reported before, that of an even place will report after.
    counter.serve(own[index ^ 1] ?? own[index]!, guests, { asGuests: true });
    files.push(first[index]!, await write(counter, 2));
  }
  return { folder, passphraseFile, files, volume };
}

async function enrolCounters(registry: Registry, keys: IssuerKeys, count: number): Promise<Counter[]> {
  const { recipient } = await generateEncryptionIdentity();
  const counters: Counter[] = [];
  for (let i = 0; i < count; i++) {
    const { privateKey } = generateKeyPair();
    const requestedAt = registry.now().toISOString();
    const asked = { outlet: `Gerai ${i + 1}`, encryptionRecipient: recipient, requestedAt };
    const request = await makeTerminalRequest(asked, privateKey);
    const { certificate } = await enrolTerminal(registry, keys, request);
    counters.push(new Counter(certificate.terminal, privateKey, keys.organisationId));
  }
  return counters;
}

/** A member for each, and a card with identity and opening record as the secretariat signs them. */
function issueCards(path: string, keys: IssuerKeys, count: number): Card[] {
  const database = new Database(path);
  const now = new Date(START_MS);
  const at = now.toISOString();
  const member = database.prepare(
    `INSERT INTO members (id, member_number, unique_number, name, cohort, registered_at)
     VALUES (?, ?, ?, 'Anggota Contoh', 1989, ?)`,
  );
  const card = database.prepare(
    `INSERT INTO cards (serial, uid, kind, profile, member_id, member_number, theme_number, theme_id, issued_day,
       expiry_day, issuer_key, key_set_version, identity, opening, state, begun_at, issued_at)
     VALUES (?, ?, 'ntag215', 'purse', ?, ?, 1, 'sawah', 20000, 65535, 1, 1, ?, ?, 'issued', ?, ?)`,
  );
  database.exec('BEGIN');
  const cards = Array.from({ length: count }, (_, index): Card => {
    const serial = index + 1;
    const uid = Uint8Array.of(4, 0, 0, serial >> 24, serial >> 16, serial >> 8, serial);
    const memberNumber = `89${String(serial).padStart(8, '0')}`;
    const { identity, opening } = signCard(keys, orderOf(serial, uid, memberNumber), serial, now);
    member.run(serial, memberNumber, serial, at);
    card.run(serial, uid, serial, memberNumber, identity, opening, at, at);
    return { serial, uid, sequence: 0, balanceRupiah: 0, record: opening! };
  });
  database.exec('COMMIT');
  database.close();
  return cards;
}

function orderOf(memberId: number, uid: Uint8Array, memberNumber: string): CardOrder {
  return {
    uid,
    kind: 'ntag215',
    profile: 'purse',
    memberId,
    memberNumber,
    themeNumber: 1,
    themeId: 'sawah',
    issuedDay: 20_000,
    expiryDay: 65_535,
    issuerKey: 1,
    keySetVersion: 1,
  };
}

/** Where the last batch of a journal ended: its number, its last entry and the hash of that, and its own hash. */
interface Place {
  readonly batch: number;
  readonly entry: number;
  readonly hash: Uint8Array;
  readonly batchHash: Uint8Array;
}

/** As much of a counter as writes a journal: what is measured is how the issuer takes it in. */
class Counter {
  readonly terminal: number;
  readonly #key: KeyObject;
  readonly #organisationId: number;
  #entries: BatchInput['entries'] = [];

  #last: Place = { batch: 0, entry: 0, hash: JOURNAL_GENESIS, batchHash: JOURNAL_GENESIS };
  #timeMs = START_MS;

  constructor(terminal: number, key: KeyObject, organisationId: number) {
    this.terminal = terminal;
    this.#key = key;
    this.#organisationId = organisationId;
  }

  /** So many transactions, with each card in turn. */
  serve(cards: readonly Card[], count: number, { asGuests = false } = {}): void {
    for (let i = 0; i < count; i++) {
      const card = cards[i % cards.length]!;
      // What another counter wrote is noted at the first tap here.
      if (asGuests && i < cards.length)
        this.#write('seen', { card: card.serial, uid: hex(card.uid), record: hex(card.record) });
      this.#transact(card);
    }
  }

  #transact(card: Card): void {
    const kind = card.balanceRupiah < SALE_RUPIAH ? 'topup' : 'sale';
    const amountRupiah = kind === 'topup' ? TOPUP_RUPIAH : SALE_RUPIAH;
    card.sequence += 1;
    card.balanceRupiah += kind === 'topup' ? amountRupiah : -amountRupiah;
    const record: PurseRecord = {
      sequence: card.sequence,
      kind,
      balanceRupiah: card.balanceRupiah,
      amountRupiah,
      timeSeconds: Math.floor(this.#timeMs / 1000),
      terminal: this.terminal,
      previousHash: linkHash(card.record),
      lastCredit: 0,
      chipCounter: card.sequence,
    };
    const binding = { organisationId: this.#organisationId, cardSerial: card.serial, uid: card.uid };
    const { head, tail } = encodeSlot({
      record,
      signature: signEd25519(this.#key, purseMessage(record, binding)),
    });
    card.record = concat(head, tail);
    const transfer = this.#write('reserve', {
      cashier: 1,
      shift: 1,
      kind,
      card: card.serial,
      amountRupiah,
      record: hex(card.record),
    });
    this.#write('post', { transfer, ...movementOf(kind, card.serial, amountRupiah) });
  }

  #write(kind: string, body: object): number {
    this.#timeMs += 500;
    this.#entries.push([this.#timeMs, kind, JSON.stringify(body)]);
    return this.#last.entry + this.#entries.length;
  }

  /** Everything since the last report, as a sealed file. */
  async report(keys: IssuerKeys): Promise<Uint8Array> {
    const texts: string[] = [];
    for (let begin = 0; begin < this.#entries.length; begin += MAX_BATCH_ENTRIES) {
      texts.push(await this.#batchOf(this.#entries.slice(begin, begin + MAX_BATCH_ENTRIES)));
    }
    this.#entries = [];
    return sealBatches(texts, keys.settlement.recipient);
  }

  async #batchOf(entries: BatchInput['entries']): Promise<string> {
    const { batch, entry, hash, batchHash: previousBatch } = this.#last;
    let hashAfter: Uint8Array = hash;
    for (const [index, [timeMs, kind, body]] of entries.entries()) {
      hashAfter = journalHash({ number: entry + 1 + index, timeMs, kind, body, previous: hashAfter });
    }
    const at = new Date(this.#timeMs).toISOString();
    const content: BatchInput = {
      organisationId: this.#organisationId,
      terminal: this.terminal,
      number: batch + 1,
      from: entry + 1,
      to: entry + entries.length,
      hashBefore: base64url(hash),
      hashAfter: base64url(hashAfter),
      previousBatch: base64url(previousBatch),
      bundle: 1,
      reply: 0,
      blocklistAt: at,
      madeAt: at,
      entries,
    };
    const text = await signBatch(content, this.#key);
    this.#last = { batch: batch + 1, entry: content.to, hash: hashAfter, batchHash: batchHash(text) };
    return text;
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
