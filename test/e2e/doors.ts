/** The doors that every story of a person is played through. */
import { openLoopback } from './open-loopback.ts'
import { openStandIn } from './open-stand-in.ts'

/** `axe`: the page is the same behind each, so that what looks at it alone is done behind one. */
export const DOORS = [
  { door: 'in a browser through the loopback server', open: openLoopback, axe: true },
  { door: 'through the built main and preload bundles', open: openStandIn, axe: false },
] as const
