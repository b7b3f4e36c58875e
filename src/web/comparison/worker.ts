import type { SendableAnalysis } from '../../verification/index.js';
import type { ComparisonOutcome } from './comparison-outcome.js';
import { answerAnalysis, type AnalysisJob } from './sound-analysis.js';
import { answerComparison, type ComparisonJob } from './sound-comparison.js';
import { answerJobs } from './worker-call.js';

type Job = AnalysisJob | ComparisonJob;
type Answer = SendableAnalysis | ComparisonOutcome | undefined;

// One script for both kinds of worker: they share most of their code.
answerJobs<Job, Answer>((job, note) =>
  job.task === 'analysis' ? answerAnalysis(job, note) : answerComparison(job, note),
);
