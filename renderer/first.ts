/** Runs before all else of the page: reaches for the host, while the code that draws is still being read. */

import { chooseBridge } from './bridge/choose-bridge.ts'
import { askFirst } from './bridge/first-answers.ts'

/** The window's bridge; what is drawn first is on its way. */
export const bridge = askFirst(chooseBridge(window))
