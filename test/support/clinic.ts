import type { TestSubgraph } from './in-process-graph.ts';

/** One object of the clinic's data. */
type Thing = { readonly __typename: string; readonly [field: string]: unknown };

const address = (city: string | null, zip: string | null): Thing => ({
  __typename: 'Address',
  city,
  zip,
});

const doctors: Thing[] = ['d1', 'd2'].map((id, index) => ({
  __typename: 'Doctor',
  id,
  name: `Doctor${index} Vale`,
  license: `LIC-000${index}`,
  rating: index,
}));

const patients: Thing[] = ['p1', 'p2', 'p3', 'p4'].map((id, index) => ({
  __typename: 'Patient',
  id,
  name: index === 3 ? null : `Name${index} Family${index}`,
  ssn: index === 2 ? null : `999-00-000${index}`,
  nick: `nick${index}`,
  born: `19${30 + index * 20}-02-03`,
  rating: index === 1 ? null : index * 10,
  homes: index === 0 ? [] : [address('Bedford', '01730'), address(null, '03601')],
  home: index === 2 ? null : address('Acton', '01720'),
}));

const records: Thing[] = [
  ['l1', 'Lab', 'p1'],
  ['l2', 'Lab', 'p2'],
  ['l3', 'Lab', 'p1'],
  ['n1', 'Note', 'p1'],
  ['n2', 'Note', 'p3'],
  ['n3', 'Note', 'p2'],
].map(([id = '', type = '', owner = ''], index) => ({
  __typename: type,
  id,
  code: index === 4 ? null : `code-${index}`,
  owner,
  ...(type === 'Lab' ? { value: index + 0.5 } : { text: `text ${index}` }),
}));

const byId = new Map([...doctors, ...patients, ...records].map((thing) => [thing['id'], thing]));
const find = (id: unknown): Thing | null => byId.get(id) ?? null;

const recordsOf = (patient: unknown): Thing[] =>
  records.filter((record) => record['owner'] === patient);

type Resolver = (source: never, args: never) => unknown;

/** Type → field → resolver, for every field whose value is not a property of its object. */
const CLINIC_FIELDS: Record<string, Record<string, Resolver>> = {
  Query: {
    patients: (_: unknown, { first }: { first: number }) => patients.slice(0, first),
    patient: (_: unknown, { id }: { id: string }) =>
      find(id)?.['__typename'] === 'Patient' ? find(id) : null,
    beings: () => [patients[0], doctors[0], null, patients[1], doctors[1]],
    node: (_: unknown, { id }: { id: string }) => find(id),
    things: () => [patients[1], doctors[0], patients[2]],
    records: () => records,
    count: () => patients.length,
  },
  Patient: {
    friends: (of: Thing) => [...patients.filter((one) => one !== of).slice(0, 2), doctors[0]],
    doctor: (of: Thing) => (of['id'] === 'p4' ? null : doctors[0]),
    label: (of: Thing, { text }: { text: string }) => `${text}:${String(of['nick'])}`,
    risk: (of: Thing) => {
      const ssn = 'ssn' in of ? of['ssn'] : undefined;
      return typeof ssn === 'string' ? Number(ssn.slice(-1)) : null;
    },
    records: (of: Thing) => recordsOf(of['id']),
    labs: (of: Thing, { n }: { n: number }) =>
      recordsOf(of['id'])
        .filter((record) => record['__typename'] === 'Lab')
        .slice(0, n),
    latest: (of: Thing) => recordsOf(of['id']).at(-1) ?? null,
  },
  Doctor: {
    treats: (of: Thing) => (of['id'] === 'd1' ? patients.slice(0, 3) : []),
  },
  Lab: { patient: (of: Thing) => find(of['owner']) },
  Note: { patient: (of: Thing) => find(of['owner']) },
};

const TYPES = `
  interface Being IFACE_KEY { id: ID! name: String @phi(category: NAME, deidentify: INITIALS) @role(anyOf: ["doctor", "clerk", "self"], deidentified: ["research"]) }
  interface Node { id: ID! }
`;

/** The subgraphs: people, records, and one with the interface Being as an `@interfaceObject`. */
export const CLINIC: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query {
        patients(first: Int = 3): [Patient!]!
        patient(id: ID! @patient): Patient
        beings: [Being]
        node(id: ID!): Node
        things: [Thing!]
        count: Int @phi(category: OTHER_ID) @role(anyOf: ["doctor", "self"])
      }
      ${TYPES.replace('IFACE_KEY', '@key(fields: "id")')}
      union Thing = Patient | Doctor
      type Patient implements Being & Node @key(fields: "id") @patient(id: "id") {
        id: ID!
        name: String
        ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["doctor", "self"], deidentified: ["clerk"])
        nick: String
        born: String! @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
        friends: [Being!]!
        doctor: Doctor
        label(text: String!): String
        home: Address
        homes: [Address!]
      }
      type Doctor implements Being & Node @key(fields: "id") {
        id: ID!
        name: String
        license: String @phi(category: LICENSE) @role(anyOf: ["clerk"])
        treats: [Patient!]
      }
      type Address @phi(category: GEOGRAPHY) @role(anyOf: ["doctor", "clerk", "self"], deidentified: ["research"]) {
        city: String
        zip: String @phi(category: GEOGRAPHY, deidentify: ZIP3)
      }
    `,
    resolvers: {
      Query: pick(CLINIC_FIELDS['Query'], [
        'patients',
        'patient',
        'beings',
        'node',
        'things',
        'count',
      ]),
      Being: {
        __resolveType: (thing: Thing) => thing['__typename'],
        __resolveReference: byReference,
      },
      Node: { __resolveType: (thing: Thing) => thing['__typename'] },
      Thing: { __resolveType: (thing: Thing) => thing['__typename'] },
      Patient: {
        ...pick(CLINIC_FIELDS['Patient'], ['friends', 'doctor', 'label']),
        __resolveReference: byReference,
      },
      Doctor: { ...CLINIC_FIELDS['Doctor'], __resolveReference: byReference },
    },
  },
  records: {
    sdl: `
      type Query { records: [Record] }
      type Patient @key(fields: "id") {
        id: ID!
        ssn: String @external
        risk: Int @requires(fields: "ssn")
        records: [Record!]
        labs(n: Int = 1): [Lab!]!
        latest: Record
      }
      interface Record { id: ID! code: String patient: Patient }
      type Lab implements Record @key(fields: "id") @patient(id: "patient.id") {
        id: ID!
        code: String @phi @role(anyOf: ["doctor", "self", "clerk"])
        value: Float! @phi(category: GENETIC) @role(anyOf: ["doctor", "self"])
        patient: Patient
      }
      type Note implements Record @key(fields: "id") @patient(id: "patient.id") @role(anyOf: ["doctor", "self", "clerk"]) {
        id: ID!
        code: String
        text: String @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor"])
        patient: Patient
      }
    `,
    resolvers: {
      Query: pick(CLINIC_FIELDS['Query'], ['records']),
      Record: { __resolveType: (thing: Thing) => thing['__typename'] },
      Patient: pick(CLINIC_FIELDS['Patient'], ['risk', 'records', 'labs', 'latest']),
      Lab: { ...CLINIC_FIELDS['Lab'], __resolveReference: byReference },
      Note: { ...CLINIC_FIELDS['Note'], __resolveReference: byReference },
    },
  },
  ratings: {
    sdl: `
      type Being @key(fields: "id") @interfaceObject {
        id: ID!
        rating: Int @phi(category: OTHER_ID) @role(anyOf: ["doctor", "clerk", "self"])
      }
    `,
    resolvers: {
      Being: {
        __resolveReference: ({ id }: { id: string }) => ({
          id,
          rating: find(id)?.['rating'] ?? null,
        }),
      },
    },
  },
};

function byReference({ id }: { readonly id: string }): Thing | null {
  return find(id);
}

function pick(
  fields: Record<string, Resolver> | undefined,
  names: readonly string[],
): Record<string, Resolver> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([name]) => names.includes(name)));
}
