import type { Element } from '../fhir-shapes.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { isAbout, type Likeness, type Placed } from './likeness.ts';

/** Judges an element of a data type that a standard defines: alone, the data type says nothing of patients. */
export function judgeElement(
  element: Element,
  value: Placed,
  { hasPatients }: Subjects,
): Likeness | null {
  const { about, because } = value.subject;
  if (element === 'none' || !hasPatients || about === 'other') return null;
  return {
    category: element,
    by: 'place',
    confidence: isAbout(about) ? 'high' : 'medium',
    signs: [`FHIR defines it as "${value.name}"`, ...(isAbout(about) ? [because] : [])],
  };
}
