/** What GitHub would refuse, with the status of REST and the error type of GraphQL. */
export class Refused extends Error {
  constructor(status, type, message, { needs, errors } = {}) {
    super(message);
    Object.assign(this, { status, type, needs, errors });
  }
}

/** What this double does not model. It must never look like a fact of GitHub's, so it is also kept as a violation. */
export class NotModelled extends Error {
  type = 'NOT_MODELLED';
  status = 501;
}
