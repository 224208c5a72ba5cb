/**
 * A normal law of known variance about a mean that has a normal prior, and how often it changes.
 */
export interface RunPrior {
  readonly priorMean: number;
  readonly priorVariance: number;
  readonly dataVariance: number;
  readonly hazard: number;
}

/** Plain numbers and arrays, so that a detector can save and restore them. */
export type RunLengthMemory = {
  /** Values taken. */
  count: number;
  /** Slots in use. They stand in no order. */
  runs: number;
  /** How many values each run has taken in. */
  readonly lengths: Float64Array;
  /** Logarithms of what each run's probability is given the values so far. */
  readonly logProbabilities: Float64Array;
  /** Posterior mean of each run's mean. */
  readonly means: Float64Array;
};

/**
 * The posterior law of the number of values since the last change (Adams & MacKay 2007, algorithm
 * 1).
 *
 * Probabilities are logarithms and are normalised at each value, so nothing underflows. Once all
 * slots are taken the least probable run is forgotten.
 */
export class RunLengthPosterior {
  readonly memory: RunLengthMemory;
  readonly #prior: RunPrior;
  readonly #maximumRuns: number;
  readonly #logHazard: number;
  readonly #logSurvival: number;

  constructor(prior: RunPrior, maximumRuns: number) {
    this.#prior = prior;
    this.#maximumRuns = maximumRuns;
    this.#logHazard = Math.log(prior.hazard);
    this.#logSurvival = Math.log1p(-prior.hazard);
    this.memory = {
      count: 0,
      runs: 0,
      lengths: new Float64Array(maximumRuns),
      logProbabilities: new Float64Array(maximumRuns),
      means: new Float64Array(maximumRuns),
    };
  }

  /** Weighs each run by how well it foresaw the value, lets it grow, and begins a new one. */
  append(value: number): void {
    const { memory } = this;
    if (memory.count === 0) this.#begin(0);
    memory.count += 1;
    this.#grow(value, this.#weigh(value));
    this.#begin(this.#logHazard);
  }

  /** The length of the most probable run. */
  mostProbableLength(): number {
    return this.memory.lengths[this.#slotOfExtreme(1)]!;
  }

  /** The mean of the runs' means. */
  mean(): number {
    const { logProbabilities, means, runs } = this.memory;
    let sum = 0;
    let total = 0;
    for (let slot = 0; slot < runs; slot++) {
      const probability = Math.exp(logProbabilities[slot]!);
      sum += probability * means[slot]!;
      total += probability;
    }
    return sum / total;
  }

  /** Returns the logarithm of the sum of the weights. */
  #weigh(value: number): number {
    const { logProbabilities, lengths, means, runs } = this.memory;
    const { dataVariance } = this.#prior;
    let greatest = -Infinity;
    for (let slot = 0; slot < runs; slot++) {
      const variance = dataVariance + 1 / this.#precision(lengths[slot]!);
      const deviation = value - means[slot]!;
      // The density without the constant that is common to all runs.
      logProbabilities[slot]! -= (Math.log(variance) + (deviation * deviation) / variance) / 2;
      greatest = Math.max(greatest, logProbabilities[slot]!);
    }
    let sum = 0;
    for (let slot = 0; slot < runs; slot++) sum += Math.exp(logProbabilities[slot]! - greatest);
    return greatest + Math.log(sum);
  }

  #grow(value: number, logTotal: number): void {
    const { logProbabilities, lengths, means, runs } = this.memory;
    for (let slot = 0; slot < runs; slot++) {
      logProbabilities[slot]! += this.#logSurvival - logTotal;
      lengths[slot]! += 1;
      const gain = 1 / (this.#prior.dataVariance * this.#precision(lengths[slot]!));
      means[slot]! += (value - means[slot]!) * gain;
    }
  }

  #precision(length: number): number {
    return 1 / this.#prior.priorVariance + length / this.#prior.dataVariance;
  }

  #begin(logProbability: number): void {
    const { memory } = this;
    const slot = memory.runs < this.#maximumRuns ? memory.runs++ : this.#slotOfExtreme(-1);
    memory.lengths[slot] = 0;
    memory.means[slot] = this.#prior.priorMean;
    memory.logProbabilities[slot] = logProbability;
  }

  /** The most probable run for sign 1, the least probable for -1. */
  #slotOfExtreme(sign: 1 | -1): number {
    const { logProbabilities, runs } = this.memory;
    let found = 0;
    for (let slot = 1; slot < runs; slot++) {
      if (sign * logProbabilities[slot]! > sign * logProbabilities[found]!) found = slot;
    }
    return found;
  }
}
