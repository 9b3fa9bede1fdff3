import { describe, expect, it } from '@jest/globals';
import { writeOutput } from '../../../gateway/cli/write-output.ts';

describe('writeOutput', () => {
  it('leaves no more listeners on stdout with each call, as test --watch has many', async () => {
    await writeOutput(['']);
    const once = counts();
    for (let call = 0; call < 5; call += 1) await writeOutput(['', '']);
    expect(counts()).toEqual(once);
  });
});

function counts() {
  return process.stdout.eventNames().map((name) => [name, process.stdout.listenerCount(name)]);
}
