/* Small helpers for the adapters: reading checked arguments, writing answers as the contract
 * writes them. Setters take NULL `out` members gracefully and never fail loudly: the dispatcher asks
 * json_lost_something. */
#ifndef CLEARBAY_COMMAND_JSON_H
#define CLEARBAY_COMMAND_JSON_H

#include "core/trust/problems.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* When memory is out jansson leaves things out of what it makes. From json_watch on that is noticed, for each
 * thread by itself; json_lost_something tells whether an answer may lack something since then. */
void json_watch(void);
bool json_lost_something(void);

/* Argument as text (borrowed from `in`), or NULL when it was not given. */
const char *json_arg_text(const json_t *in, const char *name);
/* Whole number, or `otherwise` when it was not given. */
int64_t json_arg_int(const json_t *in, const char *name, int64_t otherwise);
bool json_arg_flag(const json_t *in, const char *name);
/* UTC ms of an ARG_TIME; `otherwise` when it was not given. */
int64_t json_arg_time(const json_t *in, const char *name, int64_t otherwise);
/* Array of an ARG_REPEATED, borrowed; NULL when it was not given. */
const json_t *json_arg_list(const json_t *in, const char *name);

void json_put_text(json_t *out, const char *key, const char *text);   /* NULL: null */
void json_put_filled(json_t *out, const char *key, const char *text); /* NULL or "": null */
void json_put_int(json_t *out, const char *key, int64_t value);
void json_put_bool(json_t *out, const char *key, bool value);
void json_put_time(json_t *out, const char *key, int64_t ms);                           /* 0: null */
void json_put_money(json_t *out, const char *key, int64_t minor, const char *currency); /* "12.50" */
void json_put_decimal(json_t *out, const char *key, int64_t value, int scale);          /* "3.5" as text */
void json_put_quantity(json_t *out, const char *key, int64_t milli);                    /* JSON number */
/* "problem_count", and the texts of the first ones as "problems". */
void json_put_problems(json_t *out, size_t count, const char (*texts)[PROBLEM_SIZE]);
/* Adds `value` (reference stolen, also NULL: then null). */
void json_put(json_t *out, const char *key, json_t *value);

#endif
