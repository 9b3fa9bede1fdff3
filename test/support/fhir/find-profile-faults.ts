import { isDeepStrictEqual } from 'node:util';
import { BALP_PROFILES, type BalpProfile, type Slice } from './balp-profiles.ts';

type Json = Readonly<Record<string, unknown>>;

const PREFIX = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

/** The violations of the profiles that an event claims, and of the invariants of all profiles. */
export function findProfileFaults(event: object): readonly string[] {
  const claimed = list(at(event, 'meta.profile')).map(String);
  return [
    ...list(at(event, 'entity')).flatMap((entity) =>
      at(entity, 'name') !== undefined && at(entity, 'query') !== undefined
        ? ['an entity has both a name and a query (sev-1)']
        : [],
    ),
    ...claimed.flatMap((url) => {
      const profile = BALP_PROFILES.get(url.replace(PREFIX, ''));
      return profile === undefined ? [`${url} is not known`] : faultsOf(event, profile);
    }),
  ];
}

function faultsOf(event: object, profile: BalpProfile): string[] {
  const agents = list(at(event, 'agent'));
  const entities = list(at(event, 'entity'));
  const subtypes = list(at(event, 'subtype')).map(codeOf);
  const source = profile.agents.find(({ name }) => name === profile.observer);
  return [
    ...(codeOf(at(event, 'type')) === profile.type ? [] : ['type is another one']),
    ...(subtypes.filter((code) => profile.subtype.includes(code)).length === 1
      ? []
      : ['subtype has not exactly one of the profile']),
    ...(at(event, 'action') === profile.action ? [] : [`action is not ${profile.action}`]),
    ...(at(event, 'outcome') === '0' ? [] : ['outcome is not a success']),
    ...(typeof at(event, 'recorded') === 'string' ? [] : ['recorded is missing']),
    ...(agents.length >= 2 ? [] : ['there are fewer than two agents']),
    ...(entities.length >= profile.entityMin ? [] : ['there are too few entities']),
    ...profile.agents.flatMap((slice) => faultsOfSlice('agent', agents, slice)),
    ...profile.entities.flatMap((slice) => faultsOfSlice('entity', entities, slice)),
    ...(source === undefined ||
    inSlice(agents, source).every((agent) =>
      isDeepStrictEqual(at(agent, 'who'), at(event, 'source.observer')),
    )
      ? []
      : ['the source of the event is another agent (val-audit-source)']),
  ];
}

function faultsOfSlice(name: string, all: readonly unknown[], slice: Slice): string[] {
  const elements = inSlice(all, slice);
  const where = `${name}[${slice.name}]`;
  const { min, max, has, hasNot = [], is = {} } = slice;
  return [
    ...(elements.length >= min && elements.length <= max
      ? []
      : [`${where} is there ${elements.length} times`]),
    ...elements.flatMap((element) => [
      ...has
        .filter((path) => at(element, path) === undefined)
        .map((path) => `${where} has no ${path}`),
      ...hasNot
        .filter((path) => at(element, path) !== undefined)
        .map((path) => `${where} has ${path}`),
      ...Object.entries(is)
        .filter(([path, values]) => !values.includes(at(element, path)))
        .map(([path]) => `${where} has another ${path}`),
    ]),
  ];
}

function inSlice(elements: readonly unknown[], { types }: Slice): readonly unknown[] {
  return elements.filter((element) => {
    const type = at(element, 'type');
    const codes = [codeOf(type), ...list(at(type, 'coding')).map(codeOf)];
    return codes.some((code) => types.includes(code));
  });
}

function codeOf(coding: unknown): string {
  return `${String(at(coding, 'system'))}|${String(at(coding, 'code'))}`;
}

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, name) =>
        typeof found === 'object' && found !== null ? (found as Json)[name] : undefined,
      value,
    );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
