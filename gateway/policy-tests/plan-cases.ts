import {
  parse,
  validate,
  Kind,
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { memberCoordinate, parseCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { nearNames } from '../../schema/explain/near-names.ts';
import type { Element } from '../../schema/views/elements.ts';
import type { SettingProblem } from '../platform/errors.ts';
import type { FieldQueries, FindFieldQueries } from './field-queries.ts';
import { findVariables } from './find-variables.ts';
import { selectedPaths } from './selected-paths.ts';
import {
  OTHERS,
  unknownCallerText,
  type Expectation,
  type TestCase,
  type TestFile,
} from './test-file.ts';

/** A case whose fields, operation and callers the graph and the file have. */
export interface PlannedCase {
  readonly test: TestCase;
  /** Its path in the file, such as `cases[3]`. */
  readonly at: string;
  readonly asks:
    | { readonly kind: 'fields'; readonly fields: readonly PlannedField[] }
    | {
        readonly kind: 'operation';
        readonly text: string;
        readonly document: DocumentNode;
        readonly variables: Readonly<Record<string, unknown>>;
      };
  /** Caller → what is expected, and the key in `expect` that says so. */
  readonly expected: ReadonlyMap<string, { readonly key: string; readonly of: Expectation }>;
}

/** A field, argument or input field, and the operations that ask for it. */
export interface PlannedField extends FieldQueries {
  readonly at: Coordinate;
}

/** What cases are planned with. */
export interface PlanningGraph {
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly elements: ReadonlyMap<Coordinate, Element>;
  readonly findQueries: FindFieldQueries;
}

/** Plans the cases of a file; `problems` says what the graph or the file does not have. */
export function planCases(
  file: TestFile,
  graph: PlanningGraph,
): { readonly cases: readonly PlannedCase[]; readonly problems: readonly SettingProblem[] } {
  const problems: SettingProblem[] = [
    ...patientProblems(file, graph),
    ...valueProblems(file, graph),
  ];
  const names = new Set<string>();
  const cases = file.cases.flatMap((test, index) => {
    const at = `cases[${index}]`;
    const report = (path: string, text: string) =>
      void problems.push({ path: `${at}.${path}`, text });
    if (names.has(test.name)) report('name', 'is the name of another case. Write another one');
    names.add(test.name);
    const expected = expectedByCaller(test, file, report);
    const asks = planAsks(test, file, { graph, report });
    return asks === null ? [] : [{ test, at, asks, expected }];
  });
  return { cases, problems };
}

type Report = (path: string, text: string) => void;

/** Each caller of the case, those of `others` included. */
function expectedByCaller(
  { expect }: TestCase,
  { callers }: TestFile,
  report: Report,
): PlannedCase['expected'] {
  const others = expect.get(OTHERS);
  const expected = new Map<string, { readonly key: string; readonly of: Expectation }>();
  for (const [key, of] of expect) {
    if (key === OTHERS) continue;
    if (callers.has(key)) expected.set(key, { key, of });
    else report(`expect.${key}`, unknownCallerText(key, [...callers.keys()]));
  }
  if (others !== undefined)
    for (const name of callers.keys())
      if (!expect.has(name)) expected.set(name, { key: OTHERS, of: others });
  return expected;
}

function planAsks(
  test: TestCase,
  file: TestFile,
  { graph, report }: { readonly graph: PlanningGraph; readonly report: Report },
): PlannedCase['asks'] | null {
  if (test.query !== null) return planOperation(test.query, test, { file, graph, report });
  const wanted = test.field?.flatMap((written, index) => {
    const path = test.field?.length === 1 ? 'field' : `field[${index}]`;
    const problem = fieldProblem(written, graph);
    if (problem !== null) report(path, problem);
    const at = parseCoordinate(written);
    return at === null || problem !== null ? [] : [at];
  });
  const fields: PlannedField[] = [];
  for (const at of wanted ?? fieldsOfCategories(test, graph)) {
    const queries = graph.findQueries(at);
    if (queries !== null && queries.ways.length > 0) fields.push({ at, ...queries });
    else if (wanted !== undefined)
      report('field', `no query of the graph leads to ${at}. Write a query`);
  }
  if (test.category !== null && fields.length === 0)
    report('category', 'no field of the graph has this category. Remove the case');
  return { kind: 'fields', fields };
}

function fieldProblem(written: string, { elements }: PlanningGraph): string | null {
  const at = parseCoordinate(written);
  const element = at && elements.get(at);
  if (!element) {
    const near = nearNames(written, elements.keys());
    const fix = near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Fix its spelling';
    return `the graph has no ${written}. ${fix}`;
  }
  if (element.kind === 'field' || element.kind === 'argument' || element.kind === 'input field')
    return null;
  const kind = element.kind === 'enum value' ? 'an enum value' : 'a type';
  return `${written} is ${kind}. Name a field or an argument, or write a query`;
}

/** The fields of object types whose values have one of the categories. */
function fieldsOfCategories(
  { category }: TestCase,
  { elements, policy, schema }: PlanningGraph,
): readonly Coordinate[] {
  return markedFields({ elements, policy, schema }).filter((at) =>
    policy.requirements.get(at)?.categories.some((each) => category?.includes(each) === true),
  );
}

/** The marked leaf fields of object types; an interface's fields are those of its types. */
export function markedFields({
  elements,
  policy,
  schema,
}: Pick<PlanningGraph, 'elements' | 'policy' | 'schema'>): readonly Coordinate[] {
  return [...elements.values()].flatMap(({ at, kind, isLeaf }) => {
    const [owner = ''] = at.split('.');
    const isOfInterface = schema.getType(owner)?.astNode?.kind === Kind.INTERFACE_TYPE_DEFINITION;
    return kind === 'field' && isLeaf && !isOfInterface && policy.requirements.has(at) ? [at] : [];
  });
}

function planOperation(
  text: string,
  { expect, variables: set }: TestCase,
  {
    file: { patient },
    graph,
    report,
  }: { readonly file: TestFile; readonly graph: PlanningGraph; readonly report: Report },
): PlannedCase['asks'] | null {
  const read = readDocument(text, graph.schema);
  if ('problems' in read) {
    for (const problem of read.problems) report('query', problem);
    return null;
  }
  const { document } = read;
  const selected = new Set<string>(
    selectedPaths(graph.schema, document, null).map(({ field }) => field),
  );
  for (const [caller, expected] of expect) {
    if (expected.kind === 'view') continue;
    for (const at of expected.views.keys())
      if (!selected.has(at))
        report(`expect.${caller}.views.${at}`, `the query does not select ${at}. Fix one of them`);
    for (const [index, entry] of (expected.record ?? []).entries()) {
      const [at = ''] = entry.split(' ');
      const problem = fieldProblem(at, graph);
      if (problem !== null) report(`expect.${caller}.record[${index}]`, problem);
    }
  }
  const variables = findVariables(document, graph.schema, { patient, set });
  for (const [name, problem] of variables.problems) {
    if (set.has(name)) report(`variables.${name}`, problem);
    else report('query', problem);
  }
  return { kind: 'operation', text, document, variables: variables.values };
}

function readDocument(
  text: string,
  schema: GraphQLSchema,
): { readonly document: DocumentNode } | { readonly problems: readonly string[] } {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    if (errors.length > 0) return { problems: errors.map(errorText) };
    const operations = document.definitions.filter(
      ({ kind }) => kind === Kind.OPERATION_DEFINITION,
    );
    return operations.length === 1
      ? { document }
      : { problems: ['must have one operation. Write a case for each'] };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { problems: [errorText(error)] };
  }
}

function errorText({ message, locations }: GraphQLError): string {
  const line = locations?.[0]?.line;
  const text = message.replaceAll(/\s+/g, ' ');
  return line === undefined ? text : `${text} (line ${line} of the query)`;
}

/** The id of a patient that the graph cannot hold would make every case fail. */
function* patientProblems({ patient }: TestFile, graph: PlanningGraph): Generator<SettingProblem> {
  if (/^-?\d+$/.test(patient)) return;
  const at = patientIds(graph).find((each) =>
    /^\[*Int\b/.test(graph.elements.get(each)?.type ?? ''),
  );
  if (at === undefined) return;
  const text = `must be a whole number, such as 1, since ${at} is of type Int. It is ${patient}`;
  yield { path: 'patient', text };
}

/** The coordinates that hold the id of a patient: the ends of paths in one step, and inputs. */
function patientIds({ policy }: PlanningGraph): readonly Coordinate[] {
  const ends = [...policy.patients].flatMap(([type, [name, ...more]]) =>
    name === undefined || more.length > 0 ? [] : [memberCoordinate(type, name)],
  );
  return [...ends, ...policy.patientInputs];
}

/** Values for fields that the graph does not have would be used for nothing. */
function* valueProblems(file: TestFile, graph: PlanningGraph): Generator<SettingProblem> {
  const all = [
    { path: 'values', values: file.values },
    ...file.cases.map(({ values }, index) => ({ path: `cases[${index}].values`, values })),
  ];
  for (const { path, values } of all)
    for (const [name, value] of values) {
      const isNumber = typeof value === 'number' || typeof value === 'boolean';
      const at = parseCoordinate(name);
      const type = at && graph.elements.get(at)?.type;
      const isText = /^(?:String|ID)!?$/.test(type ?? '');
      const problem = fieldProblem(name, graph) ?? (isNumber && isText ? UNQUOTED : null);
      if (problem !== null) yield { path: `${path}.${name}`, text: problem };
    }
}

const UNQUOTED = 'is read as a number, but the field is a text. Put it in quotation marks';
