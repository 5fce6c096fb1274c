import { KartuError } from '@kartukita/card-core';
import { BYTE_ORDER_MARK, localDay, localTime, table } from '@kartukita/card-core/console';
import { type Command, Option } from 'commander';
import { createBatch } from '../batch/choose.ts';
import { batchDocument, positionDocument, reportCsv, setAsideDocument } from '../batch/report.ts';
import { parseLine } from '../cards/text.ts';
import { action, type Context } from '../context.ts';
import { requireWritableTarget, writeFileAtomically } from '../files.ts';
import { parseCohort } from '../members/details.ts';
import type { BatchLayout } from '../registry/batches.ts';
import { MEMBER_STATES, type MemberState } from '../registry/members.ts';
import { countLines, headOf, positionTable } from './batch-document.ts';
import { addBatchRunCommands } from './batch-run.ts';
import { parseCount } from './card.ts';
import { withExample } from './help.ts';

interface CreateOptions {
  theme: string;
  state?: MemberState;
  cohort?: string;
  branch?: string;
  numberFile?: string;
  limit?: string;
  layout: BatchLayout;
  expires?: string;
}

export function addBatchCommands(program: Command): void {
  const group = program
    .command('batch')
    .description('many cards in one run: ordered, printed, encoded, reported');
  addCreate(group);
  addBatchRunCommands(group);
  addShow(group);
  addReport(group);
  const close = group
    .command('close <batch>')
    .description('end a batch; what is still open is given up, which needs a reason')
    .option('--reason <text>', 'why open positions are given up')
    .action(
      action(async (context, options: { reason?: string }, batch: string) =>
        closeBatch(context, options, batch),
      ),
    );
  withExample(
    close,
    '--data ikarholaz batch close 1',
    '--data ikarholaz batch close 1 --reason "sheet lost"',
  );
}

function addCreate(group: Command): void {
  const create = group
    .command('create')
    .description('order a card of a theme for every member of a choice who may get one and has none')
    .requiredOption('--theme <theme>', 'what the faces look like: see theme list')
    .addOption(new Option('--state <state>', 'only members in this state').choices(MEMBER_STATES))
    .option('--cohort <year>', 'only members of this cohort')
    .option('--branch <name>', 'only members of this branch')
    .option('--number-file <file>', 'these members: a list of member numbers, one a line')
    .option('--limit <count>', 'at most so many; the next batch takes the others')
    .addOption(
      new Option('--layout <layout>', 'card: one side a page; a4: sheets with crop marks, for cutting')
        .choices(['card', 'a4'])
        .default('card'),
    )
    .option('--expires <date>', 'YYYY-MM-DD or never; in five years unless given')
    .action(action(async (context, options: CreateOptions) => createCommand(context, options)));
  withExample(
    create,
    '--data ikarholaz batch create --theme sawah --state active --cohort 1989 --layout a4',
    '--data ikarholaz batch create --theme sawah --number-file numbers.txt',
  );
}

async function createCommand(context: Context, options: CreateOptions): Promise<void> {
  const registry = context.registry();
  const { state, branch, numberFile, layout, expires } = options;
  const cohort = options.cohort === undefined ? undefined : parseCohort(options.cohort);
  if (numberFile !== undefined && (state ?? branch ?? cohort) !== undefined) {
    throw new KartuError('usage', 'a list or a choice, not both', { details: { what: 'batch-choice' } });
  }
  const { chooseTheme, organisationThemes } = await import('../themes.ts'); // fonts load slowly
  const theme = chooseTheme(await organisationThemes(registry.folder), options.theme);
  const limit = options.limit === undefined ? undefined : parseCount(options.limit);
  const filter = { state, branch, cohort };
  const made = createBatch(registry, { theme, layout, expires, filter, numberFile, limit });
  const { batch, count, leftOut } = made;
  context.output.result({ ...batchDocument(registry, batch), count, leftOut }, () =>
    [
      context.say('batch.made', { batch: batch.id, count, theme: batch.themeId }),
      ...leftOut.map(({ memberNumber, what }) =>
        context.say('batch.left-out', { memberNumber, why: context.say(`batch.${what}`) }),
      ),
    ].join('\n'),
  );
}

function addShow(group: Command): void {
  const list = group
    .command('list')
    .description('all batches, the newest first')
    .action(action(async (context) => listBatches(context)));
  withExample(list, '--data ikarholaz batch list');
  const show = group
    .command('show <batch>')
    .description('every position of a batch: member, card, chip, state, and where it is printed')
    .action(
      action(async (context, _options: unknown, batch: string) => showBatch(context, parseCount(batch))),
    );
  withExample(show, '--data ikarholaz batch show 1');
}

function listBatches(context: Context): void {
  const registry = context.registry();
  const batches = registry.batches.list().map((batch) => batchDocument(registry, batch));
  context.output.result({ batches }, () => {
    if (batches.length === 0) return context.say('batch.none');
    const columns = ['batch', 'theme', 'layout', 'made', 'positions', 'encoded', 'state'];
    return table(
      columns.map((column) => context.say(`column.${column}`)),
      batches.map(({ batch, theme, layout, createdAt, counts, closedAt, closedBy }) => [
        String(batch),
        theme,
        layout,
        localTime(createdAt),
        String(sum(Object.values(counts))),
        String(sum(['encoded', 'handed-over', 'active'].map((state) => counts[state] ?? 0))),
        closedAt === null
          ? context.say('batch.is-open')
          : context.say('batch.is-closed', { at: localDay(closedAt), who: closedBy ?? '' }),
      ]),
      [0, 4, 5],
    );
  });
}

function showBatch(context: Context, id: number): void {
  const registry = context.registry();
  const batch = registry.batches.get(id);
  const positions = registry.batches.positions(id);
  const document = {
    ...batchDocument(registry, batch),
    positions: positions.map((position) => positionDocument(registry, batch, position)),
  };
  context.output.result(document, () =>
    [headOf(context, batch), '', positionTable(context, batch, positions)].join('\n'),
  );
}

function addReport(group: Command): void {
  const report = group
    .command('report <batch>')
    .description('what came of a batch: counts, every position, and cards that were set aside')
    .option('--csv <file>', 'write it as CSV; it holds names: keep it with care')
    .option('--force', 'replace a file of that name')
    .action(
      action(async (context, options: { csv?: string; force?: boolean }, batch: string) =>
        reportBatch(context, options, parseCount(batch)),
      ),
    );
  withExample(report, '--data ikarholaz batch report 1 --csv batch-1.csv');
}

function reportBatch(context: Context, options: { csv?: string; force?: boolean }, id: number): void {
  const registry = context.registry();
  const batch = registry.batches.get(id);
  if (options.csv !== undefined) {
    const target = { overwrite: options.force ?? false };
    requireWritableTarget(options.csv, target);
    writeFileAtomically(options.csv, `${BYTE_ORDER_MARK}${reportCsv(registry, batch)}`, target);
  }
  const setAside = registry.batches.setAsides(id).map(setAsideDocument);
  const document = {
    ...batchDocument(registry, batch),
    file: options.csv ?? null,
    positions: registry.batches.positions(id).map((each) => positionDocument(registry, batch, each)),
    setAside,
  };
  context.output.result(document, () =>
    [
      headOf(context, batch),
      ...countLines(context, id),
      ...(setAside.length === 0 ? [] : [context.say('batch.set-aside-head')]),
      ...setAside.map(({ at, uid, position, code }) =>
        context.say('batch.set-aside', {
          at: localTime(at),
          uid: uid ?? '—',
          position: position ?? '—',
          reason: whyAside(context, code),
        }),
      ),
      ...(options.csv === undefined
        ? []
        : [context.say('batch.report-file', { batch: id, file: options.csv })]),
    ].join('\n'),
  );
}

/** A card that is set aside is known by the code of its error alone. */
function whyAside(context: Context, code: string): string {
  const key = `set-aside.${code}`;
  const said = context.say(key);
  return `${said === key ? context.say('set-aside.other') : said} (${code})`;
}

function closeBatch(context: Context, options: { reason?: string }, text: string): void {
  const registry = context.registry();
  const id = parseCount(text);
  const reason = options.reason === undefined ? undefined : parseLine('reason', options.reason);
  const open = registry.batches
    .positions(id)
    .filter(({ card }) => ['ordered', 'printed'].includes(card.state));
  const batch = registry.batches.close(id, reason);
  context.output.result({ ...batchDocument(registry, batch), givenUp: open.length }, () =>
    context.say('batch.closed', { batch: id, count: open.length }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
