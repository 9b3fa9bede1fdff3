import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { GraphQLOutputType, GraphQLSchema } from 'graphql';
import type { Question } from '../support/stack-gateway.ts';
import type { Truth } from '../support/stack-truth.ts';

/** Records of the data that questions ask for by id. */
export interface Known {
  readonly patient: string;
  readonly other: string;
  /** The practitioner with the most encounters of the patient. */
  readonly practitioner: string;
  readonly encounter: string;
  readonly condition: string;
  readonly observation: string;
  readonly medication: string;
  readonly claim: string;
  readonly mentalHealth: string;
}

interface PatientWithRecords {
  readonly id: string;
  readonly careTeam: readonly { readonly practitioner: { readonly id: string } }[];
  readonly encounters: Records;
  readonly conditions: Records;
  readonly observations: Records;
  readonly medications: Records;
  readonly claims: Records;
  readonly mentalHealthRecords: Records;
}
type Records = readonly { readonly id: string }[] | null;

/** Finds a patient with records of every kind that questions ask for, and another patient. */
export async function findKnown(truth: Truth): Promise<Known> {
  const one = '(first: 1) { id }';
  const { patients } = await truth.answer({
    query: `{
      patients(first: 200) {
        id encounters${one} conditions${one} observations${one} medications${one} claims${one}
        mentalHealthRecords${one} careTeam { practitioner { id } }
      }
    }`,
  });
  const all = patients as readonly PatientWithRecords[];
  const kinds = ['encounters', 'conditions', 'observations', 'medications', 'claims'] as const;
  const isKnown = (patient: PatientWithRecords) =>
    [...kinds, 'mentalHealthRecords' as const].every((kind) => (patient[kind]?.length ?? 0) > 0);
  const patient = all.find(isKnown);
  const other = all.find((each) => each !== patient);
  if (!patient || !other) throw new Error('nobody in the data has records of every kind');
  const [encounter = '', condition = '', observation = '', medication = '', claim = ''] = kinds.map(
    (kind) => patient[kind]?.[0]?.id,
  );
  return {
    patient: patient.id,
    other: other.id,
    practitioner: patient.careTeam[0]?.practitioner.id ?? '',
    encounter,
    condition,
    observation,
    medication,
    claim,
    mentalHealth: patient.mentalHealthRecords?.[0]?.id ?? '',
  };
}

/** The queries that every role sends: lists, all subgraphs at once, interfaces, unions, lookups by id. */
export function questionsAbout(known: Known, schema: GraphQLSchema): ReadonlyMap<string, Question> {
  const { patient, other } = known;
  return new Map<string, Question>([
    ...questionsAboutEverything(schema),
    [
      'a list of patients with everything that the patients subgraph knows',
      {
        query: `query Patients($first: Int!) {
          patients(first: $first) {
            __typename id ssn driversLicense passport name maidenName birthDate deathDate age gender
            race ethnicity maritalStatus healthcareExpenses healthcareCoverage charlsonIndex
            address { line city county state zip }
          }
        }`,
        variables: { first: 6 },
      },
    ],
    [
      'one patient across all five subgraphs',
      {
        query: `query Record($id: ID!) {
          patient(id: $id) {
            name
            encounters(first: 4) {
              id start end class code description reasonCode reasonDescription
              mentalHealth { code description } substanceUse { code reasonDescription }
              practitioner { name specialty organization { name city } }
              organization { name phone }
              payer { id name } baseCost totalCost payerCoverage
              records(first: 5) { __typename ... on Observation { id code value unit } ... on Procedure { id description } }
              medications(first: 2) { id description }
              claims(first: 2) { id status outstanding }
            }
            conditions(first: 4) { id code description recordedAt endedAt encounter { id start } }
            observations(first: 4) { id code value unit category recordedAt statedAddress }
            allergies(first: 3) { id description category reactions { description severity } }
            procedures(first: 3) { id description reasonCode reasonDescription recordedAt endedAt }
            immunizations(first: 3) { id code description recordedAt }
            medications(first: 4) {
              id code description start end dispenses reasonCode reasonDescription
              payer { name } totalCost payerCoverage
            }
            claims(first: 4) {
              id serviceDate lastBilledAt status outstanding patientOutstanding encounterPatientShare
              payer { name } secondaryPayer { name } practitioner { name }
              diagnoses { code description } mentalHealthDiagnoses { code } substanceUseDiagnoses { code }
            }
          }
        }`,
        variables: { id: patient },
      },
    ],
    [
      'what is most sensitive',
      {
        query: `query Sensitive($id: ID!) {
          patient(id: $id) {
            id
            mentalHealthRecords(first: 5) { id code description kind recordedAt endedAt value patient { name } }
            substanceUseRecords(first: 5) { id code description kind recordedAt endedAt unit reasonCode }
            mentalHealthMedications(first: 3) { id description start totalCost reasonDescription }
            substanceUseMedications(first: 3) { id description end payer { name } }
            notes(first: 3) { id text writtenAt }
            careTeam { practitioner { name } encounterCount lastSeen }
            charlsonIndex
          }
        }`,
        variables: { id: patient },
      },
    ],
    [
      'a union, kind by kind',
      {
        query: `query Timeline($id: ID!) {
          patient(id: $id) {
            timeline(first: 30) {
              __typename
              ... on Observation { id code value unit }
              ... on Condition { id description recordedAt endedAt }
              ... on Procedure { id reasonCode }
              ... on Immunization { id code }
              ... on MentalHealthRecord { id code kind }
              ... on SubstanceUseRecord { id code kind }
            }
          }
        }`,
        variables: { id: patient },
      },
    ],
    [
      'an interface, by what all its kinds have',
      {
        query: `query Record($id: ID!, $mental: ID!) {
          one: clinicalRecord(id: $id) { __typename id code description recordedAt patient { id name } }
          two: clinicalRecord(id: $id) { ... on Observation { code description value } ... on MentalHealthRecord { kind } }
          mental: clinicalRecord(id: $mental) { __typename ... on MentalHealthRecord { id code recordedAt } }
        }`,
        variables: { id: known.observation, mental: known.mentalHealth },
      },
    ],
    [
      'records by their ids',
      {
        query: `query ById($e: ID!, $c: ID!, $o: ID!, $m: ID!, $b: ID!) {
          encounter(id: $e) { id start patient { id name address { city zip } } totalCost }
          condition(id: $c) { id code patient { name } encounter { id totalCost } }
          observation(id: $o) { id value recordedAt patient { birthDate } }
          medication(id: $m) { id description start patient { id } encounter { class } }
          claim(id: $b) { id status patient { id ssn } encounter { id totalCost } payer { name } }
        }`,
        variables: {
          e: known.encounter,
          c: known.condition,
          o: known.observation,
          m: known.medication,
          b: known.claim,
        },
      },
    ],
    [
      'patients by way of those who treat them',
      {
        query: `{
          practitioners(first: 3) {
            name specialty organization { name }
            encounters(first: 4) { id class start patient { id name ssn } totalCost }
          }
          organizations(first: 2) { name practitioners(first: 1) { name } }
          payers(first: 2) { name phone }
        }`,
      },
    ],
    [
      'another patient',
      {
        query:
          'query Other($id: ID!) { patient(id: $id) { id name conditions(first: 2) { code } } }',
        variables: { id: other },
      },
    ],
    [
      'aliases, fragments and conditions',
      {
        query: `query Mixed($id: ID!, $yes: Boolean!, $no: Boolean!) {
          me: patient(id: $id) {
            ...Who
            number: ssn @include(if: $yes)
            ssn @skip(if: $yes)
            money: healthcareExpenses @include(if: $no)
            ... on Patient { latest: observations(first: 1) { what: description when: recordedAt } }
            ... @include(if: $yes) { oldest: conditions(first: 1, skip: 1) { ...Finding } }
          }
        }
        fragment Who on Patient { id alias: name birthDate }
        fragment Finding on ClinicalRecord { code description ... on Condition { endedAt } }`,
        variables: { id: patient, yes: true, no: false },
      },
    ],
    ['everybody', { query: '{ patients(first: 100) { id name gender } }' }],
    [
      'nothing about anybody',
      { query: '{ organizations(first: 3) { id name city } payers(first: 1) { name } }' },
    ],
  ]);
}

/** For each list field of a patient, a query for every field of its items, for the first few patients. */
function questionsAboutEverything(schema: GraphQLSchema): (readonly [string, Question])[] {
  const patient = schema.getType('Patient');
  const fields = isObjectType(patient) ? Object.values(patient.getFields()) : [];
  return fields
    .filter((field) => isListType(getNullableType(field.type)))
    .map(({ name, type }) => {
      const selection = isCompositeType(getNamedType(type)) ? everyField(schema, type, 1) : '';
      const first = name === 'careTeam' ? '' : '(first: 3)';
      const query = `{ patients(first: 12) { id ${name}${first} ${selection} } }`;
      return [`every field of the ${name} of several patients`, { query }] as const;
    });
}

function everyField(schema: GraphQLSchema, of: GraphQLOutputType, depth: number): string {
  const type = getNamedType(of);
  if (!isCompositeType(type)) return '';
  if (isUnionType(type)) {
    const members = type
      .getTypes()
      .map((member) => `... on ${member.name} ${everyField(schema, member, depth)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  const fields = Object.values(type.getFields()).flatMap(({ name, type: below, args }) => {
    const isComposite = isCompositeType(getNamedType(below));
    if (depth === 0 && (isComposite || name === 'id')) return [];
    const first = args.some((argument) => argument.name === 'first') ? '(first: 2)' : '';
    return [isComposite ? `${name}${first} ${everyField(schema, below, depth - 1)}` : name];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
