// Written from the service's OpenAPI document by `npm run client`; do not edit.

import {
  addressOf,
  sendForBlob,
  sendForJson,
  sendForNothing,
  sendForText,
  type CallOptions,
  type Connection,
} from './connection.js';
import { sendForEvents } from './server-sent-events.js';
import type {
  AdditionJob,
  ComparisonJob,
  DuplicatesJob,
  Health,
  Job,
  LibraryList,
  LibraryRecording,
  LibraryStats,
  SearchJob,
} from './service-types.js';

/** Whether the service answers at all. */
export function isLive(connection: Connection, options?: CallOptions): Promise<Health> {
  return sendForJson(connection, { method: 'GET', path: '/health/live' }, options);
}

/** Whether the service takes work. */
export function isReady(connection: Connection, options?: CallOptions): Promise<Health> {
  return sendForJson(connection, { method: 'GET', path: '/health/ready' }, options);
}

/** Figures of the service's work, in Prometheus' text format. */
export function getMetrics(connection: Connection, options?: CallOptions): Promise<string> {
  return sendForText(connection, { method: 'GET', path: '/metrics' }, options);
}

/** What {@link createComparison} is asked with. */
export interface CreateComparisonRequest {
  /** Seconds to wait for the result; 0 when not given. */
  readonly wait?: number;
  /** The recording to hold against; any common audio or video format. */
  readonly reference: Blob;
  /** The recording in question. */
  readonly candidate: Blob;
  /** A match scores above this; the model's own when not given. */
  readonly threshold?: number;
}

/** Compare two recordings. Tells whether the candidate is an altered copy of (a part of) the reference. The files are deleted when the job has ended. */
export function createComparison(
  connection: Connection,
  request: CreateComparisonRequest,
  options?: CallOptions,
): Promise<ComparisonJob> {
  return sendForJson(
    connection,
    {
      method: 'POST',
      path: '/api/v1/comparisons',
      query: { wait: request.wait },
      form: { reference: request.reference, candidate: request.candidate, threshold: request.threshold },
    },
    options,
  );
}

/** How large the library is, and what made it. */
export function getLibrary(connection: Connection, options?: CallOptions): Promise<LibraryStats> {
  return sendForJson(connection, { method: 'GET', path: '/api/v1/library' }, options);
}

/** What {@link listRecordings} is asked with. */
export interface ListRecordingsRequest {
  /** Recordings to pass over; 0 when not given. */
  readonly offset?: number;
  /** Recordings at most; 100 when not given. */
  readonly limit?: number;
}

/** The recordings of the library, piece by piece. */
export function listRecordings(
  connection: Connection,
  request: ListRecordingsRequest = {},
  options?: CallOptions,
): Promise<LibraryList> {
  return sendForJson(
    connection,
    {
      method: 'GET',
      path: '/api/v1/library/recordings',
      query: { offset: request.offset, limit: request.limit },
    },
    options,
  );
}

/** What {@link addRecording} is asked with. */
export interface AddRecordingRequest {
  /** Seconds to wait for the result; 0 when not given. */
  readonly wait?: number;
  /** Any common audio or video format. */
  readonly recording: Blob;
}

/** Put a recording into the library. What it takes to find the recording again is put into the library, and the file is kept to be played. A file that the library holds already is left as it is. */
export function addRecording(
  connection: Connection,
  request: AddRecordingRequest,
  options?: CallOptions,
): Promise<AdditionJob> {
  return sendForJson(
    connection,
    {
      method: 'POST',
      path: '/api/v1/library/recordings',
      query: { wait: request.wait },
      form: { recording: request.recording },
    },
    options,
  );
}

/** What {@link getRecording} is asked with. */
export interface GetRecordingRequest {
  /** SHA-256 of the recording's file. */
  readonly id: string;
}

/** A recording of the library. */
export function getRecording(
  connection: Connection,
  request: GetRecordingRequest,
  options?: CallOptions,
): Promise<LibraryRecording> {
  return sendForJson(
    connection,
    { method: 'GET', path: `/api/v1/library/recordings/${encodeURIComponent(request.id)}` },
    options,
  );
}

/** What {@link removeRecording} is asked with. */
export interface RemoveRecordingRequest {
  /** SHA-256 of the recording's file. */
  readonly id: string;
}

/** Take a recording out of the library. A file that was uploaded is deleted; one that lay elsewhere before stays. */
export function removeRecording(
  connection: Connection,
  request: RemoveRecordingRequest,
  options?: CallOptions,
): Promise<void> {
  return sendForNothing(
    connection,
    { method: 'DELETE', path: `/api/v1/library/recordings/${encodeURIComponent(request.id)}` },
    options,
  );
}

/** What {@link createSearch} is asked with. */
export interface CreateSearchRequest {
  /** Seconds to wait for the result; 0 when not given. */
  readonly wait?: number;
  /** A recording that may hold parts of recordings of the library, from 4 s up. */
  readonly query: Blob;
  /** Matches at most; all when not given. */
  readonly top?: number;
  /** Wanted false-alarm rate per query against the whole library; the model's own when not given. */
  readonly falseAlarmRatePerQuery?: number;
}

/** Find a recording, or parts of it, in the library. Every stretch of the query that is an altered copy of a stretch of one of the library's recordings. The query's file is deleted when the job has ended. */
export function createSearch(
  connection: Connection,
  request: CreateSearchRequest,
  options?: CallOptions,
): Promise<SearchJob> {
  return sendForJson(
    connection,
    {
      method: 'POST',
      path: '/api/v1/searches',
      query: { wait: request.wait },
      form: {
        query: request.query,
        top: request.top,
        falseAlarmRatePerQuery: request.falseAlarmRatePerQuery,
      },
    },
    options,
  );
}

/** What {@link findDuplicates} is asked with. */
export interface FindDuplicatesRequest {
  /** Seconds to wait for the result; 0 when not given. */
  readonly wait?: number;
  /** Wanted share of recordings that have nothing in common with any other and are joined to one all the same; the model's own when not given. */
  readonly falseAlarmRatePerRecording?: number;
}

/** Find which recordings of the library have something in common. Every recording is searched for in the library. What has something in common is a family; within one, files that hold one recording are named, and the best copy of them. */
export function findDuplicates(
  connection: Connection,
  request: FindDuplicatesRequest = {},
  options?: CallOptions,
): Promise<DuplicatesJob> {
  return sendForJson(
    connection,
    {
      method: 'POST',
      path: '/api/v1/library/duplicates',
      query: { wait: request.wait, falseAlarmRatePerRecording: request.falseAlarmRatePerRecording },
    },
    options,
  );
}

/** What {@link getJob} is asked with. */
export interface GetJobRequest {
  /** As the answer to the request that made the job says. */
  readonly id: string;
}

/** A job, with its result when it has ended. */
export function getJob(connection: Connection, request: GetJobRequest, options?: CallOptions): Promise<Job> {
  return sendForJson(
    connection,
    { method: 'GET', path: `/api/v1/jobs/${encodeURIComponent(request.id)}` },
    options,
  );
}

/** What {@link deleteJob} is asked with. */
export interface DeleteJobRequest {
  /** As the answer to the request that made the job says. */
  readonly id: string;
}

/** End a job if it runs, and delete all that is kept of it. */
export function deleteJob(
  connection: Connection,
  request: DeleteJobRequest,
  options?: CallOptions,
): Promise<void> {
  return sendForNothing(
    connection,
    { method: 'DELETE', path: `/api/v1/jobs/${encodeURIComponent(request.id)}` },
    options,
  );
}

/** What {@link watchJob} is asked with. */
export interface WatchJobRequest {
  /** As the answer to the request that made the job says. */
  readonly id: string;
}

/** A job as it goes on, until it has ended. Server-sent events named `job`; the data of each is the job as GET /jobs/{id} gives it. The stream ends with the job, or when the service is stopped. */
export function watchJob(
  connection: Connection,
  request: WatchJobRequest,
  options?: CallOptions,
): AsyncGenerator<Job, void, undefined> {
  return sendForEvents(
    connection,
    { method: 'GET', path: `/api/v1/jobs/${encodeURIComponent(request.id)}/events` },
    options,
  );
}

/** What {@link getRecordingAudio} is asked with. */
export interface GetRecordingAudioRequest {
  /** SHA-256 of the recording's file. */
  readonly id: string;
}

/** The file of a recording, to be played. Takes the header Range, so that a player can begin anywhere. */
export function getRecordingAudio(
  connection: Connection,
  request: GetRecordingAudioRequest,
  options?: CallOptions,
): Promise<Blob> {
  return sendForBlob(
    connection,
    { method: 'GET', path: `/api/v1/library/recordings/${encodeURIComponent(request.id)}/audio` },
    options,
  );
}

/** The address of {@link getRecordingAudio}, for a player: it carries no key. */
export function getRecordingAudioAddress(connection: Connection, request: GetRecordingAudioRequest): string {
  return addressOf(connection, {
    method: 'GET',
    path: `/api/v1/library/recordings/${encodeURIComponent(request.id)}/audio`,
  });
}
