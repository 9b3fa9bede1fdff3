import type { Match } from '../vocabulary/phrase-index.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { TypeKind } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';

/** What the name of a type says. */
export interface TypeName {
  /** What it stands for; null if no word is known. */
  readonly kind: TypeKind | null;
  /** Its words without those for its form: `UpdatePatientInput` and `PatientType` have the base `patient`. */
  readonly base: string;
  /** Whether a word for a patient stands in it: `PatientAddress`. */
  readonly namesPatient: boolean;
}

/**
 * Reads the name of a type: the kind by its last known word, as in `PatientProvider`. `names` are the
 * words of all types, joined: beside `Procedure`, `ProcedureType` is a dictionary, without it a procedure.
 */
export function readTypeName(
  name: string,
  lexicon: Lexicon,
  names: ReadonlySet<string> = new Set(),
): TypeName {
  const words = withoutForms(wordsOf(name), (end) => {
    if (end.at(-1) === 'type') return names.has(withoutVerbs(end.slice(0, -1)).join(''));
    // A response is a form, but not in QuestionnaireResponse.
    const last = lexicon.kinds.last(end);
    return last?.end === end.length && last.end - last.start > 1;
  });
  const last = headKind(words, lexicon);
  const namesPatient = words.some(
    (_, index) => lexicon.kinds.last(words.slice(0, index + 1))?.meaning === 'patient',
  );
  // Words after the patient name something that the patient has: PatientAssignment.
  const isPatientsThing = last?.meaning === 'patient' && last.end < words.length;
  const named =
    last?.meaning === 'person'
      ? personKind(words, last.start, namesPatient, lexicon)
      : (last?.meaning ?? null);
  // An unknown word after staff is what they do or have: StaffMeeting.
  const isStaffsThing =
    last !== null &&
    named === 'staff' &&
    last.end < words.length &&
    !words.slice(last.end).includes('by');
  return {
    kind: isPatientsThing ? 'record' : isStaffsThing ? null : named,
    base: words.join(''),
    namesPatient,
  };
}

/** Whose person it is: of a patient in `PatientProfile`, of staff in `PsychologistProfile` and `ProviderProfile`. */
function personKind(
  words: readonly string[],
  start: number,
  namesPatient: boolean,
  { clinician, kinds }: Lexicon,
): TypeKind {
  if (namesPatient) return 'patient';
  const before = kinds.last(words.slice(0, start));
  const isOfStaff = before?.meaning === 'staff' && before.end === start;
  return isOfStaff || words.some((word) => clinician.has(word)) ? 'staff' : 'person';
}

/** The kind of thing that words name: by the last known word, in languages that begin with the noun by the first. */
export function headKind(words: readonly string[], lexicon: Lexicon): Match<TypeKind> | null {
  const [head, last] = [lexicon.heads.first(words), lexicon.kinds.last(words)];
  if (head?.start !== 0) return last;
  // English order: CamaHistorial is the history of a bed.
  const isOwner = head.meaning === 'staff' || head.meaning === 'organization';
  return isOwner && last?.meaning === 'record' && last.end === words.length ? last : head;
}

/**
 * Removes words for the form of a type, such as an input's, and the verbs before them. At least one word remains, and all
 * from the end where `isWhole` is true of them.
 */
export function withoutForms(
  words: readonly string[],
  isWhole: (words: readonly string[]) => boolean = () => false,
): readonly string[] {
  // Prisma: PatientCreateNestedManyWithoutDoctorInput; what something comes with: PatientWithVisits.
  const without = words.findIndex((word, index) => index > 0 && WITH.has(word));
  let end = without > 0 ? without : words.length;
  while (end > 1 && SUFFIXES.has(words[end - 1] ?? '') && !isWhole(words.slice(0, end))) end -= 1;
  return withoutVerbs(words.slice(0, end));
}

/** Removes the verbs before the words of a type. At least one word remains. */
function withoutVerbs(words: readonly string[]): readonly string[] {
  let start = 0;
  while (words.length - start > 1 && PREFIXES.has(words[start] ?? '')) start += 1;
  return words.slice(start);
}

const WITH: ReadonlySet<string> = new Set(wordsOf('without with con com avec mit'));

const SUFFIXES: ReadonlySet<string> = new Set(
  wordsOf(
    `input dto type typ payload response output filter where arg args params param parameter model entity object obj info
     information detail data field fields condition return unique bool exp criteria option gql graphql node interface success store
     public private base search query mutation update create upsert delete edit patch save add remove nested many one
     unchecked scalar into relation every list insert pk column
     ekle sil guncelle olustur listesi`,
  ),
);

const PREFIXES: ReadonlySet<string> = new Set(
  wordsOf(
    `create update add delete remove new edit upsert patch save model get list all set register find search fetch insert
     bulk by my a i t base simple paginated paged full current single one last latest read load submit write put send make store enter
     complete cancel approve upload import view show retrieve lookup change modify mark append attach book reschedule
     crear actualizar eliminar borrar nuevo nueva nuevos nuevas obtener listar buscar agregar guardar editar modificar registrar
     ultimo ultima mis mi todo toda los las el la traer consultar
     criar atualizar excluir deletar remover novo nova obter pegar adicionar salvar cadastrar meu minha meus minhas os
     creer modifier supprimer ajouter obtenir lister rechercher enregistrer nouveau nouvelle mon ma mes les le
     erstelle aktualisiere losche hole finde suche lade neu neue neuer speichere bearbeite entferne alle meine mein
     erstellen aktualisieren loschen anlegen modifica
     maak wijzig verwijder zoek nieuw nieuwe crea aggiorna elimina cerca nuovo nuova tao them sua xoa`,
  ),
);

/** Whether types of this kind are not about patients, unless something else says so. */
export function isElsewhere(kind: TypeKind | null): boolean {
  return (
    kind === 'staff' ||
    kind === 'organization' ||
    kind === 'catalog' ||
    kind === 'technical' ||
    kind === 'other'
  );
}
