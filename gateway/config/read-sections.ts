import { z } from 'zod';
import { breakGlassRoles } from '../access/break-glass/break-glass-config.ts';
import type { configSchema } from './config-schema.ts';
import type { RoleSections } from './find-role-problems.ts';
import type { Path } from './parse-tree.ts';

type ConfigSchema = ReturnType<typeof configSchema>;

/** The valid sections of a configuration that has problems in others. */
export type ReadSections = Partial<z.infer<ConfigSchema>> & {
  /**
   * The settings about roles, even if other settings of their sections have problems; null if a setting about roles has a
   * problem.
   */
  readonly roles: RoleSections | null;
};

/**
 * Reads each section of a configuration with problems on its own, so that problems between sections are reported in the same
 * run. The settings with problems are removed first, so a section is read as if they had their defaults.
 */
export function readSections(
  schema: ConfigSchema,
  tree: unknown,
  faulty: readonly Path[],
): ReadSections {
  const written = entriesOf(without(tree, faulty));
  const read = Object.entries(schema.shape).flatMap(([name, section]) => {
    const parsed = (section as z.ZodType).safeParse(written[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return {
    ...(Object.fromEntries(read) as Partial<z.infer<ConfigSchema>>),
    roles: rolesOf(schema, entriesOf(tree)),
  };
}

/** A tree without the keys at these paths. Items of lists stay: removing one would move the others to other paths. */
function without(tree: unknown, paths: readonly Path[]): unknown {
  /** The paths that lead through this key or index, from there on. */
  const inner = (step: PropertyKey) =>
    paths.flatMap(([first, ...rest]) => (first === step && rest.length > 0 ? [rest] : []));
  if (Array.isArray(tree)) return tree.map((item, index) => without(item, inner(index)));
  if (!isSection(tree)) return tree;
  const removedKeys = new Set(paths.flatMap((path) => (path.length === 1 ? [path[0]] : [])));
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([key]) => !removedKeys.has(key))
      .map(([key, value]) => [key, without(value, inner(key))]),
  );
}

const breakGlassSection = z.object(breakGlassRoles()).nullable().default(null);

function rolesOf({ shape }: ConfigSchema, written: Readonly<Record<string, unknown>>) {
  const { reach, defaultRoles } = entriesOf(written['authorization']);
  const { roles, purpose } = entriesOf(written['breakGlass']);
  const authorization = shape.authorization.safeParse({ reach, defaultRoles });
  const purposes = shape.purpose.safeParse(written['purpose']);
  const breakGlass = breakGlassSection.safeParse(
    isSection(written['breakGlass']) ? { roles, purpose } : written['breakGlass'],
  );
  if (!authorization.success || !purposes.success || !breakGlass.success) return null;
  const limits = shape.limits.safeParse(written['limits']);
  const documents = shape.documents.safeParse(written['documents']);
  const admin = shape.admin.safeParse(written['admin']);
  return {
    authorization: authorization.data,
    purpose: purposes.data,
    breakGlass: breakGlass.data,
    limits: limits.success ? limits.data : null,
    documents: documents.success ? documents.data : null,
    admin: admin.success ? admin.data : null,
  };
}

/** The entries of a section; none for any other value. */
export function entriesOf(value: unknown): Readonly<Record<string, unknown>> {
  return isSection(value) ? value : {};
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
