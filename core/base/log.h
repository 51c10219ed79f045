/* The program's log: what it does, for whoever looks for a fault. Never PINs, never texts of customers.
 * -v writes it to standard error (commands only), $CLEARBAY_LOG=FILE appends it to a file (console
 * too); $CLEARBAY_LOG=FILE:debug writes more. The audit log (core/trust/audit.h) is another thing. */
#ifndef CLEARBAY_BASE_LOG_H
#define CLEARBAY_BASE_LOG_H

enum log_level { LOG_ERROR = 0, LOG_INFO = 1, LOG_DEBUG = 2 };

/* Starts logging: `verbose` is how often -v was given (1: info, 2: debug); the environment is read here.
 * Without either nothing is written. Returns -1 (errno set) when the file cannot be opened. */
int log_start(int verbose);
void log_stop(void);

/* One line with UTC time, level and process. Control characters in it are shown, not sent. */
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
