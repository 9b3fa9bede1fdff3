import type { Coordinate } from '../../directives/coordinate.ts';
import type { Confidence, Finding } from '../lint/finding.ts';
import { CONFIDENCES } from '../lint/finding.ts';
import type { Viewer } from '../views/element-visibility.ts';
import type { Element } from '../views/elements.ts';
import { isShown } from '../views/shown.ts';

/** An element without `@phi` that looks like PHI, can hold it or reveals it. */
export interface Suspect {
  readonly element: Element;
  /** Why, in a sentence. */
  readonly message: string;
  /** Null where the rule reports a fact. */
  readonly confidence: Confidence | null;
  /** What the finding rests on. */
  readonly signs: readonly string[];
  /** The reason of its authors why it is not PHI; null without one. */
  readonly reason: string | null;
  /** Any authenticated caller, no caller, or the roles that see it. */
  readonly seenBy: string;
}

/**
 * The elements of the client schema that findings name, with who sees them: those without a reason first, the surest
 * first.
 */
export async function suspectsOf(
  findings: readonly Finding[],
  {
    elements,
    viewer,
  }: { readonly elements: ReadonlyMap<string, Element>; readonly viewer: Viewer },
): Promise<readonly Suspect[]> {
  const suspects = new Map<Coordinate, Suspect>();
  for (const { coordinate, message, evidence, suppressed } of findings) {
    const element = coordinate === null ? undefined : elements.get(coordinate);
    // An element that clients can't use (`@inaccessible`) shows nothing.
    if (!element || suspects.has(element.at)) continue;
    suspects.set(element.at, {
      element,
      message,
      confidence: evidence?.confidence ?? null,
      signs: evidence?.signs ?? [],
      reason: suppressed,
      seenBy: await seenBy(element, viewer),
    });
  }
  return [...suspects.values()].toSorted((a, b) => rank(b) - rank(a));
}

/** How many there are, by confidence, in one line. */
export function suspectsSummary(suspects: readonly Suspect[] | null): string {
  if (suspects === null)
    return "values without marks were not searched for PHI: the subgraphs' schemas are needed, not only a supergraph";
  const open = suspects.filter(({ reason }) => reason === null);
  const counts = CONFIDENCES.toReversed().flatMap((confidence) => {
    const count = open.filter((each) => each.confidence === confidence).length;
    return count === 0 ? [] : [`${count} of ${confidence} confidence`];
  });
  const explained = suspects.length - open.length;
  return [
    `${open.length} without a mark look like PHI`,
    ...(counts.length > 0 ? [` (${counts.join(', ')})`] : []),
    ...(explained > 0 ? [`; ${explained} more are not PHI according to their authors`] : []),
  ].join('');
}

function rank({ reason, confidence }: Suspect): number {
  const sure = confidence === null ? CONFIDENCES.length : CONFIDENCES.indexOf(confidence);
  return reason === null ? sure + CONFIDENCES.length + 1 : sure;
}

async function seenBy(element: Element, { show, visibility, roles }: Viewer): Promise<string> {
  if (isShown(await show(element, []))) return 'any caller';
  const { byRole, isSeen } = await visibility(element);
  const seeing = roles.filter((role) => isShown(byRole.get(role) ?? 'none'));
  if (seeing.length > 0) return seeing.join(', ');
  return isSeen ? 'several roles together' : 'no caller';
}
