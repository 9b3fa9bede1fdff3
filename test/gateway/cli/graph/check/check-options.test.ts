import { describe, expect, it } from '@jest/globals';
import { openCheckFolder } from '../../../../support/check-folder.ts';
import { HEAD } from '../../../../support/compose-subgraphs.ts';

const { write, check } = openCheckFolder();

const SECONDS = 60_000;

describe('what check takes into account', () => {
  it(
    'leaves out findings below --min-confidence, and exits with 2 for an unknown one',
    async () => {
      write(
        'sure.graphql',
        'type Query { p: Patient } type Patient { email: String quux: String }',
      );
      const [all, high, unknown] = await Promise.all([
        check('sure.graphql'),
        check('sure.graphql', '--min-confidence', 'high'),
        check('sure.graphql', '--min-confidence', 'sure'),
      ]);
      expect(all.out).toContain('Patient.quux looks like PHI');
      expect(high.out).not.toContain('Patient.quux looks like PHI');
      expect(high.out).toContain('note: Left out: 1 warning below the confidence high.');
      expect(all.out).not.toContain('Left out');
      expect(high.out).toContain('Patient.email looks like PHI');
      expect(unknown.code).toBe(2);
      expect(unknown.err).toContain('--min-confidence: must be one of low, medium, high.');
    },
    SECONDS,
  );

  it(
    'reports what the refusal of an operation reveals, if the configuration has the mode reject',
    async () => {
      write(
        'union.graphql',
        `${HEAD}type Query { a: [U] } union U = A | B type A { x: Int } type B @phi @role(anyOf: ["physician"]) { x: Int }`,
      );
      const config = (mode: string) =>
        write(`${mode}.yaml`, `authorization: { reach: { physician: all }, mode: ${mode} }\n`);
      const [reject, filter] = await Promise.all([
        check('union.graphql', '--config', config('reject')),
        check('union.graphql', '--config', config('filter')),
      ]);
      expect(reject.out).toContain('Query.a can hold B, which can be denied alone');
      expect(filter.out).not.toContain('Query.a can hold B');
    },
    SECONDS,
  );

  it(
    'accepts the warnings of --baseline, wherever they have moved, and fails on others',
    async () => {
      const schema = `type Query { ssn: Int }`;
      write('based.graphql', schema);
      const args = ['based.graphql', '--role', 'x', '--baseline', 'accepted.json'];
      const missing = await check(...args);
      expect(missing).toMatchObject({
        code: 2,
        err: expect.stringContaining("accepted.json can't be read"),
      });
      expect((await check(...args, '--write-baseline')).out).toContain(
        '0 warnings, 0 suppressed, 1 in the baseline',
      );
      write('based.graphql', `# moved\n\n${schema}`);
      const moved = await check(...args);
      expect(moved.code).toBe(0);
      expect(moved.out).not.toContain('Query.ssn');
      write('based.graphql', `type Query { fax: Int mrn: Int }`);
      const others = await check(...args);
      expect(others.code).toBe(1);
      expect(others.out).toContain('Query.mrn looks like PHI');
      expect(others.out).toContain(
        'note: accepted.json has 1 warning that is not found any more: PHI_UNMARKED Query.ssn.',
      );
      expect((await check(...args, '--fail-on', 'error')).code).toBe(0);
      expect((await check('based.graphql', '--write-baseline')).code).toBe(2);
      write('accepted.json', '{ "version": 2 }');
      expect((await check(...args)).err).toContain('is not a baseline of this version');
    },
    SECONDS,
  );

  it(
    'says that nothing else was checked where a schema is not valid, and does not write the baseline then',
    async () => {
      write('whole.graphql', 'type Query { a: Int } type Patient { ssn: String }');
      write('broken.graphql', 'type Query {');
      const flags = ['--baseline', 'kept.json', '--write-baseline'];
      const accepted = '0 warnings, 0 suppressed, 1 in the baseline';
      expect((await check('whole.graphql', ...flags)).out).toContain(accepted);
      const { code, out, err } = await check('whole.graphql', 'broken.graphql', ...flags);
      expect({ code, err }).toEqual({
        code: 1,
        err: 'phi-gateway: kept.json is not written: a schema is not valid.\n',
      });
      expect(out).toContain('note: Nothing else was checked, since a schema is not valid GraphQL.');
      expect((await check('whole.graphql', '--baseline', 'kept.json')).out).toContain(accepted);
      write('twice.graphql', 'type Query { a: Int a: Int } type Patient { ssn: String }');
      const twice = await check('twice.graphql', '--baseline', 'new.json', '--write-baseline');
      expect(twice.err).toBe('');
      expect(twice.out).toContain('1 error, 0 warnings, 0 suppressed, 1 in the baseline');
      expect((await check('broken.graphql')).out).not.toContain('trustSupergraph');
    },
    SECONDS,
  );

  it(
    'takes the types of --patient-type and lint.patientTypes for patients, says which were read so, and suggests names of a mistyped one',
    async () => {
      write(
        'clinic.graphql',
        'type Query { k: Kho u: User } type Kho { quux: String } type User { a: Int }',
      );
      write('declared/lint.yaml', 'lint: { patientTypes: [Kho] }\n');
      const [without, named, configured, mistyped] = await Promise.all([
        check('clinic.graphql'),
        check('clinic.graphql', '--patient-type', 'Kho'),
        check('clinic.graphql', '--config', 'declared/lint.yaml'),
        check('clinic.graphql', '--patient-type', 'Koh'),
      ]);
      expect(without.out).toContain(
        "note: No type was read as a patient's, so little was reported. If the objects of a type (such as User) are patients, name it: --patient-type TYPE.",
      );
      expect(without.out).not.toContain('Kho.quux');
      for (const { out } of [named, configured]) {
        expect(out).toContain('Kho.quux looks like PHI');
        expect(out).toContain('note: Read as patients: Kho.');
      }
      expect(mistyped).toMatchObject({
        code: 2,
        err: 'phi-gateway: patient type Koh: no schema has an object type of this name. Did you mean Kho?\n',
      });
    },
    SECONDS,
  );

  it(
    'names each scalar of graph.dateScalars that no schema has, and the one that is probably meant',
    async () => {
      write('dates.graphql', 'scalar LocalDate scalar Stamp type Query { a: LocalDate b: Stamp }');
      const graph = 'subgraphs: [{ name: dates, url: https://dates.test, sdl: ../dates.graphql }]';
      const scalars = '{ LocaleDate: hl7-v2, Stamp: unix-seconds, Quux: year }';
      write('scalars/phi.yaml', `graph:\n  ${graph}\n  dateScalars: ${scalars}\n`);
      const checked = await Promise.all([
        check('--config', 'scalars/phi.yaml'),
        check('dates.graphql', '--config', 'scalars/phi.yaml'),
      ]);
      for (const { out } of checked) {
        expect(out.split('\n').filter((line) => line.includes('dateScalars'))).toEqual([
          'note: graph.dateScalars.LocaleDate: no schema that was checked has a scalar of this name, so its format has no effect. Did you mean LocalDate?',
          'note: graph.dateScalars.Quux: no schema that was checked has a scalar of this name, so its format has no effect. Fix its spelling, unless another subgraph has it.',
        ]);
      }
    },
    SECONDS,
  );

  it(
    'takes the formats of graph.dateScalars, without which YEAR does not fit a scalar',
    async () => {
      write(
        'stamps.graphql',
        `${HEAD}scalar Stamp type Query { a: Stamp @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["x"]) }`,
      );
      const graph =
        'subgraphs: [{ name: a, url: https://a.test }], dateScalars: { Stamp: unix-seconds }';
      const issuer = '{ issuer: https://id.test, audience: api, jwks: https://id.test/jwks }';
      write(
        'stamps.yaml',
        `graph: { ${graph} }\nidentity: { issuers: [${issuer}] }\nauthorization: { reach: { x: all } }\n`,
      );
      const [without, declared] = await Promise.all([
        check('stamps.graphql'),
        check('stamps.graphql', '--config', 'stamps.yaml'),
      ]);
      expect(without.code).toBe(1);
      expect(without.out).toContain("Stamp can't hold the result of YEAR.");
      expect(declared.code).toBe(0);
      expect(declared.out).not.toContain('YEAR');
    },
    SECONDS,
  );

  it(
    'reads further words from --vocabulary and from lint.vocabulary, and names the line of what is wrong in them',
    async () => {
      write('own.graphql', 'type Query { k: Kundin } type Kundin { email: String quux: String }');
      write('words.yaml', 'types:\n  patient: [kundin]\n');
      write('wrong.yaml', 'types:\n  patient: [kundin]\n  patients: kunde\nhealth: 3\n');
      const lint = 'lint: { vocabulary: [../words.yaml], minConfidence: high }';
      write('configured/lint.yaml', `authorization: { reach: { physician: all } }\n${lint}\n`);
      const configured = ['own.graphql', '--config', 'configured/lint.yaml'];
      const [without, own, wrong, fromConfig, overridden] = await Promise.all([
        check('own.graphql'),
        check('own.graphql', '--vocabulary', 'words.yaml'),
        check('own.graphql', '--vocabulary', 'wrong.yaml'),
        check(...configured),
        check(...configured, '--min-confidence', 'low'),
      ]);
      expect(without.out).not.toContain('Kundin.email');
      expect(own.out).toContain('Kundin.email looks like PHI (EMAIL, by its name)');
      expect(fromConfig.out).toContain('Kundin.email looks like PHI (EMAIL, by its name)');
      expect(fromConfig.out).not.toContain('Kundin.quux');
      expect(overridden.out).toContain('Kundin.quux looks like PHI');
      expect(wrong.code).toBe(2);
      expect(wrong.err).toMatch(/wrong\.yaml:3: types/);
      expect(wrong.err).toMatch(/wrong\.yaml:4: health: must be/);
    },
    SECONDS,
  );
});
