import { Command, Option } from 'commander';
import { parseCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { explain } from '../../../schema/explain/explain.ts';
import { explainViews } from '../../../schema/explain/explain-views.ts';
import { nearNames } from '../../../schema/explain/near-names.ts';
import { printExplanation } from '../../../schema/explain/print-explanation.ts';
import { printable } from '../../../schema/printable.ts';
import { rolesOf } from '../../../schema/views/view-options.ts';
import { StartError } from '../../platform/errors.ts';
import { createPlaceText, createPlacing } from '../../../schema/views/place-text.ts';
import { placeExplanation } from '../../../schema/explain/place-explanation.ts';
import {
  readConfigFlag,
  readGraph,
  readViewOptions,
  withGraphFlags,
  type GraphFlags,
} from './read-graph.ts';
import { repeatable } from '../repeatable.ts';
import { runCommand } from '../run-command.ts';
import { writeOutput } from '../write-output.ts';

interface ExplainFlags extends GraphFlags {
  readonly role: readonly string[];
  readonly format: 'text' | 'json';
}

/** `phi-gateway explain`: what one element of a graph requires, which marks require it, and what each role sees. */
export function explainCommand(): Command {
  const command = new Command('explain').argument(
    '<coordinate>',
    'such as Patient.ssn, Query.patient(id:), AddressInput.zip or Patient',
  );
  return withGraphFlags(command)
    .addOption(repeatable('--role <role>', 'one caller with all of these roles'))
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLE)
    .action((coordinate: string, subgraphs: readonly string[], flags: ExplainFlags) =>
      runCommand(() =>
        explainTo(coordinate, { ...flags, subgraph: [...subgraphs, ...flags.subgraph] }),
      ),
    );
}

const EXAMPLE = `
Example:
  phi-gateway explain Patient.ssn --role physician schemas/
`;

async function explainTo(typed: string, flags: ExplainFlags): Promise<void> {
  const config = readConfigFlag(flags.config);
  const options = readViewOptions(flags.defaultRole, config);
  const graph = await readGraph(flags, config);
  const coordinate = parseCoordinate(typed);
  const known = rolesOf(graph.policy, options);
  const unknownRoles = flags.role.filter((role) => !known.includes(role));
  if (unknownRoles.length > 0)
    throw new StartError(unknownRoles.map((role) => noRole(role, known)));
  const explanation = coordinate && explain(coordinate, graph, options);
  if (!explanation) throw new StartError([noElement(typed, graph.elements.keys())]);
  const views = await explainViews(explanation, graph.policy, { options, roles: flags.role });
  await writeOutput([
    flags.format === 'json'
      ? `${JSON.stringify({ ...placeExplanation(explanation, createPlacing(graph.files)), ...views }, null, 2)}\n`
      : printExplanation(explanation, views, createPlaceText(graph.files)),
  ]);
}

function noRole(role: string, known: readonly string[]): string {
  return printable(
    `--role ${role}: neither a mark nor the configuration names it. There are ${known.join(', ')}.`,
  );
}

function noElement(typed: string, known: Iterable<Coordinate>): string {
  const near = nearNames(typed, known);
  const fix = near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Fix its spelling.';
  return printable(`${typed}: the graph has no such type, field, argument or value. ${fix}`);
}
