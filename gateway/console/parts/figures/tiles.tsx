import { Suspense, lazy } from 'react';
import { Link } from 'wouter';
import type { Count } from '../../api/operations.types.ts';
import type { EventSearch } from '../../search/event-search.ts';
import { writeSearch } from '../../search/event-search.ts';
import { whole } from '../../words/numbers.ts';
import { changeWords, sumOf } from './days.ts';
import type { Measure } from './days.ts';
import type { SignName } from '../../words/sign-names.ts';
import { Sign } from '../sign.tsx';

/** Charts are half of the page's code. The figures do not wait for them, and are shown without them if loading fails. */
const DayChart = lazy(async () => {
  try {
    return { default: (await import('./day-chart.tsx')).DayChart };
  } catch {
    return { default: NoChart };
  }
});

function NoChart() {
  return (
    <p className="chart-space faint">
      The chart could not be loaded. Its figures are in the table below; reload the page to see it.
    </p>
  );
}

/** Three figures of a period, each with a chart by day and a link to its events. */
export function Tiles({
  days,
  before,
  search,
  isLinked = true,
}: {
  readonly days: readonly Count[];
  /** The same number of days before these. */
  readonly before: readonly Count[];
  readonly search: Partial<EventSearch>;
  readonly isLinked?: boolean;
}) {
  return (
    <div className="tiles">
      {TILES.map(({ measure, label, sign, narrow }) => {
        const sum = sumOf(days, measure);
        return (
          <figure key={measure} className={`tile ${measure}`}>
            <figcaption>
              <span className="tile-label">
                <Sign name={sign} /> {label}
              </span>
              <strong className="tile-figure">{whole(sum)}</strong>
              <span className="tile-change">
                {changeWords(sum, sumOf(before, measure), days.length)}
              </span>
              {isLinked && (
                <Link href={`/search?${writeSearch({ ...search, ...narrow })}`}>
                  Show events<span className="visually-hidden">: {label}</span>
                </Link>
              )}
            </figcaption>
            <Suspense fallback={<div className="chart-space" aria-hidden="true" />}>
              <DayChart days={days} measure={measure} label={label} />
            </Suspense>
          </figure>
        );
      })}
    </div>
  );
}

const TILES: readonly {
  readonly measure: Measure;
  readonly label: string;
  readonly sign: SignName;
  readonly narrow: Partial<EventSearch>;
}[] = [
  { measure: 'events', label: 'Accesses and attempts', sign: 'bars', narrow: {} },
  { measure: 'denied', label: 'Denied', sign: 'cross', narrow: { denied: true } },
  // Begin and end of a grant and each access with it, not the number of grants.
  {
    measure: 'breakGlass',
    label: 'Events under break-glass',
    sign: 'warning',
    narrow: { breakGlass: true },
  },
];
