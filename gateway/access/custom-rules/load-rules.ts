import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Coordinate } from '../../../directives/coordinate.ts';
import type { GraphMarks } from '../../../directives/policy/compile-policy.ts';
import type { ElementMarks } from '../../../directives/policy/element-marks.ts';
import { createMarkCollector, elementsAt } from '../../../directives/policy/transitive-marks.ts';
import type { CustomRules } from '../../../directives/operation/custom-rules.ts';
import { innerSupergraph } from '../../../schema/inner-supergraph.ts';
import { StartError } from '../../platform/errors.ts';
import type { EvaluableRule } from './evaluable-rule.ts';
import { parseRules } from './parse-rules.ts';

/** The operator's custom rules, and the hash of their module. */
export interface LoadedRules {
  readonly rules: CustomRules<EvaluableRule>;
  /** SHA-256 of the module's file, hex; null without a module. */
  readonly hash: string | null;
}

/** What rules are checked against. */
export interface RuledGraph {
  readonly supergraphSdl: string;
  readonly readMarks: () => Pick<GraphMarks, 'elementMarks'>;
}

/** A loaded module whose rules are not read yet. */
export interface RuleModule {
  readonly file: string;
  readonly hash: string;
  /** Its default export. */
  readonly tree: unknown;
}

/**
 * Reads custom rules from a module whose default export is a graphql-shield rule tree. Rules may require fields that
 * clients cannot select. Without a module (null) there are no rules.
 *
 * @throws StartError with every problem, including fields that would release a value that a rule protects.
 */
export async function readRules(
  module: RuleModule | null,
  timeoutMs: number,
  { supergraphSdl, readMarks }: RuledGraph,
): Promise<LoadedRules> {
  if (module === null) return { rules: new Map(), hash: null };
  const { file, hash, tree } = module;
  // Apollo's packages are loaded only where rules are configured.
  const { clientSchema } = await import('../../../schema/client-schema.ts');
  const schema = clientSchema(innerSupergraph(supergraphSdl));
  const { elementMarks } = readMarks();
  const parsed = parseRules(tree, { schema, timeoutMs });
  const problems = parsed.ok
    ? findUnprotectedFields(new Set(parsed.rules.keys()), elementMarks).map(
        ({ at, source }) =>
          `${at} has no rule, but is computed from ${source}, which has one. Give it a rule`,
      )
    : parsed.problems;
  if (parsed.ok && problems.length === 0) return { rules: parsed.rules, hash };
  throw new StartError(problems.map((problem) => `${file}: ${problem}.`));
}

/**
 * Finds fields without a rule that are computed from a field with one, through which the protected value could leave.
 * Unlike marks, a rule protects its own field alone.
 */
function findUnprotectedFields(
  protectedFields: ReadonlySet<Coordinate>,
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): readonly { readonly at: Coordinate; readonly source: Coordinate }[] {
  const transitiveMarks = createMarkCollector(elementMarks);
  return [...elementMarks.values()].flatMap((element) => {
    if (!element.isOutput || element.sources.length === 0 || protectedFields.has(element.at))
      return [];
    const sources = elementsAt(element.sources, elementMarks).flatMap(
      (source) => transitiveMarks(source).elements,
    );
    const source = sources.find(({ at }) => protectedFields.has(at));
    return source === undefined ? [] : [{ at: element.at, source: source.at }];
  });
}

/**
 * Loads a module with custom rules.
 *
 * @throws StartError where it cannot be loaded
 */
export async function loadRuleModule(file: string): Promise<RuleModule> {
  try {
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    const loaded: unknown = await import(pathToFileURL(file).href);
    const hasDefault = typeof loaded === 'object' && loaded !== null && 'default' in loaded;
    return { file, hash, tree: hasDefault ? loaded.default : null };
  } catch (cause) {
    const error = cause instanceof Error ? cause.name : 'a value';
    throw new StartError(
      [`${file}: can't be loaded as a module (it threw ${error}). Run it with node to see why.`],
      { cause },
    );
  }
}
