/**
 * Every error of the operator says what to do about it: `retry` (with back-off), `stall` (nothing helps until a person or the
 * cluster changes something) or `drop` (this piece of work is lost and counted). The list of codes is closed; `docs/errors.md` lists them.
 */
export const errorCodes = {
  ApiUnreachable: 'retry',
  ApiConflict: 'retry',
  ApiUnauthorized: 'retry',
  ApiForbidden: 'stall',
  ApiNotFound: 'stall',
  ApiInvalid: 'stall',
  ApiGone: 'retry',
  ApiThrottled: 'retry',
  ApiUnavailable: 'retry',
  ConfigurationInvalid: 'stall',
  ChannelNotAllowed: 'stall',
  ReceiverNotAllowed: 'stall',
  ReceiverRejected: 'stall',
  ReceiverUnreachable: 'retry',
  StoreUnavailable: 'retry',
  StoreCorrupt: 'stall',
  StoreNewer: 'stall',
  StoreFenced: 'drop',
  ModelCorrupt: 'stall',
  ModelNewer: 'stall',
  ModelNotFound: 'stall',
  TooLittleData: 'stall',
} as const;

export type ErrorCode = keyof typeof errorCodes;
export type ErrorAction = (typeof errorCodes)[ErrorCode];

/** `message` is a whole sentence that names the object and what to do. */
export class OperatorError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperatorError';
    this.code = code;
  }

  get action(): ErrorAction {
    return errorCodes[this.code];
  }
}
