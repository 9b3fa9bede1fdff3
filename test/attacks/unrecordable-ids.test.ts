import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeLeaves } from '../../gateway/audit/record/leaf.ts';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';
import { UNRECORDABLE } from '../gateway/audit/record/unrecordable-texts.ts';

/** What stands in the place of an id; of the lab and of the patient whose it is. */
let lab = '';
let owner = '';
let graph: InProcessGraph;
beforeAll(async () => {
  const sdl = `
    type Query { labs: [Lab!]! }
    type Lab @key(fields: "id") @patient(id: "owner") {
      id: ID!
      owner: ID!
      value: Int @phi @role(anyOf: ["doctor"])
    }
  `;
  const resolvers = { Query: { labs: () => [{ id: lab, owner, value: 5 }] } };
  graph = await createInProcessGraph({ labs: { sdl, resolvers } }, AUTHORIZATION);
});
afterAll(() => graph.close());

const { source } = ledgerOptions('');
const context = { id: '019a0000-0000-7000-8000-000000000001', at: 1, source };

describe('an id from a subgraph with characters that a record cannot hold', () => {
  it.each(UNRECORDABLE)(
    'escapes the id of an object in the record and releases the value: %s',
    async (_what, character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16);
      lab = `lab${character}1`;
      owner = 'p1';
      const asked = await attempt(graph, { query: '{ labs { value } }', caller: doctor });
      expect(asked.data).toEqual({ labs: [{ value: 5 }] });
      expect(asked.released).toEqual([`Lab.value full p1 lab\\u{${code}}1`]);
      for (const record of asked.records) expect(writeLeaves(record, context)).toHaveLength(1);
    },
  );

  it.each(UNRECORDABLE)(
    'withholds the value with SUBGRAPH_FAILED for such a patient id, and writes the record: %s',
    async (_what, character) => {
      lab = 'lab1';
      owner = `p${character}1`;
      const asked = await attempt(graph, { query: '{ labs { value } }', caller: doctor });
      expect(asked).toMatchObject({
        data: { labs: [{ value: null }] },
        errors: ['SUBGRAPH_FAILED labs.0.value'],
        released: [],
      });
      for (const record of asked.records) expect(writeLeaves(record, context)).toHaveLength(1);
    },
  );
});
