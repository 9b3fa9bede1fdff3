import { Lexer, print, Source, TokenKind, visit } from 'graphql';
import { groupByName } from '../../../directives/policy/type-hierarchy.ts';
import type { PlannedFetch } from './list-fetches.ts';

/** Fetches of one subgraph with the same operation and representations, at different paths. */
export type EqualFetches = readonly [PlannedFetch, ...PlannedFetch[]];

/** Fetches that are sent in one request. */
export type FetchGroup = readonly [EqualFetches, ...EqualFetches[]];

/** Default limits of GraphQL Armor, a common guard of GraphQL servers. A fetch above one of them is sent alone. */
const MAX_ALIASES = 15;
const MAX_TOKENS = 1_000;

/**
 * Groups the fetches of a plan into requests, each after those that it needs. The level of a fetch is the length of its
 * longest chain of needs. Entity fetches of one subgraph on one level become one request, which moves to the next later
 * level with a request to this subgraph if everything that needs it comes after that. So a plan never gets more levels.
 *
 *     level   fetches                                        requests
 *     0       people: patients                               people: patients
 *     1       visits: visits of patients                     visits: visits of patients
 *     2       people: doctors of visits                      people: doctors and nurses of visits
 *             people: nurses of visits
 *             drugs: prices of visits' drugs                 drugs: prices of visits' drugs
 *             stock: amounts of visits' drugs
 *     3       stock: delivery of visits' drugs, by price     stock: amounts and delivery of visits' drugs
 *
 * Root fetches stay alone: Apollo plans one for each subgraph, and mutations in their order. A read before a mutation
 * cannot move past it, because the mutation needs it.
 */
export function groupFetches(fetches: readonly PlannedFetch[]): readonly FetchGroup[] {
  const requests = groupByLevel(fetches);
  moveLater(fetches, requests);
  return [...requests]
    .toSorted((a, b) => a.level - b.level)
    .map(({ members }) => fetches.filter((fetch) => members.has(fetch)))
    .flatMap((members) => splitLarge(groupByOperation(members)));
}

interface Request {
  readonly level: number;
  /** Null for a root fetch, which is alone. */
  readonly subgraph: string | null;
  readonly members: Set<PlannedFetch>;
}

function groupByLevel(fetches: readonly PlannedFetch[]): Set<Request> {
  const levels = new Map<PlannedFetch, number>();
  const requests = new Set<Request>();
  for (const fetch of fetches) {
    const level = Math.max(0, ...fetch.needs.map((need) => 1 + (levels.get(need) ?? 0)));
    levels.set(fetch, level);
    const subgraph = fetch.node.requires ? fetch.node.serviceName : null;
    const same = [...requests].find((one) => one.level === level && one.subgraph === subgraph);
    if (subgraph !== null && same) same.members.add(fetch);
    else requests.add({ level, subgraph, members: new Set([fetch]) });
  }
  return requests;
}

/** Moves requests, from the last level to the first, into later requests to the same subgraph. */
function moveLater(fetches: readonly PlannedFetch[], requests: Set<Request>): void {
  for (const request of [...requests].toSorted((a, b) => b.level - a.level)) {
    if (request.subgraph === null) continue;
    const users = fetches.filter(({ needs }) => needs.some((need) => request.members.has(need)));
    const isUser = ({ members }: Request) => users.some((fetch) => members.has(fetch));
    const before = Math.min(...[...requests].filter(isUser).map(({ level }) => level));
    const [next] = [...requests]
      .filter(({ subgraph }) => subgraph === request.subgraph)
      .filter(({ level }) => level > request.level && level < before)
      .toSorted((a, b) => a.level - b.level);
    if (!next) continue;
    for (const fetch of request.members) next.members.add(fetch);
    requests.delete(request);
  }
}

function groupByOperation(fetches: readonly PlannedFetch[]): readonly EqualFetches[] {
  const named = fetches.map((fetch) => {
    const { operation, requires, inputRewrites, outputRewrites } = fetch.node;
    return [JSON.stringify([operation, requires, inputRewrites, outputRewrites]), fetch] as const;
  });
  return [...groupByName(named).values()];
}

/** Splits fetches into as few requests as their order and the limits of a request allow. */
function splitLarge(all: readonly EqualFetches[]): readonly FetchGroup[] {
  const groups: [EqualFetches, ...EqualFetches[]][] = [];
  let aliases = 0;
  let tokens = 0;
  for (const equal of all) {
    const size = sizeOf(equal[0]);
    const last = groups.at(-1);
    if (last && aliases + size.aliases <= MAX_ALIASES && tokens + size.tokens <= MAX_TOKENS) {
      last.push(equal);
      aliases += size.aliases;
      tokens += size.tokens;
    } else {
      groups.push([equal]);
      ({ aliases, tokens } = size);
    }
  }
  return groups;
}

/** What a fetch adds to a request, which gives its `_entities` field an alias. */
function sizeOf({ document, check }: PlannedFetch) {
  const sent = check?.document ?? document;
  let aliases = 1;
  visit(sent, { Field: ({ alias }) => void (aliases += alias ? 1 : 0) });
  let tokens = 0;
  const lexer = new Lexer(new Source(print(sent)));
  while (lexer.advance().kind !== TokenKind.EOF) tokens += 1;
  return { aliases, tokens };
}
