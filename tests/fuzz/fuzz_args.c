/* JSON arguments of any kind for any command: refused with a message, or clean: only arguments of the table,
 * texts in UTF-8 without control characters, and clean again gives the same. */
#include "core/base/text.h"
#include "core/command/command.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_clean(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (((unsigned char)*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7F) {
            return false;
        }
    }
    return text_valid(text, strlen(text)) && strstr(text, "\xE2\x80\xAE") == NULL;
}

static void check_value(const struct arg *a, const json_t *v)
{
    bool raw = a->type == ARG_FILE || a->type == ARG_PIN;
    if (json_is_string(v) && !raw && !is_clean(json_string_value(v))) {
        abort();
    }
    size_t i;
    const json_t *one;
    json_array_foreach(v, i, one)
    {
        check_value(a, one);
    }
}

static void check(const struct command *c, const json_t *clean)
{
    const char *name;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)clean, name, v)
    {
        const struct arg *a = c->args;
        while (a != NULL && a->name != NULL && strcmp(a->name, name) != 0) {
            a++;
        }
        if (a != NULL && a->name != NULL) {
            check_value(a, v);
        } else if (strcmp(name, COMMAND_DRAFT) != 0 || !json_is_true(v)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    const struct command *c = &command_table[data[0] % command_count];
    json_t *params = json_loadb((const char *)data + 1, size - 1, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
    json_t *clean = NULL, *again = NULL;
    struct error e = ERROR_NONE;
    if (command_check_args(NULL, c, params, &clean, &e) == ST_OK) {
        check(c, clean);
        if (command_check_args(NULL, c, clean, &again, &e) != ST_OK || !json_equal(clean, again)) {
            abort();
        }
    } else if (clean != NULL || e.message[0] == '\0' || !text_valid(e.message, strlen(e.message))) {
        abort();
    }
    json_decref(params);
    json_decref(clean);
    json_decref(again);
    return 0;
}
