// REST routes of issues that are opened, and closed again.

import { ROLES, roleOf } from '../world/repository.mjs';
import { Refused } from '../refused.mjs';
import * as show from './shapes.mjs';

export const issues = [];
const REPO = '/repos/{owner}/{repo}';
const on = (method, template, needs, handle) => issues.push({ method, template: REPO + template, needs, handle });

/** Only who may at least triage gives an issue labels and a milestone; for others GitHub leaves them out and says nothing. */
const mayTriage = (token, repository) => (
  token.login.endsWith('[bot]') || ROLES.indexOf(roleOf(repository, token.login)) >= ROLES.indexOf('triage'));

on('POST', '/issues', 'issues=write', ({ repository, body, token, act }) => {
  const { title, body: text = '', labels = [], milestone = null } = body;
  if ([...text].length > 65536) {
    throw new Refused(422, 'UNPROCESSABLE', 'Validation Failed', { errors: [{ resource: 'Issue', code: 'custom', field: 'body', message: 'body is too long (maximum is 65536 characters)' }] });
  }
  const of = repository.milestones.find(({ number }) => number === milestone);
  if (milestone !== null && !of) {
    throw new Refused(422, 'UNPROCESSABLE', 'Validation Failed', { errors: [{ resource: 'Issue', field: 'milestone', code: 'invalid', value: milestone }] });
  }
  const sorted = mayTriage(token, repository);
  const { number } = act({ do: 'openIssue', title, body: text, labels: sorted ? labels : [], milestone: sorted ? of?.title ?? null : null, by: token.login });
  return { status: 201, body: ({ now }) => show.issue(now.issues.find((one) => one.number === number)) };
});
