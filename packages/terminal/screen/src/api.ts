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
  const headers = { 'content-type': 'application/json', 'x-kartu-screen': '1' };
  return answer<T>(fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
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
