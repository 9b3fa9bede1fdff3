import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { MarkedGraph } from '../compose.ts';
import { isValueType, type Element } from '../views/elements.ts';
import { roleEntitlement, type Entitlement } from '../views/entitlement.ts';
import { originOf } from '../views/origin-of.ts';
import { createViewer, type Viewer } from '../views/element-visibility.ts';
import { isShown } from '../views/shown.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Change, Difference, GraphDiff, UnmatchedElement } from './change.ts';
import { compareMarks } from './compare-marks.ts';
import { compareSettings } from './compare-settings.ts';
import { compareShown, compareViews } from './compare-views.ts';
import { createMarkedBelow } from './marked-below.ts';
import { throughEntitlements, throughRole, throughViewers } from './through.ts';

/** A graph with the elements of its client schema and the operator's settings. */
export interface ViewedGraph extends MarkedGraph {
  readonly elements: ReadonlyMap<Coordinate, Element>;
  readonly options: ViewOptions;
}

/**
 * Compares two graphs element by element, over all combinations of the roles in either graph or configuration. New
 * elements are reported separately, because no earlier mark protected them.
 *
 * A graph without any mark is compared as open to every caller, also with `unmarked: deny`: its authors adopt the marks,
 * and no gateway has denied its fields before. Which roles reach all patients counts only if both graphs have a
 * configuration.
 */
export async function diffGraphs(given: ViewedGraph, after: ViewedGraph): Promise<GraphDiff> {
  const isFirstMarked = !hasMarks(given.policy) && hasMarks(after.policy);
  const before = isFirstMarked ? openToAll(given) : given;
  const settings = compareSettings(given.options, after.options);
  const hasReach = before.options.reach !== null && after.options.reach !== null;
  const viewerOf = ({ policy, options }: ViewedGraph): Viewer =>
    createViewer(policy, hasReach ? options : { ...options, reach: null });
  const [old, now] = [viewerOf(before), viewerOf(after)];
  const callers = callersOf(old, now);
  const wasMarkedBelow = createMarkedBelow(before);
  const changes: Change[] = [];
  const added: UnmatchedElement[] = [];
  for (const element of after.elements.values()) {
    if (isValueType(element)) continue;
    const was = before.elements.get(element.at);
    if (!was) {
      added.push(await unmatched(element, after, now));
      continue;
    }
    const differences = [
      ...(await viewDifferences({ before, after, old, now, callers }, was, element)),
      ...(await markDifferences({ before, after, now, wasMarkedBelow }, element)),
    ];
    if (differences.length === 0) continue;
    changes.push({
      coordinate: element.at,
      effect: differences.some(({ effect }) => effect === 'more') ? 'more' : 'less',
      differences,
      origin: originOf(element.at, after.marks),
    });
  }
  const removed: UnmatchedElement[] = [];
  for (const element of before.elements.values()) {
    if (isValueType(element) || after.elements.has(element.at)) continue;
    removed.push(await unmatched(element, before, old));
  }
  return { changes, settings, isFirstMarked, added, removed };
}

function hasMarks({ requirements, patients, patientInputs }: Policy): boolean {
  return requirements.size + patients.size + patientInputs.size > 0;
}

function openToAll(graph: ViewedGraph): ViewedGraph {
  return { ...graph, options: { ...graph.options, unmarked: 'allow' } };
}

interface Comparing {
  readonly before: ViewedGraph;
  readonly after: ViewedGraph;
  /** The viewers of `before` and `after`. */
  readonly old: Viewer;
  readonly now: Viewer;
  readonly callers: readonly (readonly Entitlement[])[];
}

/** A caller without entitlements, then each role alone with every scope and policy that either graph names. */
function callersOf(old: Viewer, now: Viewer): readonly (readonly Entitlement[])[] {
  const scopesAndPolicies = [...new Set([...old.scopesAndPolicies, ...now.scopesAndPolicies])];
  const roles = [...new Set([...old.roles, ...now.roles])].toSorted();
  return [[], ...roles.map((role) => [roleEntitlement(role), ...scopesAndPolicies])];
}

/**
 * The callers whose view changed. A combination of entitlements is reported only if no single role shows the same effect.
 */
async function viewDifferences(
  { before, after, old, now, callers }: Comparing,
  was: Element,
  element: Element,
): Promise<readonly Difference[]> {
  const compareFor = async (
    entitlements: readonly Entitlement[],
  ): Promise<readonly Difference[]> => {
    const [then, today] = [
      await old.show(was, entitlements),
      await now.show(element, entitlements),
    ];
    const effect = compareShown(then, today);
    if (effect === 'same') return [];
    const through = effect === 'more' ? throughEntitlements(entitlements, after.options) : [];
    return [{ kind: 'view', effect, entitlements, before: then, after: today, through }];
  };
  const alone = (await Promise.all(callers.map(compareFor))).flat();
  const compared = compareViews(sideOf(before, old, was), sideOf(after, now, element));
  const together = await Promise.all(
    (['more', 'less'] as const).map(async (effect) => {
      const entitlements = compared[effect];
      if (!entitlements || alone.some((difference) => difference.effect === effect)) return [];
      const found = await compareFor(entitlements);
      // The caller was found by conditions, but what a caller sees comes from the rules.
      if (found.length === 0)
        throw new Error(`${element.at}: the rules and their condition disagree`);
      return found;
    }),
  );
  return [...alone, ...together.flat()];
}

/** The differences apart from views, with the roles that see what is less protected. */
async function markDifferences(
  {
    before,
    after,
    now,
    wasMarkedBelow,
  }: Pick<Comparing, 'before' | 'after' | 'now'> & {
    readonly wasMarkedBelow: (at: Coordinate) => boolean;
  },
  element: Element,
): Promise<readonly Difference[]> {
  const found = compareMarks(element.at, {
    before: before.policy,
    after: after.policy,
    isSeen: await now.isSeen(element),
    wasMarkedBelow,
  });
  if (found.every(({ effect }) => effect === 'less')) {
    return found.map((each) => ({ ...each, through: [] }));
  }
  const through = await throughViewers(element, {
    elements: after.elements,
    viewer: now,
    options: after.options,
    isMarked: (at) => after.policy.requirements.has(at),
  });
  return found.map((each) => ({ ...each, through: each.effect === 'more' ? through : [] }));
}

function sideOf({ policy }: ViewedGraph, { options }: Viewer, element: Element) {
  return { element, requirement: policy.requirements.get(element.at), options };
}

/** Describes an element of one graph only. */
async function unmatched(
  element: Element,
  graph: ViewedGraph,
  { show, visibility, roles }: Viewer,
): Promise<UnmatchedElement> {
  const { byRole, isSeen } = await visibility(element);
  const isOpen = isShown(await show(element, []));
  const seeing = roles.filter((role) => isShown(byRole.get(role) ?? 'none'));
  return {
    coordinate: element.at,
    seenBy: isOpen ? 'all' : isSeen ? seeing : 'none',
    through: isOpen || !isSeen ? [] : seeing.map((role) => throughRole(role, graph.options)),
    isPhi: graph.policy.requirements.get(element.at)?.phi === true,
    origin: originOf(element.at, graph.marks),
  };
}
