import { findMessages } from '../messages/find-messages.ts';
import type { ContentMessages, Language, Messages } from '../messages/messages.ts';
import type { PatientDetails } from '../directory/create-directory.ts';
import {
  LETTER_STANDARDS,
  type LetterStandard,
  type Paper,
  type StaffNaming,
} from './letter-standards.ts';
import { fact, type LetterBlock, type LetterFact } from './letter.ts';
import type { LetterPeople } from './letter-people.ts';
import { createLetterTimes, type LetterTimes } from './letter-times.ts';
import type { LettersConfig } from './letters-config.ts';

/** How a letter is written: language, time zone, letterhead, and what the law of the place asks for. */
export interface LetterStyle {
  readonly settings: LettersConfig;
  readonly messages: Messages;
  readonly times: LetterTimes;
  readonly standard: LetterStandard;
  readonly naming: StaffNaming;
  readonly paper: Paper;
  /** What the hospital calls a role, a department or a type in this language; undefined for the name itself. */
  readonly wordOf: (name: string) => string | undefined;
}

/** The style of a letter; in the configured language if `language` is null. */
export function letterStyle(settings: LettersConfig, language: Language | null): LetterStyle {
  const messages = findMessages(language ?? settings.language);
  const standard = LETTER_STANDARDS[settings.standard];
  return {
    settings,
    messages,
    times: createLetterTimes(standard.locales[messages.language], settings.timeZone),
    standard,
    naming: settings.staff,
    paper: settings.paper ?? standard.paper,
    wordOf: (name) => settings.words[messages.language].get(name),
  };
}

/** What was disclosed in words, with the hospital's names of types. */
export function contentWords({
  messages: { content },
  wordOf,
}: Pick<LetterStyle, 'messages' | 'wordOf'>): ContentMessages {
  return {
    ...content,
    typeWithCount: (type, count) => content.typeWithCount(wordOf(type) ?? type, count),
  };
}

/** The facts that identify the patient: name, record number and birth date, or the id if the name is not known. */
export function patientFacts(
  patient: string,
  details: PatientDetails | null,
  { messages: { letter }, times }: LetterStyle,
): readonly LetterFact[] {
  const { name = null, mrn = null, birthDate = null } = details ?? {};
  return [
    ...(name === null ? [fact(letter.patientNumber, patient)] : [fact(letter.name, name)]),
    ...(mrn === null ? [] : [fact(letter.recordNumber, mrn)]),
    ...(birthDate === null ? [] : [fact(letter.birthDate, times.date(birthDate))]),
  ];
}

/** What a letter says if names could not be looked up; nothing if all could. */
export function namesNote(
  state: LetterPeople['state'],
  { messages: { letter } }: LetterStyle,
): readonly LetterBlock[] {
  switch (state) {
    case 'off':
      return [{ kind: 'paragraph', text: letter.namesOff }];
    case 'incomplete':
      return [{ kind: 'warning', text: letter.namesIncomplete }];
    case 'complete':
      return [];
    default:
      return state satisfies never;
  }
}

/** The last paragraph: where to ask. */
export function questionsBlock({ settings: { hospital }, messages }: LetterStyle): LetterBlock {
  const text = messages.letter.questions(hospital?.name ?? null, hospital?.phone ?? null);
  return { kind: 'paragraph', text };
}

/** A period of two times, or one time if both are written alike. */
export function periodText(
  since: number | string,
  until: number | string,
  { messages: { letter }, times }: LetterStyle,
): string {
  const [from, to] = [times.day(since), times.day(until)];
  return from === to ? from : letter.fromTo(from, to);
}
