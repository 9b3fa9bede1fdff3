import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What published FHIR packages define, as far as a schema is made from it. */
export interface Definitions {
  /** Name of a package → its version. */
  readonly packages: ReadonlyMap<string, string>;
  /** Canonical URL → definition of a resource, a data type, a profile or an extension. */
  readonly structures: ReadonlyMap<string, Structure>;
  readonly capabilities: readonly Capabilities[];
}

/**
 * Reads all definitions in folders and files: unpacked FHIR packages, where each file is a resource, and files that hold a
 * Bundle or an array of resources. Other JSON is ignored.
 *
 * @throws Error if a file is not JSON, or a definition has not the form that FHIR R4 gives it.
 */
export function readDefinitions(paths: readonly string[]): Definitions {
  const packages = new Map<string, string>();
  const structures = new Map<string, Structure>();
  const capabilities: Capabilities[] = [];
  for (const file of paths.flatMap(jsonFiles)) {
    const content = parseJson(file);
    const manifest = MANIFEST.safeParse(content);
    if (manifest.success) packages.set(manifest.data.name, manifest.data.version);
    for (const resource of resourcesIn(content)) {
      const kind = RESOURCE.safeParse(resource);
      if (!kind.success) continue;
      if (kind.data.resourceType === 'StructureDefinition') {
        const structure = parsed(STRUCTURE, resource, file);
        structures.set(structure.url, structure);
      } else if (kind.data.resourceType === 'CapabilityStatement') {
        capabilities.push(parsed(CAPABILITIES, resource, file));
      }
    }
  }
  return { packages, structures, capabilities };
}

/** The JSON files of a folder and of its folder `package`, in which package registries put the content of a package. */
function jsonFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => {
      if (name === 'package') return jsonFiles(join(path, name));
      return name.endsWith('.json') && !name.startsWith('.') ? [join(path, name)] : [];
    });
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
}

function resourcesIn(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  const bundle = BUNDLE.safeParse(content);
  return bundle.success ? bundle.data.entry.map(({ resource }) => resource) : [content];
}

function parsed<T>(schema: z.ZodType<T>, resource: unknown, file: string): T {
  const result = schema.safeParse(resource);
  if (result.success) return result.data;
  throw new Error(`${file}: ${z.prettifyError(result.error)}`);
}

const MANIFEST = z.object({ name: z.string(), version: z.string(), fhirVersions: z.unknown() });
const BUNDLE = z.object({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.object({ resource: z.unknown() })),
});
const RESOURCE = z.object({ resourceType: z.string() });

/** An extension of a definition, such as whether a server must support a type. */
const EXTENSION = z.object({ url: z.string(), valueBoolean: z.boolean().optional() });
const EXTENSIONS = z.array(EXTENSION).default([]);

const TYPE = z.object({
  code: z.string(),
  profile: z.array(z.string()).default([]),
  targetProfile: z.array(z.string()).default([]),
  /** The extensions of each target. */
  _targetProfile: z.array(z.object({ extension: EXTENSIONS }).nullable()).default([]),
  extension: EXTENSIONS,
});
export type ElementType = z.infer<typeof TYPE>;

const ELEMENT = z.object({
  id: z.string().optional(),
  path: z.string(),
  sliceName: z.string().optional(),
  short: z.string().optional(),
  min: z.number().optional(),
  max: z.string().optional(),
  mustSupport: z.boolean().optional(),
  contentReference: z.string().optional(),
  type: z.array(TYPE).default([]),
  extension: EXTENSIONS,
});
export type Element = z.infer<typeof ELEMENT>;

const ELEMENTS = z.object({ element: z.array(ELEMENT) });
const STRUCTURE = z.object({
  url: z.string(),
  /** Last part of the canonical URL in US Core, such as `us-core-patient`. */
  id: z.string().optional(),
  kind: z.string(),
  type: z.string(),
  derivation: z.string().optional(),
  baseDefinition: z.string().optional(),
  differential: ELEMENTS.optional(),
  snapshot: ELEMENTS.optional(),
});
export type Structure = z.infer<typeof STRUCTURE>;

const CAPABILITIES = z.object({
  url: z.string(),
  rest: z
    .array(
      z.object({
        mode: z.string(),
        resource: z
          .array(
            z.object({
              type: z.string(),
              searchParam: z.array(z.object({ name: z.string(), type: z.string() })).default([]),
              searchRevInclude: z.array(z.string()).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});
export type Capabilities = z.infer<typeof CAPABILITIES>;
