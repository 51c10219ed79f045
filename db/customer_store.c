#include "db/customer_store.h"

#define OPEN_ONLY "w.stage NOT IN ('delivered', 'cancelled')"
#define CUSTOMER                                                                                             \
    "SELECT c.id, c.name, c.phone, c.created_at, c.erased_at, "                                              \
    "(SELECT v.plate FROM vehicle v WHERE v.customer_id = c.id ORDER BY v.id DESC LIMIT 1), "                \
    "(SELECT count(*) FROM work_order w WHERE w.customer_id = c.id), "                                       \
    "(SELECT count(*) FROM work_order w WHERE w.customer_id = c.id AND " OPEN_ONLY "), "                     \
    "(SELECT max(w.opened_at) FROM work_order w WHERE w.customer_id = c.id) AS last_visit "                  \
    "FROM customer c "
#define HIS_ORDERS "(SELECT id FROM work_order WHERE customer_id = $1)"

static void read_customer(struct stmt *s, struct customer_row *out)
{
    out->id = db_int(s, 0);
    db_copy(s, 1, out->name, sizeof out->name);
    db_copy(s, 2, out->phone, sizeof out->phone);
    out->created_at = db_int(s, 3);
    out->erased_at = db_int(s, 4);
    db_copy(s, 5, out->plate, sizeof out->plate);
    out->orders = db_int(s, 6);
    out->open_orders = db_int(s, 7);
    out->last_visit = db_int(s, 8);
}

enum status customer_store_load(struct db *db, int64_t id, struct customer_row *out, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, CUSTOMER "WHERE c.id = $1", "i", id);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        read_customer(s, out);
    }
    return db_end_one(&s, row, e);
}

/* Who is given the rows of a statement, by what they are. */
struct giving {
    void *arg;
    union {
        bool (*customer)(const struct customer_row *, void *);
        bool (*car)(const struct customer_car *, void *);
        bool (*order)(int64_t order, int64_t revision, void *);
        bool (*draft)(const struct customer_draft *, void *);
        bool (*mention)(const char *number, const char *where, void *);
    } to;
};

/* Gives rows until it returns false, and ends the statement. */
static enum status give_rows(struct stmt *s, bool (*give)(struct stmt *, const struct giving *),
                             const struct giving *g, struct error *e)
{
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW && give(s, g)) {
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

static bool give_customer(struct stmt *s, const struct giving *g)
{
    struct customer_row customer;
    read_customer(s, &customer);
    return g->to.customer(&customer, g->arg);
}

enum status customer_store_search(struct db *db, const char *key, const char *words, int64_t limit,
                                  bool (*each)(const struct customer_row *, void *), void *arg,
                                  struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 CUSTOMER "WHERE c.erased_at IS NULL AND (($1 <> '' AND (instr(c.phone_key, $1) > 0 "
                          "OR EXISTS (SELECT 1 FROM vehicle v WHERE v.customer_id = c.id AND "
                          "(instr(v.plate_key, $1) > 0 OR instr(v.vin, $1) > 0)))) "
                          "OR ($2 <> '' AND instr(lower(c.name), $2) > 0)) "
                          "ORDER BY last_visit DESC, c.id LIMIT $3",
                 "tti", key, words, limit);
    return st == ST_OK ? give_rows(s, give_customer, &(struct giving){arg, {.customer = each}}, e) : st;
}

enum status customer_store_exact(struct db *db, const char *key,
                                 bool (*each)(const struct customer_row *, void *), void *arg,
                                 struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 CUSTOMER "WHERE $1 <> '' AND c.id IN (SELECT id FROM customer WHERE phone_key = $1 "
                          "UNION SELECT customer_id FROM vehicle WHERE plate_key = $1 "
                          "UNION SELECT customer_id FROM vehicle WHERE vin = $1) ORDER BY c.id",
                 "t", key);
    return st == ST_OK ? give_rows(s, give_customer, &(struct giving){arg, {.customer = each}}, e) : st;
}

enum status customer_store_same(struct db *db, int64_t id, const char *name, const char *phone, int64_t *n,
                                struct error *e)
{
    return db_value(db, n, e,
                    "SELECT count(*) FROM customer WHERE id <> $1 AND (($2 <> '' AND name = $2) OR "
                    "($3 <> '' AND phone_key = $3))",
                    "itt", id, name, phone);
}

enum status customer_store_of_order(struct db *db, int64_t order, int64_t *id, struct error *e)
{
    return db_value(db, id, e, "SELECT customer_id FROM work_order WHERE id = $1", "i", order);
}

static bool give_car(struct stmt *s, const struct giving *g)
{
    const struct customer_car car = {db_text(s, 0), db_text(s, 1), db_is_null(s, 2) ? -1 : db_int(s, 2)};
    return g->to.car(&car, g->arg);
}

enum status customer_store_cars(struct db *db, int64_t id, bool (*each)(const struct customer_car *, void *),
                                void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, "SELECT plate, vin, odometer FROM vehicle WHERE customer_id = $1 ORDER BY id", "i", id);
    return st == ST_OK ? give_rows(s, give_car, &(struct giving){arg, {.car = each}}, e) : st;
}

static bool give_order(struct stmt *s, const struct giving *g)
{
    return g->to.order(db_int(s, 0), db_int(s, 1), g->arg);
}

enum status customer_store_orders(struct db *db, int64_t id,
                                  bool (*each)(int64_t order, int64_t revision, void *), void *arg,
                                  struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, "SELECT id, revision FROM work_order WHERE customer_id = $1 ORDER BY id", "i", id);
    return st == ST_OK ? give_rows(s, give_order, &(struct giving){arg, {.order = each}}, e) : st;
}

enum status customer_store_given(struct db *db, int64_t id, const char *given,
                                 bool (*each)(int64_t order, int64_t revision, void *), void *arg,
                                 struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT id, revision FROM work_order WHERE customer_id <> $1 AND id IN "
                              "(SELECT order_id FROM audit_entry WHERE instr(detail, $2) > 0) ORDER BY id",
                              "it", id, given);
    return st == ST_OK ? give_rows(s, give_order, &(struct giving){arg, {.order = each}}, e) : st;
}

static bool give_draft(struct stmt *s, const struct giving *g)
{
    const struct customer_draft draft = {.person = db_int(s, 0),
                                         .login = db_text(s, 1),
                                         .form = db_text(s, 2),
                                         .subject = db_text(s, 3),
                                         .content = db_text(s, 4),
                                         .saved_at = db_int(s, 5)};
    return g->to.draft(&draft, g->arg);
}

enum status customer_store_drafts(struct db *db, bool (*each)(const struct customer_draft *, void *),
                                  void *arg, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT d.person_id, p.login, d.form, d.subject, d.content, d.saved_at FROM draft d "
                 "JOIN person p ON p.id = d.person_id ORDER BY d.saved_at",
                 "");
    return st == ST_OK ? give_rows(s, give_draft, &(struct giving){arg, {.draft = each}}, e) : st;
}

/* Every text that people write in words of their own, as rows of order (0: of none), where and text. */
#define OWN_WORDS                                                                                            \
    "SELECT id, 'cause', cause FROM work_order UNION ALL "                                                   \
    "SELECT id, 'call-back', call_back_outcome FROM work_order UNION ALL "                                   \
    "SELECT order_id, 'concern ' || no, concern FROM job UNION ALL "                                         \
    "SELECT order_id, 'cause ' || no, cause FROM job UNION ALL "                                             \
    "SELECT order_id, 'correction ' || no, correction FROM job UNION ALL "                                   \
    "SELECT order_id, 'line ' || no, text FROM order_line UNION ALL "                                        \
    "SELECT order_id, 'line ' || no, decided_by FROM order_line UNION ALL "                                  \
    "SELECT order_id, 'promise', reason FROM promise UNION ALL "                                             \
    "SELECT order_id, item, note FROM inspection UNION ALL "                                                 \
    "SELECT order_id, panel, note FROM damage UNION ALL "                                                    \
    "SELECT order_id, level, reason FROM signature UNION ALL "                                               \
    "SELECT order_id, level, void_reason FROM signature UNION ALL "                                          \
    "SELECT order_id, 'certificate', document FROM certificate UNION ALL "                                   \
    "SELECT order_id, 'log ' || seq, detail FROM audit_entry UNION ALL "                                     \
    "SELECT order_id, 'log ' || seq, personal FROM audit_entry UNION ALL "                                   \
    "SELECT 0, 'customer C' || id, name || ' ' || phone FROM customer WHERE lower(name) <> lower($2)"

/* A name that others bear is theirs in their orders; one that is short stands in many words. */
#define NAMED                                                                                                \
    "($2 <> '' AND (w.customer_id = $1 OR lower(c.name) IS DISTINCT FROM lower($2)) "                        \
    "AND instr(lower(words.text), lower($2)) > 0 AND ($4 <> 0 OR w.customer_id = $1 OR words.text = $2))"
/* People write phones with blanks and hyphens. */
#define PHONED "($3 <> '' AND instr(replace(replace(words.text, ' ', ''), '-', ''), $3) > 0)"

static bool give_mention(struct stmt *s, const struct giving *g)
{
    return g->to.mention(db_text(s, 0), db_text(s, 1), g->arg);
}

enum status customer_store_mentions(struct db *db, const struct customer_row *customer, bool within,
                                    bool (*each)(const char *number, const char *where, void *), void *arg,
                                    struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "WITH words (order_id, place, text) AS (" OWN_WORDS ") "
                              "SELECT coalesce(w.number, ''), words.place FROM words "
                              "LEFT JOIN work_order w ON w.id = words.order_id "
                              "LEFT JOIN customer c ON c.id = w.customer_id "
                              "WHERE " NAMED " OR " PHONED "GROUP BY words.order_id, w.number, words.place "
                              "ORDER BY words.order_id, words.place",
                              "itti", customer->id, customer->name, customer->phone, (int64_t)within);
    return st == ST_OK ? give_rows(s, give_mention, &(struct giving){arg, {.mention = each}}, e) : st;
}

enum status customer_store_erase(struct db *db, int64_t id, int64_t at, int64_t *entries, struct error *e)
{
    static const char *const steps[] = {
        "UPDATE work_order SET call_back_outcome = NULL WHERE customer_id = $1",
        "UPDATE order_line SET decided_by = NULL, decided_salt = NULL WHERE decided_digest IS NOT NULL "
        "AND order_id IN " HIS_ORDERS,
        "UPDATE vehicle SET customer_id = NULL WHERE customer_id = $1"};
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < sizeof steps / sizeof *steps; i++) {
        st = db_run(db, NULL, e, steps[i], "i", id);
    }
    st = st == ST_OK ? db_run(db, entries, e,
                              "UPDATE audit_entry SET personal = NULL, personal_salt = NULL "
                              "WHERE personal IS NOT NULL AND order_id IN " HIS_ORDERS,
                              "i", id)
                     : st;
    return st == ST_OK ? db_run(db, NULL, e,
                                "UPDATE customer SET name = '', phone = '', phone_key = '', erased_at = $2 "
                                "WHERE id = $1",
                                "ii", id, at)
                       : st;
}

enum status customer_store_erase_log(struct db *db, int64_t order, int64_t *entries, struct error *e)
{
    return db_run(db, entries, e,
                  "UPDATE audit_entry SET personal = NULL, personal_salt = NULL "
                  "WHERE personal IS NOT NULL AND order_id = $1",
                  "i", order);
}
