/** A tree of plain YAML values with every variable replaced, and where one was missing. */
export interface Expanded {
  readonly value: unknown;
  readonly problems: readonly {
    readonly path: readonly (string | number)[];
    readonly text: string;
  }[];
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string of a parsed configuration; `$${` stands for a
 * plain `${`. Keys are left alone and what a variable holds is not expanded again. A variable that is
 * missing and has no default is a problem; an empty one counts as missing only where a default is given.
 */
export function expandEnvironment(
  tree: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Expanded {
  const problems: { path: (string | number)[]; text: string }[] = [];

  function expand(value: unknown, path: (string | number)[]): unknown {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => expand(item, [...path, index]));
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, expand(item, [...path, key])]),
      );
    }
    return value;
  }

  function expandText(text: string, path: (string | number)[]): string {
    return text.replace(EXPRESSION, (whole, escaped: string | undefined, body: string) => {
      if (escaped !== undefined) return whole.slice(1);
      const [, name, fallback] = BODY.exec(body) ?? [];
      if (name === undefined) {
        problems.push({
          path,
          text: `"${whole}" names no variable. Write \${NAME} or \${NAME:-default}.`,
        });
        return '';
      }
      const set = Object.hasOwn(environment, name) ? environment[name] : undefined;
      if (fallback !== undefined) return set === undefined || set === '' ? fallback : set;
      if (set === undefined) {
        problems.push({
          path,
          text: `the variable ${name} is not set. Set it; what is no secret can have a default, \${${name}:-default}.`,
        });
      }
      return set ?? '';
    });
  }

  return { value: expand(tree, []), problems };
}

const EXPRESSION = /(\$)?\$\{([^}]*)\}/g;
const BODY = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;
