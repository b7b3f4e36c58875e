/** Why an operation could not be done; decides exit code and HTTP status. */
export type ErrorKind =
  | 'invalid-input'
  | 'unsupported'
  | 'malformed'
  | 'limit'
  | 'incompatible'
  | 'io'
  | 'unauthorised'
  | 'forbidden'
  | 'not-found'
  | 'too-many'
  | 'unavailable';

interface ErrorEntry {
  readonly kind: ErrorKind;
  /** What happened, in one sentence for the documentation. */
  readonly meaning: string;
  /** What the user can do about it. */
  readonly remedy: string;
}

/**
 * Every error the project can raise. `docs/errors.md` is generated from this table (`npm run docs:errors`) and a
 * test compares the two.
 */
export const ERROR_CODES = {
  USAGE: {
    kind: 'invalid-input',
    meaning: 'The command line has an unknown command, option or value.',
    remedy: 'Run the command with --help; it lists every option with examples.',
  },
  FILE_NOT_FOUND: {
    kind: 'invalid-input',
    meaning: 'A named file or folder does not exist.',
    remedy: 'Check the spelling of the path and the folder that the command runs in.',
  },
  FILE_NAME_INVALID: {
    kind: 'invalid-input',
    meaning:
      'The name of a file, or of a folder above it, has bytes that are not UTF-8, so that it cannot be opened.',
    remedy: 'Rename it with `mv` or a file manager; `convmv` renames many at once.',
  },
  NOT_A_FILE: {
    kind: 'invalid-input',
    meaning: 'A folder, device or socket was named where a file is needed.',
    remedy: 'Name one recording.',
  },
  NOT_A_FOLDER: {
    kind: 'invalid-input',
    meaning: 'A file was named where a folder is needed.',
    remedy: 'Name a folder.',
  },
  FILE_UNREADABLE: {
    kind: 'io',
    meaning: 'The operating system refused to read a file.',
    remedy: 'Check the permissions and that the disk or network share is present.',
  },
  FILE_UNWRITABLE: {
    kind: 'io',
    meaning: 'A result could not be written: no permission, a full disk, or a missing folder.',
    remedy: 'Free space or choose another place; nothing half-written was left behind.',
  },
  AUDIO_EMPTY: {
    kind: 'invalid-input',
    meaning: 'The file has no bytes.',
    remedy: 'Copy or export the recording again.',
  },
  AUDIO_MALFORMED: {
    kind: 'malformed',
    meaning: 'The file is not audio, or is damaged so that no sound can be decoded.',
    remedy: 'Check that it plays elsewhere; convert it to WAV or FLAC if it does.',
  },
  AUDIO_UNSUPPORTED: {
    kind: 'unsupported',
    meaning: 'The container is recognised, but its sound is in a codec that is not supported.',
    remedy: 'Convert the recording to WAV or FLAC with another program.',
  },
  AUDIO_NO_SOUND_TRACK: {
    kind: 'invalid-input',
    meaning: 'The file holds no audio stream (a video without sound, or a picture).',
    remedy: 'Name a file with sound.',
  },
  AUDIO_TOO_SHORT: {
    kind: 'invalid-input',
    meaning: 'The recording is shorter than the shortest fragment that the model admits.',
    remedy: 'Use a longer recording, or a model with shorter fragments.',
  },
  AUDIO_TOO_LONG: {
    kind: 'limit',
    meaning: 'The recording is longer, or its file larger, than can be compared here.',
    remedy: 'Compare a part of it, or use the command line, which takes recordings of any length.',
  },
  AUDIO_SILENT: {
    kind: 'invalid-input',
    meaning: 'The recording has no sound above digital silence, so there is nothing to compare.',
    remedy: 'Check the channel and the level of the recording.',
  },
  AUDIO_NOT_FINITE: {
    kind: 'malformed',
    meaning: 'The samples contain NaN or infinity.',
    remedy: 'Export the recording again; floating-point files can carry such values after a faulty effect.',
  },
  CQT_ABOVE_NYQUIST: {
    kind: 'invalid-input',
    meaning: 'The highest constant-Q bin lies at or above half the sample rate.',
    remedy: 'Lower the number of bins or the lowest frequency, or raise the sample rate.',
  },
  SETTING_OUT_OF_RANGE: {
    kind: 'invalid-input',
    meaning: 'A setting lies outside its documented range.',
    remedy: 'The message names the setting and the range.',
  },
  MODEL_NOT_FOUND: {
    kind: 'invalid-input',
    meaning: 'No shipped model has this name, and no model lies at this path.',
    remedy: 'Name one of the models that `doppelton models` lists, or the folder of a model.',
  },
  MODEL_MALFORMED: {
    kind: 'malformed',
    meaning: 'A model manifest or weights file cannot be read as such.',
    remedy: 'Restore the model folder from its source.',
  },
  MODEL_INCOMPATIBLE: {
    kind: 'incompatible',
    meaning: 'Weights do not belong to this manifest or network: hash, names or shapes differ.',
    remedy:
      'Use weights and manifest of one and the same model; record figures only of recordings that it was not calibrated on.',
  },
  MODEL_NOT_CALIBRATED: {
    kind: 'unsupported',
    meaning: 'A model comes without the calibration that weighs what it finds in a library.',
    remedy:
      'Use a model that has one (the default), or fit one with `doppelton evaluate --protocol collage --calibrate` and name the file with --calibration.',
  },
  CALIBRATION_UNFIT: {
    kind: 'invalid-input',
    meaning:
      'The file that was named as calibration cannot be read, is none, is one for another purpose, or was fitted to another model.',
    remedy:
      'Name what was fitted to the model at hand: a search.json (from `doppelton evaluate --protocol collage --calibrate`) for searches, an evidence.json (from `doppelton evaluate --calibrate`) for comparisons; or leave --calibration out.',
  },
  CHECKPOINT_INCOMPATIBLE: {
    kind: 'incompatible',
    meaning: 'A checkpoint was written by another recipe or network.',
    remedy: 'Resume with the recipe that wrote it, or start in another folder.',
  },
  TRAINING_DIVERGED: {
    kind: 'invalid-input',
    meaning: 'The loss of a training run became infinite or not a number.',
    remedy: 'Lower the learning rate; the last checkpoint is from before.',
  },
  RECIPE_INVALID: {
    kind: 'invalid-input',
    meaning: 'A training recipe has an unknown key or a value out of range.',
    remedy: 'The message names the place in the file and what is expected there.',
  },
  CORPUS_EMPTY: {
    kind: 'invalid-input',
    meaning: 'A corpus has no usable recording (or too few) for what was asked.',
    remedy: 'Check the folder and the split; the listing names the files that were skipped, and why.',
  },
  RECORDINGS_NOT_FOUND: {
    kind: 'invalid-input',
    meaning: 'The folders that were named hold no recording.',
    remedy:
      'Name other folders, or the files themselves: of a folder, at any depth, only what is called or begins like audio is taken; a file that is named is taken whatever it is called.',
  },
  CORPUS_MALFORMED: {
    kind: 'malformed',
    meaning: 'A corpus description (tracks.csv, manifest, split file) cannot be read.',
    remedy: 'Restore the file from its publisher; the message names line and column.',
  },
  PROGRAM_MISSING: {
    kind: 'unsupported',
    meaning: 'A program of the operating system that this command runs is not installed.',
    remedy:
      "Install it: a device is listened to through ffmpeg; fetching Debian's recordings takes apt-get, dpkg-deb and tar.",
  },
  DOWNLOAD_FAILED: {
    kind: 'io',
    meaning: 'Packages could not be downloaded, or do not hold what they should.',
    remedy:
      'Check the network and run `apt-get update`, then the same command again: it goes on where it stopped.',
  },
  STREAM_UNAVAILABLE: {
    kind: 'io',
    meaning: 'A stream or device that is to be listened to does not answer, refuses, or sends no sound.',
    remedy:
      'Check that a player plays it, or what the program before the pipe says; a stream or device that has sounded once is tried again until it does.',
  },
  STREAM_NOT_SOUND: {
    kind: 'invalid-input',
    meaning: 'What is to be listened to is a playlist that cannot be followed, or a web page.',
    remedy:
      'Name the address of the stream itself, which the playlist or the source of the page holds; HLS and the like go through a pipe: ffmpeg -i ADDRESS -f wav - | doppelton monitor -',
  },
  LIBRARY_NOT_FOUND: {
    kind: 'invalid-input',
    meaning: 'There is no library at this place.',
    remedy: 'Check --library; `doppelton library add` makes a library where there is none.',
  },
  LIBRARY_INCOMPATIBLE: {
    kind: 'incompatible',
    meaning: 'A library was made with another model or with other settings.',
    remedy:
      'Name the model that made it with --model, or build it anew from its files with `doppelton library rebuild`.',
  },
  LIBRARY_NEWER: {
    kind: 'incompatible',
    meaning: 'A library has a format that this version does not know, as a later one writes it.',
    remedy:
      'Use the version that wrote it, or a later one; or make a new library at another place from the recordings, with `doppelton library add`. `library rebuild` cannot read it either.',
  },
  LIBRARY_DAMAGED: {
    kind: 'malformed',
    meaning: 'A part of a library is missing or cannot be read, as after an interrupted copy.',
    remedy:
      'Copy it again. `doppelton library verify` names damaged recordings: remove them and add their files again.',
  },
  LIBRARY_UNAVAILABLE: {
    kind: 'io',
    meaning:
      'A library cannot be reached or written: the database does not answer, the disk is full or read-only.',
    remedy:
      'Mend the cause and run the same command again: what was acknowledged is kept, the rest is done then.',
  },
  TRIALS_INVALID: {
    kind: 'invalid-input',
    meaning:
      'A list of trials lacks a column, has an unknown label, has trials of one kind only, or too few to calibrate with.',
    remedy:
      'Give columns reference, candidate and label (1 or 0), with at least one trial of each label; to calibrate, 20 of each, of many recordings.',
  },
  REQUEST_INVALID: {
    kind: 'invalid-input',
    meaning:
      'A request to the service has a part, a parameter or a value that it should not have, or lacks one.',
    remedy: 'The message names the place; GET /api/ describes every request.',
  },
  UPLOAD_UNSUPPORTED: {
    kind: 'unsupported',
    meaning: 'The body of an upload is not of the type multipart/form-data.',
    remedy: 'Send the files as parts of a form, as `curl --form reference=@FILE` does.',
  },
  UPLOAD_INCOMPLETE: {
    kind: 'malformed',
    meaning: 'An upload broke off, or its parts cannot be told apart.',
    remedy: 'Send it again; nothing of it was kept.',
  },
  UPLOAD_TOO_LARGE: {
    kind: 'limit',
    meaning: 'An uploaded file has more bytes than this service takes.',
    remedy: 'Send it in a lossy format, or start the service with a larger --max-file-size.',
  },
  WORKER_LIMIT: {
    kind: 'limit',
    meaning: 'A job took more time or memory than one may take, and was ended.',
    remedy: 'Send shorter recordings; a damaged file may be converted to FLAC first.',
  },
  WORKER_ENDED: {
    kind: 'io',
    meaning: 'The process that did a job ended before it had an answer.',
    remedy: 'Send the job again; when the same file does it again, convert it to FLAC and report it.',
  },
  KEY_REJECTED: {
    kind: 'unauthorised',
    meaning: 'A request to the service carries no API key, or one that it does not know.',
    remedy: 'Send `Authorization: Bearer KEY` with a key of `doppelton keys new`.',
  },
  ORIGIN_REJECTED: {
    kind: 'forbidden',
    meaning:
      'A request comes from the page of another site, or names a host that this service does not go by.',
    remedy: 'Use the address that the service printed when it started.',
  },
  ROUTE_NOT_FOUND: {
    kind: 'not-found',
    meaning: 'The service has nothing at this path, or not for this method.',
    remedy: 'GET /api/ lists every path.',
  },
  JOB_NOT_FOUND: {
    kind: 'not-found',
    meaning: 'There is no job of this number, or it was finished so long ago that it was removed.',
    remedy: 'Fetch results soon after they are there, or start the service with a longer --keep.',
  },
  RESULT_OUTDATED: {
    kind: 'incompatible',
    meaning: 'A job was finished by another version of the service, which said its result in another form.',
    remedy: 'Send the job again.',
  },
  LIBRARY_NOT_SERVED: {
    kind: 'not-found',
    meaning: 'The service has no library to list, search or add to.',
    remedy: 'Start it with `doppelton serve --library FOLDER`.',
  },
  RECORDING_NOT_FOUND: {
    kind: 'not-found',
    meaning: 'The library holds no recording of this id or path.',
    remedy:
      '`doppelton library list` (of a service GET /api/v1/library/recordings) lists those that it holds; of an id the first 8 digits and more will do.',
  },
  RECORDING_UNPLAYABLE: {
    kind: 'not-found',
    meaning: 'The library knows a recording, but its file was moved, deleted or replaced.',
    remedy: 'Put the file back where it was, or remove the recording and add it again.',
  },
  LIBRARY_FULL: {
    kind: 'limit',
    meaning: 'The service keeps as many bytes of uploaded recordings as it may.',
    remedy: 'Remove recordings, or start the service with a larger --max-kept.',
  },
  RATE_LIMITED: {
    kind: 'too-many',
    meaning: 'One client has sent more requests than it may in this time.',
    remedy: 'Wait as long as the header Retry-After says.',
  },
  TOO_MANY_JOBS: {
    kind: 'too-many',
    meaning: 'One client has as many jobs waiting or running as it may have.',
    remedy: 'Wait until one of them has ended.',
  },
  QUEUE_FULL: {
    kind: 'unavailable',
    meaning: 'As many jobs are waiting as the service takes.',
    remedy: 'Wait as long as the header Retry-After says, and send it again.',
  },
  SERVICE_STOPPING: {
    kind: 'unavailable',
    meaning: 'The service is being stopped and takes no new work.',
    remedy: 'Send it again in a minute.',
  },
  KEYS_REQUIRED: {
    kind: 'invalid-input',
    meaning: 'Without API keys the service answers on this machine alone.',
    remedy: 'Make a key with `doppelton keys new --keys FILE` and start the service with --keys FILE.',
  },
  KEYS_MALFORMED: {
    kind: 'malformed',
    meaning: 'A file of API keys cannot be read as such.',
    remedy: 'Restore it, or make new keys in a new file with `doppelton keys new`.',
  },
  ADDRESS_UNAVAILABLE: {
    kind: 'io',
    meaning: 'The service cannot listen at this address: it is taken, reserved, or not of this machine.',
    remedy: 'Choose another --port or --host.',
  },
  DATA_FOLDER_IN_USE: {
    kind: 'io',
    meaning: 'Another service that is running keeps its jobs in this folder.',
    remedy: 'Stop the other one, or name another folder with --data.',
  },
  DATA_FOLDER_OF_ANOTHER: {
    kind: 'invalid-input',
    meaning: 'A folder holds recordings and jobs that a service was sent for another library.',
    remedy:
      'Name another folder with --data; where the library has only been moved, delete the file `library` in that folder.',
  },
  RUNTIME_FAILED: {
    kind: 'io',
    meaning: 'The neural-network runtime could not load or run a graph.',
    remedy: 'Check memory and the installation (`npm ci`); run with --debug for the cause.',
  },
  INTERRUPTED: {
    kind: 'io',
    meaning: 'The work was stopped by the user; what was done is kept.',
    remedy: 'Run the same command again to go on.',
  },
  INTERNAL: {
    kind: 'io',
    meaning: 'A fault in the program itself.',
    remedy: 'Run again with --debug and report what it prints.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Exit codes of the command line: 0 match, 1 no match, 2 any error. */
export const EXIT_CODE_BY_KIND: Readonly<Record<ErrorKind, 2>> = {
  'invalid-input': 2,
  unsupported: 2,
  malformed: 2,
  limit: 2,
  incompatible: 2,
  io: 2,
  unauthorised: 2,
  forbidden: 2,
  'not-found': 2,
  'too-many': 2,
  unavailable: 2,
};

export const HTTP_STATUS_BY_KIND: Readonly<Record<ErrorKind, number>> = {
  'invalid-input': 400,
  unsupported: 415,
  malformed: 422,
  limit: 413,
  incompatible: 409,
  io: 500,
  unauthorised: 401,
  forbidden: 403,
  'not-found': 404,
  'too-many': 429,
  unavailable: 503,
};
