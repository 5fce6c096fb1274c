import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as core from '../../packages/card-core/src/index.ts';
import { parseReaderSpec } from '../../packages/card-core/src/readers/open-reader.ts';
import { type DocumentType, signDocument } from '../../packages/card-core/src/trust/signed-document.ts';
import {
  type ChipState,
  checkState,
  parseFlipper,
  parseProxmark,
  parseRaw,
} from '../../packages/card-core/src/virtual/index.ts';
import { inspectPicture } from '../../packages/issuer-cli/src/card-face/picture.ts';
import { packFiles, unpackFiles } from '../../packages/issuer-cli/src/keys/tar.ts';
import { checkRow } from '../../packages/issuer-cli/src/members/import/check-row.ts';
import { findColumns } from '../../packages/issuer-cli/src/members/import/columns.ts';
import { readTable } from '../../packages/issuer-cli/src/members/import/read-table.ts';
import { parseRules } from '../../packages/issuer-cli/src/numbering/rules.ts';
import { parseMemberNumber, parseScheme } from '../../packages/issuer-cli/src/numbering/scheme.ts';
import { meaningOf } from '../../packages/issuer-cli/src/settlement/entries.ts';
import { previewArticles } from '../../packages/terminal/src/day/import/import-articles.ts';
import { Ledger } from '../../packages/terminal/src/ledger/ledger.ts';
import { testKey } from '../fixtures/test-keys.ts';
import { FUZZ_FIXTURES, workbook } from './corpus.ts';
import { creditLists, themes } from './worlds.ts';

/**
 * Everything that takes bytes from a card, a file or the network. For any bytes it returns a value or throws a
 * KartuError. A new decoder is a line here, and a file in fixtures/fuzz where no fixture holds a valid item.
 */
export interface Decoder {
  readonly name: string;
  /** Valid items, and inputs that were once too much. */
  readonly corpus: () => readonly Uint8Array[];
  readonly decode: (bytes: Uint8Array) => unknown;
  /** How many times as long as a record it takes: it gets so many fewer runs. */
  readonly cost?: number;
}

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const read = (path: string) => new Uint8Array(readFileSync(join(FIXTURES, path)));
/** Every file of a folder below fixtures/ whose name fits. */
const files = (folder: string, name: RegExp) => () =>
  readdirSync(join(FIXTURES, folder))
    .filter((each) => name.test(each))
    .sort()
    .map((each) => read(join(folder, each)));
/** A file of fixtures/fuzz, and what was found with its decoder: `found-NAME-…`. */
const fuzz =
  (...names: string[]) =>
  () => [
    ...names.map((name) => new Uint8Array(readFileSync(join(FUZZ_FIXTURES, name)))),
    ...files('fuzz', new RegExp(`^found-${names[0]!.replace(/\..*/, '')}-`))(),
  ];
/** The `bytes` of a table of vectors. */
const vectors = (file: string) => () => {
  const { vectors } = JSON.parse(Buffer.from(read(file)).toString()) as { vectors: { bytes: string }[] };
  return vectors.map(({ bytes }) => new Uint8Array(Buffer.from(bytes, 'hex')));
};
const slots = vectors('records/purse.json');
const parts = (from: number, to?: number) => () => slots().map((slot) => slot.slice(from, to));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const textOf =
  (...texts: string[]) =>
  () =>
    texts.map((each) => new Uint8Array(Buffer.from(each)));
const part = (file: string, from: number, to: number) => () => [read(file).slice(from, to)];

const organisation = testKey('organisation');
const issuer = testKey('issuer-1');
const terminal = testKey('terminal-1');
const uid = Uint8Array.of(4, 1, 2, 3, 4, 5, 6);
const publicKey = (key: { publicKey: Uint8Array }) => core.publicKeyFromBytes(new Uint8Array(key.publicKey));
const trust = () =>
  core.buildTrustStore(
    publicKey(organisation),
    [text(read('keys/TEST-issuer-1.jws'))],
    [text(read('keys/TEST-terminal-1.jws'))],
  );
const trusted = await trust();

const certificates = (organisationText: string, terminalText: string) =>
  core.buildTrustStore(publicKey(organisation), [organisationText], [terminalText]);
const issuerCertificate = text(read('keys/TEST-issuer-1.jws')).trim();
const terminalCertificate = text(read('keys/TEST-terminal-1.jws')).trim();

/** What somebody can say who holds the key: the content is hostile, its signature good. Not JSON: signed as a text. */
async function signed(type: DocumentType, bytes: Uint8Array, key = terminal, name = 'terminal-1') {
  let content: unknown;
  try {
    content = JSON.parse(
      text(bytes)
        .replace('"ISSUER-1"', JSON.stringify(issuerCertificate))
        .replace('"TERMINAL-1"', JSON.stringify(terminalCertificate)),
    );
  } catch {
    content = text(bytes);
  }
  return signDocument(type, content, key.privateKey, name);
}
const signedFile =
  (type: DocumentType, file: string, key = terminal, name = 'terminal-1') =>
  async () => {
    const bytes = new Uint8Array(readFileSync(join(FUZZ_FIXTURES, file)));
    return [new Uint8Array(Buffer.from(await signed(type, bytes, key, name)))];
  };
const batchText = await signedFile('settlement-batch', 'batch.json')();
const requestText = await signedFile('terminal-request', 'request.json', terminal, 'terminal')();
const bundleText = await signedFile('terminal-bundle', 'bundle.json', issuer, 'issuer-1')();
const replyText = await signedFile('settlement-reply', 'reply.json', issuer, 'issuer-1')();

const openBundle = (jws: string) => core.readTerminalBundle(jws, { signingKey: terminal.privateKey });
const openBatch = async (jws: string) => {
  await core.batchTerminal(jws);
  return core.openBatch(jws, publicKey(terminal));
};
const openReply = async (jws: string) => {
  await core.replyKeyName(jws);
  await core.peekReply(jws);
  return core.openReply(jws, publicKey(issuer));
};

// A TEST identity of this process: an age file is made with randomness of its own anyway.
const identity = await core.generateEncryptionIdentity();
const sealed = await core.sealBatches([text(batchText[0]!)], identity.recipient);

const ledger = new Ledger(':memory:');
const scheme = parseScheme('YY.NNNNNNNN');

async function members(bytes: Uint8Array): Promise<void> {
  const { rows } = await readTable('members.csv', Buffer.from(bytes));
  const head = rows[0]?.values ?? [];
  const columns = findColumns('members.csv', head);
  for (const row of rows.slice(1)) checkRow(row, columns, head.length, new Date('2026-11-21T03:00:00Z'));
}

function image<T>(parse: (given: T) => ChipState, given: T): void {
  checkState(parse(given));
}

export const DECODERS: readonly Decoder[] = [
  {
    name: 'identity record',
    corpus: () => vectors('records/identity.json')().map((bytes) => bytes.slice(0, 24)),
    decode: core.decodeIdentity,
  },
  {
    name: 'identity with its signature',
    corpus: vectors('records/identity.json'),
    decode: (bytes) => core.verifyIdentity(bytes, uid, trusted),
    cost: 2,
  },
  {
    name: 'purse record',
    corpus: slots,
    decode: (bytes) => core.decodeSlot(bytes.subarray(0, 16), bytes.subarray(16)),
  },
  { name: 'history entry', corpus: parts(0, 16), decode: core.decodeHead },
  {
    name: 'NDEF',
    corpus: part('payloads/ntag215-new.bin', 16, 64),
    decode: (bytes) => [core.decodeUriTlv(bytes), core.isEmptyNdef(bytes)],
  },
  { name: 'MAD 1', corpus: part('payloads/classic-1k-new.bin', 16, 48), decode: core.decodeMad1 },
  { name: 'MAD 2', corpus: part('payloads/classic-4k-new.bin', 1024, 1072), decode: core.decodeMad2 },
  { name: 'access bits', corpus: part('payloads/classic-1k-new.bin', 54, 57), decode: core.decodeAccessBits },
  {
    name: 'Flipper image',
    corpus: files('cards', /\.nfc$/),
    decode: (bytes) => image(parseFlipper, text(bytes)),
    cost: 8,
  },
  {
    name: 'Proxmark image',
    corpus: files('cards', /\.json$/),
    decode: (bytes) => image(parseProxmark, text(bytes)),
    cost: 4,
  },
  { name: 'raw image', corpus: files('cards', /\.bin$/), decode: (bytes) => image(parseRaw, bytes) },
  {
    name: 'issuing certificate',
    corpus: files('keys', /^TEST-issuer-1\.jws$/),
    decode: (bytes) => certificates(text(bytes), terminalCertificate),
    cost: 6,
  },
  {
    name: 'terminal certificate',
    corpus: files('keys', /^TEST-terminal-1\.jws$/),
    decode: (bytes) => certificates(issuerCertificate, text(bytes)),
    cost: 8,
  },
  {
    name: 'terminal request',
    corpus: () => requestText,
    decode: (bytes) => core.openTerminalRequest(text(bytes)),
    cost: 4,
  },
  {
    name: 'request, well signed',
    corpus: fuzz('request.json'),
    decode: async (bytes) => core.openTerminalRequest(await signed('terminal-request', bytes)),
    cost: 8,
  },
  { name: 'bundle', corpus: () => bundleText, decode: (bytes) => openBundle(text(bytes)), cost: 8 },
  {
    name: 'bundle, well signed',
    corpus: fuzz('bundle.json'),
    decode: async (bytes) => openBundle(await signed('terminal-bundle', bytes, issuer, 'issuer-1')),
    cost: 10,
  },
  { name: 'batch', corpus: () => batchText, decode: (bytes) => openBatch(text(bytes)), cost: 4 },
  {
    name: 'batch, well signed',
    corpus: fuzz('batch.json'),
    decode: async (bytes) => openBatch(await signed('settlement-batch', bytes)),
    cost: 8,
  },
  { name: 'reply', corpus: () => replyText, decode: (bytes) => openReply(text(bytes)), cost: 4 },
  {
    name: 'reply, well signed',
    corpus: fuzz('reply.json'),
    decode: async (bytes) => openReply(await signed('settlement-reply', bytes, issuer, 'issuer-1')),
    cost: 8,
  },
  {
    name: 'sealed file',
    corpus: () => [sealed],
    decode: (bytes) => core.openBatches(bytes, identity.secret),
    cost: 20,
  },
  {
    name: 'entry of a journal',
    corpus: fuzz('journal-bodies.json'),
    decode: (bytes) => meaningOf(1, 'post', text(bytes)),
  },
  { name: 'theme.json', corpus: themes.corpus, decode: themes.decode, cost: 60 },
  {
    name: 'picture',
    corpus: files('members', /\.(png|jpg)$/),
    decode: (bytes) => inspectPicture(Buffer.from(bytes)),
  },
  {
    name: 'members, CSV',
    corpus: fuzz('members.csv', 'members-utf16.csv', 'members-windows.csv'),
    decode: members,
    cost: 4,
  },
  { name: 'members, XLSX', corpus: fuzz('members.xlsx'), decode: members, cost: 20 },
  {
    name: 'members, XLSX: the sheet in a sound archive',
    corpus: fuzz('sheet.xml'),
    decode: (bytes) => members(workbook(text(bytes))),
    cost: 20,
  },
  {
    name: 'articles, CSV',
    corpus: fuzz('articles.csv'),
    decode: (bytes) => previewArticles({ ledger }, 'articles.csv', Buffer.from(bytes)),
    cost: 4,
  },
  { name: 'credit list', corpus: fuzz('credits.csv'), decode: (bytes) => creditLists.decode(bytes), cost: 6 },
  {
    name: 'number rules',
    corpus: fuzz('number-rules.json'),
    decode: (bytes) => parseRules(text(bytes)),
    cost: 2,
  },
  { name: 'number scheme', corpus: fuzz('number-scheme.json'), decode: (bytes) => parseScheme(text(bytes)) },
  {
    name: 'member number',
    corpus: textOf('89.00000001', '8900000001'),
    decode: (bytes) => parseMemberNumber(scheme, text(bytes)),
  },
  { name: 'amount', corpus: textOf('12500', 'Rp12.500'), decode: (bytes) => core.parseRupiah(text(bytes)) },
  {
    name: 'reader',
    corpus: textOf('virtual:ani.nfc,reader=acr122u,tear=7:half', 'pcsc:ACR122'),
    decode: (bytes) => parseReaderSpec(text(bytes)),
  },
  {
    name: 'backup archive',
    corpus: () => [packFiles([{ name: 'a.json', content: Buffer.from('{}') }], new Date(0))],
    decode: unpackFiles,
  },
];
