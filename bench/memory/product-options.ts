/** Options of Node as the product runs with them, so that what is measured of memory is what a cluster sees. */
import { readFileSync } from 'node:fs';

/** Those of the image, and the heap limit that V8 chooses within the memory limit of the chart: half of it. */
export function productOptions(): readonly string[] {
  const options = /NODE_OPTIONS="([^"]*)"/.exec(read('Dockerfile'))?.[1];
  const limitGi = /limits: \{ memory: (\d+)Gi \}/.exec(read('charts/logdetector/values.yaml'))?.[1];
  if (options === undefined || limitGi === undefined) throw new Error('the image or the chart no longer says with what Node runs');
  return [...options.split(' '), `--max-old-space-size=${Number(limitGi) * 512}`];
}

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
