/**
 * What a test of two samples looks for: any difference, `less` that the first tends to smaller
 * values than the second, `greater` that it tends to larger ones. As in scipy.
 */
export type Alternative = 'two-sided' | 'less' | 'greater';
