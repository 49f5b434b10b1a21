/** A response whose body was read to its end. */
export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check what a body contains.
  body: any;
}
