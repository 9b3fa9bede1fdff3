import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isClient, namesClinician } from './care-setting.ts';
import type { Ground, Subject } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * The clients of clinicians: those that clinicians list, as `Dietitian.clients`, who list those who care for them, as
 * `Client.caregivers`, and all customers of software that has a type for clinicians.
 */
export function clientsOfClinicians(
  all: readonly TypeShape[],
  { shapeOf, lexicon }: Pick<Ground, 'shapeOf' | 'lexicon'>,
): readonly (readonly [TypeShape, Subject])[] {
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
    ...listedByClinicians(clinicians, { shapeOf, lexicon }),
    ...clientsWithClinicians(all, lexicon),
    ...customers,
  ];
}

function listedByClinicians(
  clinicians: readonly TypeShape[],
  { shapeOf, lexicon }: Pick<Ground, 'shapeOf' | 'lexicon'>,
): readonly (readonly [TypeShape, Subject])[] {
  return clinicians.flatMap(({ type, links }) =>
    links
      .filter(({ isList: isMany, words }) => isMany && !namesClinician(words, lexicon))
      .flatMap(({ name, to }) =>
        to.map(shapeOf).flatMap((shape): readonly (readonly [TypeShape, Subject])[] => {
          const because = `${type.name}.${name} lists those in care`;
          return isClient(shape) ? [[shape, { about: 'patient', because }]] : [];
        }),
      ),
  );
}

/** The clients who list those who care for them, as `Client.caregivers`. */
function clientsWithClinicians(
  all: readonly TypeShape[],
  lexicon: Lexicon,
): readonly (readonly [TypeShape, Subject])[] {
  return all.flatMap((shape): readonly (readonly [TypeShape, Subject])[] => {
    const link = shape.links.find(
      ({ isList: isMany, words }) => isMany && namesClinician(words, lexicon),
    );
    if (!isClient(shape) || !link || shape.type.kinds.has('input')) return [];
    const because = `${shape.type.name}.${link.name} lists those who care for it`;
    return [[shape, { about: 'patient', because }]];
  });
}
