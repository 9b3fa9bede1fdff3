/** The person who uses an app, by the `fhirUser` claim. */
export interface FhirUser {
  readonly type: FhirUserType;
  readonly id: string;
}

export type FhirUserType = (typeof FHIR_USER_TYPES)[number];

/** Types of resources that a `fhirUser` may be: https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-identity-data */
export const FHIR_USER_TYPES = [
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
  'Person',
] as const;

/**
 * Reads a `fhirUser` claim: `Patient/123`, or the same below the URL of the FHIR server. Null for any other value. A URL
 * of another server names no user: ids there belong to other people.
 */
export function parseFhirUser(value: unknown, fhirServer: string | null): FhirUser | null {
  if (typeof value !== 'string') return null;
  const base = fhirServer === null ? '' : `${fhirServer.replace(/\/$/, '')}/`;
  const reference = value.startsWith(base) ? value.slice(base.length) : value;
  // https://hl7.org/fhir/R4/datatypes.html#id
  const [, name, id = ''] = /^([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(reference) ?? [];
  const type = FHIR_USER_TYPES.find((known) => known === name);
  return type === undefined ? null : { type, id };
}
