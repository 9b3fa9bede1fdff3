import { Link } from 'wouter';
import type { AccessEvent } from '../../api/operations.types.ts';
import { KIND_WORDS } from '../../words/kinds.ts';
import { PURPOSE_WORDS } from '../../words/purposes.ts';
import { RELATION_WORDS } from '../../words/relations.ts';
import { roleWords } from '../../words/role-words.ts';
import { whole } from '../../words/numbers.ts';
import { Outcome } from '../badge.tsx';
import { Code } from '../code.tsx';
import type { Column } from './event-columns.ts';
import { IssuerLine } from '../issuer-line.tsx';
import { ActorName } from '../people/actor-name.tsx';
import { PatientName } from '../people/patient-name.tsx';
import { recordPath } from '../path.ts';
import { SeenFields } from './seen-fields.tsx';
import { Time } from '../time.tsx';
import { Sign } from '../sign.tsx';

/** An event as a row. On a narrow screen it is a card, and each cell shows its label. */
export function EventRow({ columns, ...shown }: Shown & { readonly columns: readonly Column[] }) {
  return (
    <tr role="row">
      {columns.map(({ key, label }) => (
        <td key={key} role="cell" data-label={label} className={`cell-${key}`}>
          <Cell column={key} {...shown} />
        </td>
      ))}
    </tr>
  );
}

/** An event and how it is shown. */
interface Shown {
  readonly event: AccessEvent;
  readonly areIssuersShown: boolean;
}

function Cell({ column, ...shown }: Shown & { readonly column: Column['key'] }) {
  const { event } = shown;
  switch (column) {
    case 'time':
      return <Time at={event.time} />;
    case 'actor':
      return <Actor {...shown} />;
    case 'patient':
      return <PatientName id={event.patient} />;
    case 'fields':
      return (
        <>
          {event.breakGlass !== null && (
            <span className="badge warn">
              <Sign name="warning" /> Break-glass
            </span>
          )}
          {event.breakGlass?.reason && <q className="reason">{event.breakGlass.reason}</q>}
          {event.kind !== 'access' && event.kind !== 'denial' && (
            <span className="kind">
              <Code code={event.kind} words={KIND_WORDS} />
            </span>
          )}
          {event.coordinates.length > 0 && <SeenFields coordinates={event.coordinates} />}
        </>
      );
    case 'purpose':
      return <Code code={event.purpose} words={PURPOSE_WORDS} />;
    case 'relation':
      return event.relations.length === 0 ? (
        <span className="faint">none</span>
      ) : (
        event.relations.map((relation) => (
          <span key={relation} className="line">
            <Code code={relation} words={RELATION_WORDS} />
          </span>
        ))
      );
    case 'outcome':
      return <Outcome code={event.outcome} />;
    case 'record':
      return (
        <Link href={recordPath(event.leaf)}>
          #{whole(event.leaf)}
          <span className="visually-hidden"> and its proof</span>
        </Link>
      );
    default:
      return column satisfies never;
  }
}

function Actor({ event, areIssuersShown }: Shown) {
  if (event.actor === null) return <span className="faint">the gateway itself</span>;
  return (
    <>
      <ActorName subject={event.actor} issuer={event.issuer} recordedName={event.actorName} />
      {areIssuersShown && <IssuerLine issuer={event.issuer} />}
      <span className="line faint">{event.roles.map(roleWords).join(', ')}</span>
    </>
  );
}
