// Users, bots, organizations, teams and apps. A login needs no entry of its own: it is a person when it is named.

import { read } from './document.mjs';
import { serial } from './nodes.mjs';

/** The app that runs workflows has the same id on all of github.com. */
const APP_IDS = { 'github-actions': 15368 };

export class People {
  #world;
  #actors = new Map();
  #apps = new Map();

  constructor(world, document) {
    this.#world = world;
    for (const [login, given] of Object.entries(document.users ?? {})) this.#add(login, given ?? {});
    this.organizations = new Map(
      Object.entries(document.orgs ?? {}).map(([login, given]) => [login.toLowerCase(), this.#organization(login, given)]),
    );
  }

  /** Who stands behind a login: a user, a bot (`name[bot]`), or null for nobody and for `ghost`, a deleted account. */
  actor(login) {
    if (!login || login === 'ghost') return null;
    return this.#actors.get(login.toLowerCase()) ?? this.#add(login, {});
  }

  /** The same as a `User`: GraphQL shows bots so where the schema has no room for a bot. */
  user(login) {
    const actor = this.actor(login);
    return actor?.__typename === 'Bot' ? { ...actor, __typename: 'User', login: actor.restLogin } : actor;
  }

  app(slug) {
    if (!this.#apps.has(slug)) {
      const databaseId = APP_IDS[slug] ?? serial(`app:${slug}`, 1e6);
      this.#apps.set(slug, this.#world.node('App', slug, { slug, name: slug, databaseId, url: `${this.#world.server}/apps/${slug}` }));
    }
    return this.#apps.get(slug);
  }

  team(combinedSlug) {
    const [org, slug] = combinedSlug.split('/');
    const team = this.organizations.get(org.toLowerCase())?.teams.find((team) => team.slug === slug);
    if (!team) throw new Error(`no team ${combinedSlug}`);
    return team;
  }

  #add(login, given) {
    const { name, id } = read(`users.${login}`, given, [], { name: null, id: undefined });
    const isBot = login.endsWith('[bot]');
    const typename = isBot ? 'Bot' : 'User';
    const shown = login.replace(/\[bot\]$/, '');
    const url = isBot ? `${this.#world.server}/apps/${shown}` : `${this.#world.server}/${shown}`;
    const actor = this.#world.node(typename, login, {
      login: shown, restLogin: login, name, databaseId: id ?? serial(`user:${login}`, 1e8), url,
    });
    this.#actors.set(login.toLowerCase(), actor);
    return actor;
  }

  #organization(login, given) {
    const { name, members, teams } = read(`orgs.${login}`, given, [], { name: login, members: {}, teams: {} });
    const organization = this.#world.node('Organization', login, {
      login, name, databaseId: serial(`user:${login}`, 1e8), url: `${this.#world.server}/${login}`,
      members: Object.entries(members).map(([login, role]) => ({ user: this.actor(login), role })),
    });
    organization.teams = Object.entries(teams).map(([slug, given]) => this.#team(organization, slug, given));
    for (const team of organization.teams) {
      team.parentTeam = organization.teams.find(({ slug }) => slug === team.parent) ?? null;
      team.children = organization.teams.filter(({ parent }) => parent === team.slug);
    }
    return organization;
  }

  #team(organization, slug, given) {
    const team = read(`teams.${slug}`, given, [], { name: slug, privacy: 'visible', members: [], maintainers: [], parent: null });
    const members = (logins, role) => logins.map((login) => ({ user: this.actor(login), role }));
    return this.#world.node('Team', `${organization.login}/${slug}`, {
      slug, name: team.name, combinedSlug: `${organization.login}/${slug}`, organization, parent: team.parent,
      privacy: team.privacy.toUpperCase(), databaseId: serial(`team:${organization.login}/${slug}`, 1e7),
      url: `${this.#world.server}/orgs/${organization.login}/teams/${slug}`,
      immediateMembers: [...members(team.maintainers, 'MAINTAINER'), ...members(team.members, 'MEMBER')],
    });
  }
}

/** The members of a team; those of its child teams count too, unless only its own are asked for. */
export function membersOf(team, { immediate = false } = {}) {
  const all = [...team.immediateMembers, ...(immediate ? [] : team.children.flatMap((child) => membersOf(child)))];
  return all.filter(({ user }, index) => all.findIndex((other) => other.user === user) === index);
}
