import { describe, expect, it } from '@jest/globals';
import type { Coordinate } from '../../../../directives/coordinate.ts';
import { editSchema } from '../../../../schema/edit/edit-schema.ts';
import { insertAll } from '../../../../schema/edit/text-edit.ts';
import type { Finding } from '../../../../schema/lint/finding.ts';
import { lintReport } from '../../../../schema/lint/lint.ts';
import { ANY_ROLES } from '../../../support/lint-subgraphs.ts';
import { unmarkedPhi } from '../../../support/unmarked-phi.ts';

const COUNSELING = `
  type Query { me: User letter(id: ID): Letter }
  type Mutation { sendLetter(body: String): Letter }
  type User { id: ID email: String birthDate: String counselor: Counselor visits: [Visit] }
  type Counselor { id: ID user: User licenseNumber: String }
  type Visit { id: ID client: User counselor: Counselor note: String diagnosis: String }
  type Letter { id: ID author: User body: String sentAt: String files: [Enclosure] }
  type Enclosure { url: String }`;

const SCHEMAS: readonly (readonly [string, string])[] = [
  ['counseling, with accounts for clients and staff', COUNSELING],
  [
    'a practice with clients',
    `type Query { c: [Client] d: [Dietitian] } type Dietitian { id: ID clients: [Client] }
     type Client { id: ID name: String email: String weight: Int plans: [MealPlan] }
     type MealPlan { id: ID clientId: ID calories: Int note: String }
     input ClientInput { name: String email: String }
     type Mutation { addClient(input: ClientInput): Client }`,
  ],
  [
    'vaccines of children, with their parents',
    `type Query { c: [Child] p: [Parent] } type Mutation { deleteParent(id: ID): Parent }
     type Child { id: ID firstName: String birthDate: String parentId: ID doses: [Dose] }
     type Dose { id: ID vaccine: String givenAt: String childId: ID }
     type Parent { id: ID firstName: String lastName: String email: String }
     input ParentInput { firstName: String email: String }`,
  ],
  [
    'a diary of an app',
    `type Query { me: User moods: [MoodEntry] } type User { email: String moods: [MoodEntry] }
     type MoodEntry { id: ID mood: Int note: String date: String }
     type Mutation { addMood(mood: Int, note: String): MoodEntry }`,
  ],
  [
    'bookings without a type for patients',
    `type Query { b: [Booking] } type Booking { id: ID fullName: String nationalId: String phone: String doctorId: ID }`,
  ],
];

function marked(sdl: string, { coordinate, suggestion }: Finding): string {
  const edited = editSchema('a', { sdl, files: [] }, [
    {
      kind: 'mark',
      coordinate: coordinate as Coordinate,
      categories: suggestion?.categories ?? [],
      roles: [['x']],
    },
  ]);
  if (!edited.ok) throw new Error(edited.problem);
  return insertAll(sdl, edited.insertions);
}

function reportOf(sdl: string) {
  return lintReport([{ name: 'a', url: 'http://a.test', sdl }], ANY_ROLES);
}

describe('a mark on one element', () => {
  it.each(SCHEMAS)('hides no finding about another element, in %s', (_what, sdl) => {
    const before = unmarkedPhi(sdl);
    expect(before.length).toBeGreaterThan(3);
    for (const finding of before) {
      const after = new Set(
        reportOf(marked(sdl, finding)).findings.map(({ coordinate }) => coordinate),
      );
      const hidden = before
        .map(({ coordinate }) => coordinate)
        .filter((each) => each !== finding.coordinate && !after.has(each));
      expect([finding.coordinate, ...hidden]).toEqual([finding.coordinate]);
    }
  });

  it('leaves users who were read as patients what they are, and says so', () => {
    const [first] = unmarkedPhi(COUNSELING).filter(({ coordinate }) => coordinate === 'User.id');
    const sdl = first ? marked(COUNSELING, first) : '';
    expect(reportOf(COUNSELING).persons?.patients).toEqual(['User']);
    expect(reportOf(sdl).persons?.patients).toEqual(['User']);
  });
});
