import { createServer } from 'node:net';
import { runProgram } from '../../packages/card-core/src/console/index.ts';
import { terminalProgram } from '../../packages/terminal/src/index.ts';
import type { DemoFolder } from './folder.ts';
import type { Telling } from './telling.ts';

const PORT = 8420;

/** The story's end: the cashier's screen with the story's cards on its tray, until Ctrl+C. */
export async function showScreen(telling: Telling, folder: DemoFolder): Promise<void> {
  telling.chapter('screen.head');
  telling.paragraph('screen.about');
  const port = (await isFree(PORT)) ? PORT : 0;
  const hasWindows =
    Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) || process.platform !== 'linux';
  await runProgram(terminalProgram(), [
    ...['--data', folder.path('counter1'), '--passphrase-file', folder.path('passphrase')],
    ...['--lang', telling.language, 'serve', '--port', String(port)],
    ...['--virtual-tray', folder.path('cards'), ...(hasWindows ? ['--open'] : [])],
  ]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
