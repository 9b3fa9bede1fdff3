import { describe, expect, it } from '@jest/globals';
import { explainViews } from '../../../schema/explain/explain-views.ts';
import { printExplanation } from '../../../schema/explain/print-explanation.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { OPTIONS, viewedGraph } from '../../support/viewed-graph.ts';
import { explained } from './explained.ts';

describe("the explain command's answer as text", () => {
  const graph = viewedGraph({
    a: `type Query { plain: String any: Any one: One i(of: ID @patient): Any }
interface Any { a: String b: String }
type One implements Any @key(fields: "id") @phi {
  id: ID!
  a: String @phi(deidentify: INITIALS) @role(anyOf: ["x"], deidentified: ["y"])
  b: String @phi(deidentify: INITIALS) @role(anyOf: ["x"], deidentified: ["y"])
}
type Two implements Any { a: String b: String @phi(deidentify: LAST4) @role(anyOf: ["x"], deidentified: ["y"]) }
scalar Born @phi(deidentify: SUPPRESS)
type Bare { c: String @phi @role(anyOf: ["x"], deidentified: ["y"]) d: Born @role(anyOf: [], deidentified: ["y"]) e: String @role(anyOf: ["x"]) }`,
  });

  async function textOf(
    coordinate: string,
    { roles = [], ...options }: Partial<ViewOptions> & { roles?: readonly string[] } = {},
  ): Promise<string> {
    const all = { ...OPTIONS, ...options };
    const found = explained(graph, coordinate, all);
    const views = await explainViews(found, graph.policy, { options: all, roles });
    return printExplanation(found, views, ({ line }) =>
      line === null ? null : `line ${line - 7}`,
    );
  }

  it.each<[string, string, Partial<ViewOptions>, readonly string[]]>([
    [
      'says that an unmarked field is open',
      'Query.plain',
      {},
      ['open: no mark, so any authenticated caller sees it'],
    ],
    [
      'says that an unmarked field is closed when unmarked is deny',
      'Query.plain',
      { unmarked: 'deny' },
      ['closed: no mark, and authorization.unmarked is deny'],
    ],
    [
      'names a single required role and the line of its @role',
      'Bare.e',
      {},
      ['needs\n  x\n      its own mark (line 10)', 'no PHI by itself'],
    ],
    [
      'says that no role sees a value in full',
      'Bare.d',
      {},
      ['no role; de-identified: y', 'named on Born (line 9)'],
    ],
    [
      'says that no directive names a de-identification method',
      'Bare.c',
      {},
      ['no mark names a method', 'the patient of the object above'],
    ],
    [
      'names the line of the de-identification method of the field itself',
      'One.a',
      {},
      ['named on One.a (line 5)', 'unknown: only roles that reach all patients'],
    ],
    [
      'names the implementer that gives an interface field its de-identification method',
      'Any.a',
      {},
      ['the method of its implementer One.a'],
    ],
    [
      'says that the implementers of an interface field have different de-identification methods',
      'Any.b',
      {},
      ['its implementers have different methods'],
    ],
    [
      'says that an argument names the patient',
      'Query.i(of:)',
      {},
      ['it names a patient that a role of the caller must reach'],
    ],
    [
      'names the default roles for PHI without @role',
      'One.id',
      { defaultRoles: ['x', 'z'] },
      ['x or z: the default roles, for PHI without a @role\n      its own mark', 'z   full'],
    ],
    [
      'says that no role sees PHI without @role when there are no default roles',
      'One.id',
      {},
      ['no role: the default roles'],
    ],
    [
      'says that a dry run denies nothing',
      'Bare.e',
      { mode: 'dry-run' },
      ['nothing is denied: authorization.mode is dry-run'],
    ],
  ])('%s', async (_what, coordinate, options, parts) => {
    const text = await textOf(coordinate, options);
    for (const part of parts) expect(text).toContain(part);
  });

  it('omits de-identification when no role sees the element de-identified', async () => {
    expect(await textOf('One.id')).not.toContain('de-identified');
    expect(await textOf('Bare.e')).not.toContain('de-identified');
  });

  it('omits reach when the configuration is unknown', async () => {
    expect(await textOf('Bare.e', { roles: ['x'] })).toContain('who sees it\n  x   full\n');
  });
});
