import type { Coordinate } from '../../directives/coordinate.ts';
import { kindOfEntitlement, nameOfEntitlement, type Entitlement } from '../views/entitlement.ts';
import type { Viewer } from '../views/element-visibility.ts';
import type { Element } from '../views/elements.ts';
import { isShown } from '../views/shown.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Through } from './change.ts';

/** The roles among some entitlements, with the patients that each reaches. */
export function throughEntitlements(
  entitlements: readonly Entitlement[],
  options: ViewOptions,
): readonly Through[] {
  const roles = entitlements
    .filter((entitlement) => kindOfEntitlement(entitlement) === 'role')
    .map(nameOfEntitlement);
  return roles.map((role) => throughRole(role, options));
}

/** A role with the patients that it reaches. */
export function throughRole(role: string, { reach }: Pick<ViewOptions, 'reach'>): Through {
  return { role, reach: reach === null ? null : (reach.get(role) ?? 'no patient') };
}

/** The roles that see an element; of a type, those that see one of its fields with marks. */
export async function throughViewers(
  element: Element,
  {
    elements,
    viewer,
    options,
    isMarked,
  }: {
    readonly elements: ReadonlyMap<Coordinate, Element>;
    readonly viewer: Viewer;
    readonly options: ViewOptions;
    readonly isMarked: (at: Coordinate) => boolean;
  },
): Promise<readonly Through[]> {
  const fields = [...elements.values()].filter(
    ({ at, kind }) => kind === 'field' && at.startsWith(`${element.at}.`) && isMarked(at),
  );
  const seen = fields.length > 0 ? fields : [element];
  const views = await Promise.all(seen.map(viewer.visibility));
  return viewer.roles
    .filter((role) => views.some(({ byRole }) => isShown(byRole.get(role) ?? 'none')))
    .map((role) => throughRole(role, options));
}
