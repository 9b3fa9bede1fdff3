#!/usr/bin/env node
import { runProgram } from './run-program.ts';
import { stopWithParent } from './run/until-stopped.ts';

// Otherwise graphql-js looks at every value for a second copy of itself, which takes a fifth of the work on a large
// response. It reads this when it is loaded, which commands do.
process.env['NODE_ENV'] ??= 'production';

stopWithParent();
await runProgram(process.argv.slice(2));
