// Security alerts, analyses of code scanning, and which of the features are on.

import { named, read } from './document.mjs';
import { nodeId, serial } from './nodes.mjs';
import { commitOf } from './repository.mjs';

const STATES = {
  codeScanning: ['enabled', 'disabled', 'no-advanced-security', 'never-analysed'], dependabot: ['enabled', 'disabled'], secretScanning: ['enabled', 'disabled'],
};

/** `repository.security` holds what is on, `repository.analyses` and the three lists of alerts what was found. */
export function addAlerts(repository, given) {
  const security = read('security', given.security, [], { codeScanning: 'enabled', dependabot: 'enabled', secretScanning: 'enabled' });
  for (const [feature, state] of Object.entries(security)) {
    if (!STATES[feature].includes(state)) throw new Error(`security.${feature}: '${state}' is none of ${STATES[feature].join(', ')}`);
  }
  repository.security = security;
  repository.hasVulnerabilityAlertsEnabled = security.dependabot === 'enabled';
  const defaultRef = `refs/heads/${given.defaultBranch}`;
  repository.analyses = given.analyses.map((analysis, index) => addAnalysis(repository, analysis, index, defaultRef));
  repository.codeAlerts = given.codeAlerts.map((alert) => read(`codeAlerts.${alert.number}`, { ...alert, rule: named(alert.rule, 'id') }, ['number', 'rule'], {
    state: 'open', tool: 'CodeQL', severity: null, securitySeverity: null, refs: [defaultRef], path: 'src/main.js', line: 1, createdAt: '1970-01-01T00:00:00Z',
  }));
  repository.dependabotAlerts = given.dependabotAlerts.map((alert) => addDependabot(repository, alert));
  repository.secretAlerts = given.secretAlerts.map((alert) => read(`secretAlerts.${alert.number}`, alert, ['number', 'type'], {
    state: 'open', displayName: alert.type, secret: 'a secret of the tests', createdAt: '1970-01-01T00:00:00Z',
  }));
}

function addAnalysis(repository, given, index, defaultRef) {
  const analysis = read(`analyses[${index}]`, given, ['commit'], {
    ref: defaultRef, tool: 'CodeQL', category: '/language:javascript', key: '.github/workflows/codeql.yml:analyze', createdAt: '1970-01-01T00:00:00Z',
    results: 0, error: '',
  });
  return { ...analysis, id: serial(`analysis:${repository.nameWithOwner}:${index}`, 1e6), commit: commitOf(repository, analysis.commit) };
}

function addDependabot(repository, given) {
  const alert = read(`dependabotAlerts.${given.number}`, given, ['number', 'package', 'severity'], {
    state: 'open', scope: 'runtime', manifest: 'package-lock.json', ecosystem: 'npm', createdAt: '1970-01-01T00:00:00Z',
  });
  const scope = alert.scope?.toUpperCase() ?? null;
  return repository.world.node('RepositoryVulnerabilityAlert', `${repository.nameWithOwner}:${alert.number}`, {
    number: alert.number, state: alert.state.toUpperCase(), dependencyScope: scope, vulnerableManifestPath: alert.manifest,
    createdAt: alert.createdAt, repository,
    securityVulnerability: {
      __typename: 'SecurityVulnerability', id: nodeId('SecurityVulnerability', alert.package), severity: alert.severity.toUpperCase(),
      package: { __typename: 'SecurityAdvisoryPackage', name: alert.package, ecosystem: alert.ecosystem.toUpperCase() },
    },
  });
}
