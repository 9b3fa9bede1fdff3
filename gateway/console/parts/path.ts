/** Where a name leads: the name of an actor with its issuer, which is null for all else. */
export type PathOf = (name: string, issuer: string | null) => string;

/** The path of a patient's report. */
export const patientPath = (id: string): string => `/patients/${encodeURIComponent(id)}`;

/**
 * The path of an actor's report; without an issuer, of all accounts of that name: two issuers may give one to two
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

/** The path of a patient's account of disclosures. */
export const disclosuresPath = (id: string): string => `/disclosures/${encodeURIComponent(id)}`;
