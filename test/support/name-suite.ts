import { expect } from '@jest/globals';
import { TEST_PATH } from './timed.ts';

// Loaded before each test file, for what it waits for to be noted under its path.
process.env[TEST_PATH] = expect.getState().testPath;
