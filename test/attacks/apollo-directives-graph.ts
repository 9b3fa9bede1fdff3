import { afterAll, beforeAll } from '@jest/globals';
import type { Caller } from '../../gateway/platform/caller.ts';
import { attempt, type Attempt } from '../support/attempt.ts';
import { AUTHORIZATION } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';

const POSTS = [
  { __typename: 'Public', id: '1', title: 'open' },
  { __typename: 'Private', id: '2', title: 'shut' },
];

export const CLINIC = {
  sdl: `
    type Query {
      patient: Patient
      posts: [Post]
      post: Post
      item: Item
      shelf: Shelf
      things: [Thing]
      mine: Mine
      code: Code
      when: When
      medium: Medium
      plain: Int
      known: Int @authenticated
      either: Int @requiresScopes(scopes: [["read:a", "read:b"], ["read:c"]])
      allowed: Int @policy(policies: [["on duty"], ["chief", "night"]])
      both: Int @requiresScopes(scopes: [["read:a"]]) @policy(policies: [["on duty"]])
      anything: Int @requiresScopes(scopes: [])
      find(code: Code, when: When): Int
      chart(of: ID @patient): Int @requiresScopes(scopes: [["read:chart"]])
    }
    type Mutation {
      wipe: Int @requiresScopes(scopes: [["write"]])
      weigh(of: ID @patient): Int @requiresScopes(scopes: [["write"]])
    }
    type Patient @key(fields: "id") @patient(id: "id") {
      id: ID @requiresScopes(scopes: [["read:id"]])
      ssn: String @phi(deidentify: LAST4) @role(anyOf: ["doctor"], deidentified: ["clerk"])
        @requiresScopes(scopes: [["read:ssn"]])
      note: String @phi @requiresScopes(scopes: [["read:note"]])
      weight: Int @shareable @requiresScopes(scopes: [["read:a"], ["read:b"]])
      height: Int @requiresScopes(scopes: [["read:a"]])
    }
    interface Item { id: ID }
    interface Post implements Item { id: ID title: String }
    interface Holder { item: Item }
    type Shelf implements Holder { item: Post }
    type Public implements Post & Item { id: ID title: String }
    type Private implements Post & Item @requiresScopes(scopes: [["read:private"]]) {
      id: ID
      title: String @policy(policies: [["on duty"]])
    }
    interface Medium { id: ID }
    type Scan implements Medium @requiresScopes(scopes: [["a"], ["b"]]) { id: ID }
    type Film implements Medium @requiresScopes(scopes: [["c"], ["d"]]) { id: ID }
    union Thing = Public | Private
    type Mine @requiresScopes(scopes: [["mine"]]) { text: String }
    enum Code @requiresScopes(scopes: [["read:code"]]) { X Y }
    scalar When @requiresScopes(scopes: [["read:when"]])
  `,
  resolvers: {
    Query: {
      patient: () => ({ id: 'p1' }),
      posts: () => POSTS,
      post: () => POSTS[0],
      item: () => POSTS[0],
      shelf: () => ({ item: POSTS[0] }),
      things: () => POSTS,
      mine: () => ({ text: 'mine' }),
      code: () => 'X',
      when: () => 'now',
      medium: () => ({ __typename: 'Scan', id: '1' }),
      plain: () => 1,
      known: () => 2,
      either: () => 3,
      allowed: () => 4,
      both: () => 5,
      anything: () => 6,
      find: () => 7,
      chart: () => 9,
    },
    Mutation: { wipe: () => 8, weigh: () => 10 },
    Patient: {
      __resolveReference: (reference: object) => reference,
      ssn: () => '999-00-0000',
      note: () => 'text',
      weight: () => 80,
      height: () => 180,
    },
  },
};

export const SCORES = {
  sdl: `
    type Patient @key(fields: "id") @patient(id: "id") {
      id: ID
      weight: Int @shareable @requiresScopes(scopes: [["read:c"]])
      height: Int @external
      ratio: Int @requires(fields: "height") @requiresScopes(scopes: [["read:a", "read:ratio"]])
    }
  `,
  resolvers: {
    Patient: {
      __resolveReference: (reference: object) => reference,
      weight: () => 80,
      ratio: ({ height }: { height: number }) => height * 2,
    },
  },
};

export function holding(scopes: readonly string[], policies: readonly string[] = []): Caller {
  return callerOf(['doctor'], { scopes, policies });
}

/** The patient p1. */
export function own(scopes: readonly string[]): Caller {
  return callerOf(['self'], { patients: new Map([['self', ['p1']]]), ownPatient: 'p1', scopes });
}

type Answer = Pick<Attempt, 'data' | 'errors' | 'asked'>;

/** The graph of these tests, and a query to it. */
export interface DirectedGraph {
  readonly graph: InProcessGraph;
  /** The response of a query, and the fields that subgraphs were asked for. */
  readonly ask: (query: string, caller: Caller) => Promise<Answer>;
}

/** Composes the graph before the tests of the file that calls it. */
export function withDirectives(): DirectedGraph {
  let graph: InProcessGraph;
  beforeAll(async () => {
    graph = await createInProcessGraph(
      { clinic: CLINIC, scores: SCORES },
      { ...AUTHORIZATION, defaultRoles: ['doctor'] },
    );
  });
  afterAll(() => graph.close());
  return {
    get graph() {
      return graph;
    },
    ask: async (query, caller) => {
      const { data, errors, asked } = await attempt(graph, { query, caller });
      return { data, errors, asked };
    },
  };
}
