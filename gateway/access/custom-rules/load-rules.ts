import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { CustomRules } from '../../../directives/operation/custom-rules.ts';
import { clientSchema } from '../../../schema/client-schema.ts';
import type { MarkedGraph } from '../../../schema/compose.ts';
import { innerSupergraph } from '../../../schema/inner-supergraph.ts';
import { StartError } from '../../platform/errors.ts';
import { findUnruled } from './find-unruled.ts';
import type { AskedRule } from './own-rule.ts';
import { parseRules } from './parse-rules.ts';

/** The operator's rules, and what identifies the file that they come from. */
export interface LoadedRules {
  readonly rules: CustomRules<AskedRule>;
  /** SHA-256 of the module's file, hex; null where there is none. */
  readonly hash: string | null;
}

/** A module with rules before they are read. */
export interface RuleModule {
  readonly file: string;
  readonly hash: string;
  /** Its default export. */
  readonly tree: unknown;
}

/**
 * Reads the operator's own rules from their module, whose default export is a graphql-shield rule tree. Rules may
 * require what clients can't select. Null: there are none. Throws a StartError with everything that is wrong, a field
 * among it that would give away what a rule keeps back.
 */
export function readRules(
  module: RuleModule | null,
  timeoutMs: number,
  { supergraphSdl, marks: { needs } }: MarkedGraph,
): LoadedRules {
  if (module === null) return { rules: new Map(), hash: null };
  const { file, hash, tree } = module;
  const schema = clientSchema(innerSupergraph(supergraphSdl));
  const parsed = parseRules(tree, { schema, timeoutMs });
  const problems = parsed.ok
    ? findUnruled(new Set(parsed.rules.keys()), needs).map(
        ({ at, source }) =>
          `${at} is computed from ${source}, which has a rule, and has none itself. Give it one`,
      )
    : parsed.problems;
  if (parsed.ok && problems.length === 0) return { rules: parsed.rules, hash };
  throw new StartError(problems.map((problem) => `${file}: ${problem}.`));
}

/** Loads a module with rules. Throws a StartError where it can't be loaded. */
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
