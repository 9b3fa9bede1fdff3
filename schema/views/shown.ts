import type { Requirement, View } from '../../directives/policy/policy.ts';
import type { Deidentify } from '../../directives/spec.ts';
import type { Element } from './elements.ts';

/**
 * What a caller sees of an element: the full value, the result of a method, an object whose own fields are at most
 * de-identified, or nothing. `no patient`: nothing, because the element names no patient, and no role that would see it
 * reaches all patients.
 */
export type Shown = 'full' | 'deidentified' | Deidentify | 'none' | 'no patient';

/** What a view shows of an element. Inputs and enum values require the full view: any other shows `none`. */
export function shown(
  view: View,
  element: Pick<Element, 'kind' | 'isLeaf'>,
  requirement: Requirement | undefined,
): Shown {
  if (view !== 'deidentified') return view;
  if (element.kind === 'field' && element.isLeaf) return requirement?.method ?? 'SUPPRESS';
  return DEIDENTIFIABLE_KINDS.has(element.kind) ? 'deidentified' : 'none';
}

/** The kinds of elements that have a de-identified view. */
const DEIDENTIFIABLE_KINDS: ReadonlySet<Element['kind']> = new Set([
  'field',
  'object',
  'interface',
  'union',
]);

/** Whether any value or object is shown. */
export function isShown(shows: Shown): boolean {
  return shows !== 'none' && shows !== 'no patient' && shows !== 'SUPPRESS';
}

/** What is shown, in a few words. */
export function shownText(shows: Shown): string {
  if (shows === 'deidentified') return 'de-identified';
  if (shows === 'no patient') return 'none (no patient)';
  return shows === 'SUPPRESS' ? 'suppressed' : shows;
}
