import { wordsOf } from '../words.ts';
import { hasGivenName } from './holdings.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Whether software is for animals: their visits and vaccines are not those of their owners. A type named for a patient says
 * that persons are treated beside them, unless it has what only animals have: veterinarians say patient too. `named` are the
 * names of the graph that are for patients.
 */
export function isForAnimals(
  all: readonly TypeShape[],
  named: readonly string[],
  ground: Ground,
): boolean {
  if (all.some((shape) => shape.kind === 'patient' && isTreatedAnimal(shape, ground))) return true;
  return (
    all.some((shape) => isNamedForAnimal(shape, ground)) &&
    !named.some((name) => PATIENTS.test(name))
  );
}

/** Whether a type for patients describes animals: by what no person has, and one more such value, and not by what no animal has. */
function isTreatedAnimal({ leaves, links, identity }: TypeShape, { lexicon }: Ground): boolean {
  const isPerson = [...leaves.keys()].some((name) => lexicon.phi.certain.longest(wordsOf(name)));
  if (isPerson || hasGivenName(identity)) return false;
  const words = [...leaves.keys(), ...links.map(({ name }) => name)].flatMap(wordsOf);
  const found = new Set(words.filter((word) => OF_ANIMALS.has(word)));
  return found.size > 0 && (found.size > 1 || words.some((word) => OF_ANIMALS_TOO.has(word)));
}

const OF_ANIMALS: ReadonlySet<string> = new Set(
  wordsOf(
    `species breed neutered spayed castrated microchip especie castrado esterilizado espece tierart kastriert specie
     diersoort gecastreerd`,
  ),
);

/** What animals have, and others too. */
const OF_ANIMALS_TOO: ReadonlySet<string> = new Set(
  wordsOf(
    'owner raza raca race rasse razza ras dueno tutor propietario proprietaire besitzer halter eigenaar proprietario',
  ),
);

/** Whether a type is named for an animal or its doctor. */
function isNamedForAnimal({ type }: TypeShape, { lexicon }: Ground): boolean {
  // A word of a language that the graph does not use means something else, as `Tier` in English.
  return wordsOf(type.name).some(
    (word) => ANIMALS.has(word) && lexicon.kinds.last([word]) !== null,
  );
}

const ANIMALS: ReadonlySet<string> = new Set(
  wordsOf(
    `pet animal haustier dog puppy cat kitten horse mare foal pig piglet swine hog sow boar cow cattle heifer sheep lamb goat poultry
     chicken livestock herd litter breed breeding farrowing insemination vet veterinarian veterinary veterinario veterinaria
     veterinaire mascota tier tierarzt`,
  ),
);

/** The word for a patient itself. Animals are newborn, deceased and insured too. */
const PATIENTS = /pa[ctz]ient|pasien/i;
