#include "core/keep/copy_check.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/keep/secrets.h"
#include "core/trust/audit.h"
#include "db/audit_store.h"

#include <stdio.h>

/* audit_verify of another database than the session's. */
static enum status verify_log(struct session *s, struct db *copy, struct audit_report *log, struct error *e)
{
    struct app *own = s->app, there = {.config = own->config, .db = copy};
    s->app = &there;
    enum status st = audit_verify(s, log, e);
    s->app = own;
    return st;
}

/* The session's log went on after the copy was made, and so did its signed heads: then the copy is not cut
 * off where it ends. That problem is the last one of a report. */
static enum status check_log(struct session *s, struct db *copy, char problem[COPY_PROBLEM], struct error *e)
{
    struct audit_report log;
    char hash[HASH_HEX];
    int64_t last = 0, at = 0;
    enum status st = verify_log(s, copy, &log, e);
    st = st == ST_OK ? audit_store_last(s->app->db, &last, &at, hash, e) : st;
    bool later = st == ST_OK && log.last_head > log.entries && log.last_head <= last;
    if (st == ST_OK && log.problem_count > later) {
        snprintf(problem, COPY_PROBLEM,
                 _("the log of the backup does not verify: %s; see: clearbay audit verify"), log.problems[0]);
    }
    return st;
}

static enum status look_through(struct session *s, struct db *copy, const char *path,
                                char problem[COPY_PROBLEM], struct error *e)
{
    struct error why = ERROR_NONE;
    int version = 0;
    enum status st = db_schema_version(copy, &version, e);
    if (st != ST_OK || version < db_schema_known()) {
        return st;
    }
    st = secrets_check(copy, path, &why);
    if (st != ST_OK && st != ST_NOT_FOUND) { /* they may be kept apart from it */
        text_copy(problem, COPY_PROBLEM, why.message);
        return ST_OK;
    }
    return check_log(s, copy, problem, e);
}

enum status copy_check(struct session *s, const char *path, char problem[COPY_PROBLEM], struct error *e)
{
    struct db *copy = NULL;
    problem[0] = '\0';
    enum status st = db_open(path, DB_READONLY, &copy, e);
    st = st == ST_OK ? look_through(s, copy, path, problem, e) : st;
    db_close(&copy);
    return st;
}
