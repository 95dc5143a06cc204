/** Validators of the requests that make a login. */
import { z } from 'zod'
import { NODE_USER } from '../../../shared/ipc/node-login.ts'

export const nodeLoginSchemas = {
  'node.login': z.strictObject({ user: z.string().max(64).regex(NODE_USER) }),
}
