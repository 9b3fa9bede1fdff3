import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { LeafValue } from '../leaf-values.ts';
import { isRoot, type Subjects } from '../subjects/subjects.ts';
import { withoutForms } from '../subjects/type-name.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { STRENGTHS } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import { BIAS, type Feature } from './feature.ts';

/** What the learned weights count in a value, and which types' scores count for it. */
export interface ValueFeatures {
  readonly features: readonly Feature[];
  /** The type that it stands in, or that its field returns; null without one. */
  readonly type: TypeModel | null;
  /** The bases of types that count as named alike, see `TypeName`. */
  readonly bases: readonly string[];
}

/** Reads the features of a leaf value. */
export function valueFeatures(
  value: LeafValue,
  { hierarchy }: Compiled,
  { lexicon, shapeOf }: Subjects,
): ValueFeatures {
  const { type: name, field, argument } = value;
  const owner = hierarchy.typeNamed(name);
  const words = wordsOf(argument ?? field);
  const own: readonly Feature[] = [
    BIAS,
    [placeOf(value, owner), 1],
    ...words.map((word): Feature => [`word ${word}`, 1]),
    ...classesOf(words, lexicon).map((each): Feature => [`class ${each}`, 1]),
  ];
  if (owner !== null && argument === null && !isRoot(name))
    return {
      features: [...own, ...withoutForms(wordsOf(name)).map((word): Feature => [`in ${word}`, 1])],
      type: owner,
      bases: [shapeOf(owner).base],
    };
  const asked = owner && hierarchy.field(owner, field);
  const returned = asked ? hierarchy.valueTypes(asked) : [];
  return {
    features:
      argument === null
        ? own
        : [...own, ...wordsOf(field).map((word): Feature => [`of ${word}`, 1])],
    type: returned.find(({ fields }) => fields.size > 0) ?? null,
    bases: [withoutForms(wordsOf(field)).join(''), ...wordsOf(field)],
  };
}

function placeOf({ type, argument }: LeafValue, owner: TypeModel | null): string {
  if (argument !== null) return `argument of ${isRoot(type) ? type : 'a type'}`;
  if (isRoot(type)) return `field of ${type}`;
  return owner?.kinds.has('input') ? 'input field' : 'field';
}

/** What the vocabulary knows of words, such as `health CLINICAL`, `technical` and `kind staff`; `unknown` without any. */
function classesOf(words: readonly string[], lexicon: Lexicon): readonly string[] {
  const others = [lexicon.technical, lexicon.label, lexicon.time, lexicon.vital, lexicon.felt];
  const kind = lexicon.kinds.last(words);
  const known = [
    ...STRENGTHS.flatMap((strength) => {
      const match = lexicon.phi[strength].longest(words);
      return match ? [`${strength} ${match.meaning}`] : [];
    }),
    ...others.flatMap((index) => index.longest(words)?.meaning ?? []),
    ...(kind ? [`kind ${kind.meaning}`] : []),
  ];
  return known.length === 0 ? ['unknown'] : known;
}
