import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a tool of the workspace's own; its output goes where ours goes. Ends the process when it fails. */
export function run(title: string, tool: string, ...args: string[]): void {
  process.stdout.write(`\n▸ ${title}\n`);
  const started = Date.now();
  const result = spawnSync(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, stdio: 'inherit' });
  if (result.status !== 0) {
    process.stdout.write(`✗ ${title} failed\n`);
    process.exit(result.status ?? 1);
  }
  process.stdout.write(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
