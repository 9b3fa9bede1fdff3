import { rowsOf, type TypeChoice } from './element-rows.ts';
import { PART, type OutlineElement } from './outline.ts';
import { definedElements, type ClaimedExtension } from './us-core-claims.ts';

/**
 * The rows of an extension as a field of its resource: its value, or an object with the values of the extensions inside it
 * (`Patient.race`, `Patient.race.ombCategory`).
 */
export function collectExtension(
  resource: string,
  { name, url, isList, mustSupport }: ClaimedExtension,
  choice: TypeChoice,
): readonly OutlineElement[] {
  const structure = choice.definitions.structures.get(url);
  if (!structure) throw new Error(`${resource} has the extension ${url}, which is not defined`);
  const path = `${resource}.${name}`;
  const obligation = mustSupport ? 'must support' : 'USCDI';
  const elements = definedElements(structure);
  const [root] = elements;
  const short = root?.short ?? '';
  const valueOf = (id: string) =>
    elements.find(
      (each) => each.id === `${id}.value[x]` && each.max !== '0' && each.type.length > 0,
    );

  const value = valueOf('Extension');
  if (value) return singleType({ ...value, path, max: isList ? '*' : '1', short }, obligation);
  const parts = elements.filter((each) => each.path === 'Extension.extension' && each.sliceName);
  return [
    { path, type: PART, isList, obligation, short },
    ...parts.flatMap(({ id = '', sliceName = '', max = '1', ...part }) => {
      const inner = valueOf(id);
      const own = { path: `${path}.${sliceName}`, max, short: part.short ?? '' };
      return inner
        ? singleType({ ...inner, ...own }, part.mustSupport ? 'must support' : null)
        : [];
    }),
  ];

  /** The rows of a value, under the name of its extension where it has one type. */
  function singleType(
    element: Parameters<typeof rowsOf>[0],
    claimed: Parameters<typeof rowsOf>[1],
  ): readonly OutlineElement[] {
    const isChoice = element.type.length > 1;
    return rowsOf(isChoice ? { ...element, path: `${element.path}[x]` } : element, claimed, choice);
  }
}
