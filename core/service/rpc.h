/* JSON-RPC 2.0, one message a line (contract.md, "Program"). Pure: bytes in, values out. */
#ifndef CLEARBAY_SERVICE_RPC_H
#define CLEARBAY_SERVICE_RPC_H

#include "core/base/error.h"

#include <jansson.h>
#include <stddef.h>

/* The standard's own codes; what the workshop says is RPC_WORKSHOP plus its exit status. */
enum {
    RPC_PARSE = -32700,
    RPC_INVALID = -32600,
    RPC_NO_METHOD = -32601,
    RPC_BAD_PARAMS = -32602,
    RPC_BUSY = -32000, /* the service cannot take it now */
    RPC_WORKSHOP = 1000
};

enum {
    RPC_LINE_MAX = 1 << 20,   /* bytes of one message */
    RPC_ANSWER_MAX = 63 << 20 /* and of an answer */
};

/* A request. */
struct rpc {
    json_t *message;    /* owned; holds the others */
    const char *method; /* borrowed from message, as params and id */
    json_t *params;     /* an object; NULL: none */
    json_t *id;         /* string, whole number or null; NULL: a notification, which gets no answer */
};

/* Takes a line apart (without its line feed). 0, or the code of what is wrong with *why filled (and `id` set
 * when it could be read). Either way the caller frees with rpc_free. */
int rpc_read(const char *line, size_t n, struct rpc *out, struct error *why);
void rpc_free(struct rpc *r);

/* Answers as text that ends with a line feed; the caller frees. NULL when memory is out. `result` is
 * borrowed. An error's `data` is {"status":1-5,"error":{what --json prints of it}}. `id` NULL is null. */
char *rpc_result(const json_t *id, const json_t *result, size_t *n);
char *rpc_error(const json_t *id, int code, const struct error *e, size_t *n);

/* A message that nobody asked for: "changed", "progress". The method is one of the service's own words. */
char *rpc_notification(const char *method, const json_t *params, size_t *n);

#endif
