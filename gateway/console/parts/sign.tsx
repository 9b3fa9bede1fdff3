import type { SignName } from '../words/sign-names.ts';

/**
 * A sign beside a word, so that meaning never depends on color alone. It is drawn, since fonts lack some characters, and
 * hidden from screen readers.
 */
export function Sign({ name }: { readonly name: SignName }) {
  return (
    <svg
      className="sign"
      viewBox="0 0 16 16"
      width="1em"
      height="1em"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

const PATHS: Readonly<Record<SignName, string>> = {
  check: 'M2.5 8.500 6.500 12.500 13.500 4',
  cross: 'M3.500 3.500 12.500 12.500M12.500 3.500 3.500 12.500',
  half: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  full: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M5 8h6M8 5v6',
  none: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12',
  ban: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M4 4l8 8',
  question: 'M5.500 5.800a2.500 2.500 0 1 1 3.700 2.200c-.8.5-1.200 1-1.200 2M8 12.600v.6',
  warning: 'M8 2 14.500 13.500h-13zM8 6.500v3.500M8 11.500v.6',
  dots: 'M3 8h.5M7.800 8h.5M12.500 8h.5',
  bars: 'M3 13.500V9M8 13.500V3M13 13.500V6.500',
  up: 'M8 13V3.500M4 7.500 8 3.500l4 4',
  down: 'M8 3v9.500M4 8.500l4 4 4-4',
  both: 'M5 6 8 3l3 3M5 10l3 3 3-3',
  copy: 'M6 6h7.500v7.500H6zM10 6V2.500H2.500V10H6',
};
