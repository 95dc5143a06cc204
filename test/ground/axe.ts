/** What axe finds on a page as it stands. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

/** All rules over the whole page, unless it says otherwise. */
export interface AxeOptions {
  /** Rules that are not asked. */
  readonly without?: readonly string[]
  /** The only rules that are asked. */
  readonly only?: readonly string[]
  /** The one place that is looked at. */
  readonly within?: string
}

/**
 * Each rule that is broken, with the first place of it: "rule: html".
 *
 * Legacy mode runs in the page itself: a page with trusted types takes no injected frame, and there are no frames of others.
 * Only what is broken is gathered, and the rules are brought into a page once.
 */
export async function violationsOf(page: Page, options: AxeOptions = {}): Promise<readonly string[]> {
  const { without = [], only, within } = options
  const there = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder(there ? { page, axeSource: '0' } : { page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .disableRules([...without])
  if (only !== undefined) axe.withRules([...only])
  if (within !== undefined) axe.include(within)
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
