import type { TagCommand } from '../apdu/ntag.ts';
import {
  fastRead,
  getVersion,
  passwordAuthenticate,
  readCounter,
  readFour,
  readSignature,
} from '../apdu/ntag.ts';
import { concat, equalBytes } from '../bytes.ts';
import type { NtagKind } from '../card-kind.ts';
import { NTAG_SPECS } from '../card-kind.ts';
import { isKartuError } from '../errors.ts';
import type { CardAccessKeys } from '../keys/diversify.ts';
import type { ReaderCommands } from '../readers/reader-commands.ts';
import { decodeUriTlv, OPEN_BYTES } from './ndef.ts';
import { isOriginalNtag } from './originality.ts';

export interface NtagFacts {
  readonly kind: NtagKind;
  /** The URI that every telephone sees. */
  readonly uri: string | undefined;
  /** GET_VERSION, 8 bytes; undefined through a reader that passes no raw commands on, like all that follows. */
  readonly version: Uint8Array | undefined;
  /** Whether our password opens it; undefined when it was not tried. */
  readonly opensWithOwnPassword: boolean | undefined;
  /** Null when nothing is protected; undefined when the configuration cannot be read. */
  readonly protectedFromPage: number | null | undefined;
  readonly isReadProtected: boolean | undefined;
  /** Wrong passwords until the tag locks itself for ever; 0 is no limit. */
  readonly attemptLimit: number | undefined;
  readonly isConfigurationFrozen: boolean | undefined;
  /** Of the pages 3 to 15, those that can never be written again. */
  readonly lockedPages: readonly number[];
  /** NFC counter; undefined when it is off or not to be read. */
  readonly counter: number | undefined;
  /** Signed by NXP or not. The signature is static and can be copied, so `genuine` proves no single card. */
  readonly originality: 'genuine' | 'not-genuine' | undefined;
}

/**
 * A wrong password counts on a tag with a limit of attempts and may close it for ever. Ours is therefore tried only
 * where there is no limit, or where the limit cannot be read and the tag shows the organisation's page.
 */
export async function inspectNtag(
  kind: NtagKind,
  uid: Uint8Array,
  commands: ReaderCommands,
  keys: CardAccessKeys | undefined,
  ndefUri: string | undefined,
): Promise<NtagFacts> {
  const spec = NTAG_SPECS[kind];
  const ask = <T>(command: TagCommand<T>) => unlessRefused(() => commands.tag(command));
  const version = await ask(getVersion());
  const first = await readOpenPages(commands);
  const uri = decodeUriTlv(first.subarray(16, 16 + OPEN_BYTES));
  const signature = await ask(readSignature());
  const readConfiguration = () => ask(fastRead(spec.cfg0Page, spec.cfg1Page));
  let configuration = await readConfiguration();

  const limit = configuration === undefined ? undefined : configuration[4]! & 0x07;
  const mayTry = limit === 0 || (limit === undefined && ndefUri !== undefined && uri === ndefUri);
  let opensWithOwnPassword: boolean | undefined;
  if (keys !== undefined && version !== undefined && mayTry) {
    const acknowledge = await ask(passwordAuthenticate(keys.password));
    opensWithOwnPassword = acknowledge !== undefined && equalBytes(acknowledge, keys.passwordAcknowledge);
    if (opensWithOwnPassword) configuration ??= await readConfiguration();
  }
  // Last, because the refusal of a counter that is off ends the authentication.
  const counter = await ask(readCounter());
  return {
    kind,
    uri,
    version,
    opensWithOwnPassword,
    ...configurationFacts(configuration, spec.pages),
    lockedPages: lockedPagesOf(first.subarray(10, 12)),
    counter,
    originality: originalityOf(uid, signature),
  };
}

function configurationFacts(configuration: Uint8Array | undefined, pages: number) {
  if (configuration === undefined) {
    return {
      protectedFromPage: undefined,
      isReadProtected: undefined,
      attemptLimit: undefined,
      isConfigurationFrozen: undefined,
    };
  }
  const [protectedFrom, access] = [configuration[3]!, configuration[4]!];
  return {
    protectedFromPage: protectedFrom < pages ? protectedFrom : null,
    isReadProtected: protectedFrom < pages && (access & 0x80) !== 0,
    attemptLimit: access & 0x07,
    isConfigurationFrozen: (access & 0x40) !== 0,
  };
}

/** Pages 0 to 15 as far as they are open, by whichever READ the reader offers; the rest is left as 00. */
async function readOpenPages(commands: ReaderCommands): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let page = 0; page < 16; page += 4) {
    const raw = await unlessRefused(() => commands.tag(readFour(page)));
    const content = raw ?? (await unlessRefused(() => commands.readFourPages(page)));
    parts.push(content ?? new Uint8Array(16));
  }
  return concat(...parts);
}

/** Bit n of bytes 2 and 3 of page 2 locks page n (data sheet rev. 3.2 §8.5.2). */
function lockedPagesOf(bytes: Uint8Array): number[] {
  const bits = bytes[0]! | (bytes[1]! << 8);
  return Array.from({ length: 13 }, (_, i) => i + 3).filter((page) => (bits & (1 << page)) !== 0);
}

function originalityOf(uid: Uint8Array, signature: Uint8Array | undefined): NtagFacts['originality'] {
  if (signature === undefined) return undefined;
  return isOriginalNtag(uid, signature) ? 'genuine' : 'not-genuine';
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isKartuError(error, 'reader-failed', 'reader-unsupported')) return undefined;
    throw error;
  }
}
