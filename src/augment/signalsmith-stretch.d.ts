// The package has no types. It is loaded for its side effect alone: it registers an audio worklet processor.
declare module 'signalsmith-stretch';
