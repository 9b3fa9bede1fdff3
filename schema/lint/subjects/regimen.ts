import { wordsOf } from '../words.ts';

/**
 * Whether a type says when or how often a person takes a drug, as a `Pill` with `hour`, a `Schedule` of a `medicine` with `time` or
 * whatever has a `dosage` and a `frequency`, and is not an entry of a dictionary or of a stock. `things` are what it is and what it
 * refers to.
 */
export function isRegimen(
  things: readonly (readonly string[])[],
  fields: readonly string[],
): boolean {
  return (
    (things.some((words) => words.some((word) => DRUGS.has(word))) ||
      fields.some((name) => DOSES.has(wordsOf(name).join('')))) &&
    fields
      .map((name) => wordsOf(name).join(' '))
      .some((name) => TAKING.test(name) && !LIMIT.test(name))
  );
}

/** Words for what a person takes. */
export const DRUGS: ReadonlySet<string> = new Set(
  wordsOf(
    `drug medicine medication med pill tablet supplement vitamin medicamento pastilla remedio comprimido medicament comprime
     medikament tablette obat`,
  ),
);

/** Names for how much of it. */
const DOSES: ReadonlySet<string> = new Set(
  wordsOf('dosage dose dosis dosificacion dosagem posologia posologie dosierung dosering dosaggio'),
);

/** Names for when and how often something is taken. */
const TAKING =
  /^(?:time|hour|day|schedule|hora|horario|dia|heure|horaire|jour|uhrzeit|tag)$|\b(?:taken|frequency|interval|reminder|intake|daily|morning|evening|noon|night|per day|tomado|frecuencia|frequencia|intervalo|frequence|intervalle|eingenommen|haufigkeit)\b/;

/** Names for how much a leaflet allows for all, as in `maxDailyDose`. */
const LIMIT =
  /\b(?:max|maximum|min|minimum|recommended|usual|adult|pediatric|maxima|maximo|maximale|maximal|hochst)\b/;
