#!/usr/bin/env node
import { deferOptimization } from '../platform/process/defer-optimization.ts';
import { runProgram } from './run-program.ts';
import { stopWithParent } from './run/until-stopped.ts';

// Otherwise graphql-js checks each schema object for a second copy of the library, which takes a fifth of the time of a large
// response. It reads this variable when it is loaded, and the commands load it.
process.env['NODE_ENV'] ??= 'production';

// `serve` ends this when the gateway has started; other commands are mostly over before V8 would gain from it.
deferOptimization();
stopWithParent();
await runProgram(process.argv.slice(2));
