import { readFileSync, writeFileSync } from 'node:fs';
import { say, sentenceFor } from '../../../packages/card-core/src/console/index.ts';
import {
  base64url,
  formatRupiah,
  isKartuError,
  type KartuError,
  privateKeyBytes,
} from '../../../packages/card-core/src/index.ts';
import { enrolTerminal, renewBundle } from '../../../packages/issuer-cli/src/index.ts';
import {
  applyBundle,
  type OpenCounter,
  openCounter,
  requestEnrolment,
} from '../../../packages/terminal/src/index.ts';
import { expect } from '../expect.ts';
import type { DemoFolder } from '../folder.ts';
import type { Telling } from '../telling.ts';
import type { Office } from './office.ts';

export type Counters = readonly [OpenCounter, OpenCounter];

const PLACES = [
  { folder: 'counter1', request: 'request1', bundle: 'bundle1', outlet: 'Warung Kopi Melati' },
  { folder: 'counter2', request: 'request2', bundle: 'bundle2', outlet: 'Toko Tani Melati' },
] as const;

/** Chapter 5. Close both counters when the story is over. */
export async function enrolCounters(telling: Telling, office: Office, folder: DemoFolder): Promise<Counters> {
  telling.chapter('counters.head');
  telling.paragraph('counters.about');
  for (const { folder: part, request, outlet } of PLACES) {
    const givers = { forNewKeys: async () => office.passphrase, forKeys: async () => office.passphrase };
    const made = await requestEnrolment(folder.path(part), outlet, givers, Date.now);
    writeFileSync(folder.path(request), made.request);
  }
  const { registry, keys } = office;
  for (const { request, bundle } of PLACES) {
    const enrolment = await enrolTerminal(registry, keys, readFileSync(folder.path(request), 'utf8'));
    expect(enrolment.outcome === 'enrolled', 'the secretariat enrols the counter');
    writeFileSync(folder.path(bundle), enrolment.sealed, { mode: 0o600 });
  }
  // The first counter joined before the second: a fresh bundle lets it know both.
  writeFileSync(folder.path('bundle1'), (await renewBundle(registry, keys, 1)).sealed);
  const refusal = await refusalOfOthersBundle(office, folder);
  const counters = await setUp(office, folder);
  expectNoKeyTravelled(counters, folder);
  telling.table(['column.file', 'column.from-to', 'column.holds'], travellers(telling, folder));
  telling.paragraph('counters.no-key');
  telling.screen(
    telling.say('word.at-counter', { number: 2 }),
    sentenceFor(telling.language, refusal),
    'red',
    telling.say('counters.tried', { file: folder.shown('bundle1') }),
  );
  telling.paragraph('counters.may');
  telling.table(
    ['column.counter', 'column.outlet', 'column.may', 'column.up-to', 'column.until'],
    counters.flatMap((counter) => grants(telling, counter)),
    [0, 3],
  );
  return counters;
}

async function setUp({ passphrase }: Office, folder: DemoFolder): Promise<Counters> {
  const opened: OpenCounter[] = [];
  try {
    for (const { folder: part, bundle } of PLACES) {
      await applyBundle(folder.path(part), readFileSync(folder.path(bundle)), passphrase);
      opened.push(await openCounter(folder.path(part), passphrase));
    }
    return opened as [OpenCounter, OpenCounter];
  } catch (error) {
    for (const counter of opened) counter.close();
    throw error;
  }
}

/** The second counter tries what a thief of the first one's bundle would try. */
async function refusalOfOthersBundle({ passphrase }: Office, folder: DemoFolder): Promise<KartuError> {
  try {
    await applyBundle(folder.path('counter2'), readFileSync(folder.path('bundle1')), passphrase);
  } catch (error) {
    if (isKartuError(error, 'file-for-another-terminal')) return error;
    throw error;
  }
  return expect(false, 'a bundle opens for its own counter only') as never;
}

function expectNoKeyTravelled(counters: Counters, folder: DemoFolder): void {
  for (const [index, { request, bundle }] of PLACES.entries()) {
    const secret = Buffer.from(privateKeyBytes(counters[index]!.signingKey));
    const asText = base64url(secret);
    for (const file of [folder.path(request), folder.path(bundle)]) {
      const content = readFileSync(file);
      expect(!content.includes(secret) && !content.includes(asText), 'no private key travels');
    }
    const claims = Buffer.from(readFileSync(folder.path(request), 'utf8').split('.')[1]!, 'base64url');
    expect(!claims.includes(secret) && !claims.includes(asText), 'no private key travels');
  }
}

function travellers(telling: Telling, folder: DemoFolder): string[][] {
  const office = telling.say('word.secretariat');
  return PLACES.flatMap(({ request, bundle }, index) => {
    const counter = telling.say('word.counter', { number: index + 1 });
    return [
      [folder.shown(request), `${counter} → ${office}`, telling.say('counters.request')],
      [folder.shown(bundle), `${office} → ${counter}`, telling.say('counters.bundle')],
    ];
  });
}

function grants(telling: Telling, { certificate }: OpenCounter): string[][] {
  const { terminal, outlet, capabilities, limitsRupiah, validUntil } = certificate;
  return capabilities.map((capability, line) => [
    line === 0 ? String(terminal) : '',
    line === 0 ? outlet : '',
    say(telling.language, `kind.${capability}`),
    formatRupiah(limitsRupiah[capability] ?? 0),
    line === 0 ? validUntil.slice(0, 10) : '',
  ]);
}
