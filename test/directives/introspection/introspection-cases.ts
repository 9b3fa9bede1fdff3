import { expect, it } from '@jest/globals';
import { buildClientSchema, introspectionFromSchema, printSchema, validateSchema } from 'graphql';
import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import type { Caller } from '../../../gateway/platform/caller.ts';
import { AUTHORIZATION } from '../../support/callers.ts';
import { coordinatesOf, introspectedSchema } from '../../support/introspected-schema.ts';

/** A graph, a caller, and coordinates that introspection must show or hide. */
interface Case {
  readonly sdl: string;
  readonly caller: Caller;
  readonly there: readonly string[];
  readonly gone: readonly string[];
  readonly authorization?: Partial<AuthorizationOptions>;
}

/** A mark that allows doctors only. */
export const DOCTOR = '@role(anyOf: ["doctor"])';

/** Tests, by rule, what introspection shows and hides, and that what it shows is a valid schema. */
export function shows(cases: Readonly<Record<string, Case>>): void {
  it.each(Object.entries(cases))(
    '%s',
    async (_rule, { sdl, caller, there, gone, authorization }) => {
      const options = { ...AUTHORIZATION, ...authorization };
      const schema = await introspectedSchema({ a: sdl }, caller, options);
      const visible = coordinatesOf(schema);
      expect(there.filter((coordinate) => !visible.has(coordinate))).toEqual([]);
      expect(gone.filter((coordinate) => visible.has(coordinate))).toEqual([]);
      expect(validateSchema(schema)).toEqual([]);
      const copy = buildClientSchema(introspectionFromSchema(schema));
      expect(validateSchema(copy)).toEqual([]);
      expect(printSchema(copy)).toBe(printSchema(schema));
    },
  );
}
