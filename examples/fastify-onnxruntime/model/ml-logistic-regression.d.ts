declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  /** The part of the library we use; it ships no types. */
  class LogisticRegression {
    /** One per class; `weights` (1 x columns) give the log-odds of NOT being that class. */
    readonly classifiers: readonly { readonly weights: Matrix }[];

    constructor(options: { readonly numSteps: number; readonly learningRate: number });
    train(rows: Matrix, classIndexes: Matrix): void;
  }

  export = LogisticRegression;
}
