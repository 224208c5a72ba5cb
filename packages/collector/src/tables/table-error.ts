/** Why a table cannot be read as it was asked for. The message is for the person who typed it, without the file. */
export class TableError extends Error {
  override readonly name: string = 'TableError';
}
