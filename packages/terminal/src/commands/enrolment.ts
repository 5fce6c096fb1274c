import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KartuError, publicKeyBytes } from '@kartukita/card-core';
import { readNewPassphrase, say } from '@kartukita/card-core/console';
import type { Command } from 'commander';
import { ownCertificate } from '../counter/counter.ts';
import { dataFolderAt, writeFileDurably } from '../counter/data-folder.ts';
import { applyBundle, requestEnrolment } from '../counter/enrol.ts';
import { contextOf } from './context.ts';

export function addEnrolmentCommands(program: Command): void {
  program
    .command('request')
    .description('make this counter’s keys and ask the secretariat to enrol it')
    .requiredOption('--outlet <name>', 'name of the outlet')
    .requiredOption('-o, --output <file>', 'where the request goes')
    .option('--force', 'replace the file if it is there')
    .addHelpText(
      'after',
      '\nExample:\n  kartu-terminal --data counter request --outlet "Gerai 1" -o counter.request',
    )
    .action(request);
  program
    .command('setup')
    .description('set this counter up with the bundle that the secretariat answered with')
    .argument('<bundle>', 'the bundle file')
    .addHelpText('after', '\nExample:\n  kartu-terminal --data counter setup counter.bundle')
    .action(setup);
}

async function request(
  options: { outlet: string; output: string; force?: boolean },
  command: Command,
): Promise<void> {
  const context = contextOf(command);
  if (existsSync(options.output) && !options.force) {
    throw new KartuError('already-exists', `${options.output} is there already; --force replaces it`, {
      details: { what: 'file-force', path: options.output },
    });
  }
  if (Object.values(dataFolderAt(context.folder)).some((own) => resolve(own) === resolve(options.output))) {
    throw new KartuError(
      'usage',
      `${options.output} belongs to this counter: give the request another name`,
      {
        details: { what: 'file-of-counter', path: options.output },
      },
    );
  }
  const source = { file: context.options.passphraseFile, language: context.language };
  const givers = { forNewKeys: () => readNewPassphrase(source), forKeys: context.passphrase };
  const made = await requestEnrolment(context.folder, options.outlet, givers, Date.now);
  writeFileDurably(options.output, made.request);
  const document = { request: options.output, outlet: options.outlet, newKeys: made.newKeys };
  context.output.result(document, () =>
    [
      ...(made.newKeys ? [say(context.language, 'request.new-keys', { folder: context.folder })] : []),
      say(context.language, 'request.done', { file: options.output }),
    ].join('\n'),
  );
}

async function setup(path: string, _options: object, command: Command): Promise<void> {
  const context = contextOf(command);
  const sealed = readGiven(path);
  const bundle = await applyBundle(context.folder, sealed, await context.passphrase());
  const certificate = ownCertificate(bundle);
  const document = {
    organisation: bundle.organisationName,
    organisationFingerprint: fingerprint(publicKeyBytes(bundle.trust.organisationKey)),
    terminal: bundle.terminal,
    outlet: certificate.outlet,
    capabilities: certificate.capabilities,
    limitsRupiah: certificate.limitsRupiah,
    validUntil: certificate.validUntil,
    bundle: bundle.serial,
  };
  context.output.result(document, () =>
    say(context.language, 'setup.done', {
      outlet: document.outlet,
      terminal: document.terminal,
      organisation: document.organisation,
      fingerprint: document.organisationFingerprint,
    }),
  );
}

/** SHA-256 of the organisation's raw public key in groups of four digits, for two people to read to each other. */
function fingerprint(key: Uint8Array): string {
  const digits = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}

function readGiven(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const message = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new KartuError('file-unreadable', `cannot read ${path}`, {
      details: { path, message },
      cause: error,
    });
  }
}
