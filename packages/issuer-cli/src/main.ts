#!/usr/bin/env node
import { keepCompiled } from '@kartukita/card-core/compile-cache';

keepCompiled();
const [{ runProgram }, { buildProgram }] = await Promise.all([
  import('@kartukita/card-core/console'),
  import('./program.ts'),
]);
await runProgram(buildProgram(), process.argv.slice(2));
