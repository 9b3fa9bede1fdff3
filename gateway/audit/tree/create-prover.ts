import { nodeHash, treeRoot, type Tree } from './merkle-tree.ts';

/** Creates proofs about a tree in one pass over its leaf hashes. */
export interface Prover {
  /** Adds leaf hashes at the end. */
  add(leafHashes: Iterable<Buffer>): void;
  /** The tree so far. */
  tree(): Tree;
  /** The proofs in the tree so far. No leaf may be added after this. */
  finish(): Proofs;
}

/** Proofs in one tree. */
export interface Proofs {
  readonly tree: Tree;
  readonly root: Buffer;
  /** Index of a leaf → its audit path, from the leaf up. https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1 */
  readonly inclusion: ReadonlyMap<number, readonly Buffer[]>;
  /**
   * Proof that this tree begins with the tree at the start of the pass; empty if that tree was empty.
   * https://www.rfc-editor.org/rfc/rfc6962#section-2.1.2
   */
  readonly consistency: readonly Buffer[];
}

/** A perfect subtree, and the audit paths of leaves in it. */
interface Subtree {
  readonly hash: Buffer;
  readonly paths: readonly Buffer[][];
}

/**
 * A prover that starts with a tree and proves the leaves of these indexes, which come after it. Keeps only the edge of the
 * tree and the paths.
 */
export function createProver(before: Tree, indexes: ReadonlySet<number> = new Set()): Prover {
  const inclusion = new Map<number, Buffer[]>();
  // The smallest subtree of the old edge is in both trees: its path is the consistency proof.
  const fromEdge: Buffer[] = [];
  const edge: Subtree[] = before.edge.map((hash, index) => ({
    hash,
    paths: index === before.edge.length - 1 ? [fromEdge] : [],
  }));
  let size = before.size;

  const addLeaf = (hash: Buffer) => {
    let subtree: Subtree = { hash, paths: [] };
    if (indexes.has(size)) {
      const path: Buffer[] = [];
      inclusion.set(size, path);
      subtree = { hash, paths: [path] };
    }
    // Each trailing 1 bit of the size is a perfect subtree that the new one completes.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = edge.pop();
      if (left === undefined) throw new RangeError('The edge is shorter than its size demands.');
      subtree = join(left, subtree);
    }
    edge.push(subtree);
    size += 1;
  };
  const tree = () => ({ size, edge: edge.map(({ hash }) => hash) });
  return {
    add(leafHashes) {
      for (const hash of leafHashes) addLeaf(hash);
    },
    tree,
    finish() {
      const end = tree();
      const whole = edge.reduceRight<Subtree | null>(
        (right, left) => (right === null ? left : join(left, right)),
        null,
      );
      const root = whole?.hash ?? treeRoot(end);
      return { tree: end, root, inclusion, consistency: consistencyOf(before, size, fromEdge) };
    },
  };
}

/** Joins adjacent subtrees: the hash of each extends the paths of the other. */
function join(left: Subtree, right: Subtree): Subtree {
  for (const path of left.paths) path.push(right.hash);
  for (const path of right.paths) path.push(left.hash);
  const paths =
    left.paths.length + right.paths.length === 0 ? NONE : [...left.paths, ...right.paths];
  return { hash: nodeHash(left.hash, right.hash), paths };
}

/** Shared by the many subtrees that contain no proven leaf. */
const NONE: readonly Buffer[][] = [];

function consistencyOf({ edge, size }: Tree, later: number, path: readonly Buffer[]) {
  const smallest = edge.at(-1);
  // Nothing needs a proof: an empty tree begins every tree, and a tree begins itself.
  if (smallest === undefined || size === later) return [];
  // A perfect older tree is a node of the later one, so the proof leaves its root out.
  return edge.length === 1 ? path : [smallest, ...path];
}
