import type { Command } from 'commander';
import { Kind } from 'graphql';
import { typeCoordinate } from '../../../directives/coordinate.ts';
import { nearNames } from '../../../schema/explain/near-names.ts';
import type { LintHints } from '../../../schema/lint/lint-hints.ts';
import { parseSubgraphs, type SubgraphSdl } from '../../../schema/parse-subgraphs.ts';
import { printable } from '../../../schema/printable.ts';
import type { AuthorizationConfig } from '../../access/authorization-config.ts';
import type { LintConfig } from '../../config/lint-config.ts';
import { repeatable } from '../repeatable.ts';
import { readVocabulary } from './read-vocabulary.ts';

/** Flags with what schemas don't say of patients and PHI. */
export interface LintHintFlags {
  readonly patientType: readonly string[];
  readonly vocabulary: readonly string[];
}

/** Adds the flags that {@link readLintHints} reads. */
export function withLintHintFlags(command: Command): Command {
  return command
    .addOption(
      repeatable(
        '--patient-type <type>',
        'an object type whose objects are patients, whatever its name, besides lint.patientTypes of the configuration',
      ),
    )
    .addOption(
      repeatable(
        '--vocabulary <file>',
        'a YAML file with further words for unmarked PHI, besides lint.vocabulary of the configuration',
      ),
    );
}

/** @throws StartError for a vocabulary that can't be read. */
export function readLintHints(
  flags: LintHintFlags,
  settings: LintConfig | null,
  mode: AuthorizationConfig['mode'] | undefined,
): LintHints {
  const files = [...(settings?.vocabulary ?? []), ...flags.vocabulary];
  return {
    vocabularies: files.map(readVocabulary),
    patientTypes: [...new Set([...(settings?.patientTypes ?? []), ...flags.patientType])],
    refusesDenials: mode === 'reject',
  };
}

/** One line for each declared type that no schema defines. Nothing for schemas that can't be parsed. */
export function unknownPatientTypes(
  { patientTypes }: LintHints,
  subgraphs: readonly SubgraphSdl[],
): readonly string[] {
  const { documents, problems } = parseSubgraphs(subgraphs);
  if (problems.length > 0 || documents.length === 0) return [];
  const known = new Set(
    documents.flatMap(({ document }) =>
      document.definitions.flatMap((node) =>
        OBJECT_TYPES.has(node.kind) && 'name' in node && node.name
          ? [typeCoordinate(node.name.value)]
          : [],
      ),
    ),
  );
  return patientTypes
    .filter((name) => !known.has(typeCoordinate(name)))
    .map((name) => {
      const near = nearNames(name, known);
      const fix = near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Fix its spelling.';
      return printable(`patient type ${name}: no schema has an object type of this name. ${fix}`);
    });
}

const OBJECT_TYPES: ReadonlySet<Kind> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);
