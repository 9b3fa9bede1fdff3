import type { ParsedLeaf } from '../../api/parse-leaf.ts';
import { KIND_WORDS } from '../../words/kinds.ts';
import { count } from '../../words/numbers.ts';
import { PURPOSE_WORDS } from '../../words/purposes.ts';
import { roleWords } from '../../words/role-words.ts';
import { Outcome } from '../badge.tsx';
import { Code } from '../code.tsx';
import { Facts } from '../facts.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { ActorName } from '../people/actor-name.tsx';
import { Time } from '../time.tsx';

/** A record in words: actor, time, outcome, and what was released and denied. */
export function LeafFacts({ leaf }: { readonly leaf: ParsedLeaf }) {
  const { at, kind, outcome, client, operation } = leaf;
  return (
    <Facts
      rows={[
        ['Time', <Time key="time" at={new Date(at).toISOString()} />],
        ['Kind', <Code key="kind" code={kind} words={KIND_WORDS} />],
        ['Outcome', <Outcome key="outcome" code={outcome} />],
        ['Who', <Who key="who" leaf={leaf} />],
        ...(leaf.actor === null
          ? []
          : [['Purpose', <Purpose key="purpose" code={leaf.actor.purpose} />] as const]),
        ...(client === null ? [] : [['From', client.address] as const]),
        ...(operation === null
          ? []
          : [['Operation', `${operation.kind} ${operation.name ?? 'without a name'}`] as const]),
        ...(leaf.accesses.length === 0
          ? []
          : [['Released', <Released key="released" leaf={leaf} />] as const]),
        ...(leaf.denied.length === 0
          ? []
          : [['Denied', <Denied key="denied" leaf={leaf} />] as const]),
      ]}
    />
  );
}

function Who({ leaf: { actor } }: { readonly leaf: ParsedLeaf }) {
  if (actor === null) return <span className="faint">the gateway itself</span>;
  return (
    <>
      <ActorName subject={actor.subject} issuer={actor.issuer} recordedName={actor.name} />{' '}
      <span className="faint">{actor.roles.map(roleWords).join(', ')}</span>
      <IssuerLine issuer={actor.issuer} />
    </>
  );
}

function Purpose({ code }: { readonly code: string | null }) {
  return <Code code={code} words={PURPOSE_WORDS} />;
}

function Released({ leaf: { accesses } }: { readonly leaf: ParsedLeaf }) {
  return accesses.map(({ type, fields, objects, objectCommitments }, index) => (
    <span key={`${index} ${type}`} className="line">
      {type}:{' '}
      {fields
        .map(({ name, view }) => (view === 'deidentified' ? `${name} (de-identified)` : name))
        .join(', ')}
      <span className="faint">
        {' '}
        · {count((objects ?? objectCommitments ?? []).length, 'record')}
      </span>
    </span>
  ));
}

function Denied({ leaf: { denied } }: { readonly leaf: ParsedLeaf }) {
  return denied.map(({ coordinate, reason, count: times }) => (
    <span key={`${coordinate} ${reason}`} className="line">
      {coordinate}
      <span className="faint">
        {' '}
        by {reason} · {count(times, 'time')}
      </span>
    </span>
  ));
}
