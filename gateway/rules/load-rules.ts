import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { OwnRules } from '../../directives/operation/own-rules.ts';
import { clientSchema } from '../../schema/client-schema.ts';
import type { MarkedGraph } from '../../schema/compose.ts';
import { innerSupergraph } from '../../schema/inner-supergraph.ts';
import { StartError } from '../errors.ts';
import { findUnruled } from './find-unruled.ts';
import type { AskedRule } from './own-rule.ts';
import { parseRules } from './parse-rules.ts';

/** The operator's rules, and what identifies the file that they come from. */
export interface LoadedRules {
  readonly rules: OwnRules<AskedRule>;
  /** SHA-256 of the module's file, hex; null where there is none. */
  readonly hash: string | null;
}

/**
 * Loads the module with the operator's own rules: its default export is a graphql-shield rule tree. Rules may
 * require what clients can't select. Throws StartError with everything that is wrong, a field among it that would
 * give away what a rule keeps back.
 */
export async function loadRules(
  options: { readonly module: string; readonly timeoutMs: number } | null,
  { supergraphSdl, marks: { needs } }: MarkedGraph,
): Promise<LoadedRules> {
  if (options === null) return { rules: new Map(), hash: null };
  const { module, timeoutMs } = options;
  const { hash, tree } = await importTree(module);
  const schema = clientSchema(innerSupergraph(supergraphSdl));
  const parsed = parseRules(tree, { schema, timeoutMs });
  const problems = parsed.ok
    ? findUnruled(new Set(parsed.rules.keys()), needs).map(
        ({ at, source }) =>
          `${at} is computed from ${source}, which has a rule, and has none itself. Give it one`,
      )
    : parsed.problems;
  if (parsed.ok && problems.length === 0) return { rules: parsed.rules, hash };
  throw new StartError(problems.map((problem) => `${module}: ${problem}.`));
}

async function importTree(
  module: string,
): Promise<{ readonly hash: string; readonly tree: unknown }> {
  try {
    const hash = createHash('sha256').update(readFileSync(module)).digest('hex');
    const loaded: unknown = await import(pathToFileURL(module).href);
    const hasDefault = typeof loaded === 'object' && loaded !== null && 'default' in loaded;
    return { hash, tree: hasDefault ? loaded.default : null };
  } catch (cause) {
    const error = cause instanceof Error ? cause.name : 'a value';
    throw new StartError(
      [`${module}: can't be loaded as a module (it threw ${error}). Run it with node to see why.`],
      { cause },
    );
  }
}
