import { expect, it } from '@jest/globals';
import { compose } from '../../../schema/compose.ts';
import { lint } from '../../../schema/lint/lint.ts';
import { largeSchema } from '../../bench/lint/large-schema.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { ANY_ROLES } from '../../support/lint-subgraphs.ts';

// Measured: 1.2 to 1.5 times. Without what the rules compute once for a graph, a type or a name, it is many times as much.
it('lint takes at most five times as long as the composition of a large schema', async () => {
  const subgraphs = [{ name: 'large', url: 'http://large.test', sdl: largeSchema(16_000) }];
  const composed = await cpuTime(async () => compose(subgraphs));
  const linted = await cpuTime(async () => lint(subgraphs, ANY_ROLES));
  expect(composed.value.ok).toBe(true);
  expect(linted.value.length).toBeGreaterThan(0);
  expect(linted.cpuMs).toBeLessThan(5 * composed.cpuMs);
});
