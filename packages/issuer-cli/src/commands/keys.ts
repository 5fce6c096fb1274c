import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { equalBytes, KartuError, publicKeyBytes, toHex } from '@kartukita/card-core';
import { localDay, localTime, readNewPassphrase, table } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { readGivenFile, requireWritableTarget, writeFileAtomically } from '../files.ts';
import { MAX_BACKUP_BYTES, makeBackup, restoreBackup } from '../keys/backup.ts';
import { requireOrganisationKey } from '../keys/issuer-keys.ts';
import { listKeys } from '../keys/list.ts';
import { openOrganisationFile, sealOrganisationFile } from '../keys/organisation-file.ts';
import { revokeTerminal } from '../keys/revoke.ts';
import { openForChange, removeOrganisationKey, rotateIssuingKey, rotateKeySet } from '../keys/rotate.ts';
import {
  requireSecondPerson,
  type SecondPersonOptions,
  withSecondPerson,
} from '../operators/second-person.ts';
import { parseCount } from './card.ts';
import { withExample } from './help.ts';
import { addKeySetCommand } from './key-set.ts';
import { addPublicKeyCommands } from './keys-authority.ts';
import { givenOrganisationKey, type OrganisationKeyOptions, oldPassphrase } from './organisation-key.ts';

export function addKeysCommands(program: Command): void {
  const group = program
    .command('keys')
    .description("the organisation's keys: what there is, renewal, backup, and counters to be shut out");
  const list = group
    .command('list')
    .description('organisation key, issuing keys, key sets and counters with their validity; never a secret')
    .action(action(listCommand));
  withExample(list, '--data ikarholaz keys list');
  addRotateCommand(group);
  addExportCommand(group);
  addPublicKeyCommands(group);
  addKeySetCommand(group);
  addBackupCommands(group);
  const revoke = group
    .command('revoke <counter>')
    .description('shut a lost or stolen counter out for good; others learn of it with their next bundle')
    .requiredOption('--reason <text>', 'why; it stands in the audit trail')
    .option('--since <time>', 'when it was last in trusted hands, such as 2026-11-20T17:00 (now)')
    .option('--refuse-all', 'refuse its earlier records too: cards it served last go to the secretariat')
    .option('--crl <file>', 'also write the new X.509 revocation lists; replaces the file')
    .action(action(revokeCommand));
  withExample(
    withSecondPerson(revoke),
    '--data ikarholaz keys revoke 2 --reason "stolen from the canteen" --since 2026-11-20T17:00',
  );
}

function addRotateCommand(group: Command): void {
  const rotate = group
    .command('rotate <key>')
    .description('a new key for new cards: "issuing" or "set"; cards of older keys stay valid')
    .option(
      '--organisation-key <file>',
      "the organisation's key as a .p12 file, where it is not in the folder",
    )
    .option('--organisation-passphrase-file <file>', 'file with the passphrase of that .p12 file')
    .action(action(rotateCommand));
  withExample(
    rotate,
    '--data ikarholaz keys rotate set',
    '--data ikarholaz keys rotate issuing --organisation-key /media/stick/org.p12',
  );
}

function addExportCommand(group: Command): void {
  const out = group
    .command('export-organisation')
    .description("the organisation's key in a PKCS#12 file that OpenSSL reads, for a stick in a safe")
    .requiredOption('-o, --out <file>', 'the .p12 file to write')
    .option('--organisation-passphrase-file <file>', "file with a passphrase for it, other than the folder's")
    .option('--remove', 'take the key out of the data folder afterwards')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(exportCommand));
  withExample(out, '--data ikarholaz keys export-organisation -o /media/stick/org.p12 --remove');
}

function addBackupCommands(group: Command): void {
  const backup = group
    .command('backup')
    .description('the whole data folder in one encrypted file, with a passphrase of its own')
    .requiredOption('-o, --out <file>', 'the file to write')
    .option('--backup-passphrase-file <file>', 'file with the passphrase of the backup')
    .option('--force', 'replace the file when there is one of that name')
    .action(action(backupCommand));
  withExample(backup, '--data ikarholaz keys backup -o /media/stick/2026-11-21.backup');
  const restore = group
    .command('restore <backup>')
    .description('put a backup into a new data folder; numbers go on far beyond those given before')
    .option('--backup-passphrase-file <file>', 'file with the passphrase of the backup')
    .option('--skip-numbers <count>', 'how many member numbers to leave out (10000)')
    .action(action(restoreCommand));
  withExample(restore, '--data restored keys restore /media/stick/2026-11-21.backup');
}

async function listCommand(context: Context): Promise<void> {
  const document = await listKeys(context.registry());
  const day = localDay;
  const head = (...columns: string[]) => columns.map((column) => context.say(column));
  context.output.result(document, () =>
    [
      context.say('keys.organisation', {
        name: document.organisation.name,
        id: document.organisation.organisationId,
        fingerprint: document.organisation.fingerprint,
      }),
      '',
      table(
        head('column.issuing-key', 'column.from', 'column.valid-until', 'column.cards', 'column.state'),
        document.issuingKeys.map((key) => [
          String(key.issuerKey),
          day(key.validFrom),
          day(key.validUntil),
          String(key.cards),
          context.say(`keys.state-${key.state}`),
        ]),
        [0, 3],
      ),
      '',
      table(
        head('column.key-set', 'column.from', 'column.cards', 'column.state'),
        document.keySets.map((set) => [
          String(set.version),
          day(set.addedAt),
          String(set.cards),
          context.say(`keys.state-${set.state}`),
        ]),
        [0, 2],
      ),
      ...renewalLines(context, document.renewal),
      '',
      document.terminals.length === 0
        ? context.say('terminal.none')
        : table(
            head('column.terminal', 'column.outlet', 'column.valid-until', 'column.state', 'column.reason'),
            document.terminals.map((terminal) => [
              String(terminal.terminal),
              terminal.outlet ?? '–',
              terminal.validUntil === null ? '–' : day(terminal.validUntil),
              context.say(`keys.state-${terminal.state}`),
              terminal.revocation?.reason ?? '',
            ]),
            [0],
          ),
    ].join('\n'),
  );
}

/** Whether cards of older key sets are renewed at counters, and what has to happen first. */
function renewalLines(context: Context, renewal: Awaited<ReturnType<typeof listKeys>>['renewal']): string[] {
  if (renewal === null) return [];
  const { toKeySet, cards, waitsFor } = renewal;
  if (cards === 'never') return [context.say('keys.renewal-never', { toKeySet })];
  if (waitsFor.length === 0) return [context.say(`keys.renewal-${cards}`, { toKeySet })];
  return [context.say('keys.renewal-waits', { toKeySet, terminals: waitsFor.join(', ') })];
}

async function rotateCommand(context: Context, options: OrganisationKeyOptions, key: string): Promise<void> {
  if (key !== 'issuing' && key !== 'set') {
    throw new KartuError('usage', `"${key.slice(0, 20)}" is no key that is rotated`, {
      details: { what: 'rotate-what', text: key.slice(0, 20) },
    });
  }
  if (key === 'set' && (options.organisationKey ?? options.organisationPassphraseFile) !== undefined) {
    throw new KartuError('usage', "a key set does not need the organisation's key", {
      details: { what: 'rotate-set-alone' },
    });
  }
  const registry = context.registry();
  const given = await givenOrganisationKey(context, options);
  const opened = await openForChange(registry, await context.passphrase());
  const number =
    key === 'set' ? await rotateKeySet(registry, opened) : await rotateIssuingKey(registry, opened, given);
  const document = key === 'set' ? { keySetVersion: number } : { issuerKey: number };
  context.output.result(document, () => context.say(`keys.rotated-${key}`, { number }));
}

interface ExportOptions {
  out: string;
  organisationPassphraseFile?: string;
  remove?: boolean;
  force?: boolean;
}

async function exportCommand(context: Context, options: ExportOptions): Promise<void> {
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const registry = context.registry();
  const opened = await openForChange(registry, await context.passphrase());
  const key = requireOrganisationKey(opened.keys);
  const passphrase = await freshPassphrase(context, 'organisation', options.organisationPassphraseFile);
  const { name } = registry.organisation();
  const sealed = await sealOrganisationFile(key, name, passphrase, registry.now());
  registry.keys.note('organisation-key-exported', () => writeFileAtomically(options.out, sealed, target));
  if (options.remove) {
    // Read back from where it lies now: without this file no issuing key could ever be made again.
    const written = await openOrganisationFile(readFileSync(options.out), passphrase);
    if (!equalBytes(publicKeyBytes(written), opened.keys.organisationPublicKey)) {
      throw new KartuError('file-invalid', `${options.out} does not hold what was written`, {
        details: { what: 'written-otherwise', path: options.out },
      });
    }
    await removeOrganisationKey(registry, opened);
  }
  const document = { file: options.out, removed: options.remove ?? false, fingerprint: fingerprint(sealed) };
  context.output.result(document, () =>
    context.say(options.remove ? 'keys.exported-removed' : 'keys.exported', { file: options.out }),
  );
}

async function backupCommand(
  context: Context,
  options: { out: string; backupPassphraseFile?: string; force?: boolean },
): Promise<void> {
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const registry = context.registry();
  const passphrase = await freshPassphrase(context, 'backup', options.backupPassphraseFile);
  const { manifest, sealed } = await makeBackup(registry, passphrase);
  writeFileAtomically(options.out, sealed, target);
  const sha256 = fingerprint(sealed);
  const { madeAt, organisation, files } = manifest;
  const document = {
    file: options.out,
    organisation,
    madeAt,
    files: files.length,
    bytes: sealed.length,
    sha256,
  };
  context.output.result(document, () =>
    context.say('keys.backed-up', { file: options.out, count: files.length, sha256 }),
  );
}

async function restoreCommand(
  context: Context,
  options: { backupPassphraseFile?: string; skipNumbers?: string },
  path: string,
): Promise<void> {
  const folder = context.folder();
  const skipNumbers = options.skipNumbers === undefined ? undefined : parseCount(options.skipNumbers);
  const sealed = readGivenFile(path, MAX_BACKUP_BYTES);
  const passphrase = await oldPassphrase(context, 'backup', options.backupPassphraseFile);
  const { manifest, sequences } = await restoreBackup(folder, sealed, passphrase, { skipNumbers });
  const { organisation, madeAt } = manifest;
  context.output.result({ folder, organisation, madeAt, sequences }, () =>
    context.say('keys.restored', {
      organisation,
      folder,
      madeAt: localTime(madeAt),
      member: sequences['member-number'] ?? 0,
      serial: sequences['card-serial'] ?? 0,
      bundle: sequences.bundle ?? 0,
    }),
  );
}

async function revokeCommand(
  context: Context,
  options: SecondPersonOptions & { reason: string; since?: string; refuseAll?: boolean; crl?: string },
  number: string,
): Promise<void> {
  const terminal = parseCount(number);
  const { crl, reason, since, refuseAll } = options;
  if (crl !== undefined) requireWritableTarget(crl, { overwrite: true });
  // Every card that the counter served last has to come to the secretariat: nobody does that to all members alone.
  if (refuseAll) await requireSecondPerson(context, options, 'keys.approve');
  const keys = await context.keys();
  const registry = context.registry();
  const revocation = await revokeTerminal(registry, keys, { terminal, reason, since, refuseAll });
  const lists = registry.keys.x509.revocationLists().map(({ pem }) => pem);
  if (crl !== undefined) writeFileAtomically(crl, lists.join(''), { overwrite: true });
  context.output.result({ ...revocation, crl: crl ?? null }, () =>
    context.say(`keys.revoked-${revocation.records}`, { terminal, since: revocation.since }),
  );
}

function freshPassphrase(
  context: Context,
  of: 'organisation' | 'backup',
  file: string | undefined,
): Promise<string> {
  if (file === undefined) context.output.note(context.say(`keys.ask-${of}`));
  return readNewPassphrase({ file, language: context.output.language });
}

function fingerprint(content: Uint8Array): string {
  return toHex(createHash('sha256').update(content).digest()).toLowerCase();
}
