import type { Log } from '../../platform/log.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import type { Actor } from '../index/actors.ts';
import { createPeopleSource, type PeopleSource } from '../people/people-source.ts';
import type { DirectoryConfig } from './directory-config.ts';
import { readDirectoryOperations, type DirectoryList } from './directory-operations.ts';
import { openStaffFile } from './staff-file.ts';
import type { DirectorySource } from './directory-source.ts';
import { displayDay, displayText } from './display-text.ts';
import { isShown } from './is-shown.ts';

/** Names of patients and staff from subgraphs or a file, for display. Nothing that it returns is kept. */
export interface Directory {
  /** What it can return. */
  readonly scope: DirectoryScope;
  /** Coordinates of the arguments that take ids and texts, for the record of a lookup. */
  argumentsOf(lists: readonly DirectoryList[]): readonly string[];
  /** Finds people by their ids. People that it does not know are left out. */
  find(people: AskedPeople): Promise<FoundPeople>;
  /** Finds at most {@link MAX_FOUND} people by a text. */
  search(text: string, list: 'patientSearch' | 'actorSearch'): Promise<FoundPeople>;
  close(): Promise<void>;
}

/** Whether each list of the configuration has an operation. */
export type DirectoryScope = Readonly<Record<DirectoryList, boolean>>;

/** People whose names are asked for. */
export interface AskedPeople {
  readonly patients: readonly string[];
  readonly actors: readonly Actor[];
}

/** As `People` of `admin.graphql`. */
export interface FoundPeople {
  readonly patients: readonly PatientDetails[];
  readonly actors: readonly StaffDetails[];
  /** False if a source did not answer, so that people or parts of their names may be missing. */
  readonly isComplete: boolean;
}

export interface PatientDetails {
  readonly id: string;
  readonly name: string | null;
  readonly mrn: string | null;
  /** ISO 8601. */
  readonly birthDate: string | null;
}

export interface StaffDetails {
  readonly subject: string;
  /** Null if the accounts of staff have several issuers. */
  readonly issuer: string | null;
  readonly name: string | null;
  readonly role: string | null;
  readonly department: string | null;
}

export interface DirectoryDependencies {
  readonly supergraphSdl: string;
  readonly connect: ConnectSubgraph;
  /** Issuers whose subjects are the ids by which the operations identify staff. */
  readonly staffIssuers: ReadonlySet<string>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** The most people that a search returns. */
export const MAX_FOUND = 20;

/** Opens a directory. Throws a `SettingsError` with every problem in its operations. */
export function createDirectory(
  config: DirectoryConfig,
  { supergraphSdl, connect, staffIssuers, log }: DirectoryDependencies,
): Directory {
  const { timeoutMs, staff } = config;
  const operations = readDirectoryOperations(config, supergraphSdl);
  const open = (list: DirectoryList) =>
    operations[list].map((each) => logged(createPeopleSource(each, { timeoutMs, connect }), log));
  const file = staff === null ? null : openStaffFile(staff, log);
  const sources: Readonly<Record<DirectoryList, readonly DirectorySource[]>> = {
    patients: open('patients'),
    actors: file === null ? open('actors') : [file.actors],
    patientSearch: open('patientSearch'),
    actorSearch: file === null ? open('actorSearch') : [file.actorSearch],
  };
  const all = Object.values(sources).flat();
  const [onlyIssuer = null, ...otherIssuers] = staffIssuers;
  return {
    scope: {
      patients: sources.patients.length > 0,
      actors: sources.actors.length > 0,
      patientSearch: sources.patientSearch.length > 0,
      actorSearch: sources.actorSearch.length > 0,
    },
    argumentsOf: (lists) => [
      ...new Set(lists.flatMap((list) => sources[list].flatMap(({ argument }) => argument ?? []))),
    ],
    async find(people) {
      const accounts = people.actors.filter(({ issuer }) => staffIssuers.has(issuer));
      const subjects = accounts.map(({ subject }) => subject);
      const [patients, actors] = await Promise.all([
        fetchAll(sources.patients, people.patients),
        fetchAll(sources.actors, subjects),
      ]);
      return {
        patients: [...patients.people].map(patientDetails),
        actors: accounts.flatMap(({ issuer, subject }) => {
          const known = actors.people.get(subject);
          return known === undefined ? [] : [staffDetails([subject, known], issuer)];
        }),
        isComplete: patients.isComplete && actors.isComplete,
      };
    },
    async search(text, list) {
      const { people, isComplete } = await fetchAll(sources[list], text);
      // An id that cannot be recorded cannot be shown either.
      const found = [...people].filter(([id]) => isShown(id)).slice(0, MAX_FOUND);
      const issuer = otherIssuers.length === 0 ? onlyIssuer : null;
      return {
        patients: list === 'patientSearch' ? found.map(patientDetails) : [],
        actors: list === 'actorSearch' ? found.map((each) => staffDetails(each, issuer)) : [],
        isComplete,
      };
    },
    async close() {
      await Promise.all(all.map((source) => source.close()));
    },
  };
}

type Keys = ReadonlyMap<string, string | null>;
type Person = readonly [id: string, keys: Keys];

/** Asks all sources at once, and joins the keys that each of them returns. */
async function fetchAll(sources: readonly DirectorySource[], value: string | readonly string[]) {
  if (value.length === 0 || sources.length === 0)
    return { people: new Map<string, Keys>(), isComplete: true };
  const requested = typeof value === 'string' ? null : new Set(value);
  const ids = requested === null ? value : [...requested];
  const answers = await Promise.all(sources.map((source) => source.fetch(ids, requested)));
  const people = new Map<string, Keys>();
  for (const answer of answers) {
    if (answer.kind !== 'answered') continue;
    for (const [id, keys] of answer.people)
      people.set(id, new Map([...(people.get(id) ?? []), ...keys]));
  }
  return { people, isComplete: answers.every(({ kind }) => kind === 'answered') };
}

function patientDetails([id, keys]: Person): PatientDetails {
  return {
    id,
    name: displayText(keys.get('name')),
    mrn: displayText(keys.get('mrn')),
    birthDate: displayDay(keys.get('birthDate')),
  };
}

function staffDetails([subject, keys]: Person, issuer: string | null): StaffDetails {
  return {
    subject,
    issuer,
    name: displayText(keys.get('name')),
    role: displayText(keys.get('role')),
    department: displayText(keys.get('department')),
  };
}

/** A source that logs when it stops to answer, and when it answers again. */
function logged(source: PeopleSource, log: DirectoryDependencies['log']): PeopleSource {
  const { subgraph } = source;
  let isDown = false;
  return {
    ...source,
    async fetch(value, requested) {
      const answer = await source.fetch(value, requested);
      const hasFailed = answer.kind !== 'answered';
      if (hasFailed && !isDown)
        log.warn('names of people are not known', { subgraph, reason: answer.kind.toUpperCase() });
      if (!hasFailed && isDown) log.info('names of people are known again', { subgraph });
      isDown = hasFailed;
      return answer;
    },
  };
}
