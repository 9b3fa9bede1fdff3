import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { packageFile } from '../../../../schema/package-file.ts';

it('sets a flag that this V8 knows', () => {
  const path = packageFile('dist/gateway/platform/process/limit-heap-growth.js');
  // The tag depends on the flags of V8. For a flag that it does not know, V8 prints a line.
  const program = `
    import { cachedDataVersionTag } from 'node:v8';
    import { limitHeapGrowth } from ${JSON.stringify(path)};
    const before = cachedDataVersionTag();
    limitHeapGrowth();
    console.log(cachedDataVersionTag() === before ? 'the same' : 'changed');`;
  const options = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'changed\n', stderr: '' });
});
