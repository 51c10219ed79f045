#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/work/vague.h"

/* The pattern as it is kept, beside the answer's other members. */
static void put_pattern(json_t *out, const char *text)
{
    struct buf key;
    buf_init(&key, 1024);
    vague_key(text, &key);
    json_put_text(out, "text", key.data);
    buf_free(&key);
}

enum status cmd_vague_add(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *text = json_arg_text(in, "text");
    const char *question = json_arg_text(in, "question");
    enum status st = vague_add(s, text, question, e);
    if (st == ST_OK) {
        put_pattern(out, text);
        json_put_text(out, "question", question);
    }
    return st;
}

enum status cmd_vague_remove(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *text = json_arg_text(in, "text");
    enum status st = vague_remove(s, text, e);
    if (st == ST_OK) {
        put_pattern(out, text);
    }
    return st;
}

enum status cmd_vague_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    struct vague_row *rows = NULL;
    size_t n = 0;
    enum status st = vague_store_list(s->app->db, &rows, &n, e);
    if (st != ST_OK) {
        return st;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_object();
        json_put_text(one, "text", rows[i].pattern);
        json_put_text(one, "question_en", rows[i].question_en);
        json_put_text(one, "question_zh", rows[i].question_zh);
        json_array_append_new(list, one);
    }
    json_put(out, "texts", list);
    vague_rows_free(rows, n);
    return ST_OK;
}
