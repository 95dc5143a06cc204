/** What a page needs before its scripts run: the built preload script, over `electron` as a preload sees it. */

/** The binding that carries the preload's calls to the test. */
export const BINDING = 'standInElectron'
/** Where events for the preload arrive. Hidden from enumeration; Electron has nothing like it. */
export const RECEIVER = '__standInReceive'

/** The init script: runs in the main frame alone, as preloads do, and offers no module but `electron`. */
export function preloadScript(preloadSource: string): string {
  return `(() => {
    if (window !== window.top) return;
    const ask = window.${BINDING};
    delete window.${BINDING};
    const listeners = new Map();
    Object.defineProperty(window, '${RECEIVER}', { value: (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) listener({ senderId: 0 }, ...structuredClone(args));
    } });
    const exposed = (value) => {
      if (typeof value === 'function') return (...args) => value(...args);
      if (typeof value !== 'object' || value === null) return value;
      const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, exposed(part)]));
      return Object.freeze(copy);
    };
    const strict = (name, target) => new Proxy(target, { get(object, member) {
      if (typeof member === 'symbol' || member in object) return object[member];
      throw new Error('the stand-in for electron has no ' + name + '.' + member);
    } });
    const of = (channel) => listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel);
    const electron = strict('electron', {
      contextBridge: strict('contextBridge', {
        exposeInMainWorld: (name, api) =>
          Object.defineProperty(window, name, { value: exposed(api), enumerable: true }),
      }),
      ipcRenderer: strict('ipcRenderer', {
        invoke: async (channel, ...args) => {
          const { value, error } = await ask('invoke', channel, structuredClone(args));
          if (error !== undefined) throw new Error("Error invoking remote method '" + channel + "': " + error);
          return value;
        },
        send: (channel, ...args) => void ask('message', channel, structuredClone(args)),
        on: (channel, listener) => void of(channel).add(listener),
        off: (channel, listener) => void of(channel).delete(listener),
      }),
    });
    const require = (name) => {
      if (name === 'electron') return electron;
      throw new Error('a sandboxed preload cannot load ' + name);
    };
    ((require, module, exports) => {${preloadSource}\n})(require, { exports: {} }, {});
  })();`
}
