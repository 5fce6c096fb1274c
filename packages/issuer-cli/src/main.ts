#!/usr/bin/env node
import { runProgram } from '@kartukita/card-core/console';
import { buildProgram } from './program.ts';

await runProgram(buildProgram(), process.argv.slice(2));
