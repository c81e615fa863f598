import { codeRoutes } from './code-routes.js';
import { compareRoutes } from './compare-route.js';
import { deliveryRoutes } from './delivery-routes.js';
import { issueRoutes } from './issue-routes.js';
import type { RepositoryRoute } from './repository-route.js';
import { fullRepositoryRow } from './repository-row.js';
import { ruleRoutes } from './rule-routes.js';
import { runRoutes } from './run-routes.js';
import { versionOf } from './version.js';

/** Everything below a repository. */
export const repositoryRoutes: readonly RepositoryRoute[] = [
  {
    path: '',
    needs: ['metadata'],
    answer: ({ place, request }) => ({ status: 200, body: fullRepositoryRow(place, versionOf(request)) }),
  },
  ...runRoutes,
  ...codeRoutes,
  ...compareRoutes,
  ...ruleRoutes,
  ...issueRoutes,
  ...deliveryRoutes,
];
