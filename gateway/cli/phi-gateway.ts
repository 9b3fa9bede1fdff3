#!/usr/bin/env node
import { runProgram } from './run-program.ts';
import { stopWithParent } from './run/until-stopped.ts';

stopWithParent();
await runProgram(process.argv.slice(2));
