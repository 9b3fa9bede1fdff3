import type { z } from 'zod';
import type { Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { expandEnvironment } from './expand-environment.ts';
import { findRoleProblems } from './find-role-problems.ts';
import { readKeys } from './read-keys.ts';
import { readRelationships } from './read-relationships.ts';

type Path = readonly PropertyKey[];

/** A configuration, or everything that is wrong with it: one line a problem, each with its path and a mend. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Parses a configuration tree as YAML gave it (with flags laid over it) into a frozen {@link Config}.
 *
 * Reports every problem at once: missing variables, wrong values, unknown keys, unsafe transport. Relative
 * paths start at `folder`. Reads nothing but the files of keys and of the relationship operation.
 */
export function parseConfig(
  tree: unknown,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  const { data, problems: found } = parseTree(configSchema(folder), tree, environment);
  const problems = new Map(found);
  if (data !== null) {
    for (const { path, text } of findRoleProblems(data)) problems.set(path, text);
  }
  const keys =
    data === null ? null : readKeys(data, (path, problem) => void problems.set(path, problem));
  const related =
    data === null ? null : readRelationships(data.relationships, data.authorization.reach);
  if (related?.ok === false) problems.set(related.path, related.problem);
  if (problems.size > 0 || data === null || keys === null || related?.ok !== true) {
    return { ok: false, problems: problemLines(problems) };
  }

  const { pseudonymKey: _source, ...rest } = data;
  const config: Config = {
    ...rest,
    authorization: {
      ...rest.authorization,
      defaultRoles: [...new Set(rest.authorization.defaultRoles)].toSorted(),
      pseudonymKey: keys.pseudonymKey,
    },
    breakGlass: keys.breakGlass,
    relationships: related.relationships,
    audit: {
      ...rest.audit,
      key: rest.audit.key ?? `${rest.audit.db}.key`,
      guard: rest.audit.guard ?? `${rest.audit.db}.guard`,
    },
  };
  return { ok: true, config: freeze(config) };
}

/** A tree as a schema reads it: null where it can't. Served only without problems, which are by path. */
interface ParsedTree<Data> {
  readonly data: Data | null;
  readonly problems: ReadonlyMap<string, string>;
}

/** Parses a tree with {@link configSchema} or a part of it, variables first. */
export function parseTree<Data>(
  schema: z.ZodType<Data>,
  tree: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedTree<Data> {
  const expanded = expandEnvironment(tree, environment);
  const parsed = schema.safeParse(expanded.value ?? {});
  const problems = new Map<string, string>();
  for (const { path, text } of expanded.problems) problems.set(print(path), text);
  for (const issue of parsed.error?.issues ?? []) {
    for (const [path, message] of explain(issue)) {
      if (!problems.has(print(path))) problems.set(print(path), message);
    }
  }
  return { data: parsed.success ? parsed.data : null, problems };
}

/** One line a problem: its path and what to mend. */
export function problemLines(problems: ReadonlyMap<string, string>): readonly string[] {
  return [...problems].map(([path, message]) => `${path}: ${message}`);
}

/** What later versions bring, so that whoever tries it early is told and not left to guess. */
const LATER: ReadonlySet<string> = new Set(['errors', 'console']);

function* explain(issue: z.core.$ZodIssue): Generator<[Path, string]> {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const path = [...issue.path, key];
      const later = LATER.has(print(path));
      yield [
        path,
        later
          ? 'comes with a later version. Remove it'
          : 'is not known. Remove it or mend its spelling',
      ];
    }
  } else if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    yield [
      issue.path,
      `must be ${issue.expected === 'object' ? 'a section with keys' : `a ${issue.expected}`}`,
    ];
  } else {
    yield [issue.path, issue.message];
  }
}

function print(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}

/** Freezes plain objects and arrays, all the way down; Maps and bytes are read-only by their type. */
function freeze<Value>(value: Value): Value {
  if (Array.isArray(value) || (value !== null && typeof value === 'object' && isPlain(value))) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
