import { wordsOf } from '../words.ts';

/*
 * Words in the names of Booleans that are about the program, so that the value says nothing of a patient's health.
 * A word belongs here if it is about
 * - what a caller can do or what is shown: `canEdit`, `isVisible`;
 * - the progress of work or of a message: `isDone`, `isRead`, `isLate`;
 * - which of several entries is meant: `isPrimary`, `isDefault`, `isOwn`;
 * - a part of the record that exists or not: `hasAttachment`, `hasPicture`.
 * A word that a clinician can write about a patient does not belong here, such as `abnormal` and `stable`.
 */

/** Verbs before the state itself: `isActive`. */
export const STATE_VERBS: ReadonlySet<string> = new Set(wordsOf('is has was did had'));

export const STATES: ReadonlySet<string> = new Set(
  wordsOf(
    `is has can was did had show hide keep skip allow send use need should include enable edit
     active available visible open optional editable manual automatic required public private shared
     complete done paid read seen late overdue new duplicate valid ok success
     create update confirm deny permit grant authorize require exist omit
     default primary first last own main same all potentially cancel anonymous pending confirmation
     loading favorite hidden online demo sample extra premium sent reminder alarm
     profile attachment message payment method list picture donation`,
  ),
);
