import { isAlias, visit, type Alias, type Document, type Node } from 'yaml';

/** What each alias stands for: the last node with that anchor before it. One walk for all of them; the parser's own `resolve` walks the document for each. */
export const aliasTargets = (document: Document): ReadonlyMap<Alias, Node> => {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
};
