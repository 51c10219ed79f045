#include "core/trust/verify.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/trust/audit_entry.h"
#include "core/trust/erasures.h"
#include "core/trust/heads.h"
#include "core/trust/identity.h"
#include "core/trust/personal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

struct walk {
    struct audit_report *report;
    int64_t last;
    int64_t keyed_at, keyed; /* since when the workshop has its key (0: it has none), and entries since */
    char previous[HASH_HEX];
    struct head *heads; /* by their numbers */
    size_t head_count, head_room, head_next;
    struct erasures erasures;
    struct identities who;
    char key[FINGERPRINT_HEX]; /* "": no key is known */
    char place[PATH_ROOM];     /* where the heads were looked for */
    const char *unopened;      /* why that could not be read; NULL: it was */
    bool failed;               /* memory */
};

void audit_problem(struct audit_report *report, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    problems_add(&report->problem_count, report->problems, format, args);
    va_end(args);
}

/* The heads that stand for this entry must say what the chain says. */
static void check_heads(struct walk *w, const struct audit_row *r)
{
    for (; w->head_next < w->head_count && w->heads[w->head_next].seq <= r->seq; w->head_next++) {
        const struct head *head = &w->heads[w->head_next];
        if (head->seq < r->seq) {
            audit_problem(w->report, _("a signed head stands for entry %lld, which is not there"),
                          (long long)head->seq);
        } else if (strcmp(head->hash, r->hash) != 0) {
            audit_problem(w->report,
                          _("the signed head of entry %lld says otherwise: it or one before it was changed"),
                          (long long)head->seq);
        }
    }
}

/* The log knows with which key its heads are signed. */
static void check_key(struct walk *w, const struct audit_row *r)
{
    bool other = w->key[0] != '\0' && strcmp(r->event, WORKSHOP_KEY_MADE) == 0 &&
                 (r->subject == NULL || strcmp(r->subject, w->key) != 0);
    if (other) {
        audit_problem(w->report, _("the log's key is %s (entry %lld), the one that was given is %s"),
                      r->subject != NULL ? r->subject : "-", (long long)r->seq, w->key);
    }
}

static bool check_entry(const struct audit_row *r, void *arg)
{
    struct walk *w = arg;
    char hash[HASH_HEX], digest[HASH_HEX];
    if (r->seq != w->last + 1) {
        audit_problem(w->report, _("entries before number %lld are missing"), (long long)r->seq);
    }
    audit_entry_hash(r, w->previous, hash);
    if (strcmp(hash, r->hash) != 0) {
        audit_problem(w->report, _("entry %lld was changed, or one before it"), (long long)r->seq);
    }
    if (r->personal != NULL) {
        personal_digest(r->personal_salt, r->personal, digest);
        if (r->personal_digest == NULL || strcmp(digest, r->personal_digest) != 0) {
            audit_problem(w->report, _("the personal values of entry %lld were changed"), (long long)r->seq);
        }
    }
    erasures_read(&w->erasures, r);
    identities_read(&w->who, r);
    check_heads(w, r);
    check_key(w, r);
    w->keyed += w->keyed_at > 0 && r->at > w->keyed_at;
    w->report->entries++;
    w->last = r->seq;
    snprintf(w->previous, sizeof w->previous, "%s", r->hash);
    return true;
}

static bool keep_head(const struct head *head, bool good, void *arg)
{
    struct walk *w = arg;
    if (!good) {
        audit_problem(w->report, _("the signature of the head of entry %lld is not the workshop's"),
                      (long long)head->seq);
        return true;
    }
    if (w->head_count == w->head_room) {
        size_t room = w->head_room * 2 + 64;
        struct head *more = realloc(w->heads, room * sizeof *more);
        if (more == NULL) {
            w->failed = true;
            return false;
        }
        w->heads = more;
        w->head_room = room;
    }
    w->heads[w->head_count++] = *head;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct head *one = a, *other = b;
    return (one->seq > other->seq) - (one->seq < other->seq);
}

/* Two programs that write heads may do so in another order than their numbers. */
static void sort_heads(struct walk *w)
{
    if (w->head_count > 1) {
        qsort(w->heads, w->head_count, sizeof *w->heads, by_number);
    }
    w->report->heads = (int64_t)w->head_count;
    w->report->last_head = w->head_count > 0 ? w->heads[w->head_count - 1].seq : 0;
}

/* The key that was given, else the one beside the database; "" when there is none yet. */
static enum status choose_key(struct session *s, const char *key, char hex[PUBLIC_KEY_HEX], struct walk *w,
                              struct error *e)
{
    char place[4096];
    struct error none = ERROR_NONE;
    hex[0] = '\0';
    if (key != NULL &&
        (strlen(key) != PUBLIC_KEY_HEX - 1 || strspn(key, "0123456789abcdef") != PUBLIC_KEY_HEX - 1)) {
        return error_set(
            e, ST_USAGE, "bad_key",
            _("key: the 64 hex digits of the workshop's public key are wanted, as in the file that ends "
              "in .pub"));
    }
    int n = snprintf(place, sizeof place, "%s.pub", s->app->config->database_path);
    if (key != NULL) {
        memcpy(hex, key, PUBLIC_KEY_HEX);
    } else if (n < 0 || (size_t)n >= sizeof place ||
               workshop_key_read_public(place, hex, NULL, &none) != ST_OK) {
        return ST_OK;
    }
    workshop_key_fingerprint(hex, w->key);
    return ST_OK;
}

/* Heads that somebody names must be there; the workshop's own may not be yet. */
static enum status open_heads(struct session *s, const char *file, struct walk *w, FILE **f, struct error *e)
{
    if (file != NULL) {
        text_copy(w->place, sizeof w->place, file);
        return session_open_file(s, file, f, e);
    }
    enum status st = heads_place(s->app, w->place, e);
    *f = st == ST_OK ? fopen(w->place, "re") : NULL;
    w->unopened = *f == NULL ? i18n_errno(errno) : NULL;
    return st;
}

static enum status load_heads(struct session *s, const char *file, const char *key, struct walk *w,
                              struct error *e)
{
    char hex[PUBLIC_KEY_HEX];
    FILE *f = NULL;
    enum status st = choose_key(s, key, hex, w, e);
    st = st == ST_OK ? open_heads(s, file, w, &f, e) : st;
    if (f != NULL) {
        w->report->unreadable = heads_each(f, hex, keep_head, w);
        fclose(f);
    }
    sort_heads(w);
    return st == ST_OK && w->failed ? error_memory(e) : st;
}

/* Without a head nothing shows that the chain was written anew. A restored workshop has none until the next
 * change, and one from before there were heads until it has a key: what counts is what came after the key. */
static void check_some_heads(struct walk *w, bool named)
{
    if (w->report->heads > 0) {
        return;
    }
    if (named) {
        audit_problem(w->report,
                      _("%s holds no signed head: give the copy of the workshop's file that ends in .heads"),
                      w->place);
    } else if (w->keyed >= HEADS_EVERY) {
        audit_problem(w->report,
                      _("%s: no signed head is there (%s), and %lld entries were written since the workshop "
                        "has its key: put the file back from where it was copied to"),
                      w->place, w->unopened != NULL ? w->unopened : _("none of its lines is one"),
                      (long long)w->keyed);
    }
}

/* Personal values are only ever erased with an entry that says so. */
static void check_erased(struct walk *w)
{
    for (size_t i = 0; i < w->erasures.count; i++) {
        audit_problem(w->report,
                      _("the personal values of entry %lld are gone, and no erasure stands in the log"),
                      (long long)w->erasures.gone[i].seq);
    }
    w->failed = w->failed || w->erasures.failed;
    erasures_free(&w->erasures);
}

static void check_end(struct walk *w)
{
    if (w->head_next < w->head_count) {
        audit_problem(
            w->report,
            _("the log ends at entry %lld, and a signed head stands for entry %lld: what is behind it "
              "was cut off"),
            (long long)w->last, (long long)w->report->last_head);
    }
}

enum status audit_verify_against(struct session *s, const char *heads, const char *key,
                                 struct audit_report *report, struct error *e)
{
    struct walk w = {.report = report, .previous = AUDIT_FIRST_HASH, .who = {.report = report}};
    int64_t highest = 0, odd = 0, astray = 0;
    *report = (struct audit_report){0};
    w.keyed_at = workshop_key_since(s->app);
    enum status st = load_heads(s, heads, key, &w, e);
    st = st == ST_OK ? audit_store_each(s->app->db, 0, check_entry, &w, e) : st;
    st = st == ST_OK ? audit_store_highest(s->app->db, &highest, e) : st;
    st = st == ST_OK ? audit_store_odd(s->app->db, &odd, e) : st;
    st = st == ST_OK ? audit_store_astray(s->app->db, &astray, e) : st;
    if (st == ST_OK && odd != 0) {
        audit_problem(report, _("entry %lld was changed, or one before it"), (long long)odd);
    }
    if (st == ST_OK && (highest != w.last || astray != 0)) { /* orders tell of changes that it does not */
        audit_problem(report, _("entries behind number %lld were removed"), (long long)w.last);
    }
    st = st == ST_OK ? identities_check(&w.who, s->app->db, e) : st;
    identities_free(&w.who);
    check_erased(&w);
    st = st == ST_OK && w.failed ? error_memory(e) : st;
    if (st == ST_OK) {
        check_end(&w);
        check_some_heads(&w, heads != NULL);
    }
    memcpy(report->head, w.previous, sizeof report->head);
    free(w.heads);
    return st;
}

enum status audit_verify(struct session *s, struct audit_report *report, struct error *e)
{
    return audit_verify_against(s, NULL, NULL, report, e);
}
