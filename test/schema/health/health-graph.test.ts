import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { composeServices } from '@apollo/composition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';

import { startHealthSubgraphs } from '../../../schema/health/start-health-subgraphs.ts';
import type { RunningSubgraph } from '../../../schema/health/start-subgraph.ts';

describe('The health subgraphs', () => {
  let directory: string;
  let subgraphs: readonly RunningSubgraph[];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'health-graph-'));
    subgraphs = await startHealthSubgraphs({ indexDir: directory, port: 0 });
  });

  afterAll(async () => {
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    rmSync(directory, { recursive: true });
  });

  it('compose into one supergraph without an error or a hint', () => {
    const { errors, hints } = composeServices(
      subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
    );
    expect(errors).toBeUndefined();
    expect(hints).toEqual([]);
  });

  it('answer /health', async () => {
    const answers = await Promise.all(
      subgraphs.map(({ url }) => fetch(new URL('/health', url)).then(({ status }) => status)),
    );
    expect(answers).toEqual([200, 200, 200, 200, 200]);
  });
});
