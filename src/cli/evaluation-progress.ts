import type { SurveyProgress } from '../platform/node/index.js';
import { createProgress, type Progress } from './progress.js';

/** One display a step, the next replacing the one before; a step that begins anew gets a new one. */
export function progressOfSteps(): { advance: SurveyProgress; done: () => void } {
  let current: { readonly step: string; readonly progress: Progress; left: number } | undefined;
  return {
    advance(step, amount, total, note) {
      if (current?.step !== step || current.left <= 0) {
        current?.progress.done();
        const progress = createProgress({ label: step, total, unit: UNITS[step] });
        current = { step, progress, left: total };
      }
      current.left -= amount;
      current.progress.advance(amount, note);
    },
    done() {
      current?.progress.done();
    },
  };
}

const UNITS = {
  surveying: 'recordings',
  trials: 'items',
  rendering: 'fragments',
  comparing: 'references',
  adding: 'recordings',
  searching: 'queries',
} as const;
