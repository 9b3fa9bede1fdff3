import type { ReleaseContext } from '../../../directives/release/release-step.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

/** Records of patients, with and without keys and paths to the patient. */
export const graph = unitGraph(`
  type Query {
    labs: [Lab]
    lab: Lab
    staff: Staff
    record: Record
    note(of: ID @patient): String @phi @role(anyOf: ["doctor", "self"])
    notes(of: ID @patient): [String!]! @phi @role(anyOf: ["doctor", "self"])
    noteNow(of: ID @patient): String! @phi @role(anyOf: ["doctor", "self"])
    site(of: ID @patient): Site
    rows: [[Int]]
    must: [Int!]
    here: Site!
    mine: Lab!
    maybe(of: ID @patient): [String!] @phi @role(anyOf: ["doctor", "self"])
    chosen: Lab @phi @role(anyOf: ["doctor", "self"])
    chart: Chart
    labOf(of: ID @patient): Lab
    person: Person
    sites: [Site]
    batches: [[Lab]]
    matched(by: Match): Site
    matchedLab(by: Match): Lab
    again: Query
    match(by: Match): String @phi @role(anyOf: ["doctor"])
    findings: [Finding]
  }
  union Finding = Cold | Hiv
  type Cold { at: String }
  type Hiv @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor"]) { at: String }
  input Match { patient: ID @patient or: [Match] }
  interface Chart { lab: Record }
  type Ward implements Chart { lab: Lab }
  interface Record { id: ID! label: String }
  type Lab implements Record @key(fields: "id code") @patient(id: "subject.id") {
    id: ID!
    code: Int
    label: String
    subject: Subject
    text: String @phi @role(anyOf: ["doctor", "self"])
    must: String! @phi @role(anyOf: ["doctor"], deidentified: ["research", "self"])
    born: String @phi(deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["research"])
    mood: String @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor", "self"])
    kind: Kind
    kinds: [Kind]
    plain: Plain
    nick: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])
    compared(to: ID @patient): String @phi @role(anyOf: ["doctor", "self"])
    site: Site
    device: Device
    copy: Copy
  }
  type Subject { id: ID }
  type Device @key(fields: "id") { id: ID! serial: String @phi @role(anyOf: ["doctor", "self"]) }
  type Copy @patient(id: "of") { of: ID text: String @phi @role(anyOf: ["doctor", "self"]) }
  type Person @key(fields: "ssn") {
    ssn: ID @phi @role(anyOf: ["doctor"])
    nick: String @phi @role(anyOf: ["doctor"])
  }
  type Site { area: String desk: String @phi @role(anyOf: ["doctor", "self"]) }
  type Staff implements Record @key(fields: "id") @role(anyOf: ["clerk", "doctor"]) { id: ID! label: String }
  enum Plain { ONE }
  enum Kind { OPEN SEALED @role(anyOf: ["clerk"]) HIV @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"]) }
`);
/** A caller who reaches every patient. */
export const DOCTOR: Omit<UnitRequest, 'query'> = { roles: { doctor: 'all' } };
/** A caller who reaches every patient and sees most values de-identified. */
export const RESEARCH: Omit<UnitRequest, 'query'> = { roles: { research: 'all' } };
/** The patient p1. */
export const P1: Omit<UnitRequest, 'query'> = { roles: { self: 'self' }, claims: { self: ['p1'] } };

/** A lab result of a patient. */
export const lab = (patient: unknown, more: object = {}) => ({
  __typename: 'Lab',
  id: '7',
  code: 3,
  subject: { __typename: 'Subject', id: patient },
  text: 'flu',
  ...more,
});

/**
 * Releases fetched data for a caller: the response, errors, withheld fields and recorded accesses, each in one line.
 */
export async function released(
  query: string,
  who: Omit<UnitRequest, 'query'>,
  data: unknown,
  more: Partial<ReleaseContext> & {
    readonly failed?: readonly (readonly (string | number)[])[];
  } = {},
) {
  const decided = await graph.decide({ query, ...who });
  const { errors, accesses, withheld, ...rest } = decided.release(data, more);
  return {
    data: rest.data,
    errors: errors.map(({ code, path }) => `${path.join('.')} ${code}`),
    withheld: withheld.map(({ coordinate, reason }) => `${coordinate} ${reason}`),
    accesses: accesses.map(
      ({ of, patient, record, unreleasedFields }) =>
        `${of.type} ${patient} ${record} ${of.recorded
          .filter((_field, index) => !unreleasedFields?.includes(index))
          .map(({ name }) => name)
          .join(' ')}`,
    ),
  };
}

/** No error, and nothing withheld or recorded. */
export const NOTHING = { errors: [], withheld: [], accesses: [] };
