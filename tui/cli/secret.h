/* PINs from files, standard input or the terminal without echo; never from an argument. */
#ifndef CLEARBAY_TUI_CLI_SECRET_H
#define CLEARBAY_TUI_CLI_SECRET_H

#include "core/base/error.h"

enum { SECRET_SIZE = 300 };

/* No core dump and no other program of this account sees a PIN in memory. */
void secret_protect(void);

/* First line of a regular file, or of standard input ("-"). ST_USAGE when it cannot be read or is too long.
 */
enum status secret_read(const char *file, char out[SECRET_SIZE], struct error *e);

/* Asks on the terminal without echo. ST_REFUSED "login_needed" when there is no terminal. */
enum status secret_ask(const char *question, char out[SECRET_SIZE], struct error *e);

void secret_wipe(char secret[SECRET_SIZE]);

#endif
