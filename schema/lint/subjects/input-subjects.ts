import type { TypeModel } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import { canSignIn, isPersonKind } from './accounts.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { withoutForms } from './type-name.ts';
import { carriedBy, type TypeShape } from './type-shape.ts';

/**
 * Finds the subject of an input type: that of the type with its name, as `Patient` for `UpdatePatientNotesInput`, else that of
 * what the mutation returns that takes it.
 */
export function inputSubjects(
  all: readonly TypeShape[],
  ground: Ground,
  isApp: boolean,
): (shape: TypeShape, found: ReadonlyMap<TypeModel, Subject>) => Subject | null {
  const { compiled, shapeOf } = ground;
  const { graph, hierarchy } = compiled;
  // Where patients have keys, others than those who sign in can be patients too.
  const signedIn = ground.accounts;
  const accounts = all
    .filter((shape) => isPersonKind(shape) && !shape.type.kinds.has('input'))
    .filter(
      (shape) =>
        ((isApp && signedIn.size === 0) || signedIn.has(shape.type)) && canSignIn(shape, ground),
    )
    .map(({ type }) => type);
  const outputs = new Map<string, TypeModel[]>();
  for (const { type, base } of all)
    if (!type.kinds.has('input')) outputs.set(base, [...(outputs.get(base) ?? []), type]);
  const takers = new Map<TypeModel, TypeModel[]>();
  for (const field of graph.types.get('Mutation')?.fields.values() ?? [])
    for (const argument of field.arguments.values())
      for (const type of hierarchy.typesNamed(argument.types)) {
        const returned = hierarchy
          .valueTypes(field)
          .flatMap(hierarchy.objectTypes)
          .flatMap((each) => [each, ...carriedBy(shapeOf(each), shapeOf)]);
        takers.set(type, [...(takers.get(type) ?? []), ...returned]);
      }
  /** The account of a patient among what was found. */
  const accountIn = (found: ReadonlyMap<TypeModel, Subject>) =>
    accounts.find((each) => {
      const about = found.get(each)?.about;
      return about === 'person' || about === 'patient';
    }) ?? null;
  return ({ type, kind, base, leaves }, found) => {
    if (
      !type.kinds.has('input') ||
      (isElsewhere(kind) && kind !== 'technical' && kind !== 'catalog')
    )
      return null;
    const account = takesPassword(leaves) ? accountIn(found) : null;
    if (account) return { about: 'person', because: `${type.name} signs in as ${account.name}` };
    const own = outputs.get(base);
    // The input of a dictionary, unless it only changes a part of a record: UpdateGoalStatusInput.
    if (kind === 'catalog' && (own || !CHANGES.has(wordsOf(type.name)[0] ?? ''))) return null;
    const same = own ?? containedIn(type.name, outputs);
    const isKnown = (each: TypeModel) => {
      const about = found.get(each)?.about;
      return about !== undefined && about !== 'other' && !isElsewhere(shapeOf(each).kind);
    };
    // A response of the same name, such as LoginResponse for LoginInput, only carries what is returned.
    const isCarried = same.every((each) => shapeOf(each).kind === 'technical');
    const written =
      (isCarried ? (takers.get(type) ?? []) : same).find(isKnown) ??
      profilesOf(base, outputs).find(isKnown);
    const subject = written && found.get(written);
    return subject ? { ...subject, because: `${type.name} belongs to ${written.name}` } : null;
  };
}

/** The types for profiles of persons, as `PatientProfile`, that an input for a `Profile` without a type writes. */
function profilesOf(
  base: string,
  outputs: ReadonlyMap<string, readonly TypeModel[]>,
): readonly TypeModel[] {
  if (!PROFILES.has(base)) return [];
  return [...outputs].filter(([each]) => each.endsWith(base)).flatMap(([, types]) => types);
}

const PROFILES: ReadonlySet<string> = new Set(wordsOf('profile perfil profil'));

function takesPassword(leaves: TypeShape['leaves']): boolean {
  return [...leaves.keys()].some((name) => wordsOf(name).includes('password'));
}

const CHANGES: ReadonlySet<string> = new Set(
  wordsOf(
    'update change set patch actualizar cambiar atualizar alterar modifier aktualisiere andere',
  ),
);

/** The types whose base stands in the name of an input: `Applicant` in `UpdateApplicantNotesInput`; the longest base counts. */
function containedIn(
  name: string,
  outputs: ReadonlyMap<string, readonly TypeModel[]>,
): readonly TypeModel[] {
  const words = withoutForms(wordsOf(name));
  for (let length = words.length - 1; length > 0; length -= 1)
    for (let start = 0; start + length <= words.length; start += 1) {
      const found = outputs.get(words.slice(start, start + length).join(''));
      if (found) return found;
    }
  return [];
}
