import { useLocation } from 'wouter';
import { dayBefore, startOf } from '../search/days.ts';
import type { CountBy, PeopleKind } from '../api/operations.types.ts';
import { useReportQuery } from '../api/use-report-query.ts';
import { QueryResult } from '../parts/query-result.tsx';
import { Lookup } from '../parts/subject/lookup.tsx';
import { Page } from '../parts/page.tsx';
import { actorPath, fieldPath, patientPath } from '../parts/path.ts';
import type { PathOf } from '../parts/path.ts';
import { Period } from '../parts/figures/period.tsx';
import { Section } from '../parts/section.tsx';
import { TopTable } from '../parts/figures/top-table.tsx';
import { useNow } from '../parts/use-now.ts';
import { usePeriod } from '../parts/figures/use-period.ts';

/** Finds a patient, an actor or a field: by id or name, or among the most frequent. */
export function Finder({ of }: { readonly of: keyof typeof KINDS }) {
  const { title, what, placeholder, by, among, pathOf }: Kind = KINDS[of];
  const [, navigate] = useLocation();
  const [days, choose] = usePeriod();
  const now = useNow();
  const query = useReportQuery('Counts', {
    by,
    filter: { since: startOf(dayBefore(now, days - 1)), oversight: false },
    first: 50,
  });
  return (
    <Page title={title} actions={<Period days={days} onChange={choose} />}>
      <Lookup
        label={what}
        placeholder={placeholder}
        button="Open report"
        among={among}
        onOpen={(value, issuer) => navigate(pathOf(value, issuer))}
      />
      <Section title={`Most frequent in the last ${days} days`}>
        <QueryResult query={query} loading="Counting">
          {({ counts }) => <TopTable caption={title} what={what} counts={counts} pathOf={pathOf} />}
        </QueryResult>
      </Section>
    </Page>
  );
}

interface Kind {
  readonly title: string;
  readonly what: string;
  readonly placeholder: string;
  readonly by: CountBy;
  readonly among: PeopleKind | null;
  readonly pathOf: PathOf;
}

const KINDS = {
  patients: {
    title: 'Patients',
    what: 'Patient',
    placeholder: 'id of the patient',
    by: 'PATIENT',
    among: 'PATIENTS',
    pathOf: patientPath,
  },
  actors: {
    title: 'Actors',
    what: 'Actor',
    placeholder: 'account of the actor',
    by: 'ACTOR',
    among: 'ACTORS',
    pathOf: actorPath,
  },
  fields: {
    title: 'Fields',
    what: 'Field',
    placeholder: 'such as Patient.ssn',
    by: 'COORDINATE',
    among: null,
    pathOf: fieldPath,
  },
} as const satisfies Readonly<Record<string, Kind>>;
