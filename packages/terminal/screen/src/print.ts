import { signal } from '@preact/signals';
import { post, RequestFailed } from './api.ts';
import { fault } from './draft.ts';
import type { Word } from './words/en.ts';
import { language } from './words.ts';

/** Something that went well, said for a moment. */
export const notice = signal<Word | null>(null);
const SHOWN_MS = 4000;

export function note(word: Word): void {
  notice.value = word;
  setTimeout(() => {
    if (notice.value === word) notice.value = null;
  }, SHOWN_MS);
}

export async function printSlip(transfer: number): Promise<void> {
  await print('/api/print', { transfer, language: language.value });
}

export async function printBalance(): Promise<void> {
  await print('/api/print/balance', { language: language.value });
}

export async function printZ(number: number): Promise<void> {
  await print('/api/z/print', { number, language: language.value });
}

export async function printTest(): Promise<void> {
  await print('/api/printer/test', { language: language.value });
}

async function print(path: string, body: object): Promise<void> {
  fault.value = null;
  try {
    await post(path, body);
    note('print.done');
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    fault.value = error;
  }
}
