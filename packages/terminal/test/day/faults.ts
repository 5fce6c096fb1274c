import { isKartuError } from '@kartukita/card-core';

/** Code and case of the error that a call ends with; `done` when it does not. */
export async function faultOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (!isKartuError(error)) throw error;
    return `${error.code} ${error.details.what ?? ''}`.trim();
  }
}
