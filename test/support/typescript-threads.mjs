// Lets threads and child processes of tests run the sources as they are. Jest compiles only what it imports
// itself; Node 22.18 and later need no help.
import { register } from 'node:module';

if (!process.features.typescript) register('./typescript-loader.mjs', import.meta.url);
