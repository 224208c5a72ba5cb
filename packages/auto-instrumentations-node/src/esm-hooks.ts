import { register as registerAsync } from 'node:module';

import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

export interface EsmHooksDeps {
  readonly supportsSyncHooks: () => boolean;
  readonly register: typeof register;
  readonly registerAsync: typeof registerAsync;
}

/**
 * Lets instrumentations see the named modules where the application imports them as ESM.
 *
 * The hooks run on the thread of the application. Releases of Node 22 and 24 whose hooks cannot do
 * that yet get the ones that run on a thread of their own; on Node 26 those would warn at every start.
 */
export function installEsmHooks(
  modules: readonly string[],
  deps: EsmHooksDeps = { supportsSyncHooks, register, registerAsync },
): void {
  const include = [...modules];
  if (deps.supportsSyncHooks()) deps.register({ include });
  else deps.registerAsync('import-in-the-middle/hook.mjs', import.meta.url, { data: { include } });
}
