// npm run check: what every commit passes — format, lint, types, quick tests — in under a minute.
import { run } from './run.ts';

run('format and lint', 'biome', 'check', '.');
run('types', 'tsc', '-p', 'tsconfig.json');
run('types of the screen', 'tsc', '-p', 'packages/terminal/screen/tsconfig.json');
run('quick tests', 'vitest', 'run', '--project', 'quick', ...process.argv.slice(2));
