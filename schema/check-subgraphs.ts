import type { DocumentNode, NameNode } from 'graphql';
import { canonicalSubgraph } from '../directives/marks/canonical.ts';
import { positionOf } from '../directives/marks/position.ts';
import { argumentsOf, fieldsOf, typeNodes } from '../directives/marks/schema-elements.ts';
import { isPrivateKey } from '../directives/operation/private-key.ts';
import { NO_DATE_SCALARS, type DateScalars } from '../directives/policy/date-format.ts';
import { compileSubgraphs, type Compiled } from '../directives/policy/compile-policy.ts';
import type { DocumentProblem, Problem } from '../directives/marks/problem.ts';
import { SPEC_VERSIONS, type SpecVersions } from '../directives/marks/spec-versions.ts';
import { checkDefinitions } from './check-definitions.ts';
import { checkMethods } from './check-methods.ts';
import { checkPseudonyms } from './check-pseudonyms.ts';
import { checkUnsupported } from './check-unsupported.ts';
import { parseSubgraphs, type ParsedSubgraph, type SubgraphSdl } from './parse-subgraphs.ts';

/** Compiled subgraphs, or every problem with them. */
export type CheckedSubgraphs<Subgraph extends SubgraphSdl> =
  | {
      readonly ok: true;
      readonly documents: readonly (ParsedSubgraph<Subgraph> & {
        /** The schema under canonical names, for composition. */
        readonly canonical: DocumentNode;
      })[];
      readonly compiled: Compiled;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles the subgraphs' own schemas and reports every problem at once. */
export function checkSubgraphs<Subgraph extends SubgraphSdl>(
  subgraphs: readonly Subgraph[],
  dateScalars: DateScalars = NO_DATE_SCALARS,
  versions: SpecVersions = SPEC_VERSIONS,
): CheckedSubgraphs<Subgraph> {
  const { documents: parsed, problems } = parseSubgraphs(subgraphs);
  if (problems.length > 0) return { ok: false, problems };
  const documents = parsed.map((subgraph) => ({
    ...subgraph,
    canonical: canonicalSubgraph(subgraph.document, versions).document,
  }));
  const compiled = compileSubgraphs(documents, dateScalars, versions);
  const found = [
    ...documents.flatMap(({ name, document, canonical }) =>
      [
        // Without definitions of the specification, which several files may contain.
        ...checkDefinitions(canonical),
        ...checkUnsupported(document),
        ...checkPrivateNames(document),
      ].map((finding) => ({
        ...finding,
        subgraph: name,
      })),
    ),
    ...compiled.problems,
    ...checkMethods(compiled),
    ...checkPseudonyms(compiled),
  ];
  return found.length > 0 ? { ok: false, problems: found } : { ok: true, documents, compiled };
}

/** Reports types, fields and arguments whose names have the prefix of the gateway's private response keys. */
function checkPrivateNames(document: DocumentNode): DocumentProblem[] {
  const names = typeNodes(document).flatMap((type): NameNode[] => [
    type.name,
    ...fieldsOf(type).flatMap((field) => [
      field.name,
      ...argumentsOf(field).map((argument) => argument.name),
    ]),
  ]);
  return names
    .filter((name) => isPrivateKey(name.value))
    .map((name) => ({
      code: 'PRIVATE_NAME',
      coordinate: name.value,
      ...positionOf(name),
      message: `The name ${name.value} has the gateway's private prefix.`,
      fix: 'Give it another name.',
    }));
}
