import { readFileSync } from 'node:fs';
import { compileSubgraphs } from '../../../../directives/policy/compile-policy.ts';
import { CONFIDENCES, type Confidence } from '../../../../schema/lint/finding.ts';
import { graphFeatures, hasNamedPatients } from '../../../../schema/lint/learned/graph-features.ts';
import { createLintGraph } from '../../../../schema/lint/lint-graph.ts';
import { packageFile } from '../../../../schema/package-file.ts';
import { parseSubgraphs } from '../../../../schema/parse-subgraphs.ts';
import { corpusSchemas, digestOf, isPhi, readSchema, sourceProblem } from '../corpus.ts';
import type { KnownSchema } from './train-weights.ts';

/** A labeled schema with what the rules found in it before they knew it. */
export interface LabeledSchema extends KnownSchema {
  readonly hasNamedPatients: boolean;
  readonly places: readonly LabeledPlace[];
}

interface LabeledPlace {
  readonly coordinate: string;
  readonly isPhi: boolean;
  /** `fact`: of a rule that has no confidence. Null: not found. */
  readonly confidence: Confidence | 'fact' | null;
}

/** The schemas of `tune` and `seen` whose sources are in a folder, see `corpus.ts`. Those held back are never read. */
export function readKnownSchemas(sources: string): readonly LabeledSchema[] {
  const found = readFirstRuns();
  return corpusSchemas()
    .filter((schema) => schema.part !== 'held-back' && sourceProblem(schema, sources) === null)
    .map((schema) => {
      const { sdl, places } = readSchema(schema, sources);
      const { documents } = parseSubgraphs([{ name: 'corpus', sdl }]);
      const compiled = compileSubgraphs(documents);
      const subjects = createLintGraph(
        { documents, compiled },
        { roles: null, defaultRoles: null },
      ).subjects();
      const graph = graphFeatures(compiled, subjects);
      const leaves: ReadonlySet<string> = new Set(graph.values.keys());
      const counted = places
        .filter(({ label }) => label !== 'either' && label !== 'object')
        .map(({ coordinate, label }) => ({
          coordinate,
          isPhi: isPhi(label),
          confidence: found.get(digestOf(schema.name, coordinate)) ?? null,
        }));
      return {
        set: schema.set,
        graph,
        hasNamedPatients: hasNamedPatients(graph, subjects),
        places: counted,
        answers: new Map(
          counted
            .filter(({ coordinate }) => leaves.has(coordinate))
            .map((place) => [place.coordinate, place.isPhi]),
        ),
      };
    });
}

/** The findings of the rules before they knew a set, by the digests of their coordinates. */
function readFirstRuns(): ReadonlyMap<string, Confidence | 'fact'> {
  const text = readFileSync(packageFile('test/schema/lint/corpus/first-runs.tsv'), 'utf8');
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [digest = '', confidence] = line.split('\t');
        return [digest, CONFIDENCES.find((each) => each === confidence) ?? 'fact'];
      }),
  );
}
