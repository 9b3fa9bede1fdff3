import type { Compiled } from '../../directives/policy/compile-policy.ts';
import type { Filter } from './filters.ts';
import { partsOf } from './leaf-values.ts';
import { OPERATORS } from './operator-input.ts';
import { wordsOf } from './words.ts';

/**
 * Whether an input bounds the time of what a field returns: `from`, `startDate`, `admittedAfter`, `serviceTo`. Not a cursor of
 * paging, and not the bounds of another field, such as `priceFrom` beside `price`.
 */
export function boundsTime(
  { name, model, holder, at, filtered }: Filter,
  compiled: Compiled,
): boolean {
  const words = wordsOf(name);
  if (isOfDates(model, compiled) && !words.some((word) => OF_PROGRAM.has(word))) return true;
  const isTime = (word: string) => TIMES.has(word) || BOUNDS.has(word);
  const isWhole =
    words.every(
      (word, index) => isTime(word) || OPERATORS.has(word) || (index > 0 && word === 'at'),
    ) && words.some(isTime);
  // `serviceTo`, and `serviceToDate`.
  const bound = DATES.has(words.at(-1) ?? '') ? words.slice(0, -1) : words;
  const last = bound.at(-1) ?? '';
  // `deathStartDate`. A field can be called `endDate`, so the word for a date is needed.
  const isBound = BOUNDS.has(last) || (bound !== words && ENDS.has(last));
  if (!isWhole && !(bound.length > 1 && isBound)) return false;
  // An enum of operators, as `BETWEEN` in `[{ field, op, value }]`.
  if (model === null && words.every((word) => OPERATORS.has(word))) return false;
  // Operators of any value, and times of the program.
  if (name === 'between' || words.includes('with') || words.some((word) => OF_PROGRAM.has(word)))
    return false;
  const types = [...(model?.types ?? [])];
  if (types.includes('Boolean') || types.includes('ID')) return false;
  const siblings = holder ? [...holder.fields.keys()] : argumentsBeside(at, compiled);
  if (CURSORS.has(name) && siblings.some((each) => PAGING.test(each))) return false;
  // What ends with a date bounds a time, whatever else is a field.
  if (isWhole || bound !== words) return true;
  const bounded = bound.slice(0, -1).join('');
  return !filtered.some((type) =>
    [...type.fields.keys()].some((field) => wordsOf(field).join('') === bounded),
  );
}

/** Whether an input takes a scalar that is named for dates, whatever it is called itself: `hasta: Fecha`, `before: DateTime`. */
function isOfDates(model: Filter['model'], { hierarchy }: Compiled): boolean {
  return hierarchy.typesNamed(model?.types ?? []).some(
    ({ name, kinds }) =>
      kinds.has('scalar') &&
      DATE_SCALARS.has(
        wordsOf(name)
          .filter((word) => !PREFIXES.test(word))
          .join(''),
      ),
  );
}

/** The names of scalars for a date, with or without a time of day; not those for a time of day alone. */
const DATE_SCALARS: ReadonlySet<string> = new Set(
  'date datetime timestamp dttm fecha fechahora data datahora datum datumtijd datumzeit dataora horodatage zeitstempel tarih tarihsaat localdate localdatetime offsetdatetime zoneddatetime instant'.split(
    ' ',
  ),
);
const PREFIXES = /^(?:graphql|aws|iso|naive|utc|tz|scalar|custom|\d+)$/;

/** The names of the arguments of the field whose argument a coordinate is. */
function argumentsBeside(at: string, { hierarchy }: Compiled): readonly string[] {
  const { type, field } = partsOf(at);
  const holder = hierarchy.typeNamed(type);
  return [...(holder?.fields.get(field)?.arguments.keys() ?? [])];
}

const TIMES: ReadonlySet<string> = new Set(
  wordsOf(
    `date time datetime day week month period start end fecha dia hora inicio fin data jour heure datum tag zeit tarih tanggal ngay
     fim dag tijd einde giorno ora inizio fine saat baslangic bitis gio`,
  ),
);

const DATES: ReadonlySet<string> = new Set(wordsOf('date time datetime at'));

/** Words for a bound in time, alone or after what happened: `after`, `bornBefore`. */
const BOUNDS: ReadonlySet<string> = new Set(
  wordsOf(
    `from to since until after before between desde hasta ate antes despues depuis jusque apres avant du au von bis seit ab vor
     nach tot vanaf sinds voor dal dopo prima`,
  ),
);

/** Words for a bound before the word for a date. */
const ENDS: ReadonlySet<string> = new Set(wordsOf('start end'));

const OF_PROGRAM: ReadonlySet<string> = new Set(wordsOf('create created update updated modified'));

/** Arguments that page: https://relay.dev/graphql/connections.htm. */
const CURSORS: ReadonlySet<string> = new Set(['after', 'before', 'from', 'to', 'start', 'end']);
const PAGING =
  /^(?:first|last|limit|size|count|skip|offset|take|page|page_?size|per_?page|num|amount)$/i;
