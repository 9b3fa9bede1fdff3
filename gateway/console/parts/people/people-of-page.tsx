import { useIsFetching } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { AccountInput, Viewer } from '../../api/operations.types.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { Sign } from '../sign.tsx';
import { accountKey, PeopleContext } from './people-context.ts';
import type { ShownPerson } from './people-context.ts';

/**
 * Looks up the names of the people on a page, all of them at once when its reports have arrived, since each lookup is
 * recorded. The names are kept no longer than the page. If they cannot be looked up, the page shows ids and a note.
 */
export function PeopleOfPage({
  scope,
  children,
}: {
  readonly scope: Viewer['directory'];
  readonly children: ReactNode;
}) {
  const shown = useRef(new Map<string, { readonly person: ShownPerson; count: number }>());
  const [changes, change] = useReducer((count: number) => count + 1, 0);
  const [asked, setAsked] = useState<Asked>(NO_PEOPLE);
  const show = useCallback((person: ShownPerson) => {
    const key = keyOf(person);
    const entry = shown.current.get(key) ?? { person, count: 0 };
    entry.count += 1;
    shown.current.set(key, entry);
    change();
    return () => {
      entry.count -= 1;
      if (entry.count === 0) shown.current.delete(key);
    };
  }, []);
  const isReading = useIsFetching({ predicate: ({ queryKey: [name] }) => !isApart(name) }) > 0;
  useEffect(() => {
    if (scope === null) return undefined;
    const timer = setTimeout(
      () => {
        const now = askedOf(
          [...shown.current.values()].map(({ person }) => person),
          scope,
        );
        setAsked((before) => (covers(before, now) ? before : now));
      },
      isReading ? MAX_WAIT_MS : SETTLE_MS,
    );
    return () => clearTimeout(timer);
  }, [changes, isReading, scope]);

  const isOn = asked !== NO_PEOPLE;
  const { data, error, again } = useReportQuery('PeopleOfPage', asked, {
    cacheMs: 0,
    isOnce: true,
    isOn,
  });
  const people = useMemo(
    () => ({
      scope,
      show,
      patients: new Map((data?.people.patients ?? []).map((each) => [each.id, each])),
      actors: new Map((data?.people.actors ?? []).map((each) => [accountKey(each), each])),
    }),
    [scope, show, data],
  );
  return (
    <PeopleContext value={people}>
      {(error !== null || data?.people.isComplete === false) && <NotKnown again={again} />}
      {children}
    </PeopleContext>
  );
}

function NotKnown({ again }: { readonly again: () => void }) {
  return (
    <div className="notice warn slim" role="status">
      <p className="notice-title">
        <Sign name="warning" /> The directory of people does not answer, so ids are shown instead of
        some names.
      </p>
      <Button className="button" onPress={again}>
        Try again
      </Button>
    </div>
  );
}

/** The variables of the lookup. */
interface Asked {
  readonly patients: readonly string[];
  readonly actors: readonly AccountInput[];
}

const NO_PEOPLE: Asked = { patients: [], actors: [] };

/** Time without a change after which a page is complete. */
const SETTLE_MS = 60;

/** Time after which names are looked up although a report has not arrived. */
const MAX_WAIT_MS = 5_000;

/** The most patients, and actors, of one lookup. The rest of a longer page keeps its ids. */
const MAX_PEOPLE = 200;

/** Whether a query brings no people to the page, so that it need not be awaited. */
function isApart(name: unknown): boolean {
  return APART.has(String(name));
}

const APART: ReadonlySet<string> = new Set([
  'PeopleOfPage',
  'FindPeople',
  'CompareIndex',
  'LedgerHealth',
  'LedgerSize',
]);

function keyOf(person: ShownPerson): string {
  return person.kind === 'patient' ? JSON.stringify([person.id]) : accountKey(person);
}

function askedOf(people: readonly ShownPerson[], scope: NonNullable<Viewer['directory']>): Asked {
  const patients = people.flatMap((each) => (each.kind === 'patient' ? each.id : []));
  const actors = people.flatMap((each) =>
    each.kind === 'actor' ? { subject: each.subject, issuer: each.issuer } : [],
  );
  return {
    patients: scope.patients ? patients.toSorted().slice(0, MAX_PEOPLE) : [],
    actors: scope.actors ? actors.slice(0, MAX_PEOPLE) : [],
  };
}

/** Whether one lookup includes all people of another. */
function covers(before: Asked, now: Asked): boolean {
  const patients = new Set(before.patients);
  const actors = new Set(before.actors.map(accountKey));
  return (
    now.patients.every((id) => patients.has(id)) &&
    now.actors.every((account) => actors.has(accountKey(account)))
  );
}
