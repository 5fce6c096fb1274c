import { table } from '../../packages/card-core/src/console/index.ts';
import type { ChipKind } from '../../packages/card-core/src/index.ts';
import { CHIP_KINDS, chipDisplayName, isClassicKind } from '../../packages/card-core/src/index.ts';
import { TIMING } from '../../packages/card-core/src/virtual/index.ts';
import { makeWorld } from '../../packages/terminal/test/world.ts';
import type { Figure, Section } from './figures.ts';
import { figure, impossible, mark } from './figures.ts';
import { openOffice } from './issue-cost.ts';
import type { Cost, Measured, Operation, ReaderSetup, Standing } from './taps.ts';
import { OPERATIONS, Rehearsal, STANDINGS, setupsFor } from './taps.ts';

/** One kind of card on one kind of reader. */
interface Row {
  readonly kind: ChipKind;
  readonly setup: ReaderSetup;
  readonly issue: Cost | { readonly refused: string };
  readonly taps: Readonly<Record<Standing, Readonly<Record<Operation, Measured>>>>;
}

/** A whole debit, from the UID to the read-back (design §3, "Speed is exchanges"). */
export function debitTarget(kind: ChipKind): { readonly atMost: number } {
  return { atMost: isClassicKind(kind) ? 150 : 300 };
}

/** Exchanges, bytes and modelled time of everything that is done with a card. Counts, not measured time. */
export async function cardSection(): Promise<Section> {
  const rows = await measureRows();
  return {
    id: 'cards',
    title: 'Cards: exchanges, bytes over USB and modelled milliseconds',
    figures: rows.flatMap(figuresOf),
    text: [
      tapTable('Debit', 'sale', rows),
      tapTable('Top-up', 'topup', rows),
      tapTable('Balance', 'balance', rows),
      issueTable(rows),
    ].join('\n\n'),
    notes: NOTES,
  };
}

async function measureRows(): Promise<Row[]> {
  const world = await makeWorld();
  const office = await openOffice();
  try {
    const rehearsal = new Rehearsal(world);
    const rows: Row[] = [];
    for (const kind of CHIP_KINDS) {
      for (const setup of setupsFor(kind)) {
        const issue = await office.issue(kind, setup);
        rows.push({ kind, setup, issue, taps: await rehearsal.run(kind, setup) });
      }
    }
    return rows;
  } finally {
    office.close();
    world.close();
  }
}

// --- figures -----------------------------------------------------------------------------------------------------

function figuresOf({ kind, setup, issue, taps }: Row): Figure[] {
  const at = `${kind}.${setup.id}`;
  const figures =
    'refused' in issue
      ? [impossible(`cards.issue.${at}`, 'ms', issue.refused)]
      : costFigures(`cards.issue.${at}`, issue);
  for (const standing of STANDINGS) {
    for (const operation of OPERATIONS) {
      const name = `cards.${operation}.${standing}.${at}`;
      const measured = taps[standing][operation];
      if ('refused' in measured) {
        figures.push(impossible(name, 'ms', measured.refused));
        continue;
      }
      figures.push(
        ...costFigures(name, measured.tap, operation === 'sale' ? debitTarget(kind) : undefined),
        ...costFigures(`${name}.history`, measured.history),
        ...costFigures(`${name}.leaving`, measured.leaving),
      );
    }
  }
  return figures;
}

function costFigures(name: string, cost: Cost, target?: ReturnType<typeof debitTarget>): Figure[] {
  return [
    figure(`${name}.exchanges`, cost.exchanges, 'exchanges'),
    figure(`${name}.bytes`, cost.bytes, 'bytes'),
    figure(`${name}.modelled`, cost.modelledMs, 'ms', target),
  ];
}

// --- tables ------------------------------------------------------------------------------------------------------

const ms = (value: number) => value.toFixed(1);

function nameCells({ kind, setup }: Row): string[] {
  return [chipDisplayName(kind), setup.title];
}

function costCells(cost: Cost | { readonly refused: string }): string[] {
  if ('refused' in cost) return ['–', '–', '–'];
  return [String(cost.exchanges), String(cost.bytes), ms(cost.modelledMs)];
}

/** One row for each card and reader; three groups of columns for what the ledger knows of the card. */
function tapTable(title: string, operation: Operation, rows: readonly Row[]): string {
  const isDebit = operation === 'sale';
  const groups = STANDINGS.flatMap((standing) => [
    `${standing}: ex`,
    'bytes',
    'ms',
    ...(isDebit ? [''] : []),
  ]);
  const body = rows.map((row) => [
    ...nameCells(row),
    ...(isDebit ? [String(debitTarget(row.kind).atMost)] : []),
    ...STANDINGS.flatMap((standing) => {
      const measured = row.taps[standing][operation];
      const cells = costCells('refused' in measured ? measured : measured.tap);
      return isDebit ? [...cells, debitMark(row.kind, measured)] : cells;
    }),
    ...(isDebit ? [historyCell(row)] : []),
  ]);
  const head = ['card', 'reader', ...(isDebit ? ['target ms'] : []), ...groups];
  if (isDebit) head.push('history ms');
  const right = head.flatMap((name, column) => (column > 1 && name !== '' ? [column] : []));
  return `${title}\n\n${table(head, body, right)}`;
}

function debitMark(kind: ChipKind, measured: Measured): string {
  if (!('refused' in measured)) return mark(measured.tap.modelledMs, debitTarget(kind));
  return measured.refused === 'reader-unsupported' ? 'cannot' : 'none';
}

function historyCell({ taps }: Row): string {
  const { sale } = taps.known;
  return 'refused' in sale || sale.history.exchanges === 0 ? '–' : `+${ms(sale.history.modelledMs)}`;
}

function issueTable(rows: readonly Row[]): string {
  const head = ['card', 'reader', 'ex', 'bytes', 'ms'];
  const body = rows.map((row) => [...nameCells(row), ...costCells(row.issue)]);
  return `Issue\n\n${table(head, body, [2, 3, 4])}`;
}

const NOTES = [
  `The model: ${TIMING.exchangeOverheadMs} ms for each exchange (ex) over USB, 106 kbit/s on air, MIFARE Classic ` +
    `authentication ${TIMING.classicAuthenticationMs} ms, read ${TIMING.classicReadMs} ms and write ` +
    `${TIMING.classicWriteMs} ms a block, NTAG write ${TIMING.ntagPageProgramMs} ms a page and its time on air. ` +
    'It counts what the real code exchanges with a virtual card; no real reader was timed.',
  'known: this counter made the card’s last transaction, so two heads recognise it; the case of the target. ' +
    'elsewhere: known, but another counter was used since, so the signature of the present record is read too. ' +
    'new: never met here, so the identity and its signature are read too, on MIFARE Classic after the directory. ' +
    'Each is the dearest of several taps.',
  'A debit counts from the UID to the read-back of the head. What follows has been told already: the history entry ' +
    '(it may fail and nothing is lost), and on a transparent session the exchange (4 ms) that ends it.',
  'Why a debit misses its target on MIFARE Classic: a block of 16 bytes is an exchange, and a new slot is 6 blocks to ' +
    'write and 6 to read back. A signature to verify is 5 blocks more, the identity of a card never seen 6 more, and ' +
    'on a 1K each of them lies in two or three sectors with an authentication for each.',
  'plain: an unknown reader, used with single blocks. “cannot”: it passes no raw commands, and an NTAG does not open ' +
    'without its password. “plain, raw”: one that passes them as an ACR122U does, after it was asked in vain for a ' +
    'transparent session.',
  'NTAG213 carries an identity and no purse: its balance is kept by one ledger, so a debit writes nothing to the ' +
    'card. “none”: another ledger knows of no balance, and so makes no debit.',
  'Issue: the examination of the blank card, the writing with the read-back of each step, and the check of the whole ' +
    'card from a new start of the chip.',
];
