import { parse, type DirectiveNode, type DocumentNode, type Location } from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import {
  argumentsOf,
  fieldsOf,
  typeNodes,
  valuesOf,
} from '../../directives/marks/schema-elements.ts';
import { subgraphDialect } from '../../directives/marks/subgraph-dialect.ts';
import type { SchemaText } from '../schema-files.ts';
import { linkMarks, type MarkLocals } from './link-marks.ts';
import type { MarkChange } from './mark-change.ts';
import { indentationAt, insertAll, lineBreakAt, type Insertion } from './text-edit.ts';

/** A subgraph's changed text, or why it can't be changed. */
export type EditedSchema =
  | {
      readonly ok: true;
      readonly insertions: readonly Insertion[];
      /** The texts of specifications that were added: what the author didn't write. */
      readonly isLinkAdded: boolean;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Writes marks and suppressions into a subgraph's text, by the positions of its elements: everything else stays as its author
 * wrote it. Links the specification if the text doesn't.
 */
export function editSchema(
  subgraph: string,
  { sdl, files }: SchemaText,
  changes: readonly MarkChange[],
): EditedSchema {
  const document = parse(sdl);
  const places = placesOf(subgraph, document);
  const isMarking = changes.some(({ kind }) => kind === 'mark');
  const link = isMarking ? linkMarks({ sdl, files }, document) : NO_LINK;
  if ('problem' in link) return { ok: false, problem: link.problem };
  const insertions: Insertion[] = [...link.insertions];
  for (const change of changes) {
    const place = places.get(change.coordinate);
    if (!place) return { ok: false, problem: `${change.coordinate} is not in this schema.` };
    if (change.kind === 'mark') insertions.push(...marksAt(place, change, { sdl, ...link }));
    else insertions.push(suppressionAt(place, change, sdl));
  }
  parse(insertAll(sdl, insertions));
  return { ok: true, insertions, isLinkAdded: link.isAdded };
}

const NO_LINK = { locals: { phi: 'phi', role: 'role' }, insertions: [], isAdded: false };

interface Place {
  readonly loc: Location;
  readonly directives: readonly DirectiveNode[];
}

/** The members and arguments of a document. The first definition of each counts. */
function placesOf(subgraph: string, document: DocumentNode): ReadonlyMap<Coordinate, Place> {
  const { nameOf } = subgraphDialect(subgraph, document, []);
  const places = new Map<Coordinate, Place>();
  const add = (at: Coordinate, { loc, directives = [] }: Partial<Place>) => {
    if (loc && !places.has(at)) places.set(at, { loc, directives });
  };
  for (const type of typeNodes(document)) {
    const name = nameOf(type.name.value);
    for (const value of valuesOf(type)) add(memberCoordinate(name, value.name.value), value);
    for (const field of fieldsOf(type)) {
      add(memberCoordinate(name, field.name.value), field);
      for (const argument of argumentsOf(field))
        add(argumentCoordinate(name, field.name.value, argument.name.value), argument);
    }
  }
  return places;
}

/** Marks go after the last directive, in its style: on lines of their own if it is on one. */
function marksAt(
  { loc, directives }: Place,
  { categories, roles }: Extract<MarkChange, { readonly kind: 'mark' }>,
  { sdl, locals }: { readonly sdl: string; readonly locals: MarkLocals },
): readonly Insertion[] {
  const has = new Set(directives.map((node) => textOf(node, sdl)));
  const marks = [
    ...categories.map((category) => `@${locals.phi}(category: ${category})`),
    ...roles.map(
      (names) =>
        `@${locals.role}(anyOf: [${names.map((name) => JSON.stringify(name)).join(', ')}])`,
    ),
  ].filter((mark) => !has.has(mark));
  const last = directives.at(-1)?.loc;
  const indentation = last ? indentationAt(sdl, last.start) : null;
  const separator = indentation === null ? ' ' : `${lineBreakAt(sdl, loc.end)}${indentation}`;
  return marks.map((mark) => ({ offset: loc.end, text: `${separator}${mark}` }));
}

function textOf({ loc }: DirectiveNode, sdl: string): string {
  return loc ? sdl.slice(loc.start, loc.end) : '';
}

/** On a line of its own above the definition. One that shares its line is moved to the next line. */
function suppressionAt(
  { loc }: Place,
  { rule, reason }: Extract<MarkChange, { readonly kind: 'suppress' }>,
  sdl: string,
): Insertion {
  const end = lineBreakAt(sdl, loc.start);
  const comment = `# phi-gateway-ignore ${rule}: ${reason.replaceAll(/\s+/g, ' ').trim()}`;
  const indentation = indentationAt(sdl, loc.start);
  if (indentation !== null) return { offset: loc.start, text: `${comment}${end}${indentation}` };
  const outer = /^[ \t]*/.exec(lineOf(sdl, loc.start))?.[0] ?? '';
  const inner = `${end}${outer}  `;
  return { offset: loc.start, text: `${inner}${comment}${inner}` };
}

function lineOf(text: string, offset: number): string {
  return (
    text
      .slice(0, offset)
      .split(/\r\n|[\n\r]/)
      .at(-1) ?? ''
  );
}
