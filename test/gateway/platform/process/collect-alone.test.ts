import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { packageFile } from '../../../../schema/package-file.ts';

it.each([
  { processes: 1, cores: 1, isAlone: true },
  { processes: 2, cores: 2, isAlone: true },
  { processes: 1, cores: 2, isAlone: false },
])(
  'with $processes processes on $cores cores, a thread collects its new objects alone: $isAlone',
  ({ processes, cores, isAlone }) => {
    const path = packageFile('dist/gateway/platform/process/collect-alone.js');
    const program = `
      import os from 'node:os';
      import { syncBuiltinESMExports } from 'node:module';
      os.availableParallelism = () => ${cores};
      syncBuiltinESMExports();
      const { collectAlone } = await import(${JSON.stringify(path)});
      collectAlone(${processes});
      console.log('start');
      let kept = [];
      for (let made = 0; made < 3e6; made += 1) {
        kept.push({ made });
        if (kept.length > 2e5) kept = [];
      }`;
    // V8 prints a line for each collection, and one for each thread that takes part in it.
    const flags = ['--trace-gc', '--trace-parallel-scavenge'];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [...flags, '--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    const [, traced = ''] = stdout.split('start\n');
    const collections = traced.match(/ms: Scavenge/g)?.length ?? 0;
    const parts = traced.match(/scavenge\[/g)?.length ?? 0;
    expect(stderr).toBe('');
    expect(collections).toBeGreaterThan(2);
    expect(parts === collections).toBe(isAlone);
  },
);
