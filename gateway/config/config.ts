import type { AdminConfig } from '../reports/admin-config.ts';
import type { Settings } from '../platform/setting-types.ts';
import type { configSchema } from './config-schema.ts';

/**
 * Everything that an operator decides, parsed once at start: frozen, complete, every path absolute, every file that
 * the configuration names read. Nothing else in the gateway reads files or the environment for settings.
 */
export interface Config extends Omit<Settings<typeof configSchema>, 'admin'> {
  /** Null: reports are not served. */
  readonly admin: AdminConfig | null;
}
