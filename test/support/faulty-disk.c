/*
 * A disk that fails on command, for LD_PRELOAD: as long as the file FAULTY_DISK_CONTROL holds the name of a
 * fault, calls on files whose path starts with FAULTY_DISK_FILES meet it.
 *
 *   fsync-eio     fsync and fdatasync fail with EIO
 *   fsync-hang    fsync and fdatasync do not return while the fault lasts
 *   write-eio     writes fail with EIO
 *   write-enospc  writes fail with ENOSPC
 *
 * Paths that were synced are added to the file FAULTY_DISK_SYNCED, a line each.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int has_fault(const char *fault) {
  const char *control = getenv("FAULTY_DISK_CONTROL");
  char text[32] = {0};
  int file = control == NULL ? -1 : open(control, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  return length > 0 && strcmp(text, fault) == 0;
}

static int is_concerned(int file) {
  const char *files = getenv("FAULTY_DISK_FILES");
  char link[64], path[PATH_MAX + 1] = {0};
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  return files != NULL && readlink(link, path, PATH_MAX) > 0 && strncmp(path, files, strlen(files)) == 0;
}

static int sync_fails(int file) {
  if (!is_concerned(file)) return 0;
  while (has_fault("fsync-hang")) usleep(5000);
  if (!has_fault("fsync-eio")) return 0;
  errno = EIO;
  return 1;
}

static int write_fails(int file) {
  if (!is_concerned(file)) return 0;
  errno = has_fault("write-eio") ? EIO : has_fault("write-enospc") ? ENOSPC : 0;
  return errno != 0;
}

static int synced(int file, int result) {
  const char *log = getenv("FAULTY_DISK_SYNCED");
  char link[64], path[PATH_MAX + 1] = {0};
  if (result != 0 || log == NULL || !is_concerned(file)) return result;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_MAX);
  int out = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (out < 0 || length <= 0) abort();
  path[length] = '\n';
  ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  if (real(out, path, length + 1) != length + 1) abort();
  close(out);
  return result;
}

int fsync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  return sync_fails(file) ? -1 : synced(file, real(file));
}

int fdatasync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  return sync_fails(file) ? -1 : synced(file, real(file));
}

ssize_t write(int file, const void *bytes, size_t count) {
  ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  return write_fails(file) ? -1 : real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return write_fails(file) ? -1 : real(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  return write_fails(file) ? -1 : real(file, bytes, count, offset);
}
