import type { Persons } from '../../../../schema/lint/lint.ts';
import { printable } from '../../../../schema/printable.ts';
import type { Answers } from './answers.ts';

/** What the question needs. */
export interface PatientQuestion extends Pick<Answers, 'ask' | 'refuse'> {
  readonly persons: Persons;
  /** One line for each name that is not a type of the schemas. */
  readonly problemsOf: (names: readonly string[]) => readonly string[];
}

/**
 * Asks which types are patients', by their numbers in the list or by any names. Empty if the author names none, or if the
 * input ends.
 */
export async function askPatients({
  persons: { others },
  ask,
  refuse,
  problemsOf,
}: PatientQuestion): Promise<readonly string[]> {
  const listed = others.map((name, index) => `\n  ${index + 1}  ${name}`).join('');
  const question = printable(
    `\nNo type was read as a patient's. Whose health data does the graph hold?${listed}\nnumbers or names of types (empty: none of them): `,
  );
  for (;;) {
    const answer = await ask(question);
    const words = (answer ?? '').split(/[\s,]+/).filter((word) => word !== '');
    const names = [...new Set(words.map((word) => others[Number(word) - 1] ?? word))];
    const problems = problemsOf(names);
    if (problems.length === 0 || answer === null) return names;
    refuse(problems.join('\n'));
  }
}
