import type { Page } from '../paging.ts';
import { assertPage } from '../paging.ts';
import { codedError } from '../public-error.ts';
import type { Stores, SubgraphDefinition } from '../subgraph-definition.ts';
import { createAddressCorrections } from './address-corrections.ts';
import type { Address } from './address-corrections.ts';
import { ageAt } from '../age.ts';
import { containsWords, searchWords } from '../fold-text.ts';
import { familyName } from '../family-name.ts';
import { PATIENTS_PLAN } from './plan.ts';
import type { PatientRow } from './plan.ts';

/** The subgraph of patients: identity, demographics and address. */
export const PATIENTS: SubgraphDefinition = {
  plan: PATIENTS_PLAN,
  createResolvers: ({ index, writes, clock }: Stores) => {
    const byId = index.prepare<[string], PatientRow>('SELECT * FROM patients WHERE id = ?');
    const page = index.prepare<[number, number], PatientRow>(
      'SELECT * FROM patients WHERE rowNumber > ? ORDER BY rowNumber LIMIT ?',
    );
    const find = (text: string): readonly PatientRow[] => {
      const words = searchWords(text);
      if (words.length === 0) return [];
      // Those with a word that begins with the text come first.
      const sql = `SELECT * FROM patients WHERE ${containsWords('searchText', words)}
        ORDER BY instr(' ' || searchText, ' ' || ?) = 0, rowNumber LIMIT 20`;
      return index.prepare<string[], PatientRow>(sql).all(...words, words[0] ?? '');
    };
    const listed = index.prepare<[string], { patientId: string }>(
      'SELECT patientId FROM vips WHERE patientId = ?',
    );
    const corrections = createAddressCorrections(writes());
    const factsOf = (patient: PatientRow) => {
      const { line, city, zip } = corrections.latest(patient.id) ?? patient;
      return {
        patient: patient.id,
        surname: familyName(patient.surname),
        address: line === null ? null : [line, city, zip].filter(Boolean).join(', '),
        died: patient.deathDate,
        vip: listed.get(patient.id) === undefined ? null : 'listed',
      };
    };

    return {
      Query: {
        patients: (_root, args: Page) => {
          assertPage(args);
          return page.all(args.skip, args.first);
        },
        patient: (_root, { id }: { id: string }) => byId.get(id) ?? null,
        patientFacts: (_root, { patients }: { patients: readonly string[] }) =>
          [...new Set(patients)].flatMap((id) => byId.get(id) ?? []).map(factsOf),
        patientNames: (_root, { patients }: { patients: readonly string[] }) =>
          [...new Set(patients)].flatMap((id) => byId.get(id) ?? []).map(namesOf),
        findPatients: (_root, { text }: { text: string }) => find(text).map(namesOf),
      },
      Mutation: {
        correctAddress: (_root, args: { patientId: string; address: Address }) => {
          const patient = byId.get(args.patientId);
          if (patient === undefined) throw codedError('NOT_FOUND', 'There is no such patient.');
          corrections.append(patient.id, args.address, clock());
          return patient;
        },
      },
      Patient: {
        __resolveReference: ({ id }: { id: string }) => byId.get(id) ?? null,
        address: (patient: PatientRow): Address => corrections.latest(patient.id) ?? patient,
        age: ({ birthDate, deathDate }: PatientRow) =>
          ageAt(birthDate, deathDate ?? new Date(clock()).toISOString()),
      },
    };
  },
};

function namesOf({ id, name, recordNumber, birthDate }: PatientRow) {
  return { patient: id, name, recordNumber, birthDate };
}
