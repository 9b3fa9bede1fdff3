import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { fileFault } from '../../audit/store/files/file-fault.ts';

/** How a file will be written. */
export interface Writing {
  /** Whether the writer creates the folder of the file if it is missing. */
  readonly createsFolder: boolean;
  /** Files that are created before, with their folders. */
  readonly afterCreating?: readonly string[];
  /** Whether a new file replaces it, so that its own permissions don't matter. */
  readonly isReplaced?: boolean;
}

/** Why a file can't be written, with the fix; null if it can. Creates and changes nothing. */
export function whyUnwritable(
  path: string,
  { createsFolder, afterCreating = [], isReplaced = false }: Writing,
): string | null {
  return withFaults(() => {
    const stats = statOf(path);
    if (stats !== null) {
      if (!stats.isFile()) return 'it is not a file. Name one';
      if (!isReplaced) accessSync(path, constants.W_OK);
    }
    const folder = dirname(path);
    const nearest = nearestExisting(folder);
    if (!nearest.isFolder) return `${nearest.path} is not a folder. Fix the path`;
    const isCreated =
      createsFolder || afterCreating.some((other) => isWithin(dirname(other), folder));
    if (nearest.path !== folder && !isCreated)
      return `the folder ${folder} does not exist. Make it`;
    accessSync(nearest.path, constants.W_OK | constants.X_OK);
    return null;
  });
}

/** Why a file can't be read, with the fix; null if it can. */
export function whyUnreadable(path: string): string | null {
  return withFaults(() => {
    const stats = statOf(path);
    if (stats === null) return 'it does not exist. Fix the path';
    if (stats.isDirectory()) return 'it is a folder. Name a file';
    accessSync(path, constants.R_OK);
    return null;
  });
}

function withFaults(find: () => string | null): string | null {
  try {
    return find();
  } catch (error) {
    const code = fileFault(error);
    if (code === null) throw error;
    return `the system says ${code}. Fix the path or its permissions`;
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(fileFault(error) ?? '')) return null;
    throw error;
  }
}

/** The folder, or the nearest path around it that exists. */
function nearestExisting(folder: string): { readonly path: string; readonly isFolder: boolean } {
  const stats = statOf(folder);
  return stats === null
    ? nearestExisting(dirname(folder))
    : { path: folder, isFolder: stats.isDirectory() };
}

/** Whether creating one folder creates the other: they are equal, or it is inside the other. */
function isWithin(created: string, folder: string): boolean {
  return created === folder || created.startsWith(`${folder}/`);
}
