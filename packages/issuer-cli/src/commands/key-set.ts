import type { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { requireWritableTarget, writeFileAtomically } from '../files.ts';
import { publicKeySet } from '../keys/key-set.ts';
import { withExample } from './help.ts';

export function addKeySetCommand(keys: Command): void {
  const command = keys
    .command('export-jwks')
    .description('the key set (JWKS) by which other systems verify membership assertions of your counters')
    .requiredOption('-o, --out <file>', 'the file to publish, such as jwks.json')
    .option('--force', 'write over a file that is there')
    .action(action(exportCommand));
  withExample(command, '--data ikarholaz keys export-jwks -o jwks.json');
}

async function exportCommand(context: Context, options: { out: string; force?: boolean }): Promise<void> {
  const target = { overwrite: options.force ?? false };
  requireWritableTarget(options.out, target);
  const keySet = await publicKeySet(context.registry());
  writeFileAtomically(options.out, `${JSON.stringify(keySet, null, 2)}\n`, target);
  const counters = keySet.keys.map(({ kid }) => kid);
  context.output.result({ file: options.out, keys: counters }, () =>
    context.say('keys.jwks', { file: options.out, count: counters.length }),
  );
}
