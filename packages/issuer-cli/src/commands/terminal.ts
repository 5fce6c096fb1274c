import {
  CAPABILITIES,
  type Capability,
  formatRupiah,
  KartuError,
  parseRupiah,
  type TerminalCertificate,
} from '@kartukita/card-core';
import { localDay, localTime, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { readGivenFile, requireWritableTarget, writeFileAtomically } from '../files.ts';
import { renewalOf } from '../keys/list.ts';
import { DEFAULT_CAPABILITIES, type Enrolment, enrolTerminal, renewBundle } from '../terminals/enrol.ts';
import { parseCount } from './card.ts';
import { withExample } from './help.ts';

interface EnrolOptions {
  out: string;
  may?: string;
  maxSale?: string;
  maxTopup?: string;
  validDays?: string;
  force?: boolean;
}

const MAX_REQUEST_BYTES = 64 * 1024;

export function addTerminalCommands(program: Command): void {
  const group = program.command('terminal').description('counters of the organisation');
  const enrol = group
    .command('enrol <request>')
    .description(
      'answer the request of a counter with its bundle; the same request again gets a fresh bundle',
    )
    .requiredOption('-o, --out <file>', 'the bundle to write')
    .option(
      '--may <list>',
      `what the counter may do, of ${CAPABILITIES.join(',')} (new: ${DEFAULT_CAPABILITIES.join(',')})`,
    )
    .option('--max-sale <rupiah>', 'most that one sale or refund may move')
    .option('--max-topup <rupiah>', 'most that one top-up may move')
    .option('--valid-days <days>', 'how long the certificate is valid (365)')
    .option('--force', 'replace the bundle when there is one of that name')
    .action(action(enrolCommand));
  withExample(
    enrol,
    '--data ikarholaz terminal enrol counter.request -o counter.bundle --may sale,refund --max-sale 250.000',
  );
  const bundle = group
    .command('bundle <number>')
    .description(
      'a fresh bundle for a counter that is enrolled, so that it knows counters that joined after it',
    )
    .requiredOption('-o, --out <file>', 'the bundle to write')
    .option('--force', 'replace the bundle when there is one of that name')
    .action(action(bundleCommand));
  withExample(bundle, '--data ikarholaz terminal bundle 1 -o counter-1.bundle');
  const list = group
    .command('list')
    .description('the counters, and what each may do')
    .action(action(async (context) => listTerminals(context)));
  withExample(list, '--data ikarholaz terminal list');
}

async function enrolCommand(context: Context, options: EnrolOptions, requestPath: string): Promise<void> {
  const grant = {
    capabilities: options.may === undefined ? undefined : parseCapabilities(options.may),
    maxSaleRupiah: options.maxSale === undefined ? undefined : parseRupiah(options.maxSale),
    maxTopupRupiah: options.maxTopup === undefined ? undefined : parseRupiah(options.maxTopup),
    validDays: options.validDays === undefined ? undefined : Number(options.validDays),
  };
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const request = readGivenFile(requestPath, MAX_REQUEST_BYTES).toString('utf8');
  const registry = context.registry();
  const enrolment = await enrolTerminal(registry, await context.keys(), request, grant);
  writeFileAtomically(options.out, enrolment.sealed, target);
  await report(context, options.out, enrolment, enrolment.outcome);
}

async function bundleCommand(
  context: Context,
  options: { out: string; force?: boolean },
  number: string,
): Promise<void> {
  const target = { overwrite: options.force ?? false };
  const terminal = parseCount(number);
  requireWritableTarget(options.out, target);
  const keys = await context.keys();
  const renewed = await renewBundle(context.registry(), keys, terminal);
  writeFileAtomically(options.out, renewed.sealed, target);
  await report(context, options.out, renewed, 'renewed');
}

async function report(
  context: Context,
  file: string,
  { certificate, bundleSerial }: Omit<Enrolment, 'outcome'>,
  outcome: Enrolment['outcome'],
): Promise<void> {
  const others = context.registry().terminals.list().length - 1;
  const renewal = await renewalOf(context.registry());
  const waitsFor = renewal?.waitsFor.filter((each) => each !== certificate.terminal) ?? [];
  const document = { outcome, ...terminalDocument(certificate), bundleSerial, file };
  const renews = renewal && renewal.cards !== 'never' ? { toKeySet: renewal.toKeySet, waitsFor } : null;
  context.output.result({ ...document, renews }, () =>
    [
      context.say(`terminal.${outcome}`, {
        terminal: certificate.terminal,
        outlet: certificate.outlet,
        file,
      }),
      terminalTable(context, [certificate]),
      ...(outcome === 'enrolled' && others > 0 ? [context.say('terminal.tell-others')] : []),
      ...(renews === null
        ? []
        : waitsFor.length === 0
          ? [context.say('terminal.renews', { toKeySet: renews.toKeySet })]
          : [context.say('terminal.renews-later', { terminals: waitsFor.join(', ') })]),
    ].join('\n'),
  );
}

async function listTerminals(context: Context): Promise<void> {
  const trust = await context.registry().trust();
  const certificates = [...trust.terminals.values()].map((terminal) => terminal.certificate);
  const revocations = context.registry().keys.revocations();
  const terminals = certificates.map((certificate) => ({
    ...terminalDocument(certificate),
    revocation: revocations.find(({ terminal }) => terminal === certificate.terminal) ?? null,
  }));
  context.output.result({ terminals, revoked: revocations }, () =>
    [
      certificates.length === 0 ? context.say('terminal.none') : terminalTable(context, certificates),
      ...revocations.map((each) =>
        context.say('terminal.revoked', {
          terminal: each.terminal,
          since: localTime(each.since),
          reason: each.reason,
        }),
      ),
    ].join('\n'),
  );
}

function terminalDocument(certificate: TerminalCertificate) {
  const { terminal, outlet, capabilities, limitsRupiah, maxBalanceRupiah, validFrom, validUntil } =
    certificate;
  return { terminal, outlet, may: capabilities, limitsRupiah, maxBalanceRupiah, validFrom, validUntil };
}

function terminalTable(context: Context, certificates: readonly TerminalCertificate[]): string {
  return table(
    ['terminal', 'outlet', 'may', 'valid-until'].map((column) => context.say(`column.${column}`)),
    certificates.map((certificate) => [
      String(certificate.terminal),
      certificate.outlet,
      certificate.capabilities
        .map(
          (each) =>
            `${context.say(`capability.${each}`)} ≤ ${formatRupiah(certificate.limitsRupiah[each] ?? 0)}`,
        )
        .join(', '),
      localDay(certificate.validUntil),
    ]),
    [0],
  );
}

function parseCapabilities(text: string): Capability[] {
  const parts = [...new Set(text.split(',').map((part) => part.trim()))];
  const unknown = parts.find((part) => !(CAPABILITIES as readonly string[]).includes(part));
  if (unknown === undefined) return parts as Capability[];
  throw new KartuError('usage', `"${unknown.slice(0, 20)}" is nothing that a counter may be allowed`, {
    details: { what: 'capability', text: unknown.slice(0, 20), known: CAPABILITIES.join(', ') },
  });
}
