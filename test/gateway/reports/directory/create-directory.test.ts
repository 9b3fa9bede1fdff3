import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '../../../../gateway/platform/log.ts';
import {
  createDirectory,
  MAX_FOUND,
  type Directory,
} from '../../../../gateway/reports/directory/create-directory.ts';
import { directorySchema } from '../../../../gateway/reports/directory/directory-config.ts';
import { readDirectoryOperations } from '../../../../gateway/reports/directory/directory-operations.ts';
import { compose } from '../../../../schema/compose.ts';
import { testConnect } from '../../../support/test-connect.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])
  type Query {
    ok: String
    people(patients: [ID!]!): [Person!]! @inaccessible
    numbers(patients: [ID!]!): [Person!]! @inaccessible
    staff(actors: [ID!]!): [Staff] @inaccessible
    find(text: String!): [Person!]! @inaccessible
    findStaff(text: String!): [Staff] @inaccessible
  }
  type Person { id: ID! name: String mrn: String born: String age: Int }
  type Staff { login: ID! name: String role: String ward: String }
`;
const OPERATIONS = {
  patients: [
    `query ($patients: [ID!]!) { people(patients: $patients) { patient: id name birthDate: born } }`,
    `query ($patients: [ID!]!) { numbers(patients: $patients) { patient: id mrn } }`,
  ],
  actors: [
    `query ($actors: [ID!]!) { staff(actors: $actors) { actor: login name role department: ward } }`,
  ],
  patientSearch: [`query ($text: String!) { find(text: $text) { patient: id name mrn } }`],
  actorSearch: [`query ($text: String!) { findStaff(text: $text) { actor: login name } }`],
};
const STAFF_ISSUER = 'https://idp.test';

type Answer = (variables: Record<string, string | readonly string[]>) => unknown;
let server: Server;
let supergraphSdl = '';
let answers: Readonly<Record<string, Answer>> = {};
let asked: unknown[] = [];
/** Responses that are held back until the test ends. */
let held: ServerResponse[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { query, variables } = JSON.parse(body) as {
        query: string;
        variables: Record<string, string[]>;
      };
      const [, field = ''] = /\{\s*(\w+)\(/.exec(query) ?? [];
      asked.push({ field, ...variables });
      const answer = answers[field]?.(variables);
      if (answer === undefined) held.push(response);
      else response.end(JSON.stringify({ data: { [field]: answer } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  supergraphSdl = composeAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
beforeEach(() => {
  answers = {};
  asked = [];
  held = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const config = (lists: Readonly<Record<string, readonly string[]>>, timeoutMs = 5_000) => {
  const operations = Object.entries(lists).map(([list, texts]) => [
    list,
    texts.map((operation) => ({ subgraph: 'hr', operation })),
  ]);
  const parsed = directorySchema('').parse({ ...Object.fromEntries(operations), timeoutMs });
  if (parsed === null) throw new Error('no directory');
  return parsed;
};

function composeAt(url: string): string {
  const composed = compose([{ name: 'hr', url, sdl: SDL }]);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  return composed.supergraphSdl;
}

/** Opens a directory and hands it to a test, with what it logged. */
async function withDirectory(
  use: (directory: Directory, logged: readonly string[]) => Promise<void>,
  {
    timeoutMs = 5_000,
    issuers = [STAFF_ISSUER],
  }: { readonly timeoutMs?: number; readonly issuers?: readonly string[] } = {},
): Promise<void> {
  const logged: string[] = [];
  const directory = createDirectory(config(OPERATIONS, timeoutMs), {
    supergraphSdl,
    connect: testConnect({ retries: 0 }),
    staffIssuers: new Set(issuers),
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
  });
  try {
    await use(directory, logged);
  } finally {
    for (const response of held) response.destroy();
    await directory.close();
  }
}

const numbers = () => [{ patient: 'p1', mrn: 'MR1' }];
const nina = { issuer: STAFF_ISSUER, subject: 'nina' };

describe('the directory of people', () => {
  it('sends each source one request for all people, merges the answers, and drops people who were not requested', async () => {
    answers = {
      people: () => [
        { patient: 'p1', name: 'Ann Low', birthDate: '1972-12-05' },
        { patient: 'p9', name: 'Someone Else', birthDate: null },
      ],
      numbers,
      staff: () => [{ actor: 'nina', name: 'Nina Ray', role: 'Nurse', department: 'Ward 3' }],
    };
    await withDirectory(async (directory) => {
      // The same subject of another issuer may be another person.
      const namesake = { ...nina, issuer: 'https://portal.test' };
      const found = await directory.find({ patients: ['p1', 'p2'], actors: [nina, namesake] });
      expect(found).toEqual({
        patients: [{ id: 'p1', name: 'Ann Low', mrn: 'MR1', birthDate: '1972-12-05' }],
        actors: [{ ...nina, name: 'Nina Ray', role: 'Nurse', department: 'Ward 3' }],
        isComplete: true,
      });
      expect(asked).toHaveLength(3);
      expect(asked).toContainEqual({ field: 'people', patients: ['p1', 'p2'] });
      expect(asked).toContainEqual({ field: 'staff', actors: ['nina'] });
    });
  });

  it('sends nothing for an empty list', async () => {
    await withDirectory(async (directory) => {
      const found = await directory.find({ patients: [], actors: [] });
      expect(found).toEqual({ patients: [], actors: [], isComplete: true });
      expect(asked).toEqual([]);
    });
  });

  it.each<readonly [what: string, timeoutMs: number, people: Answer]>([
    ['answers with another form', 20_000, () => [{ patient: 'p1', name: 7, birthDate: null }]],
    [
      'gives one person two names',
      20_000,
      () => [
        { patient: 'p1', name: 'Ann Low', birthDate: null },
        { patient: 'p1', name: 'Ben Ray', birthDate: null },
      ],
    ],
    ['does not answer in time', 1_500, () => undefined],
  ])(
    'is incomplete, shows what other sources return, and logs it once without a name or an id, if a source %s',
    async (_what, timeoutMs, people) => {
      answers = { people, numbers };
      await withDirectory(
        async (directory, logged) => {
          for (const _ of [1, 2]) {
            expect(await directory.find({ patients: ['p1'], actors: [] })).toEqual({
              patients: [{ id: 'p1', name: null, mrn: 'MR1', birthDate: null }],
              actors: [],
              isComplete: false,
            });
          }
          expect(logged).toHaveLength(1);
          answers = { people: () => [], numbers };
          expect(await directory.find({ patients: ['p1'], actors: [] })).toMatchObject({
            isComplete: true,
          });
          expect(logged).toHaveLength(2);
          expect(logged.join('\n')).toContain('names of people are not known');
          expect(logged.join('\n')).not.toMatch(/p1|Ann|Ben|MR1/);
        },
        { timeoutMs },
      );
    },
  );

  it('finds at most 20 people, none of them with an id that cannot be recorded', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({
      patient: `p${index}`,
      name: `Low ${index}`,
      mrn: null,
    }));
    answers = {
      find: () => [
        { patient: '\u202Eevil', name: 'Low', mrn: null },
        { patient: '(erased)', name: 'Low', mrn: null },
        ...many,
      ],
      findStaff: () => [{ actor: 'nina', name: 'Nina Low' }],
    };
    const staffMember = { subject: 'nina', name: 'Nina Low', role: null, department: null };
    await withDirectory(async (directory) => {
      const { patients } = await directory.search('low', 'patientSearch');
      expect(patients.map(({ id }) => id)).toEqual(
        many.slice(0, MAX_FOUND).map(({ patient }) => patient),
      );
      expect(asked).toEqual([{ field: 'find', text: 'low' }]);
      const { actors } = await directory.search('low', 'actorSearch');
      expect(actors).toEqual([{ ...staffMember, issuer: STAFF_ISSUER }]);
    });
    await withDirectory(
      async (directory) => {
        // Which of the two accounts it is, the operation does not say.
        const { actors } = await directory.search('low', 'actorSearch');
        expect(actors).toEqual([{ ...staffMember, issuer: null }]);
      },
      { issuers: [STAFF_ISSUER, 'https://other.test'] },
    );
  });

  it('is refused at the start with every problem in its operations', () => {
    const wrong = config({
      patients: [
        'query ($patients: [ID!]!) { people(patients: $patients) { patient: id mrn: age } }',
      ],
      actorSearch: ['query ($actors: [ID!]!) { staff(actors: $actors) { actor: login name } }'],
    });
    expect(() => readDirectoryOperations(wrong, supergraphSdl)).toThrow(
      expect.objectContaining({
        problems: [
          'admin.directory.patients[0].operation: selects mrn as Int. It must be a string.',
          'admin.directory.actorSearch[0].operation: must have the variable $text: String! and no other.',
        ],
      }),
    );
  });
});
