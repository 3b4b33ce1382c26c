/**
 * The kubeconfig of the Kubernetes client without its generated API: nobody here uses those two thousand classes, and they would hold 45 MB and take half a second of
 * every start. What the package's configuration needs of them it gets; where Node.js is too old to be told so, it gets all.
 */
import module from 'node:module';

/** Of `dist/gen/index.js`, all that `dist/config.js` imports. */
const needed = `export { createConfiguration } from './configuration.js'; export { ServerConfiguration } from './servers.js';`;
const whole = '/@kubernetes/client-node/dist/gen/index.js';
const mark = '?needed';

const hooks = module.registerHooks?.({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isAsked = resolved.url.endsWith(whole) && context.parentURL?.endsWith('/dist/config.js') === true;
    return isAsked ? { ...resolved, url: `${resolved.url}${mark}` } : resolved;
  },
  load: (url, context, next) =>
    url.endsWith(`${whole}${mark}`) ? { format: 'module', source: needed, shortCircuit: true } : next(url, context),
});
const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
hooks?.deregister();

export { KubeConfig };
