import type { Context } from '../context.ts';

/** Below this nobody would see the bar move. */
const WORTH_A_BAR = 16;

/** A bar on standard error, where somebody looks at it; `key` is its sentence, with {bar}, {value} and {total}. */
export async function withProgressBar<T>(
  context: Context,
  key: string,
  work: (progress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY) return work(() => {});
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: context.say(key),
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  let begun = false;
  try {
    return await work((done, total) => {
      if (total < WORTH_A_BAR) return;
      if (begun) bar.update(done);
      else bar.start(total, done);
      begun = true;
    });
  } finally {
    if (begun) bar.stop();
  }
}
