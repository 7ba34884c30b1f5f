// The control plane under `/_fake/`: what a test does to the fake, and what it asks of it.

const ROUTES = {
  'GET /_fake/log': ({ log }) => log.entries,
  'GET /_fake/rights': ({ rights }) => Object.fromEntries([...rights].map(([token, asked]) => [token, [...asked].map(([needs, granted]) => ({ needs, granted }))])),
  'GET /_fake/violations': ({ violations }) => violations,
  'GET /_fake/fields': ({ selected }) => [...selected].sort(),
  'GET /_fake/places': ({ places }) => placesOf(places ?? new Map()),
  'POST /_fake/places': (fake) => { fake.places = new Map(); },
  'GET /_fake/faults': ({ faults }) => faults.state,
  'POST /_fake/patch': (fake, patch) => fake.live.act(patch),
  'POST /_fake/faults': (fake, rules) => fake.faults.set(rules),
  'POST /_fake/reset': (fake) => fake.reset(),
  'POST /_fake/clear-log': ({ log, rights }) => { log.clear(); rights.clear(); },
  'POST /_fake/drop-field': drop,
  'POST /_fake/worlds': async (fake, options) => ({ url: (await fake.sibling(options)).url }),
};

export async function control(fake, method, path, text) {
  const route = ROUTES[`${method} ${path}`];
  if (!route) return { status: 404, headers: {}, body: { message: `no ${method} ${path}; there are ${Object.keys(ROUTES).join(', ')}` } };
  try {
    return { status: 200, headers: {}, body: (await route(fake, text === '' ? {} : JSON.parse(text))) ?? {} };
  } catch (error) {
    return { status: 400, headers: {}, body: { message: error.message } };
  }
}

/** Without `to` the field is taken out of every query; with it, it answers `to` (say null, or an empty list). With `refuse` a document
 * that asks for it is refused, as by an older schema. No type: undo. */
function drop(fake, { type, field, argument, to, refuse }) {
  if (type === undefined) Object.assign(fake, { dropped: [], emptied: [], unknown: [] });
  else if (refuse) fake.unknown.push({ type, field, argument });
  else if (to === undefined) fake.dropped.push({ type, field });
  else fake.emptied.push({ type, field, to });
}

/** Each operation with the paths into its answers that may be null and were not. */
const placesOf = (places) => Object.fromEntries([...places].map(([operation, paths]) => [operation, [...paths].sort().map((path) => path.split('.'))]));
