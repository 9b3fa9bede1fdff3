/** Fails on unclear words and British spellings, each with its place and what to write instead. Part of `npm run check`. */
import { findUnclearWords } from './unclear-words.ts';

const found = findUnclearWords();
for (const { file, line, text, write } of found)
  process.stdout.write(`${file}:${line}: "${text}". Write: ${write}\n`);
if (found.length > 0) process.exitCode = 1;
