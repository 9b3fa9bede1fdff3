/*
 * A native module that was built for another line of Node.js: what Node.js reads of one when it is loaded.
 * https://nodejs.org/docs/latest-v20.x/api/addons.html
 */
#include <stddef.h>

struct node_module {
  int version;
  unsigned int flags;
  void *handle;
  const char *file;
  void *init;
  void *init_in_context;
  const char *name;
  void *data;
  struct node_module *next;
};

extern void node_module_register(void *module);

static struct node_module module = {.version = 1, .file = "other.cc", .name = "better_sqlite3"};

__attribute__((constructor)) static void load(void) { node_module_register(&module); }
