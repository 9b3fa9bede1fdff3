import { writeSync } from 'node:fs';

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/** Prints text to stdout before it returns. Waits while the pipe is full, since its reader may be slow. */
export function printAtOnce(text: string): void {
  while (!isPrinted(text)) Atomics.wait(neverNotified, 0, 0, 1);
}

function isPrinted(text: string): boolean {
  try {
    writeSync(1, text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return false;
  }
}
