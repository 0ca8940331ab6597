// The settings of an installation's own database: nothing that was committed is ever lost, and it stays small.

/** PostgreSQL settings by name. Error details are left out of the log because they quote rows. */
export const DURABLE_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  unix_socket_permissions: '0700',
  shared_buffers: '64MB',
  max_connections: '80',
  max_wal_size: '256MB',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
}
