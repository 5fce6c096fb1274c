import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  detectCard,
  equalBytes,
  isKartuError,
  KartuError,
  openReader,
  parseReaderSpec,
  type Reader,
  type WaitOptions,
} from '@kartukita/card-core';

/** Where the cards of a run come from, one after the other. */
export interface TapSource {
  /**
   * The reader for the next card; undefined when there are no more. Where cards are laid by hand it is another one
   * than `last`, or the same once more after it was taken away. Throws `no-card` when that takes too long,
   * `reader-lost`, and what opening a reader throws.
   */
  next(wait: WaitOptions, last?: { readonly uid: Uint8Array | undefined }): Promise<Reader | undefined>;
  close(): Promise<void>;
}

const CARD_IMAGE = /\.(nfc|json|bin|mfd)$/i;

/**
 * What a person named after `--reader`: one real reader on which card after card is laid, or virtual cards, which are
 * laid in the order given; `virtual:FOLDER` stands for the card images in it by name. Throws `usage`.
 */
export async function openTaps(specs: readonly string[]): Promise<TapSource> {
  const parsed = specs.map(parseReaderSpec);
  const [first] = specs;
  if (specs.length === 1 && parsed[0]!.kind === 'pcsc') return oneReader(await openReader(first!));
  if (parsed.some(({ kind }) => kind === 'pcsc')) {
    throw new KartuError('usage', 'one real reader, or virtual cards', {
      details: { what: 'batch-readers' },
    });
  }
  return virtualCards(specs.flatMap(expandFolder));
}

/** Card after card on one reader. A quick hand may have changed them before anybody looked: the UID tells. */
export function oneReader(reader: Reader): TapSource {
  return {
    async next(wait, last) {
      if (last && (last.uid === undefined || (await isStillThere(reader, wait, last.uid)))) {
        await reader.waitForRemoval(wait);
      }
      return reader;
    },
    close: () => reader.close(),
  };
}

async function isStillThere(reader: Reader, wait: WaitOptions, uid: Uint8Array): Promise<boolean> {
  const connection = await reader.waitForCard(wait);
  try {
    const { uid: found, commands } = await detectCard(connection);
    await commands.close();
    return equalBytes(found, uid);
  } catch (error) {
    if (isKartuError(error, 'card-removed', 'card-unsupported')) return false;
    throw error;
  } finally {
    await connection.close();
  }
}

/** Each card image is one tap. */
function virtualCards(specs: readonly string[]): TapSource {
  const rest = [...specs];
  let current: Reader | undefined;
  return {
    async next() {
      await current?.close();
      const spec = rest.shift();
      current = spec === undefined ? undefined : await openReader(spec);
      return current;
    },
    async close() {
      await current?.close();
    },
  };
}

function expandFolder(spec: string): string[] {
  const path = spec.slice('virtual:'.length);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [spec];
  const images = readdirSync(path).filter((name) => CARD_IMAGE.test(name));
  return images.sort().map((name) => `virtual:${join(path, name)}`);
}
