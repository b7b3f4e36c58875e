import { ConstantQPlane, PackedPlane } from '../features/index.js';
import type { AnalysedFile } from './analyse-file.js';

/** An analysed file in a form that can be sent between threads; classes do not survive that. */
export type SendableAnalysis = Pick<AnalysedFile, 'facts' | 'variety' | 'warnings'> & {
  readonly embedding: AnalysedFile['analysis']['embedding'];
  readonly bands: AnalysedFile['analysis']['bands'];
  readonly excerpts: AnalysedFile['analysis']['excerpts'];
  readonly envelope: AnalysedFile['analysis']['envelope'];
  readonly bins: number;
  readonly packs: readonly {
    readonly halves: Uint16Array;
    readonly bins: number;
    readonly frames: number;
    readonly scale: number;
  }[];
};

/** What to send, and the memory that may be handed over with it. */
export function sendableAnalysis({ facts, variety, warnings, analysis }: AnalysedFile): {
  readonly message: SendableAnalysis;
  readonly transfer: readonly ArrayBuffer[];
} {
  const { bins, packs } = analysis.plane;
  return {
    message: {
      facts,
      variety,
      warnings,
      embedding: analysis.embedding,
      bands: analysis.bands,
      excerpts: analysis.excerpts,
      envelope: analysis.envelope,
      bins,
      packs: packs.map(({ halves, frames, scale }) => ({ halves, bins, frames, scale })),
    },
    transfer: [
      ...packs.map(({ halves }) => halves.buffer as ArrayBuffer),
      ...(analysis.excerpts ?? []).map(({ samples }) => samples.buffer as ArrayBuffer),
    ],
  };
}

/** The analysed file that was sent. */
export function receivedAnalysis(message: SendableAnalysis): AnalysedFile {
  const { facts, variety, warnings, embedding, bands, excerpts, envelope, bins, packs } = message;
  const plane = new PackedPlane(
    bins,
    packs.map((pack) => new ConstantQPlane(pack)),
  );
  const analysis = {
    embedding,
    plane,
    ...(bands !== undefined && { bands }),
    ...(excerpts !== undefined && { excerpts }),
    ...(envelope !== undefined && { envelope }),
  };
  return { facts, variety, warnings, analysis };
}
