#!/usr/bin/env node
import { keepCompiled } from '@kartukita/card-core/compile-cache';

keepCompiled();
const [{ runProgram }, { terminalProgram }] = await Promise.all([
  import('@kartukita/card-core/console'),
  import('./program.ts'),
]);
await runProgram(terminalProgram(), process.argv.slice(2));
