import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Weights } from '../../../../schema/lint/learned/feature.ts';
import { MIN_VALUES, scoreGraph } from '../../../../schema/lint/learned/score-graph.ts';
import { printTable } from '../../print-table.ts';
import { chooseThresholds, figuresOf, type ScoredPlace } from './choose-thresholds.ts';
import { readKnownSchemas, type LabeledSchema } from './read-known-schemas.ts';
import { trainWeights } from './train-weights.ts';

/*
 * `npm run train:lint -- --sources FOLDER [options]`: learns from the labeled schemas of `tune` and `seen` which words are mostly
 * PHI, and prints what rules and words find together in schemas that neither knew: rules by their findings before a set was read,
 * words by weights that were fitted without the schema's set. `docs/lint-rules.md` explains what the weights mean.
 *
 *   --sources FOLDER     clones of the repositories: FOLDER/OWNER/NAME
 *   --json FILE          writes the weights: schema/lint/learned/weights.json
 *   --hold-out SET       learns without this set and measures with it; can be repeated
 */

function main(): void {
  const { values: options } = parseArgs({
    options: {
      sources: { type: 'string' },
      json: { type: 'string' },
      'hold-out': { type: 'string', multiple: true, default: [] },
    },
  });
  if (options.sources === undefined) {
    process.stderr.write(
      'Name the folder with the clones: npm run train:lint -- --sources FOLDER\n',
    );
    process.exit(2);
  }
  const heldOut = new Set(options['hold-out'].map(Number));
  const all = readKnownSchemas(options.sources);
  const known = all.filter(({ set }) => !heldOut.has(set));
  const { weights, scores } = trainWeights(known);
  const ofSchema = (schema: LabeledSchema) =>
    placesOf(schema, scores.get(schema) ?? scoreGraph(schema.graph, weights));
  const scored = all
    .filter(({ set }) => set >= FIRST && set <= LAST)
    .map((schema) => ({ schema, places: ofSchema(schema) }));
  const placesIn = (of: (schema: LabeledSchema) => boolean) =>
    scored.filter(({ schema }) => of(schema)).flatMap(({ places }) => places);
  const crossed = placesIn(({ set }) => !heldOut.has(set));
  const thresholds = chooseThresholds(crossed);
  const row = (name: string, places: readonly ScoredPlace[]) => [
    name,
    ...[null, thresholds].flatMap((each) => {
      const { recall, precision, alarms } = figuresOf(places, each);
      return [percent(recall), percent(precision), alarms.toFixed(1)];
    }),
  ];
  const sets = [...new Set(scored.map(({ schema }) => schema.set))].toSorted((a, b) => a - b);
  printTable(HEAD, [
    ...sets.map((set) =>
      row(
        `set ${set}`,
        placesIn((schema) => schema.set === set),
      ),
    ),
    row('all but those held out', crossed),
    ...(heldOut.size === 0
      ? []
      : [
          row(
            'held out',
            placesIn(({ set }) => heldOut.has(set)),
          ),
        ]),
  ]);
  const places = known.reduce((sum, { answers }) => sum + answers.size, 0);
  const size = Object.values<Weights>({ ...weights }).flatMap((each) => Object.keys(each)).length;
  process.stdout.write(
    `\nLearned ${size} weights from ${places} places of ${known.length} schemas. ` +
      `Best thresholds: add ${thresholds.add}, drop ${thresholds.drop}.\n`,
  );
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(weights, null, 2)}\n`);
}

/** The sets whose findings are known as they were before the rules knew them. */
const [FIRST, LAST] = [9, 18];

const HEAD = [
  '',
  'recall by rules',
  'precision',
  'false alarms per 200 places without PHI',
  'with words',
  'precision',
  'false alarms',
];

function placesOf(
  { graph, places, answers, hasNamedPatients }: LabeledSchema,
  scores: ReadonlyMap<string, number>,
): readonly ScoredPlace[] {
  const isAmongPhi = [...answers.values()].includes(true);
  return places.map(({ coordinate, isPhi, confidence }) => ({
    isPhi,
    isAmongPhi,
    confidence,
    hasNamedPatients,
    score: graph.values.size < MIN_VALUES ? null : (scores.get(coordinate) ?? null),
  }));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

main();
