// Pages of a list, as GraphQL connections.

export const PAGING = ['first', 'last', 'after', 'before'];

/**
 * A list together with what its connection says besides the usual: `extra` fields, or a function that makes them of how many
 * items lie between the cursors, and fields of each edge.
 */
export class Listing {
  constructor(items, { extra = {}, edge = () => ({}), node = (item) => item } = {}) {
    Object.assign(this, { items, extra, edge, node });
  }
}

/** One page of a list. The cursor names the item, so a list that grew at its start does not shift the page. */
export function connect(list, args) {
  const { items, extra, edge, node } = list instanceof Listing ? list : new Listing(list);
  const cursors = items.map((item, index) => cursorOf(node(item), index));
  const from = args.after == null ? 0 : position(cursors, args.after) + 1;
  const to = args.before == null ? items.length : position(cursors, args.before);
  const start = args.last == null ? from : Math.max(from, to - args.last);
  const end = args.first == null ? to : Math.min(to, from + args.first);
  const page = items.slice(start, end);
  return {
    totalCount: items.length,
    nodes: page.map(node),
    edges: page.map((item, index) => ({ cursor: cursors[start + index], node: node(item), ...edge(item) })),
    pageInfo: {
      startCursor: cursors[start] ?? null, endCursor: end > start ? cursors[end - 1] : null,
      hasPreviousPage: start > 0, hasNextPage: end < items.length,
    },
    ...(typeof extra === 'function' ? extra(to - from) : extra),
  };
}

const cursorOf = (item, index) => Buffer.from(`cursor:${item?.id ?? item?.path ?? index}`).toString('base64url');

function position(cursors, cursor) {
  const at = cursors.indexOf(cursor);
  if (at < 0) throw new Error(`\`${cursor}\` does not appear to be a valid cursor.`);
  return at;
}
