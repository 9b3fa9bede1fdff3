import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { fileFault } from '../../audit/store/files/file-fault.ts';

/** How a file is going to be written. */
export interface Writing {
  /** Whether its folder is made where it is missing. */
  readonly makesFolder: boolean;
  /** Files whose folders will have been made by then. */
  readonly beside?: readonly string[];
  /** Whether another file takes its place, which its own permissions don't hinder. */
  readonly isReplaced?: boolean;
}

/** Why a file can't be written, with the fix; null if it can. Makes and changes nothing. */
export function whyUnwritable(
  path: string,
  { makesFolder, beside = [], isReplaced = false }: Writing,
): string | null {
  return withFaults(() => {
    const stats = statOf(path);
    if (stats !== null) {
      if (!stats.isFile()) return 'it is no file. Name one';
      if (!isReplaced) accessSync(path, constants.W_OK);
    }
    const folder = dirname(path);
    const there = existingFolder(folder);
    if (!there.isFolder) return `${there.path} is no folder. Fix the path`;
    const isMade = makesFolder || beside.some((other) => isWithin(dirname(other), folder));
    if (there.path !== folder && !isMade) return `the folder ${folder} does not exist. Make it`;
    accessSync(there.path, constants.W_OK | constants.X_OK);
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

/** The folder, or the closest one around it that is there. */
function existingFolder(folder: string): { readonly path: string; readonly isFolder: boolean } {
  const stats = statOf(folder);
  return stats === null
    ? existingFolder(dirname(folder))
    : { path: folder, isFolder: stats.isDirectory() };
}

/** Whether making one folder makes another one. */
function isWithin(made: string, folder: string): boolean {
  return made === folder || made.startsWith(`${folder}/`);
}
