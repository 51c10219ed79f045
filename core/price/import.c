#include "core/price/import.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/trust/audit.h"
#include "db/price_store.h"

#include <pwd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_A_TRANSACTION = 2000, TABLE_START = 1024, REASON_ROOM = 160 };

/* What the first reading found out about a part. Parts are told apart by a keyed 64-bit hash (SipHash). */
struct seen {
    uint64_t part;      /* 0: free slot */
    uint32_t content;   /* enough to tell two rows of one part apart */
    uint32_t line : 31; /* where it stands first; a list of 2 GB has fewer lines */
    uint32_t twice : 1; /* the list has it again, and not the same */
};

/* Names that were met in this list, by hash: most rows share them. */
struct name_slot {
    uint64_t hash; /* 0: free */
    int64_t id;
};

struct importing {
    struct session *s;
    const struct oem_source *source;
    struct price_result *result;
    struct error *e;
    enum status status; /* of the database and memory */
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct seen *table;
    size_t room, used, good;
    bool writing; /* second reading */
    bool delta;   /* the list names what to delete; what it does not name stays */
    char today[WHEN_SIZE];
    struct price_revision_row revision;
    int64_t source_id;
    int in_transaction;
    bool first_list; /* nothing of this source is in force yet */
    struct name_slot *names;
    size_t name_room, name_count;
    unsigned char *kept; /* a bit for each part id that the list has */
    size_t kept_bytes;
};

static void stop(struct importing *im, enum status st)
{
    im->status = im->status == ST_OK ? st : im->status;
}

static uint64_t hash_of(const struct importing *im, const struct buf *b)
{
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)b->data, b->len, im->key);
    return h == 0 ? 1 : h;
}

static uint64_t part_hash(const struct importing *im, const struct price_record *r)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_addf(&b, "%s\n%s", r->brand, r->part_no);
    uint64_t h = hash_of(im, &b);
    buf_free(&b);
    return h;
}

static uint64_t content_hash(const struct importing *im, const struct price_record *r)
{
    struct buf b;
    buf_init(&b, 8192);
    buf_addf(&b, "%s\n%s\n%s\n%lld\n%lld\n%s\n%s\n%s\n%s\n%lld\n%lld\n%d", r->name, r->name_local, r->unit,
             (long long)r->list_price, (long long)r->price_basis, r->currency, r->price_group, r->effective,
             r->superseded_by, (long long)r->core_charge, (long long)r->min_order_milli, r->deleted);
    uint64_t h = hash_of(im, &b);
    buf_free(&b);
    return h;
}

static struct seen *slot_of(struct seen *table, size_t room, uint64_t part)
{
    size_t i = (size_t)part & (room - 1);
    while (table[i].part != 0 && table[i].part != part) {
        i = (i + 1) & (room - 1);
    }
    return &table[i];
}

static bool grow_table(struct importing *im)
{
    if (im->room > 0 && im->used * 3 < im->room * 2) {
        return true;
    }
    size_t room = im->room == 0 ? TABLE_START : im->room * 2;
    struct seen *table = calloc(room, sizeof *table);
    if (table == NULL) {
        stop(im, error_memory(im->e));
        return false;
    }
    for (size_t i = 0; i < im->room; i++) {
        if (im->table[i].part != 0) {
            *slot_of(table, room, im->table[i].part) = im->table[i];
        }
    }
    free(im->table);
    im->table = table;
    im->room = room;
    return true;
}

static void add_reject(const struct price_reject *reject, void *arg)
{
    struct importing *im = arg;
    struct price_result *result = im->result;
    result->rejected++;
    if (result->reject_count < REJECTS_SHOWN) {
        result->rejects[result->reject_count++] = *reject;
    }
    if (im->writing && im->status == ST_OK) {
        stop(im, price_reject_add(im->s->app->db, im->source_id, im->revision.revision, reject->line,
                                  reject->column, reject->reason, reject->text, im->e));
    }
}

static void look_at_row(const struct price_record *r, void *arg)
{
    struct importing *im = arg;
    if (im->status != ST_OK || !grow_table(im)) {
        return;
    }
    uint64_t part = part_hash(im, r);
    uint32_t content = (uint32_t)content_hash(im, r);
    struct seen *slot = slot_of(im->table, im->room, part);
    if (slot->part == 0) {
        *slot = (struct seen){.part = part, .content = content, .line = (uint32_t)r->line & 0x7fffffffU};
        im->used++;
    } else if (slot->content != content) {
        slot->twice = 1;
    }
    im->good++;
}

static bool is_future(const struct importing *im, const char *effective)
{
    return effective != NULL && strcmp(effective, im->today) > 0;
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool same_price(const struct price_row *a, const struct price_row *b)
{
    return a->list_price == b->list_price && a->price_basis == b->price_basis &&
           same_text(a->currency, b->currency) && same_text(a->name, b->name) &&
           same_text(a->name_local, b->name_local) && same_text(a->unit, b->unit) &&
           same_text(a->price_group, b->price_group) && same_text(a->effective, b->effective) &&
           same_text(a->superseded_by, b->superseded_by) && a->core_charge == b->core_charge &&
           a->min_order_milli == b->min_order_milli;
}

/* The open rows of a part beside the row that came in. */
struct compare {
    const struct importing *im;
    const struct price_row *incoming;
    int64_t open[8];
    bool future[8];
    char effective[8][WHEN_SIZE];
    size_t count;
    int64_t equal;
};

static bool compare_row(const struct price_row *row, void *arg)
{
    struct compare *c = arg;
    if (c->incoming != NULL && same_price(row, c->incoming)) {
        c->equal = row->id;
    }
    if (c->count < sizeof c->open / sizeof *c->open) {
        c->open[c->count] = row->id;
        c->future[c->count] = is_future(c->im, row->effective);
        text_copy(c->effective[c->count], sizeof c->effective[0], row->effective);
        c->count++;
    }
    return true;
}

/* The newest of the open rows that is in force today; a future price does not end it. */
static int64_t current_of(const struct compare *c)
{
    const char *best = NULL;
    int64_t id = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (!c->future[i] && (best == NULL || strcmp(c->effective[i], best) > 0)) {
            best = c->effective[i];
            id = c->open[i];
        }
    }
    return id;
}

static void close_others(struct importing *im, const struct compare *c, int64_t keep)
{
    for (size_t i = 0; i < c->count && im->status == ST_OK; i++) {
        if (c->open[i] != keep && c->open[i] != c->equal) {
            stop(im, price_close(im->s->app->db, c->open[i], im->revision.revision, im->e));
        }
    }
}

static uint64_t name_hash(const struct importing *im, const char *name, const char *name_local)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_adds(&b, name);
    buf_addc(&b, '\n');
    buf_adds(&b, name_local);
    uint64_t h = hash_of(im, &b);
    buf_free(&b);
    return h;
}

static struct name_slot *name_slot_of(struct name_slot *names, size_t room, uint64_t hash)
{
    size_t i = (size_t)hash & (room - 1);
    while (names[i].hash != 0 && names[i].hash != hash) {
        i = (i + 1) & (room - 1);
    }
    return &names[i];
}

static bool grow_names(struct importing *im)
{
    if (im->name_room > 0 && im->name_count * 2 < im->name_room) {
        return true;
    }
    size_t room = im->name_room == 0 ? TABLE_START : im->name_room * 2;
    struct name_slot *names = calloc(room, sizeof *names);
    if (names == NULL) {
        stop(im, error_memory(im->e));
        return false;
    }
    for (size_t i = 0; i < im->name_room; i++) {
        if (im->names[i].hash != 0) {
            *name_slot_of(names, room, im->names[i].hash) = im->names[i];
        }
    }
    free(im->names);
    im->names = names;
    im->name_room = room;
    return true;
}

static enum status store_name(struct importing *im, const char *name, const char *name_local, int64_t *id)
{
    struct buf fold;
    buf_init(&fold, PART_TEXT_SIZE * 8);
    text_fold(name, &fold);
    buf_addc(&fold, '\n');
    text_fold(name_local, &fold);
    enum status st = fold.failed ? error_memory(im->e)
                                 : price_name_take(im->s->app->db, name, name_local, fold.data, id, im->e);
    buf_free(&fold);
    return st;
}

static int64_t name_id(struct importing *im, const char *name, const char *name_local)
{
    uint64_t hash = name_hash(im, name, name_local);
    if (!grow_names(im)) {
        return 0;
    }
    struct name_slot *slot = name_slot_of(im->names, im->name_room, hash);
    if (slot->hash == 0) {
        int64_t id = 0;
        stop(im, store_name(im, name, name_local, &id));
        *slot = (struct name_slot){hash, id};
        im->name_count++;
    }
    return slot->id;
}

static void add_price(struct importing *im, const struct price_row *row)
{
    int64_t name = name_id(im, row->name, row->name_local);
    stop(im, im->status == ST_OK ? price_add(im->s->app->db, row, name, im->e) : ST_OK);
}

/* Compares a part with what came in (NULL: it goes off sale) and writes the difference. */
static void merge(struct importing *im, int64_t part, struct price_row *row)
{
    struct compare c = {.im = im, .incoming = row};
    stop(im, price_open_rows(im->s->app->db, part, compare_row, &c, im->e));
    if (im->status != ST_OK) {
        return;
    }
    close_others(im, &c, row != NULL && is_future(im, row->effective) ? current_of(&c) : 0);
    if (row == NULL) {
        im->result->removed += c.count > 0;
    } else if (c.equal != 0) {
        im->result->unchanged++;
    } else {
        im->result->added += c.count == 0;
        im->result->changed += c.count > 0;
        add_price(im, row);
    }
}

static void keep(struct importing *im, int64_t part)
{
    size_t at = (size_t)part / 8;
    if (at >= im->kept_bytes) {
        size_t bytes = (at + 1) * 2;
        unsigned char *more = realloc(im->kept, bytes);
        if (more == NULL) {
            stop(im, error_memory(im->e));
            return;
        }
        memset(more + im->kept_bytes, 0, bytes - im->kept_bytes);
        im->kept = more;
        im->kept_bytes = bytes;
    }
    im->kept[at] = (unsigned char)(im->kept[at] | 1U << (unsigned)(part % 8));
}

static bool is_kept(const struct importing *im, int64_t part)
{
    size_t at = (size_t)part / 8;
    return at < im->kept_bytes && ((unsigned)im->kept[at] >> (unsigned)(part % 8) & 1U) != 0;
}

/* Commits every few thousand rows, so that other writers wait for a few milliseconds only. */
static void breathe(struct importing *im)
{
    if (im->status == ST_OK && ++im->in_transaction >= ROWS_A_TRANSACTION) {
        im->in_transaction = 0;
        stop(im, db_commit(im->s->app->db, im->e));
        stop(im, im->status == ST_OK ? db_begin(im->s->app->db, im->e) : ST_OK);
    }
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static void write_record(struct importing *im, const struct price_record *r)
{
    struct buf key;
    int64_t part = 0;
    bool made = false;
    buf_init(&key, PART_NO_SIZE * 8);
    text_key(r->part_no, &key);
    struct price_row row = {
        .from_revision = im->revision.revision,
        .part_no = r->part_no,
        .part_key = key.data,
        .brand = r->brand,
        .name = r->name,
        .name_local = r->name_local,
        .unit = or_null(r->unit),
        .currency = r->currency,
        .price_group = or_null(r->price_group),
        .effective = or_null(r->effective),
        .superseded_by = or_null(r->superseded_by),
        .list_price = r->list_price,
        .price_basis = r->price_basis,
        .core_charge = r->core_charge,
        .min_order_milli = r->min_order_milli,
    };
    stop(im, key.failed
                 ? error_memory(im->e)
                 : price_part_take(im->s->app->db, im->source_id, &row, im->first_list, &part, &made, im->e));
    row.part_id = part;
    if (im->status == ST_OK) {
        keep(im, part);
        if (made && !r->deleted) { /* nothing to compare with */
            im->result->added++;
            add_price(im, &row);
        } else {
            merge(im, part, r->deleted ? NULL : &row);
        }
    }
    buf_free(&key);
}

static void write_row(const struct price_record *r, void *arg)
{
    struct importing *im = arg;
    if (im->status != ST_OK) {
        return;
    }
    struct seen *slot = slot_of(im->table, im->room, part_hash(im, r));
    if (slot->twice != 0) {
        struct price_reject reject = {.line = r->line};
        char reason[REASON_ROOM * 2];
        text_copy(reject.column, sizeof reject.column, oem_column_names[OEM_PART_NO]);
        snprintf(reason, sizeof reason,
                 _("this part stands here more than once, and differently (first in line %ld)"),
                 (long)slot->line);
        text_copy(reject.reason, sizeof reject.reason, reason);
        text_copy(reject.text, sizeof reject.text, r->part_no);
        add_reject(&reject, im);
    } else if ((long)slot->line == r->line) { /* the same again counts once */
        write_record(im, r);
    }
    breathe(im);
}

struct batch {
    int64_t ids[256];
    size_t count;
};

static bool add_id(int64_t part, void *arg)
{
    struct batch *b = arg;
    b->ids[b->count++] = part;
    return true;
}

/* A full list that lacks a part takes it off sale; its history stays. */
static void remove_absent(struct importing *im)
{
    struct batch b = {.count = 1};
    for (int64_t after = 0; !im->delta && im->status == ST_OK && b.count > 0; after = b.ids[b.count - 1]) {
        b.count = 0;
        stop(im, price_open_parts(im->s->app->db, im->source_id, after, 256, add_id, &b, im->e));
        for (size_t i = 0; i < b.count && im->status == ST_OK; i++) {
            if (!is_kept(im, b.ids[i])) {
                merge(im, b.ids[i], NULL);
            }
            breathe(im);
        }
        if (b.count == 0) {
            break;
        }
    }
}

static enum status log_applied(struct importing *im)
{
    char revision[32];
    snprintf(revision, sizeof revision, "%lld", (long long)im->revision.revision);
    const struct audit_change changes[] = {{.field = "revision", .new_value = revision},
                                           {.field = "origin", .new_value = im->revision.origin},
                                           {.field = "digest", .new_value = im->revision.digest},
                                           {.field = "account", .new_value = im->revision.account}};
    const struct audit_event event = {
        .event = "price.applied", .subject = im->source->name, .changes = changes, .change_count = 4};
    return audit_append(im->s, &event, NULL, im->e);
}

static void put_in_force(struct importing *im)
{
    struct db *db = im->s->app->db;
    struct price_result *result = im->result;
    im->revision.read = result->read;
    im->revision.added = result->added;
    im->revision.changed = result->changed;
    im->revision.unchanged = result->unchanged;
    im->revision.removed = result->removed;
    im->revision.rejected = result->rejected;
    stop(im, price_revision_switch(db, &im->revision, when_now(), im->e));
    stop(im, im->status == ST_OK ? log_applied(im) : ST_OK);
    stop(im, im->status == ST_OK ? db_commit(db, im->e) : ST_OK);
}

static enum status read_list(struct importing *im, FILE *file, bool writing)
{
    struct price_reading reading = {
        .row = writing ? write_row : look_at_row, .reject = add_reject, .arg = im};
    im->writing = writing;
    enum status st = price_read(im->source, file, &reading, &im->result->error);
    im->result->read = reading.rows;
    return st;
}

static enum status digest_file(FILE *file, char hex[HASH_HEX], int64_t *bytes, struct error *e)
{
    unsigned char chunk[65536], digest[HASH_SIZE];
    crypto_generichash_state state;
    size_t n;
    *bytes = 0;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    rewind(file);
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        crypto_generichash_update(&state, chunk, n);
        *bytes += (int64_t)n;
    }
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(hex, HASH_HEX, digest, sizeof digest);
    return ferror(file) ? error_set(e, ST_FAILED, "file", _("the list cannot be read")) : ST_OK;
}

void price_mapping(const struct oem_source *source, char hex[HASH_HEX])
{
    unsigned char digest[HASH_SIZE];
    struct buf text;
    buf_init(&text, 65536);
    buf_addf(&text, "%s\n%c%c%d\n%d\n%s\n%lld", source->encoding, source->delimiter, source->decimal,
             source->header, source->skip_lines, source->currency, (long long)source->price_basis);
    for (int i = 0; i < OEM_COLUMNS; i++) {
        buf_addf(&text, "\n%s", source->columns[i] != NULL ? source->columns[i] : "");
    }
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text.data, text.len, NULL, 0);
    sodium_bin2hex(hex, HASH_HEX, digest, sizeof digest);
    buf_free(&text);
}

/* Who did it: the person, else the account of the timer that ran the program. */
static const char *account_of(const struct session *s)
{
    if (s->login[0] != '\0') {
        return s->login;
    }
    const struct passwd *account = getpwuid(geteuid());
    return account != NULL ? account->pw_name : "unknown";
}

/* Takes the source, clears what a crash left and takes a revision number. *same: this very list is in force.
 */
static enum status begin_revision(struct importing *im, bool *same)
{
    struct db *db = im->s->app->db;
    struct price_source_row source;
    enum status st = db_begin(db, im->e);
    st = st == ST_OK ? price_source_take(db, im->source->name, &source, im->e) : st;
    st = st == ST_OK ? price_clear_unfinished(db, &source, im->e) : st;
    if (st == ST_OK) {
        im->source_id = im->revision.source = source.id;
        *same = strcmp(source.digest, im->revision.digest) == 0 &&
                strcmp(source.mapping, im->revision.mapping) == 0;
        im->result->revision = source.revision;
        im->first_list = source.revision == 0;
        st = *same ? price_source_checked(db, source.id, when_now(), im->e)
                   : price_revision_begin(db, &im->revision, im->e);
    }
    if (st == ST_OK) {
        return db_commit(db, im->e);
    }
    db_rollback(db);
    return st;
}

static enum status write_list(struct importing *im, FILE *file)
{
    struct db *db = im->s->app->db;
    enum status st = db_begin(db, im->e);
    if (st != ST_OK) {
        return st;
    }
    db_bulk(db, true);
    enum status read = read_list(im, file, true);
    if (read != ST_OK) { /* it was whole a moment ago: the file changed under us */
        stop(im, error_set(im->e, ST_FAILED, "bad_list", "%s", im->result->error.message));
    }
    remove_absent(im);
    if (im->status == ST_OK) {
        im->result->revision = im->revision.revision;
        put_in_force(im);
    }
    if (im->status != ST_OK) {
        db_rollback(db);
    }
    db_checkpoint(db);
    db_bulk(db, false);
    return im->status;
}

static enum status run(struct importing *im, FILE *file)
{
    struct price_result *result = im->result;
    bool same = false;
    enum status st = read_list(im, file, false);
    if (im->status != ST_OK) {
        return im->status;
    }
    if (st != ST_OK) {
        text_copy(result->status, sizeof result->status, "failed");
        return ST_OK;
    }
    if (im->good == 0) {
        text_copy(result->status, sizeof result->status, "failed");
        if (result->reject_count > 0) {
            error_set(&result->error, ST_FAILED, "empty_list",
                      _("none of the %ld rows is good (line %ld: %s); the old list stays in force"),
                      (long)result->read, result->rejects[0].line, result->rejects[0].reason);
        } else {
            error_set(&result->error, ST_FAILED, "empty_list",
                      _("the list has a header and no rows; the old list stays in force"));
        }
        return ST_OK;
    }
    result->rejected = 0; /* the second reading sees all of them */
    result->reject_count = 0;
    st = begin_revision(im, &same);
    if (st == ST_OK && same) {
        text_copy(result->status, sizeof result->status, "unchanged");
        result->unchanged = (int64_t)im->used;
        return ST_OK;
    }
    st = st == ST_OK ? write_list(im, file) : st;
    text_copy(result->status, sizeof result->status, st == ST_OK ? "applied" : "failed");
    return st;
}

enum status price_import(struct session *s, const struct oem_source *source, FILE *file,
                         const struct price_origin *origin, struct price_result *result, struct error *e)
{
    char digest[HASH_HEX], mapping[HASH_HEX];
    int64_t start = when_monotonic();
    struct importing im = {
        .s = s, .source = source, .result = result, .e = e, .delta = source->columns[OEM_OP] != NULL};
    *result = (struct price_result){.error = ERROR_NONE};
    text_copy(result->source, sizeof result->source, source->name);
    when_date(when_day(when_now()), im.today);
    crypto_shorthash_keygen(im.key);
    price_mapping(source, mapping);
    enum status st = digest_file(file, digest, &result->bytes, e);
    im.revision = (struct price_revision_row){.origin = origin->place,
                                              .digest = digest,
                                              .mapping = mapping,
                                              .bytes = result->bytes,
                                              .fetched_at = origin->fetched_at,
                                              .account = account_of(s),
                                              .etag = origin->etag,
                                              .last_modified = origin->last_modified};
    st = st == ST_OK ? run(&im, file) : st;
    free(im.table);
    free(im.names);
    free(im.kept);
    result->took_ms = when_monotonic() - start;
    return st;
}
