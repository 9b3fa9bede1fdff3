import type { ViewOptions } from '../views/view-options.ts';
import type { Effect, SettingChange } from './change.ts';

/**
 * Compares the operator's settings. Default roles and the setting for unmarked fields are left out: their effect is
 * reported on each element. Purposes of use, consent and similar settings are only compared for equality; any change
 * counts as more.
 */
export function compareSettings(before: ViewOptions, after: ViewOptions): readonly SettingChange[] {
  return [
    ...compareReach(before, after),
    ...compareFurther(before, after),
    ...compareSetting('authorization.mode', [before.mode, after.mode], { showsMore: 'dry-run' }),
    // An error reveals that the patient exists.
    ...compareSetting('authorization.unreached', [before.unreached, after.unreached], {
      showsMore: 'error',
    }),
  ];
}

/**
 * A setting of which one value shows more than the others. The others, such as `filter` and `reject`, show the same.
 */
function compareSetting<Value extends string>(
  setting: string,
  [before, after]: readonly [Value, Value],
  { showsMore }: { readonly showsMore: Value },
): readonly SettingChange[] {
  if (before === after || ![before, after].includes(showsMore)) return [];
  return [{ setting, effect: after === showsMore ? 'more' : 'less', before, after }];
}

/** Only if both graphs have a configuration. */
function compareFurther(before: ViewOptions, after: ViewOptions): readonly SettingChange[] {
  if (!before.reach || !after.reach) return [];
  const settings = new Set([...before.further.keys(), ...after.further.keys()]);
  return [...settings]
    .filter((setting) => before.further.get(setting) !== after.further.get(setting))
    .toSorted()
    .map((setting) => ({ setting, effect: 'more', before: null, after: null }));
}

/** Only if both graphs have a configuration. */
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

/** No patient is less than some, and some are less than all. Another kind of reach counts as more. */
function reachEffect(before: string | null, after: string | null): Effect {
  return after === null || before === 'all' ? 'less' : 'more';
}
