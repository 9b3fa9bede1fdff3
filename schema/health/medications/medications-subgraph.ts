import { entityReference } from '../entity-reference.ts';
import { assertPage } from '../paging.ts';
import type { Page } from '../paging.ts';
import type { Stores, SubgraphDefinition } from '../subgraph-definition.ts';
import { MEDICATIONS_PLAN } from './plan.ts';
import type { MedicationRow, MedicationType } from './plan.ts';

/** The subgraph of medications. */
export const MEDICATIONS: SubgraphDefinition = {
  plan: MEDICATIONS_PLAN,
  createResolvers: ({ index }: Stores) => {
    const select = index.prepare<[string], MedicationRow>('SELECT * FROM medications WHERE id = ?');
    const ofPatient = index.prepare<[string, MedicationType, number, number], MedicationRow>(
      `SELECT * FROM medications WHERE patientId = ? AND type = ?
        ORDER BY start DESC, rowNumber DESC LIMIT ? OFFSET ?`,
    );
    const ofEncounter = index.prepare<[string, number, number], MedicationRow>(
      `SELECT * FROM medications WHERE encounterId = ? AND type = 'Medication'
        ORDER BY start DESC, rowNumber DESC LIMIT ? OFFSET ?`,
    );
    const byId = (id: string, type: MedicationType) => {
      const row = select.get(id);
      return row?.type === type ? row : null;
    };
    const listOf =
      (type: MedicationType) =>
      ({ id }: { id: string }, page: Page) => {
        assertPage(page);
        return ofPatient.all(id, type, page.first, page.skip);
      };
    const medication = (type: MedicationType) => ({
      __resolveReference: ({ id }: { id: string }) => byId(id, type),
      patient: ({ patientId }: MedicationRow) => entityReference('Patient', patientId),
      encounter: ({ encounterId }: MedicationRow) => entityReference('Encounter', encounterId),
      payer: ({ payerId }: MedicationRow) => entityReference('Payer', payerId),
    });

    return {
      Query: { medication: (_root, { id }: { id: string }) => byId(id, 'Medication') },
      Patient: {
        medications: listOf('Medication'),
        mentalHealthMedications: listOf('MentalHealthMedication'),
        substanceUseMedications: listOf('SubstanceUseMedication'),
      },
      Encounter: {
        medications: ({ id }: { id: string }, page: Page) => {
          assertPage(page);
          return ofEncounter.all(id, page.first, page.skip);
        },
      },
      MedicationOrder: { __resolveType: ({ type }: MedicationRow) => type },
      Medication: medication('Medication'),
      MentalHealthMedication: medication('MentalHealthMedication'),
      SubstanceUseMedication: medication('SubstanceUseMedication'),
    };
  },
};
