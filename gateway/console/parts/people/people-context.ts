import { createContext, use, useEffect } from 'react';
import type { PatientDetails, StaffDetails, Viewer } from '../../api/operations.types.ts';

/** The account of an actor. Without an issuer it may belong to several people, so it has no name. */
export interface Account {
  readonly subject: string;
  readonly issuer: string | null;
}

/** A person whose name a page shows. */
export type ShownPerson =
  | { readonly kind: 'patient'; readonly id: string }
  | { readonly kind: 'actor'; readonly subject: string; readonly issuer: string };

/** The names of the people on a page. */
export interface People {
  /** What the directory offers; null if it offers nothing to the viewer. */
  readonly scope: Viewer['directory'];
  readonly patients: ReadonlyMap<string, PatientDetails>;
  /** By {@link accountKey}. */
  readonly actors: ReadonlyMap<string, StaffDetails>;
  /** Has the page look up a person while they are shown. Returns the function that ends it. */
  readonly show: (person: ShownPerson) => () => void;
}

/** Without a directory, ids are shown. */
export const PeopleContext = createContext<People>({
  scope: null,
  patients: new Map(),
  actors: new Map(),
  show: () => () => undefined,
});

/** What the directory knows about a patient; null if it is not known, or not yet. */
export function usePatientDetails(id: string | null): PatientDetails | null {
  const { patients, show } = use(PeopleContext);
  useEffect(() => (id === null ? undefined : show({ kind: 'patient', id })), [id, show]);
  return id === null ? null : (patients.get(id) ?? null);
}

/** What the directory knows about a staff member; null if it is not known, or not yet. */
export function useStaffDetails(
  subject: string | null,
  issuer: string | null,
): StaffDetails | null {
  const { actors, show } = use(PeopleContext);
  useEffect(
    () =>
      subject === null || issuer === null ? undefined : show({ kind: 'actor', subject, issuer }),
    [subject, issuer, show],
  );
  return subject === null || issuer === null
    ? null
    : (actors.get(accountKey({ subject, issuer })) ?? null);
}

/** The name of an actor as a text: that of the directory, or of the record, or the account. */
export function useActorText({ subject, issuer }: Account, recordedName: string | null): string {
  return useStaffDetails(subject, issuer)?.name ?? recordedName ?? subject;
}

/** The name of a patient as a text; the id of one whose name is not known. */
export function usePatientText(id: string): string {
  return usePatientDetails(id)?.name ?? id;
}

/** Issuer and subject as one text. */
export function accountKey({ subject, issuer }: Account): string {
  return JSON.stringify([issuer, subject]);
}
