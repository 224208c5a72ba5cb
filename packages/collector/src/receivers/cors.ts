/** Cross-origin requests of browsers, as https://fetch.spec.whatwg.org/#http-cors-protocol has them. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { CorsConfig } from './otlp-config.ts';

export interface Cors {
  /** Sets the headers that let the page of an allowed origin read the answer. */
  allow(request: IncomingMessage, response: ServerResponse): void;
  /** Answers the question that a browser asks before it sends; false where the request is none. */
  answerPreflight(request: IncomingMessage, response: ServerResponse): boolean;
}

const ALWAYS_ALLOWED = ['origin', 'accept', 'content-type', 'x-requested-with'];
const ORIGIN_LENGTH_MAX = 1_024;

export function createCors(config: CorsConfig): Cors {
  const { allowed_origins: origins, allowed_headers: headers, max_age: maxAge } = config;
  const patterns = origins.map((origin) => toParts(origin));
  const allowed = new Set([...ALWAYS_ALLOWED, ...headers.map((name) => name.toLowerCase())]);

  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined &&
    origin.length <= ORIGIN_LENGTH_MAX &&
    patterns.some((parts) => matches(origin.toLowerCase(), parts));

  function allow(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    response.setHeader('vary', 'Origin');
    if (!isAllowed(origin)) return;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    // Without it a page could not see when to send again.
    response.setHeader('access-control-expose-headers', 'retry-after');
  }

  return {
    allow,
    answerPreflight(request, response) {
      const { 'access-control-request-method': method, origin } = request.headers;
      if (request.method !== 'OPTIONS' || method === undefined || origin === undefined)
        return false;
      allow(request, response);
      response.setHeader(
        'vary',
        'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
      );
      const asked = namesIn(request.headers['access-control-request-headers']);
      const fits = allowed.has('*') || asked.every((name) => allowed.has(name));
      if (isAllowed(origin) && method === 'POST' && fits) {
        response.setHeader('access-control-allow-methods', 'POST');
        if (asked.length > 0) response.setHeader('access-control-allow-headers', asked.join(', '));
        if (maxAge > 0) response.setHeader('access-control-max-age', maxAge);
      }
      // A browser reads a refusal from the headers that are not there.
      response.writeHead(204).end();
      return true;
    },
  };
}

function namesIn(header: string | undefined): string[] {
  const names = (header ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '');
}

/** What stands between the asterisks of a pattern. */
function toParts(pattern: string): readonly string[] {
  return pattern.toLowerCase().split('*');
}

/** Whether the parts follow each other in the text, the first at its start and the last at its end. */
function matches(text: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  if (!text.startsWith(first)) return false;
  const last = others.pop();
  if (last === undefined) return text === first;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
