/**
 * Returns the path of the report of a patient, an actor or a field. `issuer` is that of an actor's account; null for
 * others.
 */
export type PathOf = (name: string, issuer: string | null) => string;

/** The path of a patient's report. */
export const patientPath = (id: string): string => `/patients/${encodeURIComponent(id)}`;

/**
 * The path of an actor's report. Without an issuer it covers the accounts of all issuers, which may belong to several
 * people.
 */
export const actorPath: PathOf = (subject, issuer) => {
  const query = issuer === null ? '' : `?${new URLSearchParams({ issuer }).toString()}`;
  return `/actors/${encodeURIComponent(subject)}${query}`;
};

/** The path of a field's report. */
export const fieldPath = (coordinate: string): string =>
  `/fields/${encodeURIComponent(coordinate)}`;

/** The path of a record. */
export const recordPath = (leaf: number): string => `/records/${leaf}`;

/** The path of a patient's accounting of disclosures. */
export const disclosuresPath = (id: string): string => `/disclosures/${encodeURIComponent(id)}`;
