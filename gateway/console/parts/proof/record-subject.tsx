import type { AccessEvent } from '../../api/operations.types.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { Facts } from '../facts.tsx';
import { PatientName } from '../people/patient-name.tsx';
import { QueryResult } from '../query-result.tsx';
import { Time } from '../time.tsx';

/** The patients of a record and, for break-glass, its end and reason. */
export function RecordSubject({ leaf }: { readonly leaf: number }) {
  const query = useReportQuery('Events', {
    first: MAX_SHOWN,
    after: null,
    filter: { firstLeaf: leaf, lastLeaf: leaf },
    orderBy: { field: 'LEAF', direction: 'DESC' },
  });
  return (
    <QueryResult query={query} loading="Reading the patient">
      {({ events: { edges, totalCount } }) =>
        edges.length > 0 && (
          <Facts
            rows={factsOf(
              edges.map(({ node }) => node),
              totalCount,
            )}
          />
        )
      }
    </QueryResult>
  );
}

const MAX_SHOWN = 20;

type Rows = Parameters<typeof Facts>[0]['rows'];

function factsOf(events: readonly AccessEvent[], total: number): Rows {
  const patients = [...new Set(events.flatMap(({ patient }) => patient ?? []))];
  const [grant] = events.flatMap(({ breakGlass }) => breakGlass ?? []);
  const isStart = events.some(({ kind }) => kind === 'breakglass.start');
  return [
    ...(patients.length === 0
      ? []
      : [
          [
            'Patient',
            <Patients key="patient" ids={patients} hasMore={total > MAX_SHOWN} />,
          ] as const,
        ]),
    ...(grant === undefined
      ? []
      : [['Break-glass until', <Time key="until" at={grant.until} />] as const]),
    ...(isStart ? [['Reason', <Reason key="reason" text={grant?.reason ?? null} />] as const] : []),
  ];
}

function Patients({
  ids,
  hasMore,
}: {
  readonly ids: readonly string[];
  readonly hasMore: boolean;
}) {
  return (
    <>
      {ids.map((id) => (
        <span key={id} className="line">
          <PatientName id={id} />
        </span>
      ))}
      {hasMore && <span className="faint">and others</span>}
    </>
  );
}

function Reason({ text }: { readonly text: string | null }) {
  return text === null ? (
    <span className="faint">The reason was erased, or differs from what was written.</span>
  ) : (
    <q className="reason">{text}</q>
  );
}
