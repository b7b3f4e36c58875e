import { answerUndo, type UndoJob } from '../playback/sound-undoing.js';
import { answerAnalysis, type AnalysisJob } from './sound-analysis.js';
import { answerComparison, answerReport, type ComparisonJob, type ReportJob } from './sound-comparison.js';
import { answerJobs } from './worker-call.js';

// One script for all kinds of worker: they share most of their code.
answerJobs<AnalysisJob | ComparisonJob | ReportJob | UndoJob, unknown>((job, note) => {
  switch (job.task) {
    case 'analysis':
      return answerAnalysis(job, note);
    case 'comparison':
      return answerComparison(job, note);
    case 'report':
      return answerReport(job);
    case 'undo':
      return answerUndo(job);
  }
});
