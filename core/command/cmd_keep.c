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

enum status cmd_backup(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    char made[BACKUP_PATH];
    int removed = 0;
    const char *file = json_arg_text(in, "file");
    enum status st = file != NULL ? keep_backup(s, file, e) : backup_make(s, made, &removed, e);
    json_put_text(out, "file", file != NULL ? file : made);
    json_put_bool(out, "verified", true);
    if (file == NULL) {
        json_put_int(out, "removed", removed);
    }
    return st;
}

enum status cmd_restore(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_text(out, "file", json_arg_text(in, "file"));
    json_put_text(out, "database", s->app->config->database_path);
    return keep_restore(s, json_arg_text(in, "file"), e);
}
