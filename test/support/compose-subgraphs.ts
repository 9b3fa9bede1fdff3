import { compose, type Composition } from '../../schema/compose.ts';

/** What a subgraph of the tests writes at its head, unless a test is about just that. */
export const HEAD = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@composeDirective"])
  @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
  @composeDirective(name: "@phi")
  @composeDirective(name: "@role")
  @composeDirective(name: "@patient")
`;

/** Composes subgraphs, written without their head, by name. */
export function composeMarked(subgraphs: Readonly<Record<string, string>>): Composition {
  return composeSdl(
    Object.fromEntries(Object.entries(subgraphs).map(([name, sdl]) => [name, `${HEAD}${sdl}`])),
  );
}

/** Composes subgraphs, written in full, by name. */
export function composeSdl(subgraphs: Readonly<Record<string, string>>): Composition {
  return compose(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}.test`, sdl })),
  );
}
