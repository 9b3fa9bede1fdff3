import { runInThisContext } from 'node:vm';

/** The working day that screenshots show, so that they differ only where the console does. */
export const SHOWN_AT = Date.UTC(2026, 0, 30, 21, 4);

/** The real clock. */
export const realNow: () => number = Date.now.bind(Date);

/** Sets the clock of this process to that day, from where it runs on. */
export function setClock(): void {
  runInThisContext(CLOCK);
}

/** A script that sets a clock to that day, for this process and as the first script of a page. */
export const CLOCK = `{
  const Real = Date;
  const behind = Real.now() - ${SHOWN_AT};
  globalThis.Date = class extends Real {
    constructor(...parts) {
      super(...(parts.length === 0 ? [Real.now() - behind] : parts));
    }
    static now() {
      return Real.now() - behind;
    }
  };
}`;
