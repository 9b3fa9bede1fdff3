import type { TestSubgraph } from '../support/in-process-graph.ts';

/** A graph with mutations of patients' records. */
export interface WardGraph {
  readonly subgraphs: Readonly<Record<string, TestSubgraph>>;
  /** Patient and value of each mutation that ran. */
  readonly written: (readonly [patient: unknown, value: unknown])[];
}

/** Creates a graph whose mutations name their patients by argument, input field or list, or name none. */
export function createWardGraph(): WardGraph {
  const written: (readonly [patient: unknown, value: unknown])[] = [];
  const write = (patient: unknown, value: unknown) => {
    written.push([patient, value]);
    return { id: patient, ssn: value, nick: 'nick', born: '1970-01-02' };
  };
  const subgraphs: WardGraph['subgraphs'] = {
    ward: {
      sdl: `
      type Query { patient(id: ID! @patient): Patient }
      type Mutation {
        setSsn(patient: ID! @patient, value: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])): Patient
        setNick(patient: ID @patient, value: String): Patient
        setAll(input: Change!): Patient
        merge(from: ID! @patient, into: [ID!]! @patient): Patient
        anySsn(value: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])): Boolean
        lastSsn: String @phi(category: SSN) @role(anyOf: ["doctor", "self"])
        latest: Patient
        ping: Int
        close: Int @role(anyOf: ["clerk"])
        kind(kind: Kind): Boolean
      }
      enum Kind { PLAIN SECRET @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"]) }
      input Change { who: Who! value: String @phi(category: SSN) @role(anyOf: ["doctor", "self"]) }
      input Who { patient: ID @patient also: [Who!] }
      type Patient @key(fields: "id") @patient(id: "id") {
        id: ID!
        ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
        born: String @phi(category: DATE) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
        nick: String
      }
    `,
      resolvers: {
        Query: { patient: (_: unknown, { id }: { id: string }) => ({ id, ssn: 's' }) },
        Mutation: {
          setSsn: (_: unknown, { patient, value }: Record<string, unknown>) =>
            write(patient, value),
          setNick: (_: unknown, { patient, value }: Record<string, unknown>) =>
            write(patient, value),
          setAll: (_: unknown, { input }: { input: { who: { patient: string }; value: string } }) =>
            write(input.who.patient, input.value),
          merge: (_: unknown, { from }: Record<string, unknown>) => write(from, 'merged'),
          anySsn: (_: unknown, { value }: Record<string, unknown>) => Boolean(write(null, value)),
          lastSsn: () => write(null, 'last').ssn,
          latest: () => write('p2', 'latest'),
          ping: () => 1,
          close: () => 2,
          kind: () => true,
        },
      },
    },
  };
  return { subgraphs, written };
}
