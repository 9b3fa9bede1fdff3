import { describe, expect, it } from '@jest/globals';
import { CLINICAL_DUTCH } from '../../../../schema/lint/vocabulary/nl-clinical.ts';
import { CLINICAL_FRENCH } from '../../../../schema/lint/vocabulary/fr-clinical.ts';
import { CLINICAL_GERMAN } from '../../../../schema/lint/vocabulary/de-clinical.ts';
import { CLINICAL_ITALIAN } from '../../../../schema/lint/vocabulary/it-clinical.ts';
import { CLINICAL_PORTUGUESE } from '../../../../schema/lint/vocabulary/pt-clinical.ts';
import { CLINICAL_SPANISH } from '../../../../schema/lint/vocabulary/es-clinical.ts';
import type { ClinicalWords } from '../../../../schema/lint/vocabulary/clinical-words.ts';
import { DUTCH } from '../../../../schema/lint/vocabulary/nl.ts';
import { ENGLISH } from '../../../../schema/lint/vocabulary/english.ts';
import { FRENCH } from '../../../../schema/lint/vocabulary/fr.ts';
import { GERMAN } from '../../../../schema/lint/vocabulary/de.ts';
import { ITALIAN } from '../../../../schema/lint/vocabulary/it.ts';
import { PORTUGUESE } from '../../../../schema/lint/vocabulary/pt.ts';
import { SPANISH } from '../../../../schema/lint/vocabulary/es.ts';
import type { Vocabulary } from '../../../../schema/lint/vocabulary/vocabulary.ts';
import { withoutPrepositions } from '../../../../schema/lint/vocabulary/prepositions.ts';
import { wordsOf } from '../../../../schema/lint/words.ts';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

const LANGUAGES: readonly (readonly [string, Vocabulary, readonly ClinicalWords[]])[] = [
  ['Spanish', SPANISH, CLINICAL_SPANISH],
  ['Portuguese', PORTUGUESE, CLINICAL_PORTUGUESE],
  ['French', FRENCH, CLINICAL_FRENCH],
  ['German', GERMAN, CLINICAL_GERMAN],
  ['Italian', ITALIAN, CLINICAL_ITALIAN],
  ['Dutch', DUTCH, CLINICAL_DUTCH],
];

/** A schema in each language whose users have records with these fields and sign in. */
const SCHEMAS = {
  Spanish: (fields: string) =>
    `type Query { yo: Usuario registros: [Registro!]! }
     type Usuario { correo: String contrasena: String registros: [Registro!]! }
     type Registro { id: ID! fecha: String ${fields} }`,
  Portuguese: (fields: string) =>
    `type Query { eu: Usuario registros: [Registro!]! }
     type Usuario { telefone: String senha: String registros: [Registro!]! }
     type Registro { id: ID! data: String ${fields} }`,
  French: (fields: string) =>
    `type Query { moi: Utilisateur fiches: [Fiche!]! }
     type Utilisateur { courriel: String fiches: [Fiche!]! }
     type Fiche { id: ID! date: String ${fields} }`,
  German: (fields: string) =>
    `type Query { ich: Benutzer eintraege: [Eintrag!]! }
     type Benutzer { passwort: String eintraege: [Eintrag!]! }
     type Eintrag { id: ID! datum: String ${fields} }`,
  Italian: (fields: string) =>
    `type Query { io: Utente schede: [Scheda!]! }
     type Utente { telefono: String cognome: String schede: [Scheda!]! }
     type Scheda { id: ID! giorno: String descrizione: String ${fields} }`,
  Dutch: (fields: string) =>
    `type Query { ik: Gebruiker regels: [Regel!]! }
     type Gebruiker { wachtwoord: String achternaam: String regels: [Regel!]! }
     type Regel { id: ID! datum: String omschrijving: String ${fields} }`,
} as const;

type Language = keyof typeof SCHEMAS;

/** Fields of a record that a person has, of one specialty each. */
const OF_A_PERSON: readonly (readonly [Language, string, string])[] = [
  ['Spanish', 'laboratory', 'glucemiaCapilar: Int'],
  ['Spanish', 'wound care', 'profundidadHerida: Float'],
  ['Spanish', 'optometry', 'cilindroOjoDerecho: Float'],
  ['Spanish', 'addiction', 'diasDeAbstinencia: Int'],
  ['Spanish', 'growth of children', 'pesoParaLaEdad: Float'],
  ['Portuguese', 'pain', 'escalaDeDor: Int'],
  ['Portuguese', 'sleep medicine', 'indiceDeApneia: Float'],
  ['Portuguese', 'midwifery', 'alturaUterina: Float'],
  ['Portuguese', 'oncology', 'cicloQuimioterapia: Int'],
  ['Portuguese', 'dentistry', 'profundidadeSondagem: Int'],
  ['French', 'oncology', 'cureDeChimiotherapie: Int'],
  ['French', 'wound care', 'profondeurPlaie: Float'],
  ['French', 'laboratory', 'glycemieAJeun: Float'],
  ['French', 'midwifery', 'hauteurUterine: Float'],
  ['French', 'audiology', 'seuilAuditif: Int'],
  ['German', 'wound care', 'wundtiefe: Float'],
  ['German', 'optometry', 'sphaereRechts: Float'],
  ['German', 'sleep medicine', 'apnoeIndex: Float'],
  ['German', 'addiction', 'suchtdruck: Int'],
  ['German', 'dialysis', 'trockengewicht: Float'],
  ['Italian', 'laboratory', 'glicemiaADigiuno: Int'],
  ['Italian', 'wound care', 'profonditaFerita: Float'],
  ['Italian', 'midwifery', 'altezzaUterina: Float'],
  ['Italian', 'audiology', 'sogliaUditiva: Int'],
  ['Italian', 'dialysis', 'pesoSecco: Float'],
  ['Dutch', 'wound care', 'wonddiepte: Float'],
  ['Dutch', 'optometry', 'cilinderOd: Float'],
  ['Dutch', 'sleep medicine', 'slaapapneu: Int'],
  ['Dutch', 'growth of children', 'groeicurve: Float'],
  ['Dutch', 'dialysis', 'drooggewicht: Float'],
];

/** Words that look like those of medicine, in software that has persons and no patients. */
const OF_OTHER_SOFTWARE: readonly (readonly [Language, string, string])[] = [
  ['Spanish', 'garages', 'cilindro: Int eje: String presion: Float graduacion: Float'],
  ['Spanish', 'theaters', 'audicion: String duelo: String lunar: Boolean estadio: String'],
  ['Spanish', 'shops for babies', 'panal: Int biberon: Int talla: String'],
  ['Spanish', 'courts', 'deposicion: String audiencia: String abstencion: Int'],
  ['Spanish', 'buildings', 'evacuacion: String refuerzo: Boolean contraccion: Float'],
  ['Portuguese', 'garages', 'cilindro: Int eixo: String pressao: Float afastamento: Float'],
  ['Portuguese', 'theaters', 'audicao: String pinta: String luto: String'],
  ['Portuguese', 'shops for babies', 'fralda: Int mamadeira: Int tamanho: String'],
  ['Portuguese', 'electricity', 'ciclo: Int contracao: Float crescimento: Float'],
  ['French', 'courts', 'audition: String deuil: String stade: String'],
  ['French', 'garages', 'cylindre: Int axe: String pression: Float gonflement: Float'],
  ['French', 'stables', 'selle: String cure: String sevrage: String'],
  ['French', 'electricity', 'sobriete: Float debit: Float croissance: Float'],
  ['German', 'garages', 'zylinder: Int achse: String druck: Float'],
  ['German', 'funerals', 'trauerfeier: String trauerredner: String friedhof: String'],
  ['German', 'offices for licenses', 'entzug: String stadium: String verdachtsfall: Boolean'],
  ['German', 'charts', 'perzentile: Float grundumsatz: Float achseLinks: String'],
  ['German', 'hotels', 'rezeption: String windel: Int stuhl: Int'],
  ['Italian', 'garages', 'cilindro: Int asse: String pressione: Float'],
  ['Italian', 'sports', 'stadio: String passo: Float ricaduta: String'],
  ['Italian', 'funerals', 'lutto: String corona: String cerimonia: String'],
  ['Italian', 'shops for babies', 'pannolino: Int taglia: String colore: String'],
  ['Italian', 'calculation', 'calcolo: Float percentile: Int crescita: Float'],
  ['Dutch', 'garages', 'cilinder: Int as: String druk: Float'],
  ['Dutch', 'funerals', 'rouwkaart: String rouwauto: String bloemen: String'],
  ['Dutch', 'theaters', 'gehoor: String kruk: Int vlek: String'],
  ['Dutch', 'shops for babies', 'luier: Int maat: String kleur: String'],
  ['Dutch', 'growth of sales', 'groei: Float stadium: String terugval: Float'],
];

describe('the words of medicine in other languages', () => {
  it.each(LANGUAGES)('are written as names are split into words: %s', (_, __, clinical) => {
    const wrong = phrasesOf(clinical).filter(
      (phrase) =>
        phrase !== phrase.toLowerCase() || wordsOf(phrase).length !== phrase.split(' ').length,
    );
    expect(wrong).toEqual([]);
  });

  it.each(LANGUAGES)('stand once, and not beside the English ones: %s', (_, __, clinical) => {
    const english = new Set(phrases(...Object.values(ENGLISH.health)).map(asWords));
    const all = clinical.flatMap(({ vital, health }) => phrases(vital, health)).map(asWords);
    expect(all.filter((each, at) => all.indexOf(each) !== at || english.has(each))).toEqual([]);
  });

  it.each(LANGUAGES)(
    'are not everyday words, nor those of staff, things and technique: %s',
    (_, { types, certain, everyday, technical, label, time, payment }, clinical) => {
      const { staff, organization, other, patient, relative, person, customer } = types;
      const kinds = [staff, organization, other, patient, relative, person, customer];
      const others = new Set(
        phrases(...kinds, ...Object.values(certain), everyday, technical, label, time, payment).map(
          asWords,
        ),
      );
      expect(phrasesOf(clinical).filter((phrase) => others.has(asWords(phrase)))).toEqual([]);
    },
  );

  it('count without their prepositions too', () => {
    const { vital, health } = withoutPrepositions({
      vital: 'semana de gestacion, date d accouchement',
      health: 'alergia',
    });
    expect(phrases(vital)).toEqual([
      'semana de gestacion',
      'date d accouchement',
      'semana gestacion',
      'date accouchement',
    ]);
    expect(phrases(health)).toEqual(['alergia']);
  });

  it.each(OF_A_PERSON)('are enough to show that a graph is about patients: %s, %s', (...each) => {
    const [language, , fields] = each;
    expect(unmarkedCoordinates(SCHEMAS[language](fields))).not.toEqual([]);
  });

  it.each(OF_OTHER_SOFTWARE)('are not found, in %s, in software for %s', (...each) => {
    const [language, , fields] = each;
    expect(unmarkedCoordinates(SCHEMAS[language](fields))).toEqual([]);
  });
});

function phrasesOf(clinical: readonly ClinicalWords[]): readonly string[] {
  return clinical.flatMap(({ vital, health, record }) => phrases(vital, health, record));
}

/** The phrases of lists. */
function phrases(...lists: readonly (string | undefined)[]): readonly string[] {
  return lists
    .flatMap((list) => (list === undefined || list === '' ? [] : list.split(',')))
    .map((phrase) => phrase.trim().replaceAll(/\s+/g, ' '));
}

function asWords(phrase: string): string {
  return wordsOf(phrase).join(' ');
}
