import type { Requirement, View } from '../../directives/policy/policy.ts';
import type { Deidentify } from '../../directives/spec.ts';
import type { Element } from './elements.ts';

/**
 * What a view comes to for a caller: a value in full, what its method leaves, an object whose own fields are
 * de-identified at most, or nothing.
 */
export type Shown = 'full' | 'deidentified' | Deidentify | 'none';

/** What somebody with this view gets of an element; inputs and enum values are for full views alone. */
export function shown(
  view: View,
  element: Pick<Element, 'kind' | 'isLeaf'>,
  requirement: Requirement | undefined,
): Shown {
  if (view !== 'deidentified') return view;
  if (element.kind === 'field' && element.isLeaf) return requirement?.method ?? 'SUPPRESS';
  return SELECTED.has(element.kind) ? 'deidentified' : 'none';
}

/** What a client selects; everything else is for full views alone. */
const SELECTED: ReadonlySet<Element['kind']> = new Set(['field', 'object', 'interface', 'union']);

/** Whether somebody gets anything at all. */
export function isShown(shows: Shown): boolean {
  return shows !== 'none' && shows !== 'SUPPRESS';
}

/** The same in a word or two. */
export function shownText(shows: Shown): string {
  if (shows === 'deidentified') return 'de-identified';
  return shows === 'SUPPRESS' ? 'suppressed' : shows;
}
