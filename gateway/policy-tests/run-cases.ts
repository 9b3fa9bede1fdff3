import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { expectedText, type ExpectedView } from './expected-view.ts';
import {
  matches,
  observedText,
  observeView,
  recordedFields,
  recordedInputs,
  type ObservedView,
  type SelectedPath,
} from './observed-view.ts';
import { askFields } from './ask-fields.ts';
import type { TestedGraph, TestOperation } from './open-tested-graph.ts';
import type { PlannedCase } from './plan-cases.ts';
import { selectedPaths } from './selected-paths.ts';
import type { Expectation, TestCaller, TestFacts, TestFile } from './test-file.ts';

/** One comparison of a case: what was expected of a caller, and what came. */
export interface CheckResult {
  readonly caller: string;
  /** What was compared: a field, or a part of the operation, such as `record`. */
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
  readonly passed: boolean;
  /** Null for other comparisons than those of fields. */
  readonly seen: ObservedView | null;
  /** The operation that was run. */
  readonly asked: string;
  /** The PHI fields on the record. */
  readonly recorded: readonly string[];
  /** The marked and `@patient` inputs on the record. */
  readonly inputs: readonly Coordinate[];
  /** The coordinates that the comparison is about. */
  readonly covers: readonly string[];
  /** Path in the file. */
  readonly at: string;
}

/** The result of one case. */
export interface CaseResult {
  readonly name: string;
  readonly at: string;
  /** Why it was skipped; null if it ran. */
  readonly skipped: string | null;
  readonly checks: readonly CheckResult[];
  readonly ms: number;
}

/** What cases are run with. */
export interface CaseRun {
  readonly file: TestFile;
  readonly graph: TestedGraph;
  readonly policy: Policy;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/** Runs one case: each caller that it names asks for each field, or runs the operation. */
export async function runCase(planned: PlannedCase, run: CaseRun): Promise<CaseResult> {
  const { test, at, asks, expected } = planned;
  const base = { name: test.name, at, skipped: test.skip };
  if (test.skip !== null) return { ...base, checks: [], ms: 0 };
  const since = run.now();
  const checks: CheckResult[] = [];
  for (const [name, { key, of }] of expected) {
    const caller = run.file.callers.get(name);
    if (caller === undefined) continue;
    const request = requestOf(caller, planned, run.file);
    const place = { caller: name, at: `${at}.expect.${key}` };
    if (asks.kind === 'fields' && of.kind === 'view') {
      const { view } = of;
      for (const { at: subject, seen, observation, asked } of await askFields(asks.fields, {
        request,
        run,
      }))
        checks.push({
          ...place,
          subject,
          expected: expectedText(view),
          got: observedText(seen),
          passed: matches(view, seen),
          seen,
          asked,
          recorded: recordedFields(observation, run.policy),
          inputs: recordedInputs(observation),
          covers: [subject],
        });
    } else if (asks.kind === 'operation')
      checks.push(
        ...(await checkOperation(asks, of, { request, run })).map((each) => ({
          ...place,
          ...each,
        })),
      );
  }
  return { ...base, checks, ms: run.now() - since };
}

type Request = Omit<TestOperation, 'document'>;
type Compared = Omit<CheckResult, 'caller' | 'at'>;

/** The facts of the case win over those of the caller. */
function requestOf(caller: TestCaller, { test }: PlannedCase, file: TestFile): Request {
  const { relation, purpose, consent, breakGlass, policies } = { ...caller, ...defined(test.with) };
  return {
    caller,
    facts: { relation, purpose, consent, breakGlass, policies },
    patient: file.patient,
    variables: {},
    values: new Map([...file.values, ...test.values]),
  };
}

function defined(facts: TestFacts): TestFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

async function checkOperation(
  { text, document, variables }: Extract<PlannedCase['asks'], { readonly kind: 'operation' }>,
  expected: Expectation,
  { request, run }: { readonly request: Request; readonly run: CaseRun },
): Promise<readonly Compared[]> {
  const { graph, policy } = run;
  const { schema } = graph;
  const observation = await graph.run({ ...request, document: text, variables });
  const recorded = recordedFields(observation, policy);
  const paths = selectedPaths(schema, document, observation.data);
  const marked = paths.filter(({ field }) => policy.requirements.has(field));
  const common = { asked: text, recorded, inputs: recordedInputs(observation) };
  const compareView = (path: SelectedPath, view: ExpectedView): Compared => {
    const seen = observeView(observation, path, { schema, policy });
    return {
      ...common,
      subject: path.field,
      covers: [path.field],
      expected: expectedText(view),
      got: observedText(seen),
      passed: matches(view, seen),
      seen,
    };
  };
  if (expected.kind === 'view')
    return (marked.length > 0 ? marked : paths).map((path) => compareView(path, expected.view));

  const compare = (
    subject: string,
    [wanted, got]: readonly [string, string],
    covers: readonly string[] = [],
  ): Compared => ({
    ...common,
    subject,
    covers,
    expected: wanted,
    got,
    passed: wanted === got,
    seen: null,
  });
  const { views, data, record, outcome } = expected;
  const results: Compared[] = [];
  for (const [field, view] of views) {
    const path = paths.find((each) => each.field === field);
    if (path !== undefined) results.push(compareView(path, view));
  }
  if (data !== undefined) {
    const texts = [sortedJson(data), sortedJson(observation.data)] as const;
    results.push(
      compare(
        'data',
        texts,
        marked.map(({ field }) => field),
      ),
    );
  }
  if (record !== undefined) {
    const wanted = [...new Set(record)].toSorted();
    const texts = [listText(wanted), listText(recorded)] as const;
    results.push(
      compare(
        'record',
        texts,
        wanted.map((entry) => entry.split(' ')[0] ?? ''),
      ),
    );
  }
  if (outcome !== undefined) {
    const came = observation.record?.outcome ?? observation.refusal ?? 'not recorded';
    results.push(compare('outcome', [outcome, came]));
  }
  return results;
}

function listText(fields: readonly string[]): string {
  return fields.length === 0 ? 'no PHI' : fields.join(', ');
}

/** JSON with sorted keys: their order has no meaning. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
