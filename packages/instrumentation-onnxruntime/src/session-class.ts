/** The part of `InferenceSession` that is instrumented; only its shape is relied on. */
export interface SessionClass {
  create: Method;
  readonly prototype: { run: Method };
}

export type Method = (...args: unknown[]) => unknown;

/** What happens around the methods of a session class. Both must call `original` exactly once. */
export interface SessionHooks {
  isEnabled(): boolean;
  create(original: Method, sessionClass: unknown, args: unknown[]): unknown;
  run(original: Method, session: object, args: unknown[]): unknown;
}

/** Mutable, so that another instrumentation may take over when the first one was disabled. */
interface Slot {
  hooks: SessionHooks;
}

/**
 * Shared by all copies of this package in a process: a class is wrapped once, however many
 * instrumentations meet it, and through however many of its module names.
 */
const SLOT = Symbol.for('marigraph.instrumentation-onnxruntime.hooks.v1');

/** The session class among the exports of an `onnxruntime-*` module, of its ESM or its CommonJS form. */
export function findSessionClass(moduleExports: unknown): SessionClass | undefined {
  const candidates = [moduleExports, property(moduleExports, 'default')];
  for (const candidate of candidates) {
    const sessionClass = property(candidate, 'InferenceSession');
    if (isSessionClass(sessionClass)) return sessionClass;
  }
  return undefined;
}

/**
 * Wraps `create` and `prototype.run` of the class in place; its exports are getters that cannot be replaced.
 *
 * @returns Whether these hooks are the ones that are called from now on.
 */
export function patchSessionClass(sessionClass: SessionClass, hooks: SessionHooks): boolean {
  const { prototype } = sessionClass;
  const existing = Object.hasOwn(prototype, SLOT)
    ? (prototype as { [SLOT]?: Slot })[SLOT]
    : undefined;
  if (existing !== undefined) {
    if (!existing.hooks.isEnabled()) existing.hooks = hooks;
    return existing.hooks === hooks;
  }

  const slot: Slot = { hooks };
  Object.defineProperty(prototype, SLOT, { value: slot });
  const { create } = sessionClass;
  replace(sessionClass, 'create', create, function (this: unknown, ...args): unknown {
    return slot.hooks.create(create, this, args);
  });
  const { run } = prototype;
  replace(prototype, 'run', run, function (this: unknown, ...args): unknown {
    return slot.hooks.run(run, this as object, args);
  });
  return true;
}

function replace(target: object, name: string, original: Method, wrapper: Method): void {
  Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true });
  Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
  Object.defineProperty(target, name, {
    value: wrapper,
    writable: true,
    configurable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(target, name),
  });
}

function isSessionClass(value: unknown): value is SessionClass {
  return (
    typeof value === 'function' &&
    typeof property(value, 'create') === 'function' &&
    typeof property(property(value, 'prototype'), 'run') === 'function'
  );
}

function property(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return undefined;
  }
  return (value as Record<string, unknown>)[name];
}
