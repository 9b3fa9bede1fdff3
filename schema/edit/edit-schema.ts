import { parse, type DirectiveNode, type DocumentNode, type Location } from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import {
  argumentsOf,
  fieldsOf,
  typeNodes,
  valuesOf,
} from '../../directives/marks/schema-elements.ts';
import type { MarkName } from '../../directives/marks/spec-versions.ts';
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
  const written = writtenMarks(changes);
  const link = written.length > 0 ? linkMarks({ sdl, files }, document, written) : NO_LINK;
  if ('problem' in link) return { ok: false, problem: link.problem };
  const insertions: Insertion[] = [...link.insertions];
  for (const change of changes) {
    const place = places.get(change.coordinate);
    if (!place) return { ok: false, problem: `${change.coordinate} is not in this schema.` };
    if (change.kind === 'suppress') insertions.push(suppressionAt(place, change, sdl));
    else insertions.push(...marksAt(place, textsOf(change, link.locals), sdl));
  }
  parse(insertAll(sdl, insertions));
  return { ok: true, insertions, isLinkAdded: link.isAdded };
}

const NO_LINK = {
  locals: { phi: 'phi', role: 'role', patient: 'patient' },
  insertions: [],
  isAdded: false,
};

/** The directives of the specification that changes write. */
function writtenMarks(changes: readonly MarkChange[]): readonly MarkName[] {
  const kinds = new Set(changes.map(({ kind }) => kind));
  return [
    ...(kinds.has('mark') ? (['phi', 'role'] as const) : []),
    ...(kinds.has('patient') ? (['patient'] as const) : []),
  ];
}

/** The text of the directives that a change adds. */
function textsOf(
  change: Exclude<MarkChange, { readonly kind: 'suppress' }>,
  locals: MarkLocals,
): readonly string[] {
  if (change.kind === 'patient')
    return [
      `@${locals.patient}${change.path === null ? '' : `(id: ${JSON.stringify(change.path)})`}`,
    ];
  return [
    ...change.categories.map((category) => `@${locals.phi}(category: ${category})`),
    ...change.roles.map(
      (names) =>
        `@${locals.role}(anyOf: [${names.map((name) => JSON.stringify(name)).join(', ')}])`,
    ),
  ];
}

interface Place {
  readonly loc: Location;
  /** Where directives end, or belong if there are none. */
  readonly end: number;
  readonly directives: readonly DirectiveNode[];
}

interface Element {
  readonly loc?: Location | undefined;
  readonly directives?: readonly DirectiveNode[] | undefined;
}

/** The types of a document, their members and arguments. The first definition of each counts. */
function placesOf(subgraph: string, document: DocumentNode): ReadonlyMap<Coordinate, Place> {
  const { nameOf } = subgraphDialect(subgraph, document, []);
  const places = new Map<Coordinate, Place>();
  const add = (at: Coordinate, { loc, directives = [] }: Element, end = loc?.end) => {
    if (loc && end !== undefined && !places.has(at)) places.set(at, { loc, end, directives });
  };
  for (const type of typeNodes(document)) {
    const name = nameOf(type.name.value);
    add(typeCoordinate(name), type, headEnd(type));
    for (const value of valuesOf(type)) add(memberCoordinate(name, value.name.value), value);
    for (const field of fieldsOf(type)) {
      add(memberCoordinate(name, field.name.value), field);
      for (const argument of argumentsOf(field))
        add(argumentCoordinate(name, field.name.value, argument.name.value), argument);
    }
  }
  return places;
}

/** The end of what is before a type's fields: its name, interfaces and directives. */
function headEnd({ name, directives, ...type }: ReturnType<typeof typeNodes>[number]) {
  const interfaces = 'interfaces' in type ? (type.interfaces ?? []) : [];
  return (directives?.at(-1) ?? interfaces.at(-1) ?? name).loc?.end;
}

/** Marks go after the last directive, in its style: on lines of their own if it is on one. */
function marksAt(
  { end, directives }: Place,
  texts: readonly string[],
  sdl: string,
): readonly Insertion[] {
  const has = new Set(directives.map((node) => textOf(node, sdl)));
  const last = directives.at(-1)?.loc;
  const indentation = last ? indentationAt(sdl, last.start) : null;
  const separator = indentation === null ? ' ' : `${lineBreakAt(sdl, end)}${indentation}`;
  return texts
    .filter((text) => !has.has(text))
    .map((text) => ({ offset: end, text: `${separator}${text}` }));
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
