import type { ReviewFinding } from '../../reports/catalog/case-filter.ts';
import type { UnusualRule } from '../../reports/catalog/unusual-rule.ts';

/** A request as a program of the hospital sends it. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Creates requests of one query about different patients. */
const forPatient =
  (query: string) =>
  (id: string): GraphqlRequest => ({ query, variables: { id } });

/** Physicians open this first. */
export const openChart = forPatient(`query OpenChart($id: ID!) { patient(id: $id) {
  id name birthDate gender ssn conditions(first: 5) { description recordedAt }
  medications(first: 5) { description } allergies(first: 5) { description } charlsonIndex
} }`);

export const readResults = forPatient(`query ReadResults($id: ID!) { patient(id: $id) {
  name observations(first: 10) { description value unit recordedAt }
  procedures(first: 3) { description recordedAt }
} }`);

/** Sensitive records, which patients may deny and nurses don't see. */
export const readMentalHealth = forPatient(`query ReadMentalHealth($id: ID!) { patient(id: $id) {
  name mentalHealthRecords(first: 5) { description recordedAt } mentalHealthMedications(first: 5) { description }
} }`);

/** All patients of the data; a physician gets their own. */
export const listPatients = (first: number): GraphqlRequest => ({
  query:
    'query ListPatients($first: Int!) { patients(first: $first) { id name birthDate gender } }',
  variables: { first },
});

/** Nurses open this on a round. */
export const readVitals = forPatient(`query ReadVitals($id: ID!) { patient(id: $id) {
  id name birthDate observations(first: 6) { description value unit recordedAt }
  allergies(first: 5) { description }
} }`);

export const readMedications = forPatient(`query ReadMedications($id: ID!) { patient(id: $id) {
  name medications(first: 8) { description dispenses start } immunizations(first: 3) { description }
} }`);

/** Contains fields that a nurse may not see. */
export const admitPatient = forPatient(`query AdmitPatient($id: ID!) { patient(id: $id) {
  id name ssn birthDate address { line city zip } conditions(first: 3) { description }
} }`);

export const readClaims = forPatient(`query ReadClaims($id: ID!) { patient(id: $id) {
  id name birthDate healthcareExpenses claims(first: 5) { status serviceDate outstanding payer { name } }
} }`);

export const readCoverage = forPatient(`query ReadCoverage($id: ID!) { patient(id: $id) {
  id name ssn address { line city state zip } healthcareCoverage
} }`);

/** Contains fields that billing may not see. */
export const justifyClaim = forPatient(`query JustifyClaim($id: ID!) { patient(id: $id) {
  id name claims(first: 2) { status diagnoses { description } } conditions(first: 5) { description }
} }`);

/** The address that the record already has: sample traffic changes no data. */
export const correctAddress = (
  id: string,
  address: Readonly<Record<string, string | null>>,
): GraphqlRequest => ({
  query: `mutation CorrectAddress($id: ID!, $address: AddressInput!) {
    correctAddress(patientId: $id, address: $address) { id address { line city state zip } }
  }`,
  variables: { id, address },
});

export const surveyCohort = (skip: number): GraphqlRequest => ({
  query: `query SurveyCohort($skip: Int!) { patients(first: 10, skip: $skip) {
    id birthDate gender race address { state zip } conditions(first: 3) { description recordedAt }
  } }`,
  variables: { skip },
});

/** All claims of all patients in one response, which no work needs. */
export const downloadClaims = (first: number): GraphqlRequest => ({
  query: `query DownloadClaims($first: Int!) { patients(first: $first) {
    id name birthDate claims(first: 30) { status serviceDate outstanding }
  } }`,
  variables: { first },
});

/** Patients read their own record. */
export const readOwnRecord = forPatient(`query ReadOwnRecord($id: ID!) { patient(id: $id) {
  name birthDate address { line city zip } conditions(first: 5) { description recordedAt }
  medications(first: 5) { description } encounters(first: 3) { start description }
} }`);

export const findIdentity = forPatient(`query FindIdentity($id: ID!) { patient(id: $id) {
  id name ssn birthDate address { line city zip }
} }`);

/** Privacy officers query the reports. */
export const reviewAccesses = (filter: GraphqlRequest['variables']): GraphqlRequest => ({
  query: `query ReviewAccesses($filter: EventFilter!) {
    events(first: 20, filter: $filter) { totalCount edges { node { time actorName patient outcome } } }
    counts(by: ACTOR, filter: $filter) { key events denied }
  }`,
  variables: { filter },
});

/** The open cases of a rule. */
export const findCases = (rule: UnusualRule): GraphqlRequest => ({
  query: `query FindCases($filter: CaseFilter!) {
    unusual(filter: $filter) { edges { node { id } } }
  }`,
  variables: { filter: { rule, open: true } },
});

/** The last access of an account to the caller's own record. */
export const findOwnAccess = (actor: string): GraphqlRequest => ({
  query: `query FindOwnAccess($filter: EventFilter!) {
    events(first: 1, filter: $filter) { edges { node { id } } }
  }`,
  variables: { filter: { actor, kind: 'access' } },
});

export const askQuestion = (event: string, text: string): GraphqlRequest => ({
  query:
    'mutation AskQuestion($event: ID!, $text: String!) { ask(event: $event, text: $text) { time } }',
  variables: { event, text },
});

export const closeCases = (
  cases: readonly string[],
  verdict: ReviewFinding,
  note: string,
): GraphqlRequest => ({
  query: `mutation CloseCases($cases: [CaseInput!]!, $verdict: ReviewFinding!, $note: String!) {
    closeCases(cases: $cases, verdict: $verdict, note: $note) { case code }
  }`,
  variables: { cases: cases.map((id) => ({ case: id })), verdict, note },
});
