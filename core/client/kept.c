#include "core/client/kept.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/draft/draft_file.h"

#include <string.h>

/* The files of one person, for one call. */
struct kept {
    struct remote *remote;
    struct draft_owner owner;
    json_t *files;  /* [{"form","subject","content","saved_at"}], read before anything is sent */
    json_t *drafts; /* of the service, as draft.list answers */
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

bool kept_concerns(const struct command *c, const json_t *params)
{
    return strncmp(c->id, "draft.", 6) == 0 || json_is_true(json_object_get(params, COMMAND_DRAFT));
}

static bool collect(const struct draft_row *row, void *arg)
{
    json_t *one = json_pack("{s:s,s:s,s:s,s:I}", "form", row->form, "subject", row->subject, "content",
                            row->content, "saved_at", (json_int_t)row->saved_at);
    return one == NULL || json_array_append_new(arg, one) == 0;
}

static enum status call(struct kept *k, const char *id, json_t *params, json_t **result, struct error *e)
{
    enum status st = remote_call(k->remote, command_find(id), params, result, e);
    json_decref(params);
    return st;
}

/* Whether what the service has of the same is newer than the file. */
static bool is_older(const struct kept *k, const json_t *file)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(k->drafts, "drafts"), i, one)
    {
        int64_t at = 0;
        if (strcmp(text_of(one, "form"), text_of(file, "form")) == 0 &&
            strcmp(text_of(one, "subject"), text_of(file, "subject")) == 0 &&
            when_parse(text_of(one, "saved_at"), &at)) {
            return json_integer_value(json_object_get(file, "saved_at")) < at;
        }
    }
    return false;
}

/* One file to the service, which then has the newer of the two; one without content is a mark that it was
 * thrown away. */
static enum status hand_over_one(struct kept *k, const json_t *file, struct error *e)
{
    const char *form = text_of(file, "form"), *subject = text_of(file, "subject");
    const char *content = text_of(file, "content");
    json_t *answer = NULL, *params = json_pack("{s:s,s:s}", "form", form, "subject", subject);
    enum status st = ST_OK;
    if (is_older(k, file)) {
        json_decref(params);
    } else if (content[0] == '\0') {
        st = call(k, "draft.drop", params, &answer, e);
    } else {
        json_object_set_new(params, "content", json_string(content));
        st = call(k, "draft.save", params, &answer, e);
    }
    json_decref(answer);
    if (st == ST_OK || st == ST_USAGE) { /* a form that no version of the service knows */
        draft_file_drop(&k->owner, form, subject);
    }
    return st == ST_USAGE ? ST_OK : st;
}

static enum status hand_over(struct kept *k, struct error *e)
{
    if (json_array_size(k->files) == 0) {
        return ST_OK;
    }
    enum status st = call(k, "draft.list", NULL, &k->drafts, e);
    size_t i;
    const json_t *file;
    json_array_foreach(k->files, i, file)
    {
        st = st == ST_OK ? hand_over_one(k, file, e) : st;
    }
    return st;
}

static json_t *place(const char *form, const char *subject, const char *kept)
{
    return kept != NULL ? json_pack("{s:s,s:s,s:s}", "form", form, "subject", subject, "kept", kept)
                        : json_pack("{s:s,s:s}", "form", form, "subject", subject);
}

/* Puts a draft, or the mark of one thrown away, into its file. */
static enum status into_file(struct kept *k, const json_t *params, json_t **result, struct error *e)
{
    const char *form = text_of(params, "form"), *subject = text_of(params, "subject");
    const char *content = text_of(params, "content");
    int64_t now = when_now();
    size_t i;
    const json_t *file;
    json_array_foreach(k->files, i, file) /* the last one counts, also when the clock was set back */
    {
        json_int_t at = json_integer_value(json_object_get(file, "saved_at"));
        bool same =
            strcmp(text_of(file, "form"), form) == 0 && strcmp(text_of(file, "subject"), subject) == 0;
        now = same && at >= now ? at + 1 : now;
    }
    enum status st = draft_file_save(&k->owner, &(struct draft_row){form, subject, content, now, NULL}, e);
    if (st == ST_OK) {
        *result = place(form, subject, content[0] != '\0' ? "file" : NULL);
    }
    return st;
}

/* What the service does not take for whatever reason but a wrong argument. */
static enum status keep(struct kept *k, const struct command *c, const json_t *params, json_t **result,
                        struct error *e)
{
    enum status st = remote_call(k->remote, c, params, result, e);
    if (st == ST_OK) {
        draft_file_drop(&k->owner, text_of(params, "form"), text_of(params, "subject"));
    }
    return st == ST_OK || st == ST_USAGE ? st : into_file(k, params, result, e);
}

static enum status list(struct kept *k, const struct command *c, json_t **result, struct error *e)
{
    enum status st = hand_over(k, e);
    st = st == ST_OK ? remote_call(k->remote, c, NULL, result, e) : st;
    if (st == ST_OK || json_array_size(k->files) == 0) {
        return st;
    }
    size_t i;
    const json_t *file;
    json_t *drafts = json_array();
    json_array_foreach(k->files, i, file)
    {
        char at[WHEN_SIZE];
        json_t *content = json_loads(text_of(file, "content"), 0, NULL);
        if (content != NULL) {
            json_array_append_new(
                drafts, json_pack("{s:s,s:s,s:s,s:o}", "form", text_of(file, "form"), "subject",
                                  text_of(file, "subject"), "saved_at",
                                  when_iso(json_integer_value(json_object_get(file, "saved_at")), at),
                                  "content", content));
        }
    }
    *result = json_pack("{s:o}", "drafts", drafts);
    return *result != NULL ? ST_OK : error_memory(e);
}

/* A form is saved for good: its draft is there before, and goes in the same transaction. */
static enum status save(struct kept *k, const struct command *c, const json_t *params, json_t **result,
                        struct error *e)
{
    enum status st = hand_over(k, e);
    return st == ST_OK ? remote_call(k->remote, c, params, result, e) : st;
}

enum status kept_call(struct remote *r, const char *socket, const struct command *c, const json_t *params,
                      json_t **result, struct error *e)
{
    struct kept k = {.remote = r, .files = json_array()};
    enum status st;
    *result = NULL;
    k.owner = draft_owner_there(socket, remote_user(r));
    draft_file_each(&k.owner, collect, k.files);
    if (strcmp(c->id, "draft.save") == 0 || strcmp(c->id, "draft.drop") == 0) {
        st = keep(&k, c, params, result, e);
    } else if (strcmp(c->id, "draft.list") == 0) {
        st = list(&k, c, result, e);
    } else {
        st = save(&k, c, params, result, e);
    }
    json_decref(k.files);
    json_decref(k.drafts);
    return st;
}
