/**
 * Runs one command of kartu-issuer in this process, as its main.ts does, and says at its end, on standard error behind
 * everything else, how much memory it had at the most and how long it kept a processor busy (in microseconds): this is
 * known to nobody but the process itself.
 */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

enableCompileCache(process.env.BENCH_COMPILE_CACHE);
const [{ runProgram }, { buildProgram }] = await Promise.all([
  import('../../packages/card-core/src/console/index.ts'),
  import('../../packages/issuer-cli/src/program.ts'),
]);
await runProgram(buildProgram(), process.argv.slice(2));
const { user, system } = process.cpuUsage();
process.stderr.write(`\npeak ${peakBytes()} cpu ${user + system}\n`);

/** Linux keeps in maxRSS what the parent had when it started us; VmHWM is of this process alone. */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kilobytes) * 1024;
}
