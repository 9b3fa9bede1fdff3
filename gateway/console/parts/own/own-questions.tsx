import type { OwnQuestion, OwnQuestions as Result } from '../../api/operations.types.ts';
import type { ReportQuery } from '../../api/use-report-query.ts';
import type { Moments } from '../../words/moments.ts';
import { useWords } from '../../words/words-context.ts';
import { QueryResult } from '../query-result.tsx';
import { Section } from '../section.tsx';
import { Sign } from '../sign.tsx';

/** Explains how questions work, and lists those about the patient's record. */
export function OwnQuestions({
  query,
  moments,
}: {
  readonly query: ReportQuery<Result>;
  readonly moments: Moments;
}) {
  const { questions } = useWords();
  return (
    <Section title={questions.title}>
      {questions.how.map((line) => (
        <p key={line} className="own-help">
          {line}
        </p>
      ))}
      <QueryResult query={query} loading={questions.reading}>
        {(data) =>
          data.questions.length === 0 ? (
            <p className="faint">{questions.noneYet}</p>
          ) : (
            <ol className="own-accesses">
              {data.questions.map((question) => (
                <li key={question.event} className="own-access">
                  <QuestionState question={question} moments={moments} />
                </li>
              ))}
            </ol>
          )
        }
      </QueryResult>
    </Section>
  );
}

/** When a question was asked, its text, and whether it was answered. */
export function QuestionState({
  question: { time, text, answeredAt },
  moments: { moment },
}: {
  readonly question: OwnQuestion;
  readonly moments: Moments;
}) {
  const { questions } = useWords();
  return (
    <div className="own-question">
      <p>{questions.asked(moment(time))}</p>
      {text !== null && <q className="reason">{text}</q>}
      <p className={answeredAt === null ? 'faint' : 'good-text'}>
        {answeredAt === null ? (
          questions.open
        ) : (
          <>
            <Sign name="check" /> {questions.answered(moment(answeredAt))}
          </>
        )}
      </p>
    </div>
  );
}
