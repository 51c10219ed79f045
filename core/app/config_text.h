/* Looks at a configuration's text before iniparser does, for what iniparser 4.1 hides or cuts. */
#ifndef CLEARBAY_APP_CONFIG_TEXT_H
#define CLEARBAY_APP_CONFIG_TEXT_H

#include "core/base/error.h"

#include <stddef.h>

/* ST_USAGE with file, line and reason for: a byte order mark, bad UTF-8 or control characters, a line
 * over 1,000 bytes, a line that is no section, key or comment, a key before the first section, a key or
 * a section that comes twice, an unquoted value that '#' or ';' would cut, a missing quote. */
enum status config_text_check(const char *text, size_t n, const char *name, struct error *e);

#endif
