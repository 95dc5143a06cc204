/** Validators of the requests that look for a node. */
import { z } from 'zod'

export const nodeFindSchemas = { 'node.find': z.strictObject({}) }
