const { existsSync } = require('node:fs');

/** Leaves out compiled tests whose source was removed. https://jestjs.io/docs/configuration#filter-string */
module.exports = (paths) => ({
  filtered: paths.filter((path) =>
    existsSync(path.replace('/dist/test/', '/test/').replace(/\.js$/, '.ts')),
  ),
});
