/** Stands for an id, or another text that a leaf commits to, whose opening was erased. */
export const ERASED = '(erased)';

/**
 * Kinds of oversight leaves: reports that were read, cases that were reviewed or suppressed, and questions of patients.
 */
export const OVERSIGHT: readonly string[] = ['audit.read', 'review', 'suppression', 'question'];
