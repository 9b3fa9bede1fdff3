import { assertPage } from '../paging.ts';
import type { Page } from '../paging.ts';
import { entityReference } from '../entity-reference.ts';
import type { Stores, SubgraphDefinition } from '../subgraph-definition.ts';
import { createReadCareRelationships } from './care-relationships.ts';
import type { CareArguments } from './care-relationships.ts';
import { ENCOUNTERS_PLAN } from './plan.ts';
import { prepareStaffReads } from './staff.ts';
import { prepareStayReads } from './stays.ts';
import type { EncounterRow, OrganizationRow, PractitionerRow } from './plan.ts';

/** The subgraph of encounters, practitioners and organizations. */
export const ENCOUNTERS: SubgraphDefinition = {
  plan: ENCOUNTERS_PLAN,
  createResolvers: ({ index }: Stores) => {
    const read = prepareReads(index);
    const careRelationships = createReadCareRelationships(index);
    const register = prepareStaffReads(index);
    const stays = prepareStayReads(index);
    const practitionerOf = ({ practitionerId }: { practitionerId: string | null }) =>
      practitionerId === null ? null : read.practitioner(practitionerId);
    const organizationOf = ({ organizationId }: { organizationId: string | null }) =>
      organizationId === null ? null : read.organization(organizationId);

    return {
      Query: {
        encounter: (_root, { id }: { id: string }) => read.encounter(id),
        practitioner: (_root, { id }: { id: string }) => read.practitioner(id),
        practitioners: (_root, page: Page) => read.practitioners(page),
        organization: (_root, { id }: { id: string }) => read.organization(id),
        organizations: (_root, page: Page) => read.organizations(page),
        careRelationships: (_root, query: CareArguments) => careRelationships(query),
        staff: (_root, { actors }: { actors: readonly string[] }) => register.staff(actors),
        findStaff: (_root, { text }: { text: string }) => register.find(text),
        patientEmployers: (_root, { patients }: { patients: readonly string[] }) =>
          register.employers(patients),
        patientStays: (_root, { patients }: { patients: readonly string[] }) => stays(patients),
      },
      Patient: {
        encounters: ({ id }: { id: string }, page: Page) => read.encountersOfPatient(id, page),
        careTeam: ({ id }: { id: string }) => read.careTeam(id),
      },
      CareTeamMember: { practitioner: practitionerOf },
      Encounter: {
        __resolveReference: ({ id }: { id: string }) => read.encounter(id),
        patient: ({ patientId }: EncounterRow) => entityReference('Patient', patientId),
        code: unlessSensitive('code'),
        description: unlessSensitive('description'),
        reasonCode: unlessSensitive('reasonCode'),
        reasonDescription: unlessSensitive('reasonDescription'),
        mentalHealth: (row: EncounterRow) => (row.sensitivity === 'mental-health' ? row : null),
        substanceUse: (row: EncounterRow) => (row.sensitivity === 'substance-use' ? row : null),
        practitioner: practitionerOf,
        organization: organizationOf,
        payer: ({ payerId }: EncounterRow) => entityReference('Payer', payerId),
      },
      Practitioner: {
        __resolveReference: ({ id }: { id: string }) => read.practitioner(id),
        organization: organizationOf,
        encounters: ({ id }: PractitionerRow, page: Page) =>
          read.encountersOfPractitioner(id, page),
      },
      Organization: {
        __resolveReference: ({ id }: { id: string }) => read.organization(id),
        practitioners: ({ id }: OrganizationRow, page: Page) => read.practitionersOf(id, page),
      },
    };
  },
};

type EncounterText = 'code' | 'description' | 'reasonCode' | 'reasonDescription';

/** A text of an encounter; null for encounters about mental health or substance use, which have fields of their own. */
function unlessSensitive(column: EncounterText): (row: EncounterRow) => string | null {
  return (row) => (row.sensitivity === 'general' ? row[column] : null);
}

interface CareTeamRow {
  readonly practitionerId: string;
  readonly encounterCount: number;
  readonly lastSeen: string | null;
}

function prepareReads(index: Stores['index']) {
  const encounter = index.prepare<[string], EncounterRow>('SELECT * FROM encounters WHERE id = ?');
  const practitioner = index.prepare<[string], PractitionerRow>(
    'SELECT * FROM practitioners WHERE id = ?',
  );
  const organization = index.prepare<[string], OrganizationRow>(
    'SELECT * FROM organizations WHERE id = ?',
  );
  const practitioners = index.prepare<[number, number], PractitionerRow>(
    'SELECT * FROM practitioners WHERE rowNumber > ? ORDER BY rowNumber LIMIT ?',
  );
  const organizations = index.prepare<[number, number], OrganizationRow>(
    'SELECT * FROM organizations WHERE rowNumber > ? ORDER BY rowNumber LIMIT ?',
  );
  const practitionersOf = index.prepare<[string, number, number], PractitionerRow>(
    'SELECT * FROM practitioners WHERE organizationId = ? ORDER BY rowNumber LIMIT ? OFFSET ?',
  );
  const ofPatient = index.prepare<[string, number, number], EncounterRow>(
    'SELECT * FROM encounters WHERE patientId = ? ORDER BY start DESC, rowNumber DESC LIMIT ? OFFSET ?',
  );
  const ofPractitioner = index.prepare<[string, number, number], EncounterRow>(
    'SELECT * FROM encounters WHERE practitionerId = ? ORDER BY start DESC, rowNumber DESC LIMIT ? OFFSET ?',
  );
  const careTeam = index.prepare<[string], CareTeamRow>(
    `SELECT practitionerId, count(*) AS encounterCount, max(start) AS lastSeen FROM encounters
      WHERE patientId = ? AND practitionerId IS NOT NULL
      GROUP BY practitionerId ORDER BY encounterCount DESC, practitionerId`,
  );

  return {
    encounter: (id: string) => encounter.get(id) ?? null,
    practitioner: (id: string) => practitioner.get(id) ?? null,
    organization: (id: string) => organization.get(id) ?? null,
    practitioners: (page: Page) => {
      assertPage(page);
      return practitioners.all(page.skip, page.first);
    },
    organizations: (page: Page) => {
      assertPage(page);
      return organizations.all(page.skip, page.first);
    },
    practitionersOf: (organizationId: string, page: Page) => {
      assertPage(page);
      return practitionersOf.all(organizationId, page.first, page.skip);
    },
    encountersOfPatient: (patientId: string, page: Page) => {
      assertPage(page);
      return ofPatient.all(patientId, page.first, page.skip);
    },
    encountersOfPractitioner: (practitionerId: string, page: Page) => {
      assertPage(page);
      return ofPractitioner.all(practitionerId, page.first, page.skip);
    },
    careTeam: (patientId: string) => careTeam.all(patientId),
  };
}
