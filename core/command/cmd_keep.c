#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/keep/keep.h"
#include "core/keep/schedule.h"

struct findings {
    json_t *list;
    bool ok;
};

static void add_check(const struct check *check, void *arg)
{
    struct findings *f = arg;
    json_t *one = json_object();
    json_put_text(one, "name", check->name);
    json_put_bool(one, "ok", check->ok);
    json_put_text(one, "text", check->text);
    json_array_append_new(f->list, one);
    f->ok = f->ok && check->ok;
}

enum status cmd_doctor(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    struct findings f = {.list = json_array(), .ok = true};
    enum status st = keep_doctor(s, add_check, &f, e);
    json_put_bool(out, "ok", f.ok);
    json_put(out, "checks", f.list);
    return st;
}

/* With a FILE, or into the folder for backups. */
enum status cmd_backup(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct backup_made made = {.removed = 0};
    const char *file = json_arg_text(in, "file");
    enum status st = file != NULL ? keep_backup(s, file, &made.verified, e) : backup_make(s, &made, e);
    json_put_text(out, "file", file != NULL ? file : made.path);
    json_put_bool(out, "verified", made.verified);
    if (file == NULL) {
        json_put_int(out, "removed", made.removed);
    }
    return st;
}

enum status cmd_restore(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    bool verified = false;
    enum status st = keep_restore(s, json_arg_text(in, "file"), &verified, e);
    json_put_text(out, "file", json_arg_text(in, "file"));
    json_put_text(out, "database", s->app->config->database_path);
    json_put_bool(out, "verified", verified);
    return st;
}
