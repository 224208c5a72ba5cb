import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';

import type { Action, ActionAnswer, Host } from '../component.ts';
import { sendJson } from '../http-server.ts';

/** Bytes of the body of an action at most: it is a sentence or two. */
const BODY_BYTES_MAX = 64 * 1024;
const PREFIX = '/v1/';

/** A path that some component has an action for, with what it names. */
export interface Route {
  readonly path: string;
  readonly targets: readonly {
    readonly action: Action;
    readonly parameters: Readonly<Record<string, string>>;
  }[];
}

/** The actions of all components that are meant by a path; nothing where there is none. */
export function routeOf(path: string, host: Host): Route | undefined {
  if (!path.startsWith(PREFIX)) return undefined;
  const segments = path.slice(PREFIX.length).split('/');
  const targets = host
    .components()
    .flatMap(({ component }) => component.actions ?? [])
    .flatMap((action) => {
      const parameters = parametersOf(action.path.split('/'), segments);
      return parameters === undefined ? [] : [{ action, parameters }];
    });
  return targets.length === 0 ? undefined : { path, targets };
}

function parametersOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] as string;
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
}

/** Runs the action of the first component that knows what the path names. */
export async function answerAction(
  request: IncomingMessage,
  response: ServerResponse,
  route: Route,
): Promise<void> {
  const { status, body } = await answerOf(request, route);
  sendJson(response, status, body);
}

async function answerOf(request: IncomingMessage, { path, targets }: Route): Promise<ActionAnswer> {
  if (isForeign(request)) {
    request.resume();
    return problem(403, 'pages of other sites may not act here');
  }
  const text = await readText(request);
  if (text === undefined) return problem(413, `the body has more than ${BODY_BYTES_MAX} bytes`);
  let body: unknown;
  try {
    body = text.trim() === '' ? undefined : JSON.parse(text);
  } catch (error) {
    return problem(400, `the body is not JSON: ${(error as Error).message}`);
  }
  for (const { action, parameters } of targets) {
    const answer = action.run({ parameters, body });
    if (answer !== undefined) return answer;
  }
  return problem(404, `nothing is known of ${path}`);
}

function problem(status: number, error: string): ActionAnswer {
  return { status, body: { error } };
}

/**
 * A browser says which page asks; anything else says nothing. A page of this server is at an address, or at
 * `localhost`: another name may have been made to point here by whoever serves the page.
 */
function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return false;
  const page = URL.parse(origin);
  if (page === null || page.host !== host) return true;
  const name = page.hostname.replace(/^\[(.*)\]$/, '$1');
  return name !== 'localhost' && isIP(name) === 0;
}

/** The body as text; nothing where it is too long. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What comes beyond is read and thrown away, so that the answer is heard.
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return bytes > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks).toString('utf8');
}
