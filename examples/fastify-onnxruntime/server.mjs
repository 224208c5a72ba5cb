import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import Fastify from 'fastify';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** In the order of the columns the model was trained on. */
const FEATURES = ['temp_max', 'temp_min', 'wind', 'month'];

const modelPath =
  process.env.MODEL ?? fileURLToPath(new URL('build/weather.onnx', import.meta.url));

/** A feature may be null or absent: a sensor that did not report is not an error of the caller. */
const predictSchema = {
  body: {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(FEATURES.map((name) => [name, { type: ['number', 'null'] }])),
  },
  response: {
    200: {
      type: 'object',
      properties: { label: { type: 'string' }, probability: { type: 'number' } },
    },
  },
};

/** A Fastify server that answers with `session`. */
function createServer(session) {
  // The defaults would turn the string '12' into 12 and drop misspelt features without a word.
  const app = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });

  app.route({
    method: 'POST',
    url: '/predict',
    schema: predictSchema,
    handler: async (request) => {
      const row = Float32Array.from(FEATURES, (name) => request.body[name] ?? Number.NaN);
      const { label, probabilities } = await session.run({
        X: new Tensor('float32', row, [1, FEATURES.length]),
      });
      // The classes are ordered no_rain, rain.
      return { label: label.data[0], probability: probabilities.data[1] };
    },
  });

  app.route({ method: 'GET', url: '/health', handler: () => ({ status: 'ok' }) });
  return app;
}

if (existsSync(modelPath)) {
  const app = createServer(await InferenceSession.create(modelPath));
  const address = await app.listen({
    host: process.env.HOST ?? '127.0.0.1',
    port: Number(process.env.PORT ?? 3000),
  });
  // Requests under way are answered first; the process ends when nothing is left to do.
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void app.close());
  process.stdout.write(`listening on ${address}\n`);
} else {
  process.stderr.write(
    `no model at ${modelPath}: run npm run build -w examples/fastify-onnxruntime, or set MODEL\n`,
  );
  process.exitCode = 1;
}
