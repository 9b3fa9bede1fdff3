/** A graph of two subgraphs for policy tests. */
export const SUBGRAPHS = {
  people: `
    type Query {
      patient(id: ID! @patient): Patient
      patients(ssn: String @phi(category: SSN) @role(anyOf: ["clerk"])): [Patient!]
      beings: [Being]
      count: Int @role(anyOf: ["clerk"])
      audit: Audit @role(anyOf: ["officer"])
    }
    type Mutation {
      rename(id: ID! @patient, to: NameInput!): Patient @role(anyOf: ["clerk"])
    }
    input NameInput { first: String! @phi(category: NAME) @role(anyOf: ["clerk"]) last: String @phi(category: NAME) @role(anyOf: ["officer"]) }
    interface Being { label: String @phi @role(anyOf: ["doctor", "clerk"]) }
    type Patient implements Being @key(fields: "id") @patient(id: "id") {
      id: ID!
      label: String
      ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["clerk", "self"], deidentified: ["doctor"])
      name: String @phi(category: NAME) @role(anyOf: ["doctor", "clerk", "self"], deidentified: ["research"])
      born: String! @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
      zip: String @phi(category: GEOGRAPHY, deidentify: ZIP3) @role(anyOf: ["doctor"], deidentified: ["research"])
      code: String @phi(category: OTHER_ID, deidentify: PSEUDONYM) @role(anyOf: ["doctor"], deidentified: ["research"])
      home: Home
      status: Status @phi @role(anyOf: ["doctor"])
    }
    enum Status { ALIVE DEAD }
    type Home { street(full: Boolean!): String @phi(category: GEOGRAPHY) @role(anyOf: ["doctor"]) }
    type Pet implements Being @key(fields: "id") { id: ID! label: String }
    type Audit { note: String @phi @role(anyOf: ["officer"]) }
  `,
  notes: `
    type Patient @key(fields: "id") { id: ID! notes: [Note!] name: String @external initial: String @requires(fields: "name") }
    type Note @key(fields: "id") @patient(id: "patient.id") @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor", "self"]) {
      id: ID!
      text: String
      patient: Patient!
    }
  `,
};

export const CONFIG = `
pseudonymKey: \${NOT_SET}
authorization:
  reach: { doctor: care-team, clerk: all, research: all, self: self, guardian: { list: wards }, officer: all }
relationships: { url: '\${DECISION_POINT}', token: '\${NOT_SET}', consent: true }
purpose:
  default: TREAT
  roles: { doctor: [TREAT, ETREAT], clerk: [TREAT, ETREAT], research: [HRESCH], self: [PATRQT], guardian: [PATRQT], officer: [HOPERAT] }
  categories: { MENTAL_HEALTH: [TREAT, ETREAT, PATRQT] }
breakGlass: { roles: [doctor], purpose: ETREAT, key: '\${NOT_SET}' }
`;

export const CALLERS = `
callers:
  doctor: { roles: doctor, relation: care-team }
  stranger: { roles: doctor }
  clerk: { roles: clerk }
  research: { roles: research, purpose: HRESCH, claims: { project: study } }
  self: { roles: self, purpose: PATRQT, relation: self }
  other: { roles: self, purpose: PATRQT }
  guardian: { roles: guardian, purpose: PATRQT, relation: listed }
values: { Patient.ssn: 999-30-2967, Patient.born: '1972-12-05' }
`;
