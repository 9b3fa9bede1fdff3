import { EVENTS_QUESTION, type AccessEvent } from '../../api/parse-events.ts';
import { never, useQuestion } from '../../api/use-question.ts';
import { Answer } from '../answer.tsx';
import { Facts } from '../facts.tsx';
import { PatientName } from '../patient-name.tsx';
import { Time } from '../time.tsx';

/** Whose record a record of the ledger is about and, of a break-glass, until when and for which reason. */
export function RecordSubject({ leaf }: { readonly leaf: number }) {
  const asked = useQuestion(
    EVENTS_QUESTION,
    {
      first: MOST_SHOWN,
      after: null,
      filter: { firstLeaf: leaf, lastLeaf: leaf },
      orderBy: { field: 'LEAF', direction: 'DESC' },
    },
    never,
  );
  return (
    <Answer asked={asked} what="Looking for the patient">
      {({ events, total }) => events.length > 0 && <Facts rows={rowsOf(events, total)} />}
    </Answer>
  );
}

const MOST_SHOWN = 20;

type Rows = Parameters<typeof Facts>[0]['rows'];

function rowsOf(events: readonly AccessEvent[], total: number): Rows {
  const patients = [...new Set(events.flatMap(({ patient }) => patient ?? []))];
  const [grant] = events.flatMap(({ breakGlass }) => breakGlass ?? []);
  const isStart = events.some(({ kind }) => kind === 'breakglass.start');
  return [
    ...(patients.length === 0
      ? []
      : [
          ['Patient', <Patients key="patient" ids={patients} more={total > MOST_SHOWN} />] as const,
        ]),
    ...(grant === undefined
      ? []
      : [['Break-glass until', <Time key="until" at={grant.until} />] as const]),
    ...(isStart ? [['Reason', <Reason key="reason" text={grant?.reason ?? null} />] as const] : []),
  ];
}

function Patients({ ids, more }: { readonly ids: readonly string[]; readonly more: boolean }) {
  return (
    <>
      {ids.map((id) => (
        <span key={id} className="line">
          <PatientName id={id} />
        </span>
      ))}
      {more && <span className="faint">and others</span>}
    </>
  );
}

function Reason({ text }: { readonly text: string | null }) {
  return text === null ? (
    <span className="faint">The reason was erased, or is not what was written.</span>
  ) : (
    <q className="reason">{text}</q>
  );
}
