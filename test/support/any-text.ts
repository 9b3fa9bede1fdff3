import { string } from 'fast-check';

/**
 * Any text of Unicode characters. Shared, since fast-check takes half a second to number all of them for each arbitrary
 * that is created.
 */
export const anyText = string({ unit: 'binary' });
