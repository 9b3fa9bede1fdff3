/** Fails on riddle words and British spellings, each with its place and what to write instead. Part of `npm run check`. */
import { findRiddles } from './riddle-words.ts';

const riddles = findRiddles();
for (const { file, line, text, write } of riddles)
  process.stdout.write(`${file}:${line}: "${text}". Write: ${write}\n`);
if (riddles.length > 0) process.exitCode = 1;
