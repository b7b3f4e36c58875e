import type { Catalogue } from '../language/catalogue.js';
import type { FigureCaption, MatchCaption } from '../language/figure-texts.js';
import { alignedSpectrograms } from '../pictures/aligned-spectrograms.js';
import { matchedWaveforms } from '../pictures/matched-waveforms.js';
import { similarityMatrix } from '../pictures/similarity-matrix.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';

/** What the two recordings look like, and where they run together. */
export function pictureBlocks({ examination, manifest }: ReportInput, words: Catalogue): Block[] {
  const { comparison, reference, candidate } = examination;
  const { segments } = comparison;
  const { waveforms, spectrograms, similarity } = words.figures;
  const outline = ({ embedding, envelope }: typeof reference) => ({
    durationSeconds: embedding.durationSeconds,
    ...(envelope !== undefined && { envelope }),
  });
  const waveformInput = { reference: outline(reference), candidate: outline(candidate), segments };
  const spectrogramInput = {
    reference: reference.plane,
    candidate: candidate.plane,
    segments,
    config: manifest.features.constantQ,
  };
  const similarityInput = { reference: reference.embedding, candidate: candidate.embedding, segments };
  const captionOf = (texts: MatchCaption): FigureCaption => {
    const { caption, alternative } = segments.length > 0 ? texts : texts.notAligned;
    return { caption, alternative };
  };
  return [
    { kind: 'figure', ...captionOf(waveforms), svg: matchedWaveforms(waveformInput, words) },
    { kind: 'figure', ...captionOf(spectrograms), svg: alignedSpectrograms(spectrogramInput, words) },
    { kind: 'figure', ...captionOf(similarity), svg: similarityMatrix(similarityInput, words) },
  ];
}
