import { type CardInspection, chipDisplayName, formatMemberNumber, toHex } from '@kartukita/card-core';
import { table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { type InspectResult, inspectOnReader } from '../issue/inspect.ts';
import { type ReaderOptions, withNamedReader, withReader } from './card.ts';
import { lifeDocument } from './card-document.ts';
import { withExample } from './help.ts';

export function addCardInspectCommand(group: Command): void {
  const inspect = withReader(
    group
      .command('inspect')
      .description(
        'what any card says of itself, also a foreign one; with --data our own keys are tried too',
      ),
  ).action(action(inspectCommand));
  withExample(inspect, 'card inspect --reader pcsc');
}

async function inspectCommand(context: Context, options: ReaderOptions): Promise<void> {
  const insider = context.options.data
    ? { registry: context.registry(), keys: await context.keys() }
    : undefined;
  const result = await withNamedReader(context, options, (reader, progress) =>
    inspectOnReader(reader, insider, progress),
  );
  context.output.result(documentOf(context, result), () => describe(context, result));
}

function documentOf(context: Context, { inspection, registered, identity }: InspectResult) {
  const { uid, atr, ...facts } = inspection;
  const version = 'version' in facts && facts.version ? { version: toHex(facts.version) } : {};
  return {
    uid: toHex(uid),
    atr: toHex(atr),
    ...facts,
    ...version,
    registered: registered
      ? {
          ...lifeDocument(context, context.registry().cards.lives.get(registered.serial)),
          keySet: registered.accessVersion,
        }
      : null,
    identity: identity
      ? identity.ok
        ? { valid: true, ...identity.value }
        : { valid: false, fault: identity.fault }
      : null,
  };
}

function describe(context: Context, { inspection, registered, identity }: InspectResult): string {
  const rows: [string, string][] = [
    ['chip', chipDisplayName(inspection.kind)],
    ['uid', toHex(inspection.uid)],
    ['atr', toHex(inspection.atr)],
    ['uri', inspection.uri ?? context.say('word.nothing')],
    ...('sectors' in inspection ? classicRows(inspection) : ntagRows(context, inspection)),
    ...ownRows(context, registered, identity),
  ];
  const facts = rows.map(([name, value]) => [context.say(`inspect.${name}`), value] as const);
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return 'sectors' in inspection
    ? [...lines, '', sectorTable(context, inspection)].join('\n')
    : lines.join('\n');
}

type ClassicInspection = Extract<CardInspection, { sectors: unknown }>;
type NtagInspection = Exclude<CardInspection, ClassicInspection>;

function classicRows({ directory }: ClassicInspection): [string, string][] {
  const entries = directory?.map(
    ({ sector, aid }) => `${sector}: ${aid.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return [['directory', entries === undefined ? '—' : entries.join(', ') || '—']];
}

function sectorTable(context: Context, { sectors }: ClassicInspection): string {
  return table(
    ['sector', 'key-a', 'key-b', 'access', 'empty'].map((column) => context.say(`inspect.${column}`)),
    sectors.map(({ sector, keyA, keyB, access, isEmpty }) => [
      String(sector),
      keyA ?? '—',
      keyB ?? '—',
      access ?? '—',
      known(context, isEmpty),
    ]),
    [0],
  );
}

function ntagRows(context: Context, facts: NtagInspection): [string, string][] {
  const { version, protectedFromPage, lockedPages, counter, attemptLimit } = facts;
  return [
    ['version', version ? toHex(version) : '—'],
    ['originality', facts.originality ? context.say(`inspect.${facts.originality}`) : '—'],
    [
      'protected-from',
      protectedFromPage === null ? context.say('word.nothing') : String(protectedFromPage ?? '—'),
    ],
    ['own-password', known(context, facts.opensWithOwnPassword)],
    ['attempts', attemptLimit === undefined ? '—' : String(attemptLimit)],
    ['frozen', known(context, facts.isConfigurationFrozen)],
    ['locked-pages', lockedPages.join(', ') || context.say('word.nothing')],
    ['counter', counter === undefined ? '—' : String(counter)],
  ];
}

function ownRows(
  context: Context,
  registered: InspectResult['registered'],
  identity: InspectResult['identity'],
): [string, string][] {
  if (!context.options.data) return [];
  const { format } = context.registry().organisation().scheme;
  const rows: [string, string][] = [
    [
      'registered',
      registered
        ? context.say('inspect.registered-as', {
            cardSerial: registered.serial,
            memberNumber: formatMemberNumber(registered.memberNumber, format),
            state: context.say(`state.${registered.state}`),
          })
        : context.say('word.no'),
    ],
  ];
  if (registered) rows.push(['key-set', String(registered.accessVersion)]);
  if (identity?.ok) rows.push(['identity', formatMemberNumber(identity.value.memberNumber, format)]);
  if (identity && !identity.ok) rows.push(['identity', context.say(`fault.${identity.fault}`)]);
  return rows;
}

function known(context: Context, fact: boolean | undefined): string {
  return fact === undefined ? '—' : context.say(fact ? 'word.yes' : 'word.no');
}
