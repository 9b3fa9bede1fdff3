/**
 * The requirements of one profile of IHE's Basic Audit Log Patterns 1.1 on an AuditEvent, copied by hand from its
 * structure definition (https://profiles.ihe.net/ITI/BALP/artifacts.html): fixed codes, and slices with their number
 * and content.
 */
export interface BalpProfile {
  readonly type: string;
  readonly subtype: readonly string[];
  readonly action: string;
  readonly agents: readonly Slice[];
  readonly entities: readonly Slice[];
  readonly entityMin: number;
  /** Invariant val-audit-source: this agent is the source of the event. */
  readonly observer?: string;
}

/** Elements of one list that have the same type, by which a profile tells them apart. */
export interface Slice {
  readonly name: string;
  /** The type of each element, as `system|code`. */
  readonly types: readonly string[];
  readonly min: number;
  readonly max: number;
  /** Paths that an element must have. */
  readonly has: readonly string[];
  /** Paths that an element must not have. */
  readonly hasNot?: readonly string[];
  /** `path=value`: what must be so, where several may each. */
  readonly is?: Readonly<Record<string, readonly unknown[]>>;
}

const THO = 'http://terminology.hl7.org/CodeSystem/';
const DCM = 'http://dicom.nema.org/resources/ontology/DCM|';
const PARTICIPATION = `${THO}v3-ParticipationType|`;
const REST = `${THO}audit-event-type|rest`;
const INTERACTION = 'http://hl7.org/fhir/restful-interaction|';
const SOURCE = `${DCM}110153`;
const DESTINATION = `${DCM}110152`;

const one = { min: 1, max: 1 };

/**
 * The agents client and server must have an identity and an address. Their types depend on the direction of the
 * transfer.
 */
function machines(client: string, server: string): Slice[] {
  const has = ['who', 'network'];
  return [
    { name: 'client', types: [client], ...one, has, hasNot: ['media'] },
    { name: 'server', types: [server], ...one, has, hasNot: ['media'] },
  ];
}

function user(...codes: readonly string[]): Slice {
  return {
    name: 'user',
    types: codes.map((code) => PARTICIPATION + code),
    min: 0,
    max: 1,
    has: ['who'],
    hasNot: ['media', 'network'],
    is: { requestor: [true] },
  };
}

const transaction: Slice = {
  name: 'transaction',
  types: ['https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType|XrequestId'],
  min: 0,
  max: 1,
  has: ['what.identifier.value'],
};

const data: Slice = {
  name: 'data',
  types: [`${THO}audit-entity-type|2`],
  ...one,
  has: ['what'],
  is: { 'role.system': [`${THO}object-role`], 'role.code': ['4', '3', '20'] },
};

const query: Slice = {
  name: 'query',
  types: [`${THO}audit-entity-type|2`],
  ...one,
  has: ['query'],
  hasNot: ['what', 'lifecycle', 'detail'],
  is: { 'role.system': [`${THO}object-role`], 'role.code': ['24'] },
};

const patient: Slice = {
  name: 'patient',
  types: [`${THO}audit-entity-type|1`],
  ...one,
  has: ['what'],
  is: {
    'role.system': [`${THO}object-role`],
    'role.code': ['1'],
    'what.type': ['Patient'],
  },
};

const author = user('AUT', 'INF', 'CST');

const READ = {
  type: REST,
  subtype: [`${INTERACTION}read`, `${INTERACTION}vread`],
  action: 'R',
  agents: [...machines(DESTINATION, SOURCE), user('IRCP')],
  entities: [transaction, data],
};

const QUERY = {
  type: REST,
  subtype: ['search', 'search-type', 'search-system'].map((code) => INTERACTION + code),
  action: 'E',
  agents: [...machines(SOURCE, DESTINATION), user('IRCP')],
  entities: [transaction, query],
};

const CREATE = {
  type: REST,
  subtype: [`${INTERACTION}create`],
  action: 'C',
  agents: [...machines(SOURCE, DESTINATION), author],
  entities: [transaction, data],
};

const UPDATE = { ...CREATE, subtype: [`${INTERACTION}update`, `${INTERACTION}patch`], action: 'U' };

const DELETE = {
  ...CREATE,
  subtype: [`${INTERACTION}delete`],
  action: 'D',
  agents: [...machines(`${DCM}110150`, `${THO}provenance-participant-type|custodian`), author],
};

const ofPatient = <Profile extends { readonly entities: readonly Slice[] }>(profile: Profile) => ({
  ...profile,
  entities: [...profile.entities, patient],
  entityMin: 2,
});

/** Profiles by the last part of their names. */
export const BALP_PROFILES: ReadonlyMap<string, BalpProfile> = new Map<string, BalpProfile>([
  ['Read', { ...READ, entityMin: 1 }],
  ['PatientRead', ofPatient(READ)],
  ['Query', { ...QUERY, entityMin: 1 }],
  ['PatientQuery', ofPatient(QUERY)],
  ['Create', { ...CREATE, entityMin: 1 }],
  ['PatientCreate', ofPatient(CREATE)],
  ['Update', { ...UPDATE, entityMin: 1 }],
  ['PatientUpdate', ofPatient(UPDATE)],
  ['Delete', { ...DELETE, entityMin: 1 }],
  ['PatientDelete', ofPatient(DELETE)],
  [
    'PrivacyDisclosure.Source',
    {
      type: `${DCM}110106`,
      subtype: [`${THO}iso-21089-lifecycle|disclose`],
      action: 'R',
      agents: [
        { name: 'source', types: [SOURCE], ...one, has: ['who', 'network'] },
        { name: 'recipient', types: [DESTINATION], ...one, has: ['who', 'network'] },
      ],
      entities: [patient],
      entityMin: 2,
      observer: 'source',
    },
  ],
]);
