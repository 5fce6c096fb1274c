import { randomInt } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChipKind,
  chipDisplayName,
  formatMemberNumber,
  organisationIdOf,
  publicKeyFromBytes,
  toHex,
} from '../../../packages/card-core/src/index.ts';
import { newCard, openVirtualFile, writeImage } from '../../../packages/card-core/src/virtual/index.ts';
import {
  addMember,
  chooseTheme,
  type IssuerKeys,
  initOrganisation,
  issueCard,
  type Member,
  organisationThemes,
  printFaces,
  type Registry,
  unlockIssuerKeys,
} from '../../../packages/issuer-cli/src/index.ts';
import { expect } from '../expect.ts';
import { type DemoFolder, PROJECT_FOLDER } from '../folder.ts';
import { milliseconds } from '../tapping.ts';
import type { Telling } from '../telling.ts';

/** The secretariat of the demo, open and with its keys at hand. */
export interface Office {
  readonly registry: Registry;
  readonly keys: IssuerKeys;
  readonly passphrase: string;
}

/** A member of the demo with the one card that he or she gets. */
export interface Holder {
  readonly member: Member;
  readonly memberNumber: string;
  /** How the story calls them. */
  readonly firstName: string;
  readonly themeId: string;
  readonly kind: ChipKind;
  readonly cardSerial: number;
  /** The card's image. */
  readonly file: string;
}

/** People and cards are made up: one for each theme, and every kind of chip. */
const PEOPLE = [
  { name: 'Sari Wulandari', cohort: '1989', themeId: 'sawah', kind: 'ntag215' },
  { name: 'Budi Prakoso', cohort: '1987', themeId: 'songket', kind: 'ntag216' },
  { name: 'Made Suryana', cohort: '2003', themeId: 'samudra', kind: 'classic-1k' },
  { name: 'Ratna Kusuma', cohort: '2009', themeId: 'langit', kind: 'classic-4k' },
  { name: 'Yusuf Hamdani', cohort: '1995', themeId: 'kawung', kind: 'ntag213' },
  { name: 'Tiur Simarmata', cohort: '2012', themeId: 'tegel', kind: 'ntag215' },
] as const;

const PHOTO = join(PROJECT_FOLDER, 'fixtures', 'members', 'portrait-placeholder.jpg');
const ORGANISATION = { name: 'Koperasi Alumni Melati', uri: 'https://melati.example/kartu' };

/** Chapter 1. Close the registry when the story is over. */
export async function foundOrganisation(telling: Telling, folder: DemoFolder): Promise<Office> {
  telling.chapter('keys.head');
  telling.paragraph('keys.about', { name: ORGANISATION.name });
  const passphrase = randomPassphrase();
  writeFileSync(folder.path('passphrase'), `${passphrase}\n`, { mode: 0o600 });
  const path = folder.path('organisation');
  const registry = await initOrganisation(path, ORGANISATION, passphrase, { now: wholeSeconds });
  try {
    const keys = await unlockIssuerKeys(registry, passphrase);
    const sealed = readFileSync(folder.path('organisation', 'keys.age'));
    expect(sealed.toString('latin1').startsWith('age-encryption.org/v1\n'), 'the keys are sealed by age');
    const organisation = registry.organisation();
    const id = organisationIdOf(publicKeyFromBytes(organisation.publicKey));
    expect(id === keys.organisationId, 'the sealed keys are those of the organisation');
    telling.table(
      ['column.thing', 'column.value'],
      [
        [telling.say('keys.organisation'), organisation.name],
        [telling.say('keys.identifier'), id.toString(16).toUpperCase().padStart(8, '0')],
        [telling.say('keys.number-format'), organisation.scheme.pattern],
        [telling.say('keys.sealed'), `${folder.shown('organisation', 'keys.age')} (${sealed.length} B)`],
        [telling.say('keys.passphrase'), folder.shown('passphrase')],
      ],
    );
    telling.paragraph('keys.sealed-about');
    return { registry, keys, passphrase };
  } catch (error) {
    registry.close();
    throw error;
  }
}

/** Chapter 2. */
export function joinMembers(telling: Telling, { registry }: Office): Member[] {
  telling.chapter('members.head');
  telling.paragraph('members.about');
  const members = PEOPLE.map(({ name, cohort, themeId }) =>
    // Songket shows no photo: a theme decides that, and the member has one elsewhere or not at all.
    addMember(registry, { name, cohort, photoPath: themeId === 'songket' ? undefined : PHOTO }),
  );
  const numbers = new Set(members.map((member) => member.memberNumber));
  expect(numbers.size === PEOPLE.length, 'no two members have the same number');
  telling.table(
    ['column.number', 'column.member', 'column.cohort'],
    members.map((member) => [shownNumberOf(registry, member), member.name, String(member.cohort)]),
  );
  return members;
}

/** Chapter 3. */
export async function issueCards(
  telling: Telling,
  { registry, keys }: Office,
  members: readonly Member[],
  folder: DemoFolder,
): Promise<Holder[]> {
  telling.chapter('cards.head');
  telling.paragraph('cards.about', { folder: folder.shown('cards') });
  const themes = await organisationThemes(registry.folder);
  const holders: Holder[] = [];
  const rows: string[][] = [];
  for (const [index, member] of members.entries()) {
    const { themeId, kind } = PEOPLE[index]!;
    const memberNumber = shownNumberOf(registry, member);
    const file = folder.path('cards', `${themeId}.nfc`);
    writeImage(file, newCard(kind));
    const reader = openVirtualFile(file);
    try {
      const order = { memberNumber, theme: chooseTheme(themes, themeId) };
      const { outcome, card } = await issueCard(registry, keys, reader, order);
      expect(outcome === 'issued' && card.state === 'issued', `the card of ${member.name} is issued`);
      const firstName = member.name.split(' ')[0]!;
      holders.push({ member, memberNumber, firstName, themeId, kind, cardSerial: card.serial, file });
      const { exchanges, modelledMs } = reader.stats();
      const time = milliseconds(modelledMs);
      rows.push([member.name, themeId, shortChip(kind), toHex(card.uid), String(exchanges), time]);
    } finally {
      await reader.close();
    }
  }
  const columns = ['member', 'theme', 'chip', 'uid', 'exchanges', 'time'] as const;
  telling.table(
    columns.map((column) => `column.${column}` as const),
    rows,
    [4, 5],
  );
  telling.paragraph('cards.time');
  return holders;
}

/** Chapter 4. */
export async function printCards(
  telling: Telling,
  { registry }: Office,
  holders: readonly Holder[],
  folder: DemoFolder,
): Promise<void> {
  telling.chapter('faces.head');
  telling.paragraph('faces.about');
  const memberNumbers = holders.map((holder) => holder.memberNumber);
  const rows: string[][] = [];
  for (const [part, layout] of [
    ['faces', 'card'],
    ['sheets', 'a4'],
  ] as const) {
    const order = { memberNumbers, file: folder.path(part), layout, language: telling.language };
    const { pages, faces, warnings } = await printFaces(registry, order);
    expect(faces === 2 * holders.length, 'every card gets two faces');
    expect(warnings.length === 0, 'every text fits its face');
    expect(statSync(folder.path(part)).size > 0, 'the faces are in the file');
    rows.push([folder.shown(part), telling.say(`faces.${layout}`), String(pages)]);
  }
  telling.table(['column.file', 'column.for', 'column.pages'], rows, [2]);
}

export function shortChip(kind: ChipKind): string {
  return chipDisplayName(kind).replace('MIFARE ', '');
}

function shownNumberOf(registry: Registry, member: Member): string {
  return formatMemberNumber(member.memberNumber, registry.organisation().scheme.format);
}

/** Five groups of four out of 31 characters that cannot be mistaken for one another: 99 bits. */
function randomPassphrase(): string {
  const characters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => characters[randomInt(characters.length)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}

/**
 * Records count whole seconds. A certificate that began in the middle of one would not cover a record made in the
 * same second, and here the first card is issued in the second in which the organisation is founded.
 */
function wholeSeconds(): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000);
}
