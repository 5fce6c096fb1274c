import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problem } from './guard.ts';

const MAX_JSON_BYTES = 64 * 1024;
/** What a person brings on a stick: a catalogue of a hundred thousand articles, a reply for as many members. */
const MAX_FILE_BYTES = 16_000_000;

/** The only requests whose body is a file as it is; every other body is JSON. */
export const UPLOADS: ReadonlySet<string> = new Set([
  '/api/articles/preview',
  '/api/articles/import',
  '/api/settle/apply',
]);

/** Bodies no longer than what a request of their kind may be. */
export function limitedBodies(): MiddlewareHandler {
  const onError = (c: Context) => problem(c, 413, 'request-invalid', 'the body is too long');
  const json = bodyLimit({ maxSize: MAX_JSON_BYTES, onError });
  const file = bodyLimit({ maxSize: MAX_FILE_BYTES, onError });
  return (c, next) => (UPLOADS.has(c.req.path) ? file(c, next) : json(c, next));
}

export async function fileOf(c: Context): Promise<Buffer> {
  return Buffer.from(await c.req.arrayBuffer());
}

/** The name of the file, for the books and for messages; nothing is opened by it. */
export function fileNameOf(c: Context, otherwise: string): string {
  const name = (c.req.query('name') ?? '').replaceAll(/[\p{Cc}/\\]/gu, '').slice(0, 80);
  return name === '' ? otherwise : name;
}
