// oxlint-disable no-underscore-dangle -- Node names what it does not promise so

/** What a stream of `node:zlib` has inside: the binding that the synchronous functions use, and what it left over. */
export interface ZlibBinding {
  readonly _handle?: {
    reset(): void;
    writeSync(
      flush: number,
      ...args: [
        input: Uint8Array,
        inputOffset: number,
        inputLength: number,
        output: Uint8Array,
        outputOffset: number,
        outputLength: number,
      ]
    ): void;
  } | null;
  readonly _writeState?: Uint32Array;
}

/** Writes the whole of `input`, coded, to the start of `output`. */
export type CodeInto = (input: Uint8Array, output: Uint8Array) => number | undefined;

/**
 * The synchronous functions of Node allocate their result, and half a megabyte outside the heap for each request makes
 * the garbage collector the largest cost of a collector, and its memory a gigabyte (measured). Node has no public way
 * to code into a buffer of one's own, so this uses the binding behind them, where that is found to work.
 *
 * @param create Makes the stream whose binding is used, for one body after the other.
 * @param finish The flush value that ends a body.
 * @returns What answers how many bytes were written, or nothing where the ordinary way must be taken: in other versions
 * of Node, where `output` is too short by a byte or more, and where the input is not sound.
 */
export function createCodeInto(create: () => NodeJS.EventEmitter, finish: number): CodeInto {
  let stream: ZlibBinding | undefined;
  let isOpen = false;
  return (input, output) => {
    // Not before it is needed: it takes a quarter of a megabyte.
    if (!isOpen) stream = open(create);
    isOpen = true;
    const handle = stream?._handle;
    const left = stream?._writeState;
    if (handle === undefined || handle === null || left === undefined) return undefined;
    left.fill(0);
    handle.reset();
    handle.writeSync(finish, input, 0, input.length, output, 0, output.length);
    // An error closes the stream.
    if (stream?._handle !== handle) {
      isOpen = false;
      return undefined;
    }
    const [free = 0, unread = 0] = left;
    return free === 0 || unread > 0 ? undefined : output.length - free;
  };
}

/** A stream that is proven to work through its binding, or nothing. */
function open(create: () => NodeJS.EventEmitter): ZlibBinding | undefined {
  const stream = create();
  // The ordinary way says what is wrong with a body.
  stream.on('error', () => {});
  const opened = stream as unknown as ZlibBinding;
  if (!(opened._writeState instanceof Uint32Array)) return undefined;
  return typeof opened._handle?.writeSync === 'function' &&
    typeof opened._handle.reset === 'function'
    ? opened
    : undefined;
}
