import { Kind, type SelectionSetNode } from 'graphql';
import { selectionOf } from './graph-data.ts';
import {
  fieldIn,
  fieldsOf,
  isAccess,
  namedType,
  objectTypes,
  typeIn,
  type AccessMark,
  type Dialect,
  type GraphModel,
  type ModelField,
  type ModelInput,
  type ModelMark,
  type ModelType,
} from './graph-model.ts';

/** A subgraph's schema with its marks, as its authors would write it. */
export function printSubgraph(model: GraphModel, subgraph: string): string {
  const { dialect } = subgraphIn(model, subgraph);
  const marks = markPrinter(dialect, subgraph);
  return [HEADS[dialect], ...definitions(model, subgraph, marks)].join('\n');
}

/** The same without marks: what the subgraph executes. */
export function printUnmarked(model: GraphModel, subgraph: string): string {
  return [
    FEDERATION_LINK,
    ...definitions(model, subgraph, { marks: () => '', patient: () => '' }),
  ].join('\n');
}

/** The whole graph in one schema, without federation, marks and what is inaccessible. */
export function printMonolith(model: GraphModel): string {
  const fields = (type: ModelType): string[] =>
    fieldsOf(model, type)
      .filter((field) => !field.isInaccessible)
      .map(
        (field) =>
          `${field.name}${argumentsOf(field, (arg) => !arg.isInaccessible)}: ${field.nullableIn.length > 0 ? nullable(field.type) : field.type}`,
      );
  return [
    ...model.scalars.map(({ name }) => `scalar ${name}`),
    ...model.enums.map(({ name, values }) =>
      block(
        `enum ${name}`,
        values.filter((value) => !value.isInaccessible).map((value) => value.name),
      ),
    ),
    ...model.inputs.map(({ name, fields: inputs }) =>
      block(
        `input ${name}`,
        inputs.filter((input) => !input.isInaccessible).map((input) => inputText(input)),
      ),
    ),
    ...model.unions.map(({ name, members }) => `union ${name} = ${members.join(' | ')}`),
    ...model.types.map((type) =>
      block(
        `${type.kind === 'object' ? 'type' : 'interface'} ${type.name}${implementsText(type.interfaces)}`,
        fields(type),
      ),
    ),
  ].join('\n');
}

interface MarkPrinter {
  /** With a space before each. */
  readonly marks: (marks: readonly ModelMark[]) => string;
  readonly patient: (path: string | null) => string;
}

const FEDERATION = [
  '@key',
  '@external',
  '@requires',
  '@provides',
  '@shareable',
  '@override',
  '@inaccessible',
  '@interfaceObject',
  '@composeDirective',
  '@authenticated',
  '@requiresScopes',
  '@policy',
];
const FEDERATION_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${FEDERATION.map((name) => `"${name}"`).join(', ')}])`;

const NAMES: Readonly<
  Record<
    Dialect,
    { readonly phi: string; readonly role: string; readonly patient: string; readonly link: string }
  >
> = {
  plain: {
    phi: 'phi',
    role: 'role',
    patient: 'patient',
    link: 'import: ["@phi", "@role", "@patient"]',
  },
  renamed: {
    phi: 'sensitive',
    role: 'only',
    patient: 'subject',
    link: 'import: [{ name: "@phi", as: "@sensitive" }, { name: "@role", as: "@only" }, { name: "@patient", as: "@subject" }]',
  },
  namespaced: {
    phi: 'health',
    role: 'health__role',
    patient: 'health__patient',
    link: 'as: "health"',
  },
};

const HEADS: Readonly<Record<Dialect, string>> = {
  plain: head('plain'),
  renamed: head('renamed'),
  namespaced: head('namespaced'),
};

function head(dialect: Dialect): string {
  const { link, phi, role, patient } = NAMES[dialect];
  const composed = [phi, role, patient].map((name) => `@composeDirective(name: "@${name}")`);
  return `${FEDERATION_LINK} @link(url: "https://phi-gateway.dev/phi/v1.0", ${link}) ${composed.join(' ')}`;
}

function markPrinter(dialect: Dialect, subgraph: string): MarkPrinter {
  const { phi, role, patient } = NAMES[dialect];
  const text = (mark: ModelMark): string => {
    if (mark.kind === 'role') {
      const { anyOf, deidentified } = mark;
      const further = deidentified.length > 0 ? `, deidentified: ${quoted(deidentified)}` : '';
      return ` @${role}(anyOf: ${quoted(anyOf)}${further})`;
    }
    if (isAccess(mark)) return accessText(mark);
    const given = [
      ...(mark.category === null ? [] : [`category: ${mark.category}`]),
      ...(mark.deidentify === null ? [] : [`deidentify: ${mark.deidentify}`]),
    ];
    return ` @${phi}${given.length > 0 ? `(${given.join(', ')})` : ''}`;
  };
  return {
    marks: (marks) =>
      marks
        .filter((mark) => mark.in.includes(subgraph))
        .map(text)
        .join(''),
    patient: (path) => ` @${patient}${path === null ? '' : `(id: "${path}")`}`,
  };
}

function accessText({ kind, anyOf }: AccessMark): string {
  if (kind === 'authenticated') return ' @authenticated';
  return ` @${kind}(${kind === 'policy' ? 'policies' : 'scopes'}: ${quoted(anyOf)})`;
}

function quoted(names: readonly unknown[]): string {
  return JSON.stringify(names);
}

function definitions(model: GraphModel, subgraph: string, printer: MarkPrinter): string[] {
  const { marks } = printer;
  const external = externalFields(model, subgraph);
  const provided = providedFields(model);
  const input = (one: ModelInput): string =>
    `${inputText(one)}${one.isInaccessible ? ' @inaccessible' : ''}${one.isPatient ? printer.patient(null) : ''}${marks(one.marks)}`;

  const fieldText = (type: ModelType, field: ModelField): string => {
    const isDefined = field.in.includes(subgraph) || field.overrides === subgraph;
    const isObject = type.objectIn.includes(subgraph);
    const isShared =
      (type.kind === 'object' || isObject) &&
      (field.in.length > 1 || provided.has(`${type.name}.${field.name}`));
    const own = field.in.includes(subgraph);
    return [
      `${field.name}${argumentsOf(field, () => true, input)}: `,
      field.nullableIn.includes(subgraph) ? nullable(field.type) : field.type,
      isDefined ? marks(field.marks) : ' @external',
      field.isInaccessible && isDefined ? ' @inaccessible' : '',
      isShared && isDefined ? ' @shareable' : '',
      own && field.requires !== null ? ` @requires(fields: ${JSON.stringify(field.requires)})` : '',
      own && field.provides !== null ? ` @provides(fields: ${JSON.stringify(field.provides)})` : '',
      own && field.overrides !== null ? ` @override(from: ${JSON.stringify(field.overrides)})` : '',
    ].join('');
  };

  const typeText = (type: ModelType): string[] => {
    const copies = external.get(type.name) ?? new Set();
    const isObject = type.objectIn.includes(subgraph);
    const fields = fieldsOf(model, type)
      .filter(
        (field) =>
          (field.in.includes(subgraph) && (type.fields.includes(field) || isObject)) ||
          field.overrides === subgraph ||
          copies.has(field.name),
      )
      .map((field) => fieldText(type, field));
    if (fields.length === 0 || !(type.in.includes(subgraph) || isObject || copies.size > 0))
      return [];
    const above = isObject
      ? []
      : type.interfaces.filter((name) => typeIn(model, name).in.includes(subgraph));
    const keys = type.keys
      .filter((key) => key.in.includes(subgraph))
      .map(
        (key) =>
          ` @key(fields: ${JSON.stringify(key.fields)}${key.unresolvableIn.includes(subgraph) ? ', resolvable: false' : ''})`,
      );
    const patient = type.patient?.in.includes(subgraph) ? printer.patient(type.patient.path) : '';
    const kind = type.kind === 'object' || isObject ? 'type' : 'interface';
    return [
      block(
        `${kind} ${type.name}${implementsText(above)}${isObject ? ' @interfaceObject' : ''}${keys.join('')}${patient}${marks(type.marks)}`,
        fields,
      ),
    ];
  };

  return [
    ...model.scalars.map((scalar) => `scalar ${scalar.name}${marks(scalar.marks)}`),
    ...model.enums.map((one) =>
      block(
        `enum ${one.name}${marks(one.marks)}`,
        one.values.map(
          (value) =>
            `${value.name}${value.isInaccessible ? ' @inaccessible' : ''}${marks(value.marks)}`,
        ),
      ),
    ),
    ...model.inputs.map((one) => block(`input ${one.name}`, one.fields.map(input))),
    ...model.unions
      .filter((union) => union.in.includes(subgraph))
      .map((union) => {
        const members = union.members.filter((member) =>
          typeIn(model, member).in.includes(subgraph),
        );
        return `union ${union.name}${marks(union.marks)} = ${members.join(' | ')}`;
      }),
    ...model.types.flatMap(typeText),
  ];
}

/** Type → fields that a subgraph needs a copy of: for what it computes or provides. */
function externalFields(
  model: GraphModel,
  subgraph: string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const copies = new Map<string, Set<string>>();
  const collect = (type: ModelType, set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition)
        collect(typeIn(model, node.typeCondition.name.value), node.selectionSet);
      if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
      const field = fieldIn(model, type, node.name.value);
      if (!field.in.includes(subgraph))
        copies.set(type.name, (copies.get(type.name) ?? new Set()).add(field.name));
      if (node.selectionSet) collectBelow(field, node.selectionSet);
    }
  };
  /** A union has no fields of its own: its conditions name their types. */
  const collectBelow = (field: ModelField, set: SelectionSetNode): void => {
    const [first] = objectTypes(model, namedType(field.type));
    const isUnion = model.unions.some(({ name }) => name === namedType(field.type));
    const types = isUnion && first ? [first] : objectTypes(model, namedType(field.type));
    for (const below of types) collect(below, set);
  };
  for (const type of model.types)
    for (const field of type.fields) {
      if (!field.in.includes(subgraph)) continue;
      if (field.requires !== null) collect(type, selectionOf(field.requires));
      if (field.provides !== null)
        for (const below of objectTypes(model, namedType(field.type)))
          collect(below, selectionOf(field.provides));
    }
  return copies;
}

/** `Type.field` of what some subgraph provides beside those that resolve it. */
function providedFields(model: GraphModel): ReadonlySet<string> {
  const provided = new Set<string>();
  for (const type of model.types)
    for (const { provides, type: of } of type.fields)
      if (provides !== null)
        for (const { name } of objectTypes(model, namedType(of)))
          for (const node of selectionOf(provides).selections)
            if (node.kind === Kind.FIELD) provided.add(`${name}.${node.name.value}`);
  return provided;
}

function subgraphIn(model: GraphModel, name: string): GraphModel['subgraphs'][number] {
  const subgraph = model.subgraphs.find((one) => one.name === name);
  if (!subgraph) throw new RangeError(`no subgraph ${name}`);
  return subgraph;
}

function argumentsOf(
  field: ModelField,
  isThere: (input: ModelInput) => boolean,
  print: (input: ModelInput) => string = inputText,
): string {
  const args = field.args.filter(isThere).map(print);
  return args.length > 0 ? `(${args.join(', ')})` : '';
}

function inputText(input: ModelInput): string {
  return `${input.name}: ${input.type}${input.default === null ? '' : ` = ${input.default}`}`;
}

function implementsText(interfaces: readonly string[]): string {
  return interfaces.length > 0 ? ` implements ${interfaces.join(' & ')}` : '';
}

function block(opening: string, lines: readonly string[]): string {
  return `${opening} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
}

function nullable(type: string): string {
  return type.replace(/!$/, '');
}
