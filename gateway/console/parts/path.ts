/** The path of a patient's report. */
export const patientPath = (id: string): string => `/patients/${encodeURIComponent(id)}`;

/** The path of an actor's report. */
export const actorPath = (subject: string): string => `/actors/${encodeURIComponent(subject)}`;

/** The path of a field's report. */
export const fieldPath = (coordinate: string): string =>
  `/fields/${encodeURIComponent(coordinate)}`;

/** The path of a record. */
export const recordPath = (leaf: number): string => `/records/${leaf}`;

/** The path of a patient's account of disclosures. */
export const disclosuresPath = (id: string): string => `/disclosures/${encodeURIComponent(id)}`;
