import type { AdminConfig } from '../reports/admin-config.ts';
import type { Settings } from '../platform/setting-types.ts';
import type { configSchema } from './config-schema.ts';

/**
 * All settings of a gateway, parsed once at the start. They are frozen and complete: every default is set, paths are absolute,
 * and files with keys, operations and small areas are read. Nothing else in the gateway reads settings from files or the
 * environment.
 */
export interface Config extends Omit<Settings<typeof configSchema>, 'admin'> {
  /** Null serves no reports. */
  readonly admin: AdminConfig | null;
}
