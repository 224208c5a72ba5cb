import type { IncomingMessage, ServerResponse } from 'node:http';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Answers a scraper at `/metrics` with what `format` says, and everybody else with where that is. */
export function answerScrape(
  request: IncomingMessage,
  response: ServerResponse,
  format: () => string,
): void {
  // Nothing here takes a body; one that is sent is thrown away.
  request.resume();
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
    const status = path === '/metrics' ? 405 : 404;
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', allow: 'GET, HEAD' });
    response.end('GET /metrics\n');
    return;
  }
  const text = format();
  response.writeHead(200, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
