import { activityScenario } from './activity-scenario.ts'
import { journeyScenario } from './journey-scenario.ts'
import { openLoopback } from './open-loopback.ts'
import { portfolioScenario } from './portfolio-scenario.ts'

portfolioScenario('in a browser through the loopback server', openLoopback)
activityScenario('in a browser through the loopback server', openLoopback)
journeyScenario('in a browser through the loopback server', 'en', openLoopback)
