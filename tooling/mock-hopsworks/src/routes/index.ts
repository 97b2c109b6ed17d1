import { brokerRoutes } from './brokers.ts'
import { compatibilityRoutes } from './compatibility.ts'
import { projectRoutes } from './projects.ts'
import type { Route } from './route.ts'
import { subjectRoutes } from './subjects.ts'
import { topicRoutes } from './topics.ts'

/** Every route there is. A path that is not here is unknown to the mock. */
export const ROUTES: readonly Route[] = [
  ...projectRoutes,
  ...brokerRoutes,
  ...topicRoutes,
  ...subjectRoutes,
  ...compatibilityRoutes,
]
