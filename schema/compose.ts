import { parse, type ASTNode, type GraphQLError } from 'graphql';
import { positionOf } from '../directives/marks/position.ts';
import { NO_DATE_SCALARS, type DateScalars } from '../directives/policy/date-format.ts';
import { comparePolicies } from '../directives/policy/compare-policies.ts';
import { compileSupergraph, type GraphMarks } from '../directives/policy/compile-policy.ts';
import { SPEC_VERSIONS, type SpecVersions } from '../directives/marks/spec-versions.ts';
import type { Policy } from '../directives/policy/policy.ts';
import type { Problem } from '../directives/marks/problem.ts';
import { composeWithApollo } from './apollo-composition.ts';
import { checkSubgraphs, type CheckedSubgraphs } from './check-subgraphs.ts';
import { clientSchemaText } from './client-schema.ts';
import type { ClientSchemaText } from './client-schema-text.ts';
import { withObjectTypes } from './interface-objects.ts';
import { createErrorLocator } from './locate-composition-error.ts';
import type { SubgraphSdl } from './parse-subgraphs.ts';

/** A subgraph with its schema and URL. */
export interface SubgraphSource extends SubgraphSdl {
  readonly url: string;
}

/** A graph and its compiled marks. */
export interface MarkedGraph {
  readonly supergraphSdl: string;
  /** The policy that the gateway enforces. */
  readonly policy: Policy;
  /** The marks with their positions in the subgraphs' own schemas. */
  readonly marks: GraphMarks;
}

/** A composed graph with its schema for clients, or every problem with it. */
export type Composition =
  | ({ readonly ok: true; readonly clientSchema: ClientSchemaText } & MarkedGraph)
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Composes subgraphs into one graph and its policy. Refuses marks that composition would drop or change, and marks that
 * can't be enforced.
 */
export function compose(
  subgraphs: readonly SubgraphSource[],
  dateScalars: DateScalars = NO_DATE_SCALARS,
  versions: SpecVersions = SPEC_VERSIONS,
): Composition {
  return composeChecked(checkSubgraphs(subgraphs, dateScalars, versions), dateScalars, versions);
}

/** Composes subgraphs that {@link checkSubgraphs} has compiled with the same date scalars and versions. */
export function composeChecked(
  checked: CheckedSubgraphs<SubgraphSource>,
  dateScalars: DateScalars,
  versions: SpecVersions = SPEC_VERSIONS,
): Composition {
  if (!checked.ok) return checked;

  const canonical = checked.documents.map((subgraph) => ({
    name: subgraph.name,
    url: subgraph.url,
    document: subgraph.canonical,
  }));
  const composed = composeWithApollo(canonical);
  if ('errors' in composed) {
    const locate = createErrorLocator(canonical);
    return {
      ok: false,
      problems: composed.errors.map((error) => compositionProblem(error, locate(error))),
    };
  }

  const { supergraphSdl, document } = withObjectTypes(
    composed.supergraphSdl,
    parse(composed.supergraphSdl),
  );
  const compiled = compileSupergraph(document, dateScalars, versions);
  const problems = [...compiled.problems, ...comparePolicies(compiled, checked.compiled)];
  return problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        supergraphSdl,
        clientSchema:
          supergraphSdl === composed.supergraphSdl
            ? composed.clientSchema
            : clientSchemaText(supergraphSdl),
        policy: compiled.policy,
        marks: checked.compiled,
      };
}

/** Converts one of Apollo's composition errors, with its first position. */
function compositionProblem(error: GraphQLError, node: ASTNode | undefined): Problem {
  const code: unknown = error.extensions['code'];
  return {
    code: 'COMPOSITION',
    subgraph: node?.loc?.source.name ?? null,
    coordinate: null,
    ...positionOf(node),
    message: /[.!?]$/.test(error.message) ? error.message : `${error.message}.`,
    fix: fixFor(code),
  };
}

function fixFor(code: unknown): string {
  if (code === 'MISSING_TRANSITIVE_AUTH_REQUIREMENTS')
    return 'Add the access control of the fields that it is computed from to the computed field.';
  return typeof code === 'string'
    ? `See ${code} in the list of Apollo Federation errors.`
    : "Apollo's composition failed on this schema. Simplify it until it composes.";
}
