import {
  isInterfaceType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import type { CustomRules } from '../../../directives/operation/custom-rules.ts';
import type { EvaluableRule } from './evaluable-rule.ts';
import { createEvaluableRule } from './create-evaluable-rule.ts';
import { parseRule, fragmentsOf } from './parse-rule.ts';
import { readRequired } from './read-required.ts';

/** The rules of a module, or every problem with them. */
export type ParsedRules =
  | { readonly ok: true; readonly rules: CustomRules<EvaluableRule> }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Parses a graphql-shield rule tree against a schema: `{ Type: rule }` or `{ Type: { field: rule, '*': rule } }`,
 * where a field may also have `{ rule, requires: "{ ownerId }" }`. `*` applies to the type's fields without a rule.
 * Rules of an interface apply to every type that implements it. Every name must exist: a rule that never matches
 * protects nothing.
 */
export function parseRules(
  tree: unknown,
  { schema, timeoutMs }: { readonly schema: GraphQLSchema; readonly timeoutMs: number },
): ParsedRules {
  const problems: string[] = [];
  const rules = new Map<Coordinate, EvaluableRule[]>();
  if (typeof tree !== 'object' || tree === null || parseRule(tree) !== null)
    return {
      ok: false,
      problems: ['does not export a rule tree. Export { Type: { field: rule } } as default'],
    };
  for (const [name, entry] of Object.entries(tree)) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) {
      problems.push(
        `${name} is not a type with fields in this graph. Correct its name or remove it`,
      );
      continue;
    }
    for (const [field, found] of fieldRules(type, entry, problems)) {
      const rule = readFieldRule({ type, field, found, schema, timeoutMs, problems });
      if (rule === null) continue;
      for (const each of isInterfaceType(type) ? schema.getPossibleTypes(type) : [type]) {
        const at = memberCoordinate(each.name, field);
        rules.set(at, [...(rules.get(at) ?? []), rule]);
      }
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rules };
}

type Fields = GraphQLObjectType | GraphQLInterfaceType;

/** Field → its entry in the tree. */
function fieldRules(
  type: Fields,
  entry: unknown,
  problems: string[],
): ReadonlyMap<string, unknown> {
  const all = Object.keys(type.getFields());
  if (parseRule(entry) !== null) return new Map(all.map((field) => [field, entry]));
  if (typeof entry !== 'object' || entry === null) {
    problems.push(`${type.name} has neither a rule nor fields with rules`);
    return new Map();
  }
  const found = new Map<string, unknown>(Object.entries(entry));
  const fallback = found.get('*');
  found.delete('*');
  for (const field of found.keys())
    if (!all.includes(field)) {
      problems.push(`${type.name}.${field} is not in this graph. Correct its name or remove it`);
      found.delete(field);
    }
  if (fallback !== undefined)
    for (const field of all) if (!found.has(field)) found.set(field, fallback);
  return found;
}

interface FieldRule {
  readonly type: Fields;
  readonly field: string;
  readonly found: unknown;
  readonly schema: GraphQLSchema;
  readonly timeoutMs: number;
  readonly problems: string[];
}

function readFieldRule(at: FieldRule): EvaluableRule | null {
  const { type, field, found, schema, timeoutMs, problems } = at;
  const place = `${type.name}.${field}`;
  const { rule: entry, requires } = withRequired(found);
  const rule = parseRule(entry);
  if (rule === null) {
    problems.push(
      `${place} is not a graphql-shield rule or a combination of rules (and, or, not, chain, race)`,
    );
    return null;
  }
  if (requires !== null && typeof requires !== 'string') {
    problems.push(
      `${place} has a requires that is not text. Write it as text, such as "{ ownerId }"`,
    );
    return null;
  }
  const texts = [...(requires === null ? [] : [requires]), ...fragmentsOf(rule)];
  const required = readRequired(texts, { type, schema });
  if (!required.ok) {
    problems.push(...required.problems.map((problem) => `${place} requires ${problem}`));
    return null;
  }
  return createEvaluableRule({ rule, requires: required.paths, timeoutMs });
}

function withRequired(found: unknown): { readonly rule: unknown; readonly requires: unknown } {
  return typeof found === 'object' && found !== null && 'rule' in found
    ? { rule: found.rule, requires: 'requires' in found ? found.requires : null }
    : { rule: found, requires: null };
}
