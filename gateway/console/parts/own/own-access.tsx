import { Button } from 'react-aria-components';
import type { OwnEvent, OwnQuestion } from '../../api/operations.types.ts';
import { describeAccess, ownOutcomeWords, ownViewWords } from '../../words/accesses.ts';
import type { Moments } from '../../words/moments.ts';
import { outcomeWords } from '../../words/outcomes.ts';
import { isDenied } from '../../words/views.ts';
import { useWords } from '../../words/words-context.ts';
import { Badge } from '../badge.tsx';
import { Sign } from '../sign.tsx';
import { QuestionState } from './own-questions.tsx';

/** An access to the patient's record: who, when, what, why, and what permitted it. */
export function OwnAccess({
  event,
  question,
  moments,
  onAsk,
}: {
  readonly event: OwnEvent;
  /** The question that was asked about it; null for none, undefined if that is not known. */
  readonly question: OwnQuestion | null | undefined;
  readonly moments: Moments;
  readonly onAsk: (about: string) => void;
}) {
  const words = useWords();
  const { access } = words.letters;
  const { who, roles, what, why, how } = describeAccess(event, words);
  const isEmergency = event.breakGlass !== null || event.relations.includes('break-glass');
  const badge = outcomeWords(event.outcome);
  const when = moments.moment(event.time);
  return (
    <li className="own-access">
      <div className="own-access-head">
        <h3>
          <bdi>{who}</bdi>
          {roles !== '' && <span className="faint line">{roles}</span>}
        </h3>
        <p>
          <time dateTime={event.time}>{when}</time>{' '}
          <Badge words={{ ...badge, text: ownOutcomeWords(event.outcome, words) }} />
        </p>
      </div>
      <dl className="facts">
        <div>
          <dt>{access.what}</dt>
          <dd>
            {isEmergency && (
              <p className="warn-text">
                <Sign name="warning" /> {access.emergency}
              </p>
            )}
            {what.map((line) => (
              <p key={line}>{line}</p>
            ))}
            <Fields coordinates={event.coordinates} />
          </dd>
        </div>
        <div>
          <dt>{access.why}</dt>
          <dd>{why}</dd>
        </div>
        {how.length > 0 && (
          <div>
            <dt>{access.how}</dt>
            <dd>{how.join('; ')}</dd>
          </div>
        )}
      </dl>
      {question != null && <QuestionState question={question} moments={moments} />}
      {question === null && event.actor !== null && (
        <Button className="button" onPress={() => onAsk(`${who}, ${when}`)}>
          {words.questions.ask}
          <span className="visually-hidden"> {words.questions.about(who, when)}</span>
        </Button>
      )}
    </li>
  );
}

/** The fields by their technical names, when opened. */
function Fields({ coordinates }: Pick<OwnEvent, 'coordinates'>) {
  const words = useWords();
  if (coordinates.length === 0) return null;
  return (
    <details className="fields">
      <summary>{words.record.fields(coordinates.length)}</summary>
      <ul>
        {coordinates.map(({ coordinate, view }) => (
          <li key={`${coordinate} ${view}`}>
            <code>{coordinate}</code>{' '}
            <span className={isDenied(view) ? 'bad-text' : 'faint'}>
              {ownViewWords(view, words)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
