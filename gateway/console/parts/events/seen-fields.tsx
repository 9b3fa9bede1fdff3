import { Link } from 'wouter';
import type { AccessEvent } from '../../api/operations.types.ts';
import { CATEGORY_WORDS } from '../../words/categories.ts';
import { count } from '../../words/numbers.ts';
import { isDenied, viewWords } from '../../words/views.ts';
import { fieldPath } from '../path.ts';

/** The fields that an event released or denied: a summary of their categories, and each field when opened. */
export function SeenFields({ coordinates }: { readonly coordinates: AccessEvent['coordinates'] }) {
  if (coordinates.length === 0) return <span className="faint">none</span>;
  return (
    <details className="fields">
      <summary>
        {summary(coordinates)} <span className="faint">({count(coordinates.length, 'field')})</span>
      </summary>
      <ul>
        {coordinates.map(({ coordinate, view }) => (
          <li key={`${coordinate} ${view}`}>
            {isRoute(coordinate) ? (
              <code>{coordinate}</code>
            ) : (
              <Link href={fieldPath(coordinate)}>
                <code>{coordinate}</code>
              </Link>
            )}{' '}
            <span className={isDenied(view) ? 'bad-text' : 'faint'}>{viewWords(view)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Whether a denial is of a route such as `/graphql`, of which there is no report. */
function isRoute(coordinate: string): boolean {
  return coordinate.startsWith('/');
}

/** The first categories; denied fields have none and are named instead. */
function summary(coordinates: AccessEvent['coordinates']): string {
  const kinds = [...new Set(coordinates.flatMap(({ categories }) => categories))];
  if (kinds.length === 0)
    return coordinates
      .slice(0, 2)
      .map(({ coordinate }) => coordinate)
      .join(', ');
  const words = kinds.slice(0, 3).map((kind) => CATEGORY_WORDS.get(kind) ?? kind);
  return kinds.length > 3 ? `${words.join(', ')} …` : words.join(', ');
}
