import type { ScorePart } from '../../api/operations.types.ts';

/** A score from 0 to 100, and a list of what it consists of. */
export function Score({
  points,
  parts,
}: {
  readonly points: number;
  readonly parts: readonly ScorePart[];
}) {
  return (
    <details className="score">
      <summary>
        <span className={`score-figure ${toneOf(points)}`}>
          <span className="visually-hidden">Score </span>
          {points}
        </span>{' '}
        Why this score
      </summary>
      <dl className="score-parts">
        {parts.map((part) => (
          <div key={part.text}>
            <dt>{part.text}</dt>
            <dd>{part.points < 0 ? `−${-part.points}` : `+${part.points}`}</dd>
          </div>
        ))}
        <div className="score-sum">
          <dt>Score, from 0 to 100</dt>
          <dd>{points}</dd>
        </div>
      </dl>
    </details>
  );
}

function toneOf(points: number): 'bad' | 'warn' | 'plain' {
  if (points >= 70) return 'bad';
  return points >= 40 ? 'warn' : 'plain';
}
