import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { foldText, searchWords } from '../../../schema/health/fold-text.ts';
import { startSubgraph, type RunningSubgraph } from '../../../schema/health/start-subgraph.ts';
import { ask, temporaryDirectory } from './health-data.ts';

describe('the text by which the example finds people', () => {
  it.each([
    ['Sofía Łukasz', 'sofia lukasz'],
    ['Øyvind Þór Weiß', 'oyvind thor weiss'],
    ['Nguyễn Thị Ánh', 'nguyen thi anh'],
    ['ＡＢＣ', 'abc'],
    ['李明', '李明'],
    ['', ''],
  ])('of %j is %j', (name, folded) => {
    expect(foldText(name)).toBe(folded);
  });

  it('has at most eight words', () => {
    expect(searchWords('a b c d e f g h i j')).toHaveLength(8);
  });
});

describe("the example's patients", () => {
  const directory = temporaryDirectory();
  let subgraph: RunningSubgraph;
  beforeAll(async () => {
    subgraph = await startSubgraph('patients', { indexDir: directory.path, port: 0 });
  });
  afterAll(async () => {
    await subgraph.close();
    directory.remove();
  });

  it.each([
    ['a part of a name', 'ay719'],
    ['several parts in any order', 'dick fay'],
    ['a birth date', '1972-12-05 fay'],
    ['the record number', 'MR06771775'],
  ])('are found by %s', async (_, text) => {
    const query = `query ($text: String!) { findPatients(text: $text) { patient name recordNumber birthDate } }`;
    const { data } = await ask<{ findPatients: unknown[] }>(subgraph.url, query, { text });
    expect(data?.findPatients[0]).toEqual({
      patient: '956a4d3f-5fab-49fc-8e5c-fa6734077f5d',
      name: 'Fay719 Dickens117',
      recordNumber: 'MR06771775',
      birthDate: '1972-12-05',
    });
  });

  it.each(["' OR 1=1 --", '%', '_', '"', ' '])('are not found by %j', async (text) => {
    const query = `query ($text: String!) { findPatients(text: $text) { patient } }`;
    const { data } = await ask<{ findPatients: unknown[] }>(subgraph.url, query, { text });
    expect(data?.findPatients).toEqual([]);
  });
});
