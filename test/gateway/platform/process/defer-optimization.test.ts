import { expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { packageFile } from '../../../../schema/package-file.ts';

const PATH = packageFile('dist/gateway/platform/process/defer-optimization.js');

it('changes a flag that this V8 knows, until the returned function is called', () => {
  // The tag depends on the flags of V8. For a flag that it does not know, V8 prints a line.
  const program = `
    import { cachedDataVersionTag } from 'node:v8';
    import { deferOptimization } from ${JSON.stringify(PATH)};
    deferOptimization()();
    const before = cachedDataVersionTag();
    const end = deferOptimization();
    const during = cachedDataVersionTag();
    end();
    console.log(during !== before, cachedDataVersionTag() === before);`;
  const options = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'true true\n', stderr: '' });
});

it('ends with the default of this V8', () => {
  const program = `
    import v8 from 'node:v8';
    import { syncBuiltinESMExports } from 'node:module';
    const set = [];
    v8.setFlagsFromString = (flag) => set.push(flag);
    syncBuiltinESMExports();
    const { deferOptimization } = await import(${JSON.stringify(PATH)});
    deferOptimization()();
    console.log(set.at(-1));`;
  const options = ['--input-type=module', '--eval', program];
  const last = execFileSync(process.execPath, options, { encoding: 'utf8' });
  const flags = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(flags).toContain(`default: ${last}`);
});
