/** The API's way of saying no: `Status` objects with the words of the real API server. */
import type { JsonObject } from './json.ts';
import type { Resource } from './resources.ts';

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Thrown by handlers; the server answers with `body` and `code`. */
export class ApiError extends Error {
  readonly code: number;
  readonly body: JsonObject;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details ? { details } : {}),
      code,
    };
  }
}

export function notFound(resource: Resource, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

export function alreadyExists(resource: Resource, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, detailsOf(resource, name));
}

export function modified(resource: Resource, name: string): ApiError {
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );
}

export function applyConflict(message: string, causes: readonly StatusCause[]): ApiError {
  return new ApiError(409, 'Conflict', message, { causes });
}

export function invalid(resource: Resource, name: string, causes: readonly StatusCause[]): ApiError {
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const texts = causes.map((cause) => (cause.field === '' ? cause.message : `${cause.field}: ${cause.message}`));
  const sentence = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const details = { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.kind, causes };
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${sentence}`, details);
}

/** An update of a kind whose updates must name the version that they are based on. */
export function versionRequired(resource: Resource, name: string): ApiError {
  const cause = {
    reason: 'FieldValueInvalid',
    message: 'Invalid value: 0: must be specified for an update',
    field: 'metadata.resourceVersion',
  };
  const message = `${qualified(resource)} "${name}" is invalid: ${cause.field}: ${cause.message}`;
  return new ApiError(422, 'Invalid', message, { ...detailsOf(resource, name), causes: [cause] });
}

/** A delete whose precondition does not hold; `what` is such as `UID in the precondition (a) does not match the UID in record (b)`. */
export function preconditionFailed(resource: Resource, name: string, what: string): ApiError {
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${kind} "${name}": the ${what}`, {
    ...detailsOf(resource, name),
    kind: resource.kind,
  });
}

/** Options of a log request that the API server does not take. */
export function invalidLogOptions(pod: string, cause: StatusCause): ApiError {
  const message = `PodLogOptions "${pod}" is invalid: ${cause.field}: ${cause.message}`;
  return new ApiError(422, 'Invalid', message, { name: pod, kind: 'PodLogOptions', causes: [cause] });
}

export function managerRequired(): ApiError {
  const cause = { reason: 'FieldValueRequired', message: 'Required value: is required for apply patch', field: 'fieldManager' };
  const message = `PatchOptions.meta.k8s.io "" is invalid: ${cause.field}: ${cause.message}`;
  return new ApiError(422, 'Invalid', message, { group: 'meta.k8s.io', kind: 'PatchOptions', causes: [cause] });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}

function qualified(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function detailsOf(resource: Resource, name: string): JsonObject {
  return { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural };
}
