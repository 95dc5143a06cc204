import { AppError } from '../../shared/errors.ts'
import type { NodeProblem } from '../../shared/node-problem.ts'
import type { Said } from '../../shared/said.ts'

/** The own node cannot be used right now. The message is safe to show: no body, no credential, no path of a secret. */
export class NodeError extends AppError {
  readonly problem: NodeProblem

  constructor(problem: NodeProblem, message: Said, options: { cause?: unknown } = {}) {
    super('node', message, { retryable: true, detail: { problem }, cause: options.cause })
    this.name = 'NodeError'
    this.problem = problem
  }
}
