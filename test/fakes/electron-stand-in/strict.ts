/** Makes reading a member that the stand-in lacks an error, instead of a silent `undefined`. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, member, receiver) {
      if (typeof member === 'symbol' || member === 'then' || member in object) {
        return Reflect.get(object, member, receiver) as unknown
      }
      throw new Error(`the stand-in for electron has no ${name}.${member}`)
    },
  })
}
