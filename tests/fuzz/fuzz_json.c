/* Any bytes as JSON: our reader takes what jansson takes, and gives the same; our writer writes what jansson
 * writes. */
#include "core/base/json_text.h"
#include "tests/fuzz/must.h"

#include <stdint.h>

enum { ROOM = 1 << 20 };

static void check_writing(const json_t *value)
{
    struct buf ours;
    buf_init(&ours, ROOM);
    char *theirs = json_dumps(value, JSON_COMPACT);
    must(json_text_add(&ours, value) && theirs != NULL && strcmp(ours.data, theirs) == 0);
    free(theirs);
    buf_free(&ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 0;
    const char *what = NULL;
    json_t *ours = json_text_read((const char *)data, size, &at, &what);
    json_t *theirs = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    must(at <= size && (ours != NULL) == (what == NULL));
    must(ours == NULL || theirs != NULL);
    /* jansson swallows a NUL behind a word, and goes deeper */
    bool looser = size > 0 && (memchr(data, '\0', size) != NULL ||
                               strcmp(what != NULL ? what : "", "nested too deep") == 0);
    must(ours != NULL || theirs == NULL || looser);
    if (ours != NULL) {
        must(json_equal(ours, theirs));
        check_writing(ours);
    }
    json_decref(ours);
    json_decref(theirs);
    return 0;
}
