import type { TillState } from '../../packages/terminal/src/web/protocol.ts';

/** A window as far as the server can tell: it asks, and listens. */
export class ListeningWindow {
  readonly #url: string;
  readonly #stop: AbortController;
  #state: TillState | undefined;
  #wake: () => void = () => {};

  private constructor(url: string, stop: AbortController) {
    this.#url = url.replace(/\/$/, '');
    this.#stop = stop;
  }

  /** Listens from the first state on. */
  static async join(url: string): Promise<ListeningWindow> {
    const stop = new AbortController();
    const window = new ListeningWindow(url, stop);
    const { body } = await fetch(`${url}api/events`, { signal: stop.signal });
    void window.#listen(body!).catch(() => {});
    return window;
  }

  /** The same, and waits for the reader. */
  static async open(url: string): Promise<ListeningWindow> {
    const window = await ListeningWindow.join(url);
    await window.until(({ reader }) => reader.phase === 'ready');
    return window;
  }

  async post(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-kartu-screen': '1', origin: this.#url };
    const answer = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.arrayBuffer();
  }

  async until(holds: (state: TillState) => boolean): Promise<TillState> {
    while (!this.#state || !holds(this.#state)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#state;
  }

  close(): void {
    this.#stop.abort();
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const events = (rest + text).split('\n\n');
      rest = events.pop()!;
      for (const event of events) {
        const data = /^data: (\{.*)$/m.exec(event)?.[1];
        if (data) this.#state = JSON.parse(data) as TillState;
      }
      this.#wake();
    }
  }
}
