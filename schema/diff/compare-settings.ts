import type { ViewOptions } from '../views/view-options.ts';
import type { Effect, SettingChange } from './change.ts';

/**
 * Compares what the operator decides beside the marks. Default roles and what unmarked fields are show on
 * each element that they open or close. Purposes of use, consent and the like are told apart only: another
 * setting counts as more.
 */
export function compareSettings(before: ViewOptions, after: ViewOptions): readonly SettingChange[] {
  return [
    ...compareReach(before, after),
    ...compareFurther(before, after),
    ...change('authorization.mode', before.mode, after.mode, (mode) => mode === 'dry-run'),
    ...change(
      'authorization.unreached',
      before.unreached,
      after.unreached,
      (how) => how === 'error',
    ),
  ];
}

function change<Value extends string>(
  setting: string,
  before: Value,
  after: Value,
  isWide: (value: Value) => boolean,
): readonly SettingChange[] {
  if (isWide(before) === isWide(after)) return [];
  return [{ setting, effect: isWide(after) ? 'more' : 'less', before, after }];
}

function compareFurther(before: ViewOptions, after: ViewOptions): readonly SettingChange[] {
  // Where only one side has a configuration, there is nothing to compare with.
  if (!before.reach || !after.reach) return [];
  const settings = new Set([...before.further.keys(), ...after.further.keys()]);
  return [...settings]
    .filter((setting) => before.further.get(setting) !== after.further.get(setting))
    .toSorted()
    .map((setting) => ({ setting, effect: 'more', before: null, after: null }));
}

/** Without a configuration on both sides nobody knows what roles reach. */
function compareReach(
  { reach: old }: ViewOptions,
  { reach: now }: ViewOptions,
): readonly SettingChange[] {
  if (!old || !now) return [];
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((role) => {
    const [before, after] = [old.get(role) ?? null, now.get(role) ?? null];
    if (before === after) return [];
    return [
      {
        setting: `authorization.reach.${role}`,
        effect: reachEffect(before, after),
        before: before ?? 'no patient',
        after: after ?? 'no patient',
      },
    ];
  });
}

/** No patient is less than some, some are less than all; some others count as more. */
function reachEffect(before: string | null, after: string | null): Effect {
  return after === null || before === 'all' ? 'less' : 'more';
}
