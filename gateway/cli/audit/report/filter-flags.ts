import { keysOf, type FilterPart } from '../../../reports/catalog/filter-spec.ts';
import { REPORTS } from '../../../reports/catalog/reports.ts';

/** A part of a filter as a flag. */
export interface FilterFlag {
  readonly name: string;
  /** With its value, such as `--patient <id>`. */
  readonly flag: string;
  readonly text: string;
  /** The flag that sets the part to false, such as `--no-break-glass`; null without one. */
  readonly opposite: { readonly flag: string; readonly text: string } | null;
}

/** Every part of every filter, in the order of the catalog; the period comes last. */
export const FILTER_FLAGS: readonly FilterFlag[] = listFlags();

/** The flag of a part, without its value. */
export function flagOf(name: string): string {
  const known = FILTER_FLAGS.find((each) => each.name === name);
  return known === undefined ? name : known.flag.split(' ', 1).join('');
}

/** Parts of a filter as they are typed, such as `--patient "p1"`. */
export function typedParts(filter: object, names: readonly string[]): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(filter));
  return names.map((name) => `${flagOf(name)} ${JSON.stringify(values.get(name))}`);
}

function listFlags(): readonly FilterFlag[] {
  const parts = new Map<string, FilterPart>();
  for (const { spec } of REPORTS)
    for (const name of keysOf(spec)) {
      const part = spec[name];
      if (part !== undefined && !parts.has(name)) parts.set(name, part);
    }
  const all = [...parts];
  return [
    ...all.filter(([, part]) => !isOfPeriod(part)),
    ...all.filter(([, part]) => isOfPeriod(part)),
  ].map(([name, { flag, text, textOfFalse }]) => ({
    name,
    flag,
    text: `${prefixOf(name)}${text}`,
    opposite:
      textOfFalse === undefined ? null : { flag: `--no-${flag.slice(2)}`, text: textOfFalse },
  }));
}

function isOfPeriod({ takes }: FilterPart): boolean {
  return takes.kind === 'time';
}

/** Names the reports that have a part, such as `Only for unusual. `; empty if reports of events have it. */
function prefixOf(name: string): string {
  const having = REPORTS.filter(({ spec }) => Object.hasOwn(spec, name));
  if (having.some(({ filterType }) => filterType === 'EventFilter')) return '';
  return `Only for ${having.map((report) => report.name).join(' and ')}. `;
}
