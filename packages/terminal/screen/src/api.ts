import type { Problem } from '../../src/web/protocol.ts';

/** What went wrong with a request, by the server's code; `network` when nobody answered. */
export class RequestFailed extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: string, status: number, details: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export async function get<T>(path: string): Promise<T> {
  return answer<T>(fetch(path, { headers: { accept: 'application/json' } }));
}

export async function post<T>(path: string, body: object): Promise<T> {
  return answer<T>(fetch(path, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) }));
}

const JSON_HEADERS = { 'content-type': 'application/json', 'x-kartu-screen': '1' };
const FILE_HEADERS = { 'content-type': 'application/octet-stream', 'x-kartu-screen': '1' };

/** Sends a file as it is. Throws RequestFailed. */
export async function postFile<T>(path: string, file: File): Promise<T> {
  const url = `${path}?name=${encodeURIComponent(file.name)}`;
  return answer<T>(fetch(url, { method: 'POST', headers: FILE_HEADERS, body: file }));
}

/** Asks for a file and hands it to the browser to save. Throws RequestFailed. */
export async function saveFile(path: string): Promise<Headers> {
  const response = await fetch(path, { method: 'POST', headers: JSON_HEADERS, body: '{}' }).catch(
    () => undefined,
  );
  if (!response?.ok) {
    await answer(response ? Promise.resolve(response) : Promise.reject());
    throw new RequestFailed('internal-error', 0);
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '';
  link.click();
  // The browser has begun with it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return response.headers;
}

async function answer<T>(asked: Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await asked;
  } catch {
    throw new RequestFailed('network', 0);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  const { error } = (body ?? {}) as Partial<Problem>;
  throw new RequestFailed(error?.code ?? 'internal-error', response.status, error?.details);
}
