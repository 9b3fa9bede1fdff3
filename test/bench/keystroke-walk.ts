import type { Locator, Page } from 'playwright-core';

/**
 * Walks a task in a browser and adds up what a person does for it: clicks, keys, turns of the mouse wheel, and screens.
 *
 * The time is that of the keystroke-level model for a person who knows the way and makes no mistake: S. K. Card, T. P.
 * Moran, A. Newell, "The keystroke-level model for user performance time with interactive systems", Communications of the
 * ACM 23 (7), 1980. Its operators and their times are those of the paper:
 *
 * - K, a key or a button of the mouse: 0.28 s, of an average typist who is not a secretary (40 words per minute)
 * - P, pointing at something with the mouse: 1.10 s
 * - H, moving the hand between mouse and keyboard: 0.40 s
 * - M, preparing the next step in the mind: 1.35 s, before each click, choice, text and key that is not a part of the step
 *   before it
 * - R, waiting for the page: as measured, from the end of an action until what the person needs next is visible
 *
 * The paper knows no wheel: each turn, of a third of the window, counts as K. Reading what is shown is not counted, since
 * it takes as long as its reader needs.
 */
export interface KeystrokeWalk {
  /** Clicks something, after scrolling to it if it is not visible. */
  click(target: Locator): Promise<void>;
  /** Chooses an option of a native list: opens it with a click, and clicks the option. */
  choose(list: Locator, option: string): Promise<void>;
  /** Clicks a field and types a text into it, after selecting what is in it with two keys. */
  fill(field: Locator, text: string): Promise<void>;
  /** Types a text where the focus is. */
  type(text: string): Promise<void>;
  /** Types a day into a date field: month, day and year. */
  fillDay(field: Locator, day: string): Promise<void>;
  /** Types a day into the date field that has the focus. */
  typeDay(field: Locator, day: string): Promise<void>;
  /** Pastes a text that was copied before: two keys. */
  paste(field: Locator, text: string): Promise<void>;
  /** Presses a key with the hands on the keyboard. */
  press(key: string): Promise<void>;
  /** Moves the focus by the Tab key until it is on the target. */
  tabTo(target: Locator): Promise<void>;
  /** Scrolls until a place that the task ends at is in the window. */
  look(place: Locator): Promise<void>;
  /** Waits until something is visible. */
  until(shown: Locator): Promise<void>;
  /** Waits until something is not on the page anymore. */
  untilGone(target: Locator): Promise<void>;
  effort(): Effort;
}

export interface Effort {
  readonly clicks: number;
  readonly keys: number;
  readonly turns: number;
  readonly screens: number;
  /** Of the model, without waiting. */
  readonly seconds: number;
  /** Measured. */
  readonly waited: number;
}

const SECONDS = { K: 0.28, P: 1.1, H: 0.4, M: 1.35 } as const;

export function createKeystrokeWalk(page: Page): KeystrokeWalk {
  let [clicks, keys, turns, screens, seconds, waited] = [0, 0, 0, 1, 0, 0];
  let hand: 'mouse' | 'keyboard' = 'mouse';
  let shown = { path: new URL(page.url()).pathname, open: 0 };
  let acted = performance.now();

  const spend = (operators: string) => {
    for (const operator of operators) seconds += SECONDS[operator as keyof typeof SECONDS];
  };
  const take = (next: typeof hand) => {
    if (hand !== next) spend('H');
    hand = next;
  };
  const key = async (name: string) => {
    take('keyboard');
    keys += 1;
    spend('K');
    await page.keyboard.press(name);
    acted = performance.now();
  };
  const scrollTo = async (target: Locator) => {
    const box = await target.boundingBox();
    const height = page.viewportSize()?.height ?? 0;
    if (box === null || height === 0) throw new Error('A target of a task has no place.');
    const beyond = Math.max(box.y + Math.min(box.height, height / 3) - height, -box.y, 0);
    if (beyond === 0) return;
    const turned = Math.ceil(beyond / (height / 3));
    take('mouse');
    turns += turned;
    spend('K'.repeat(turned));
    await target.scrollIntoViewIfNeeded();
  };
  const point = async (target: Locator) => {
    await target.waitFor();
    await scrollTo(target);
    take('mouse');
    clicks += 1;
    spend('PK');
  };
  const click = async (target: Locator) => {
    await point(target);
    await target.click();
    acted = performance.now();
  };
  /** Counts another screen if the path has changed or a dialog has opened. */
  const see = async () => {
    const path = new URL(page.url()).pathname;
    const open = await page.getByRole('dialog').count();
    if (path !== shown.path || open > shown.open) screens += 1;
    shown = { path, open };
  };
  const type = async (text: string) => {
    for (const character of text) await key(character === ' ' ? 'Space' : character);
  };

  const typeDay = async (field: Locator, day: string) => {
    take('keyboard');
    keys += DIGITS_OF_DAY;
    spend('K'.repeat(DIGITS_OF_DAY));
    await field.fill(day);
    acted = performance.now();
  };

  return {
    async click(target) {
      await see();
      spend('M');
      await click(target);
    },
    async choose(list, option) {
      await see();
      spend('M');
      await point(list);
      clicks += 1;
      spend('PK');
      await list.selectOption(option);
      acted = performance.now();
    },
    async fill(field, text) {
      await see();
      spend('M');
      await click(field);
      if ((await field.inputValue()) !== '') {
        await page.keyboard.down('Control');
        await key('a');
        await page.keyboard.up('Control');
        keys += 1;
        spend('K');
      }
      await type(text);
    },
    type: async (text) => {
      await see();
      spend('M');
      await type(text);
    },
    async fillDay(field, day) {
      await see();
      spend('M');
      await click(field);
      await typeDay(field, day);
    },
    async typeDay(field, day) {
      await see();
      spend('M');
      await typeDay(field, day);
    },
    async paste(field, text) {
      await see();
      spend('M');
      await click(field);
      take('keyboard');
      keys += 2;
      spend('KK');
      await field.fill(text);
      acted = performance.now();
    },
    async press(name) {
      await see();
      spend('M');
      await key(name);
    },
    async tabTo(target) {
      await see();
      spend('M');
      for (let at = 0; at < MAX_TABS; at += 1) {
        if ((await target.and(page.locator(':focus')).count()) === 1) return;
        await key('Tab');
      }
      throw new Error('The Tab key does not reach a target of a task.');
    },
    async look(target) {
      await target.waitFor();
      await scrollTo(target);
    },
    async until(awaited) {
      await awaited.first().waitFor();
      waited += (performance.now() - acted) / 1000;
      await see();
    },
    async untilGone(target) {
      await target.waitFor({ state: 'detached' });
      waited += (performance.now() - acted) / 1000;
      await see();
    },
    effort: () => ({ clicks, keys, turns, screens, seconds, waited }),
  };
}

/** Month, day and year as digits. */
const DIGITS_OF_DAY = 8;

/** Stops that a page may have before a target. */
const MAX_TABS = 200;
