/** The command line is wrong: exit 2. The message never repeats an argument's value: it may be a key or a password. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
