import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { isClient, namesClinician } from './care-setting.ts';
import type { Ground, Subject } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * The clients of clinicians: those that clinicians list, as `Dietitian.clients`, who list those who care for them, as
 * `Client.caregivers`, and all customers of software that has a type for clinicians.
 */
export function clientsOfClinicians(
  all: readonly TypeShape[],
  { shapeOf, lexicon, accounts }: Pick<Ground, 'shapeOf' | 'lexicon' | 'accounts'>,
): readonly (readonly [TypeShape, Subject])[] {
  // Those who sign in can be colleagues.
  const isInCare = (shape: TypeShape) =>
    isClient(shape) || (isPersonKind(shape) && !accounts.has(shape.type));
  const clinicians = all.filter(
    ({ kind, type }) =>
      kind === 'staff' && !type.kinds.has('input') && namesClinician(wordsOf(type.name), lexicon),
  );
  const [clinician] = clinicians;
  const customers = all.flatMap((shape): readonly (readonly [TypeShape, Subject])[] =>
    clinician && isClient(shape) && !shape.type.kinds.has('input')
      ? [
          [
            shape,
            {
              about: 'patient',
              because: `${shape.type.name} is in a graph with ${clinician.type.name}`,
            },
          ],
        ]
      : [],
  );
  return [
    ...listedByClinicians(clinicians, isInCare, { shapeOf, lexicon }),
    ...clientsWithClinicians(all, isInCare, lexicon),
    ...customers,
  ];
}

function listedByClinicians(
  clinicians: readonly TypeShape[],
  isInCare: (shape: TypeShape) => boolean,
  { shapeOf, lexicon }: Pick<Ground, 'shapeOf' | 'lexicon'>,
): readonly (readonly [TypeShape, Subject])[] {
  return clinicians.flatMap(({ type, links }) =>
    links
      .filter(({ isList: isMany, words }) => isMany && !namesClinician(words, lexicon))
      .flatMap(({ name, to }) =>
        to.map(shapeOf).flatMap((shape): readonly (readonly [TypeShape, Subject])[] => {
          const because = `${type.name}.${name} lists those in care`;
          return isInCare(shape) ? [[shape, { about: 'patient', because }]] : [];
        }),
      ),
  );
}

/** The clients who list those who care for them, as `Client.caregivers`. */
function clientsWithClinicians(
  all: readonly TypeShape[],
  isInCare: (shape: TypeShape) => boolean,
  lexicon: Lexicon,
): readonly (readonly [TypeShape, Subject])[] {
  return all.flatMap((shape): readonly (readonly [TypeShape, Subject])[] => {
    const link = shape.links.find(
      ({ isList: isMany, words }) => isMany && namesClinician(words, lexicon),
    );
    if (!isInCare(shape) || !link || shape.type.kinds.has('input')) return [];
    const because = `${shape.type.name}.${link.name} lists those who care for it`;
    return [[shape, { about: 'patient', because }]];
  });
}
