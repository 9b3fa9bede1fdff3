import { parseCoordinate } from '../../../directives/coordinate.ts';
import { editedFiles, type EditedFile } from '../../../schema/edit/edited-files.ts';
import { editSchema } from '../../../schema/edit/edit-schema.ts';
import type { MarkChange } from '../../../schema/edit/mark-change.ts';
import type { Finding } from '../../../schema/lint/finding.ts';
import { joinSchemaFiles } from '../../../schema/schema-files.ts';
import { StartError } from '../../platform/errors.ts';
import type { ReadSubgraph } from './read-subgraphs.ts';

/** The changes that an author decided on, by subgraph. */
export type ChangesBySubgraph = ReadonlyMap<string, readonly MarkChange[]>;

/** A subgraph with changes in its text. */
export interface EditedSubgraph {
  /** With the new text and the positions of its files in it. */
  readonly subgraph: ReadSubgraph;
  readonly files: readonly EditedFile[];
  readonly isLinkAdded: boolean;
}

/**
 * Writes changes into the texts of subgraphs that were read from files, in memory.
 *
 * @throws StartError with a line for each subgraph whose text can't take its changes
 */
export function editSubgraphs(
  subgraphs: readonly ReadSubgraph[],
  changes: ChangesBySubgraph,
): readonly EditedSubgraph[] {
  const problems: string[] = [];
  const edited = subgraphs.map((subgraph) => {
    const own = changes.get(subgraph.name) ?? [];
    const result = own.length === 0 ? UNCHANGED : editSchema(subgraph.name, subgraph, own);
    if (!result.ok) problems.push(`subgraph ${subgraph.name}: ${result.problem}`);
    const { insertions, isLinkAdded } = result.ok ? result : UNCHANGED;
    const files = editedFiles(subgraph, insertions);
    if (insertions.length === 0) return { subgraph, files, isLinkAdded };
    const text = joinSchemaFiles(files.map(({ path, after }) => ({ path, text: after })));
    return { subgraph: { ...subgraph, ...text }, files, isLinkAdded };
  });
  if (problems.length > 0) throw new StartError(problems);
  return edited;
}

const UNCHANGED = { ok: true, insertions: [], isLinkAdded: false } as const;

/** The result of `--fix`. */
export interface Fixed {
  readonly edited: readonly EditedSubgraph[];
  readonly changes: ChangesBySubgraph;
  /** Subgraph → the number of its findings that can't be fixed, since its schema is in no file. */
  readonly unfixed: ReadonlyMap<string, number>;
}

/** A mark can cause another finding, such as a filter by what is marked now. More rounds would be a mistake of a rule. */
const MAX_ROUNDS = 10;

/** Rules that find what marks leave to do. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['PHI_FILTER_UNMARKED', 'PATIENT_MISSING']);

/**
 * Adds the marks that findings suggest, then those of inputs that filter by what is marked and the paths to patients. Roles that
 * are for the author to choose stay empty.
 */
export function fixFindings(
  subgraphs: readonly ReadSubgraph[],
  findingsIn: (subgraphs: readonly ReadSubgraph[]) => readonly Finding[],
): Fixed {
  const changes = new Map<string, MarkChange[]>();
  const unfixed = new Map<string, number>();
  const withFiles = new Set(
    subgraphs.filter(({ files }) => files.length > 0).map(({ name }) => name),
  );
  let edited = editSubgraphs(subgraphs, changes);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    let isChanged = false;
    for (const finding of findingsIn(edited.map(({ subgraph }) => subgraph))) {
      // Other values near a mark can look like PHI: whether they are is for the author to decide.
      const isConsequence = round === 0 || CONSEQUENCES.has(finding.code);
      const change = isConsequence ? changeFor(finding) : null;
      const { subgraph } = finding;
      if (!change || subgraph === null) continue;
      if (!withFiles.has(subgraph)) {
        if (round === 0) unfixed.set(subgraph, (unfixed.get(subgraph) ?? 0) + 1);
        continue;
      }
      const own = changes.get(subgraph) ?? [];
      changes.set(subgraph, own);
      if (own.some(({ coordinate }) => coordinate === change.coordinate)) continue;
      own.push(change);
      isChanged = true;
    }
    if (!isChanged) break;
    edited = editSubgraphs(subgraphs, changes);
  }
  return { edited, changes, unfixed };
}

/** The marks that a finding suggests; null if it suggests none. */
function changeFor({ coordinate: at, suggestion }: Finding): MarkChange | null {
  const coordinate = at === null ? null : parseCoordinate(at);
  if (!coordinate || !suggestion) return null;
  return suggestion.kind === 'patient'
    ? { ...suggestion, coordinate }
    : { ...suggestion, coordinate, roles: suggestion.roles ?? [[]] };
}
