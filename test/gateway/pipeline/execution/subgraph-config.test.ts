import { describe, expect, it } from '@jest/globals';
import { subgraphSchema } from '../../../../gateway/pipeline/execution/subgraph-config.ts';

const parse = (section: object) => subgraphSchema('/').safeParse(section);

describe('the limit of bytes in flight from subgraphs', () => {
  it('is four times maxResponseBytes by default, so 128 MiB with the default maxResponseBytes of 32 MiB', () => {
    expect(parse({}).data).toMatchObject({
      maxResponseBytes: 33_554_432,
      maxBytesInFlight: 134_217_728,
      connectionsPerCaller: 16,
    });
    expect(parse({ maxResponseBytes: 10_000 }).data?.maxBytesInFlight).toBe(40_000);
  });

  it('is refused when it is less than twice maxResponseBytes', () => {
    const { error } = parse({ maxResponseBytes: 10_000, maxBytesInFlight: 19_999 });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'maxBytesInFlight must be twice maxResponseBytes or more: one caller may hold half of it',
    ]);
  });
});
