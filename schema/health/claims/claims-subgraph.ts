import { entityReference } from '../entity-reference.ts';
import { assertPage } from '../paging.ts';
import type { Page } from '../paging.ts';
import type { Stores, SubgraphDefinition } from '../subgraph-definition.ts';
import { createDiagnosisPicker } from './diagnoses.ts';
import { CLAIMS_PLAN } from './plan.ts';
import type { ClaimRow, PayerRow } from './plan.ts';

/** A claim as the gateway refers to it, with the encounter's fields that `@requires` names. */
interface ClaimReference {
  readonly id: string;
  readonly encounter?: {
    readonly totalCost?: number | null;
    readonly payerCoverage?: number | null;
  } | null;
}

/** The subgraph of claims: bills to payers, and what is owed. */
export const CLAIMS: SubgraphDefinition = {
  plan: CLAIMS_PLAN,
  createResolvers: ({ index }: Stores) => {
    const byId = index.prepare<[string], ClaimRow>('SELECT * FROM claims WHERE id = ?');
    const ofPatient = index.prepare<[string, number, number], ClaimRow>(
      'SELECT * FROM claims WHERE patientId = ? ORDER BY serviceDate DESC, rowNumber DESC LIMIT ? OFFSET ?',
    );
    const ofEncounter = index.prepare<[string, number, number], ClaimRow>(
      'SELECT * FROM claims WHERE encounterId = ? ORDER BY serviceDate DESC, rowNumber DESC LIMIT ? OFFSET ?',
    );
    const payerById = index.prepare<[string], PayerRow>('SELECT * FROM payers WHERE id = ?');
    const payers = index.prepare<[number, number], PayerRow>(
      'SELECT * FROM payers WHERE rowNumber > ? ORDER BY rowNumber LIMIT ?',
    );
    const payer = (id: string | null) => (id === null ? null : (payerById.get(id) ?? null));
    const pickDiagnoses = createDiagnosisPicker(index);

    return {
      Query: {
        claim: (_root, { id }: { id: string }) => byId.get(id) ?? null,
        payer: (_root, { id }: { id: string }) => payer(id),
        payers: (_root, page: Page) => {
          assertPage(page);
          return payers.all(page.skip, page.first);
        },
      },
      Patient: {
        claims: ({ id }: { id: string }, page: Page) => {
          assertPage(page);
          return ofPatient.all(id, page.first, page.skip);
        },
      },
      Encounter: {
        claims: ({ id }: { id: string }, page: Page) => {
          assertPage(page);
          return ofEncounter.all(id, page.first, page.skip);
        },
      },
      Claim: {
        __resolveReference: ({ id, encounter }: ClaimReference) => {
          const claim = byId.get(id);
          return claim === undefined ? null : { ...claim, requiredEncounter: encounter };
        },
        patient: ({ patientId }: ClaimRow) => entityReference('Patient', patientId),
        encounter: ({ encounterId }: ClaimRow) => entityReference('Encounter', encounterId),
        practitioner: ({ practitionerId }: ClaimRow) =>
          entityReference('Practitioner', practitionerId),
        payer: ({ payerId }: ClaimRow) => payer(payerId),
        secondaryPayer: ({ secondaryPayerId }: ClaimRow) => payer(secondaryPayerId),
        encounterPatientShare: ({ requiredEncounter }: RequiredEncounter) =>
          patientShare(requiredEncounter),
        diagnoses: (claim: ClaimRow) => pickDiagnoses(claim.diagnosisCodes, 'general'),
        mentalHealthDiagnoses: (claim: ClaimRow) =>
          pickDiagnoses(claim.diagnosisCodes, 'mental-health'),
        substanceUseDiagnoses: (claim: ClaimRow) =>
          pickDiagnoses(claim.diagnosisCodes, 'substance-use'),
      },
      Payer: { __resolveReference: ({ id }: { id: string }) => payer(id) },
    };
  },
};

/** A claim after `__resolveReference`, which keeps the required fields of the encounter. */
interface RequiredEncounter {
  readonly requiredEncounter?: ClaimReference['encounter'];
}

/** The part of an encounter's cost that the payer does not cover, to the cent; null if either is unknown. */
function patientShare(encounter: ClaimReference['encounter']): number | null {
  const { totalCost, payerCoverage } = encounter ?? {};
  if (typeof totalCost !== 'number' || typeof payerCoverage !== 'number') return null;
  return Math.round((totalCost - payerCoverage) * 100) / 100;
}
