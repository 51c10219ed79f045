/* Lines from a client of the service: each is a request, or an error that can be said in one line of JSON. */
#include "core/command/command.h"
#include "core/service/rpc.h"
#include "tests/fuzz/must.h"

#include <stdint.h>

/* One line, JSON, in which the id comes back. */
static void check_line(char *line, size_t n, const json_t *id)
{
    must(line != NULL && n > 0 && line[n - 1] == '\n' && memchr(line, '\n', n) == line + n - 1);
    json_t *back = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    must(back != NULL);
    must(id != NULL ? json_equal(json_object_get(back, "id"), id)
                    : json_is_null(json_object_get(back, "id")));
    json_decref(back);
    free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rpc request;
    struct error e = ERROR_NONE;
    size_t n = 0;
    int code = rpc_read((const char *)data, size, &request, &e);
    if (code == 0) {
        must(request.method != NULL && (request.params == NULL || json_is_object(request.params)));
        command_find(request.method);
        if (request.id != NULL) {
            char *line = rpc_result(request.id, request.message, &n);
            check_line(line, n, request.id);
        }
    } else {
        must(code >= RPC_PARSE && code <= RPC_INVALID && e.message[0] != '\0' && e.status == ST_USAGE);
        char *line = rpc_error(request.id, code, &e, &n);
        check_line(line, n, request.id);
    }
    rpc_free(&request);
    must(request.message == NULL && request.id == NULL);
    return 0;
}
