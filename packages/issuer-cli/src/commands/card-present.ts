import { ACR122U, PLAIN, type ReaderProfile, TRANSPARENT, toHex } from '@kartukita/card-core';
import { type Command, Option } from 'commander';
import { action, type Context } from '../context.ts';
import { parseCount } from './card.ts';
import { withExample } from './help.ts';

interface PresentOptions {
  port: string;
  as: 'acr122u' | 'transparent' | 'plain';
}

const PROFILES: Readonly<Record<PresentOptions['as'], ReaderProfile>> = {
  acr122u: ACR122U,
  transparent: TRANSPARENT,
  plain: PLAIN,
};

/** vpcd's first slot as Debian configures it. */
const DEFAULT_PORT = 35963;
const CONNECT_TIMEOUT_MS = 5_000;

export function addCardPresentCommand(group: Command): void {
  const present = group
    .command('present <file>')
    .description("lay a virtual card on the virtual reader of vsmartcard's vpcd, behind the real pcscd")
    .option('--port <port>', "TCP port of the reader's slot", String(DEFAULT_PORT))
    .addOption(
      new Option('--as <reader>', 'how the reader behaves').choices(Object.keys(PROFILES)).default('acr122u'),
    )
    .action(action(presentCommand));
  withExample(present, 'card present ani.nfc --port 35963');
}

/** Ends when the card is taken away: by Ctrl-C, or because the reader is gone. */
async function presentCommand(context: Context, options: PresentOptions, file: string): Promise<void> {
  const { openVirtualFile, presentOverVpcd } = await import('@kartukita/card-core/virtual'); // this command only
  const port = parseCount(options.port);
  const reader = openVirtualFile(file, { profile: PROFILES[options.as] });
  const uid = toHex(reader.chip!.uid);
  const stop = new AbortController();
  const leave = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  try {
    const presence = await presentOverVpcd(reader.firmware, {
      port,
      timeoutMs: CONNECT_TIMEOUT_MS,
      signal: stop.signal,
    });
    context.output.note(context.say('card.present', { uid, port }));
    await presence.removed;
    context.output.result({ file, uid, port, outcome: 'taken-away' }, () =>
      context.say('card.taken-away', { uid }),
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, leave);
    await reader.close();
  }
}
