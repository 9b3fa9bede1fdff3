import { writeSync } from 'node:fs';

const nobody = new Int32Array(new SharedArrayBuffer(4));

/**
 * Prints text before it returns. Waits if the pipe is full: its reader may be slow, and that is no
 * failure of what is tested.
 */
export function printAtOnce(text: string): void {
  while (!isPrinted(text)) Atomics.wait(nobody, 0, 0, 1);
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
