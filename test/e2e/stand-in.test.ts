import { activityScenario } from './activity-scenario.ts'
import { DOORS } from './doors.ts'
import { journeyScenario } from './journey-scenario.ts'
import { portfolioScenario } from './portfolio-scenario.ts'

const { door, open, axe } = DOORS[1]

portfolioScenario(door, open, axe)
activityScenario(door, open, axe)
journeyScenario(door, 'zh-CN', open)
