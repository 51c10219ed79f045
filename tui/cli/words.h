/* The command line's words: pure reading of argv against the command table. */
#ifndef CLEARBAY_TUI_CLI_WORDS_H
#define CLEARBAY_TUI_CLI_WORDS_H

#include "core/base/error.h"
#include "core/command/command.h"

#include <jansson.h>
#include <stdbool.h>

enum { SECRET_FILES_MAX = 4 };

/* An argument of type ARG_PIN that is read from a file: --new-pin-file FILE. Borrowed from argv. */
struct secret_file {
    const struct arg *arg;
    const char *file;
};

struct words {
    const char *config, *user, *pin_file; /* --config, --as, --pin-file; NULL when not given */
    bool json, help, version;
    int verbose;
    const struct command *command; /* NULL: none was named */
    const char *group;             /* "order" of `clearbay order --help`; NULL else */
    json_t *params;                /* owned; an object */
    struct secret_file secrets[SECRET_FILES_MAX];
    size_t secret_count;
};

/* Reads the words. ST_USAGE names what is wrong and what to do; *out then holds what was read before (so that
 * --json counts for the error too). The caller frees with words_free either way. */
enum status words_read(int argc, char **argv, struct words *out, struct error *e);
void words_free(struct words *w);

/* How a command is spelled on the command line: "order add-part". Writes at most `size` bytes. */
void words_spell(const char *id, char *out, size_t size);

#endif
