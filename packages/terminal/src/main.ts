#!/usr/bin/env node
import { runProgram } from '@kartukita/card-core/console';
import { terminalProgram } from './program.ts';

await runProgram(terminalProgram(), process.argv.slice(2));
