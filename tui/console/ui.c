#include "tui/console/ui.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/available.h"
#include "tui/console/background.h"
#include "tui/console/follow.h"
#include "tui/console/keymap.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"
#include "tui/console/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PUBLIC_MESSAGE_MS = 10000,
    DRAFT_MS = 2000,
    DRAFT_LONG_MS = 10000, /* who types without a pause */
    DEPTH_MAX = 24,
    MESSAGE_MAX = 2048,
    MESSAGE_ROWS = 4,
    HINT_ROWS = 2,
    BAR_MAX = 4096
};

struct entry {
    const struct screen_ops *ops;
    void *self;
    unsigned long seen; /* the change that its picture knows */
    bool typed;         /* since the draft was kept */
    int64_t typed_at;   /* monotonic ms */
    int64_t typed_from; /* the first press that is not kept yet */
    bool in_file;       /* its draft waits beside the locked database */
    char *draft;        /* as it was kept, owned; NULL: there is none */
    json_t *order;      /* that was open when another screen came on top; NULL: none */
};

struct ui {
    struct client *client;
    struct term *term;
    struct entry stack[DEPTH_MAX];
    int depth;
    bool done;
    bool is_public; /* see ui_set_public */
    char message[MESSAGE_MAX];
    enum style message_style;
    unsigned long changes;      /* counts what anybody changed */
    long long version;          /* of the database, see client_version */
    int64_t idle_since;         /* monotonic ms of the last press */
    bool pressed;               /* there was one */
    char prefix[KEY_NAME_SIZE]; /* the first press of a key of two; "": none */
    int64_t prefix_at;
    bool prefix_shown; /* what may follow it */
    json_t *order;
    struct order_place place;
    struct background *sync; /* fetches price lists; NULL: nothing is being fetched */
};

struct client *ui_client(struct ui *ui)
{
    return ui->client;
}

struct term *ui_term(struct ui *ui)
{
    return ui->term;
}

bool ui_done(const struct ui *ui)
{
    return ui->done;
}

static struct entry *top(struct ui *ui)
{
    return &ui->stack[ui->depth - 1];
}

enum status ui_new(struct client *client, struct term *term, struct ui **out, struct error *e)
{
    struct ui *ui = calloc(1, sizeof *ui);
    *out = ui;
    if (ui == NULL) {
        return error_memory(e);
    }
    ui->client = client;
    ui->term = term;
    ui->idle_since = when_monotonic();
    ui->version = client_version(client);
    if (client_user(client)[0] != '\0') {
        screen_board_open(ui);
    } else {
        screen_login_open(ui);
    }
    return ST_OK;
}

void ui_free(struct ui **uip)
{
    struct ui *ui = *uip;
    *uip = NULL;
    if (ui == NULL) {
        return;
    }
    while (ui->depth > 0) {
        ui_pop(ui);
    }
    json_decref(ui->order);
    background_free(&ui->sync);
    explicit_bzero(ui->message, sizeof ui->message);
    free(ui);
}

/* A screen is about to stand on top of this one: what it is about is remembered. */
static void cover(struct ui *ui)
{
    if (ui->depth > 0) {
        json_decref(top(ui)->order);
        top(ui)->order = json_incref(ui->order);
    }
}

/* A screen is on top again. Its order is the open one again, as this screen knew it: what it saves must not
 * pass for having seen what others changed meanwhile. On the board the last one stays open. */
static void uncover(struct ui *ui)
{
    struct entry *one = ui->depth > 1 ? top(ui) : NULL;
    if (one == NULL || one->order == NULL ||
        strcmp(answer_text(one->order, "order"), answer_text(ui->order, "order")) == 0) {
        return;
    }
    json_decref(ui->order);
    ui->order = json_incref(one->order);
    one->seen = ui->changes - 1;
}

void ui_push(struct ui *ui, const struct screen_ops *ops, void *self)
{
    ui->prefix[0] = '\0';
    if (self == NULL) {
        ui_say(ui, STYLE_BAD, "%s", _("out of memory: close other programs and try again"));
    } else if (ui->depth == DEPTH_MAX) {
        ops->close(self);
        ui_say(ui, STYLE_BAD, "%s", _("too many screens are open: go back with Esc first"));
    } else {
        cover(ui);
        ui->stack[ui->depth++] = (struct entry){.ops = ops, .self = self, .seen = ui->changes};
    }
}

static void close_entry(struct entry *gone)
{
    free(gone->draft);
    json_decref(gone->order);
    if (gone->ops->close != NULL) {
        gone->ops->close(gone->self);
    }
}

void ui_pop(struct ui *ui)
{
    if (ui->depth > 0) {
        struct entry gone = *top(ui);
        ui->depth--;
        close_entry(&gone);
        uncover(ui);
    }
}

void ui_pop_of(struct ui *ui, const void *self)
{
    for (int i = 0; i < ui->depth; i++) {
        if (ui->stack[i].self == self) {
            struct entry gone = ui->stack[i];
            memmove(&ui->stack[i], &ui->stack[i + 1], (size_t)(ui->depth - i - 1) * sizeof gone);
            ui->depth--;
            close_entry(&gone);
            if (i == ui->depth) {
                uncover(ui);
            }
            return;
        }
    }
}

void ui_pop_to(struct ui *ui, const void *self)
{
    while (ui->depth > 1 && !ui_is_top(ui, self)) {
        ui_pop(ui);
    }
}

void *ui_self_of(struct ui *ui, const struct screen_ops *ops)
{
    for (int i = ui->depth - 1; i >= 0; i--) {
        if (ui->stack[i].ops == ops) {
            return ui->stack[i].self;
        }
    }
    return NULL;
}

const struct screen_ops *ui_top(const struct ui *ui, void **self)
{
    const struct entry *one = &ui->stack[ui->depth - 1];
    *self = one->self;
    return one->ops;
}

bool ui_is_top(const struct ui *ui, const void *self)
{
    return ui->stack[ui->depth - 1].self == self;
}

int64_t ui_idle_ms(const struct ui *ui)
{
    return ui->pressed ? when_monotonic() - ui->idle_since : -1;
}

bool ui_raise(struct ui *ui, const struct screen_ops *ops)
{
    for (int i = 0; i < ui->depth; i++) {
        if (ui->stack[i].ops == ops) {
            cover(ui);
            struct entry found = ui->stack[i];
            memmove(&ui->stack[i], &ui->stack[i + 1], (size_t)(ui->depth - i - 1) * sizeof found);
            ui->stack[ui->depth - 1] = found;
            return true;
        }
    }
    return false;
}

void ui_start_with(struct ui *ui, const struct screen_ops *ops, void *self)
{
    while (ui->depth > 0) {
        ui_pop(ui);
    }
    ui_push(ui, ops, self);
}

void ui_set_public(struct ui *ui)
{
    ui->is_public = true;
}

bool ui_is_public(const struct ui *ui)
{
    bool is = ui->is_public;
    for (int i = 0; i < ui->depth; i++) {
        is = is || ui->stack[i].ops->is_public;
    }
    return is;
}

/* Whether a key of the table is worth a hint. */
static bool offered(const struct ui *ui, const struct command *c)
{
    bool way_out = strcmp(c->id, "console.help") == 0 || strcmp(c->id, "console.leave") == 0;
    return way_out || (!ui_is_public(ui) && keymap_may(c, client_role(ui->client)));
}

void ui_say(struct ui *ui, enum style style, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(ui->message, sizeof ui->message, format, args);
    va_end(args);
    ui->message_style = style;
}

void ui_error_text(const struct error *e, struct buf *out)
{
    buf_adds(out, e->message);
    ui_add_said_key(e->message, out);
    for (size_t i = 0; i < e->fact_count; i++) {
        const struct fact *f = &e->facts[i];
        if (e->status == ST_CONFLICT) {
            buf_addf(out, _("; %s: now \"%s\", yours \"%s\""), f->field, f->theirs, f->mine);
        } else {
            buf_adds(out, "; ");
            buf_addf(out, _("%s: %s"), f->field, f->theirs);
        }
    }
}

/* The open order's revision moves with one's own changes, so that the next one is not a conflict with
 * oneself. */
static void follow_revision(struct ui *ui, const json_t *result)
{
    const json_t *revision = json_object_get(result, "revision");
    if (ui->order != NULL && json_is_integer(revision) &&
        strcmp(answer_text(result, "order"), answer_text(ui->order, "order")) == 0) {
        json_object_set_new(ui->order, "revision", json_integer(json_integer_value(revision)));
    }
}

static void say_warnings(struct ui *ui, const json_t *result)
{
    struct buf text;
    buf_init(&text, MESSAGE_MAX);
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(result, "warnings"), i, one)
    {
        buf_addf(&text, "%s%s", i > 0 ? "; " : "", json_string_value(one));
    }
    if (text.len > 0) {
        ui_say(ui, STYLE_WARN, "%s", text.data);
    }
    buf_free(&text);
}

enum status ui_try(struct ui *ui, const char *id, json_t *params, json_t **result, struct error *e)
{
    json_t *answer = NULL;
    enum status st = client_call(ui->client, id, params, &answer, e);
    json_decref(params);
    const struct command *c = command_find(id);
    if (st == ST_OK) {
        bool may_change = c != NULL && (c->flags & (CMD_CHANGES | CMD_OWN_TX)) != 0;
        if (may_change && (c->flags & CMD_OFFLINE) == 0) { /* of drafts no screen shows anything */
            ui->changes++;
            follow_revision(ui, answer);
        }
        say_warnings(ui, answer);
    }
    if (result != NULL) {
        *result = answer;
    } else {
        json_decref(answer);
    }
    return st;
}

enum status ui_call(struct ui *ui, const char *id, json_t *params, json_t **result)
{
    struct error e = ERROR_NONE;
    enum status st = ui_try(ui, id, params, result, &e);
    if (st != ST_OK) {
        struct buf text;
        buf_init(&text, MESSAGE_MAX - 1);
        ui_error_text(&e, &text);
        ui_say(ui, STYLE_BAD, "%s", text.data);
        buf_free(&text);
    }
    return st;
}

const json_t *ui_order(const struct ui *ui)
{
    return ui->order;
}

enum status ui_open_order(struct ui *ui, const char *number)
{
    json_t *shown = NULL;
    enum status st = ui_call(ui, "order.show", json_pack("{s:s}", "order", number), &shown);
    if (st == ST_OK) {
        json_decref(ui->order);
        ui->order = shown;
    }
    return st;
}

void ui_set_place(struct ui *ui, struct order_place place)
{
    ui->place = place;
}

struct order_place ui_place(const struct ui *ui)
{
    return ui->place;
}

static bool unsaved(const struct entry *one)
{
    return one->ops->unsaved != NULL && one->ops->unsaved(one->self);
}

void ui_pop_saved(struct ui *ui)
{
    while (ui->depth > 1 && !unsaved(top(ui))) {
        ui_pop(ui);
    }
}

static bool any_unsaved(const struct ui *ui)
{
    for (int i = 0; i < ui->depth; i++) {
        if (unsaved(&ui->stack[i])) {
            return true;
        }
    }
    return false;
}

/* Runs a draft's command; what goes wrong is said, and the typing goes on. *in_file: it lies beside the
 * database, which is locked. */
static bool call_draft(struct ui *ui, const char *id, json_t *params, bool *in_file)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    bool good = client_call(ui->client, id, params, &answer, &e) == ST_OK;
    *in_file = good && strcmp(answer_text(answer, "kept"), "file") == 0;
    json_decref(params);
    json_decref(answer);
    if (!good) {
        ui_say(ui, STYLE_WARN, _("What you typed is not kept safe yet: %s"), e.message);
    }
    return good;
}

static json_t *draft_params(const struct draft *d)
{
    json_t *params = json_pack("{s:s}", "form", d->form);
    params_text(params, "subject", d->subject);
    return params;
}

/* What somebody threw away needs no draft. */
static void forget_draft(struct ui *ui, struct entry *one)
{
    bool in_file = false;
    struct draft d = {.form = ""};
    if (one->draft != NULL && one->ops->draft != NULL) {
        one->ops->draft(one->self, &d);
        json_decref(d.content);
        call_draft(ui, "draft.drop", draft_params(&d), &in_file);
        free(one->draft);
        one->draft = NULL;
    }
}

static void note_unkept(struct entry *one, bool unkept)
{
    int64_t now = when_monotonic();
    one->typed_from = one->typed ? one->typed_from : now;
    one->typed_at = now;
    one->typed = unkept;
}

/* Quiet for two seconds, or typing for long. */
static bool is_due(const struct entry *one)
{
    int64_t now = when_monotonic();
    return one->typed && (now - one->typed_at >= DRAFT_MS || now - one->typed_from >= DRAFT_LONG_MS);
}

/* Keeps what a screen would lose, when it differs from what was kept. */
static void keep_draft(struct ui *ui, struct entry *one)
{
    struct draft d = {.form = ""};
    one->typed = false;
    if (one->ops->draft == NULL || client_user(ui->client)[0] == '\0') {
        return;
    }
    if (!unsaved(one)) {
        forget_draft(ui, one);
        return;
    }
    one->ops->draft(one->self, &d);
    char *text = d.form != NULL ? json_dumps(d.content, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(d.content);
    if (text != NULL && (one->in_file || one->draft == NULL || strcmp(one->draft, text) != 0)) {
        bool was_in_file = one->in_file;
        json_t *params = draft_params(&d);
        params_text(params, "content", text);
        if (call_draft(ui, "draft.save", params, &one->in_file)) {
            free(one->draft);
            one->draft = text;
            text = NULL;
        }
        if (one->in_file && !was_in_file) {
            ui_say(ui, STYLE_WARN, "%s",
                   _("The database is locked: what you type is kept in a file until it can be written"));
        }
        note_unkept(one, text != NULL || one->in_file); /* tried again later */
    }
    free(text);
}

void ui_keep_drafts(struct ui *ui)
{
    for (int i = 0; i < ui->depth; i++) {
        keep_draft(ui, &ui->stack[i]);
    }
}

void ui_hang_up(struct ui *ui)
{
    ui_keep_drafts(ui);
}

static void drop(struct ui *ui, void *arg)
{
    (void)arg;
    forget_draft(ui, top(ui));
    ui_pop(ui);
}

void ui_back(struct ui *ui)
{
    if (ui->depth <= 1) {
        return; /* the board is the bottom; F10 leaves */
    }
    if (unsaved(top(ui))) {
        ui_ask(ui, _("Throw away what you typed here?"), drop, NULL);
    } else {
        ui_pop(ui);
    }
}

static void leave(struct ui *ui, void *arg)
{
    (void)arg;
    for (int i = 0; i < ui->depth; i++) {
        forget_draft(ui, &ui->stack[i]);
    }
    ui->done = true;
}

static void to_board(struct ui *ui, void *arg)
{
    (void)arg;
    while (ui->depth > 1) {
        forget_draft(ui, top(ui));
        ui_pop(ui);
    }
}

static void go_to_board(struct ui *ui)
{
    if (any_unsaved(ui)) {
        ui_ask(ui, _("Go to the board and throw away what you typed?"), to_board, NULL);
    } else {
        to_board(ui, NULL);
    }
}

static void start_sync(struct ui *ui)
{
    struct error e = ERROR_NONE;
    const char *file = client_setting(ui->client, "file");
    if (ui->sync != NULL) {
        ui_say(ui, STYLE_DIM, "%s", _("Price lists are being fetched already"));
    } else if (background_sync(file[0] != '\0' ? file : NULL, &ui->sync, &e) == ST_OK) {
        ui_say(ui, STYLE_TEXT, "%s", _("Price lists are being fetched; go on with your work"));
    } else {
        ui_say(ui, STYLE_BAD, "%s", e.message);
    }
}

static bool look_at_sync(struct ui *ui)
{
    json_t *answer = NULL;
    struct buf text;
    if (ui->sync == NULL || ui_is_public(ui) || !background_done(ui->sync, &answer)) {
        return false;
    }
    background_free(&ui->sync);
    buf_init(&text, MESSAGE_MAX - 1);
    enum style style = background_text(answer, &text);
    ui_say(ui, style, "%s", text.data);
    buf_free(&text);
    json_decref(answer);
    return true;
}

/* What the console does by itself on every screen. */
static bool run_own(struct ui *ui, const char *id)
{
    if (strcmp(id, "console.help") == 0) {
        screen_help_open(ui, top(ui)->ops->context);
    } else if (strcmp(id, "console.intake") == 0) {
        screen_intake_open(ui);
    } else if (strcmp(id, "console.prices") == 0) {
        screen_prices_open(ui);
    } else if (strcmp(id, "floor") == 0) {
        screen_floor_open(ui);
    } else if (strcmp(id, "price.held") == 0) {
        screen_held_open(ui);
    } else if (strcmp(id, "price.sync") == 0) {
        start_sync(ui);
    } else if (strcmp(id, "console.board") == 0) {
        go_to_board(ui);
    } else if (strcmp(id, "console.refresh") == 0) {
        ui->changes++;
        term_redraw(ui->term);
    } else if (strcmp(id, "console.palette") == 0) {
        screen_palette_open(ui);
    } else if (strcmp(id, "undo") == 0 || strcmp(id, "redo") == 0) {
        bool on_order = (top(ui)->ops->context & (CTX_BOARD | CTX_FLOOR)) == 0 && ui->order != NULL;
        undo_run(ui, id, on_order ? answer_text(ui->order, "order") : NULL);
    } else if (strcmp(id, "console.lock") == 0) {
        ui_keep_drafts(ui);
        screen_lock_open(ui);
    } else if (strcmp(id, "console.back") == 0) {
        ui_back(ui);
    } else if (strcmp(id, "console.leave") == 0) {
        if (any_unsaved(ui)) {
            ui_ask(ui, _("Leave and throw away what you typed?"), leave, NULL);
        } else {
            ui->done = true;
        }
    } else {
        return false;
    }
    return true;
}

static void run_asked(struct ui *ui, void *arg)
{
    screen_command_open(ui, arg);
}

static void run_command(struct ui *ui, const struct command *c)
{
    if ((c->flags & CMD_ASK) != 0) {
        char question[MESSAGE_MAX];
        snprintf(question, sizeof question, _("%s: this cannot be undone. Do it?"), _(c->summary));
        ui_ask(ui, question, run_asked, (void *)(uintptr_t)c);
    } else {
        screen_command_open(ui, c);
    }
}

void ui_run(struct ui *ui, const struct command *c)
{
    struct entry *one = top(ui);
    struct buf why;
    buf_init(&why, MESSAGE_MAX - 1);
    if (available_not(ui, c, one->ops->context, &why)) {
        ui_say(ui, STYLE_WARN, "%s", why.data);
    } else if (one->ops->action != NULL && one->ops->action(ui, one->self, c->id)) {
        /* the screen has done it */
    } else if (!run_own(ui, c->id) && c->run != NULL) {
        run_command(ui, c);
    }
    buf_free(&why);
}

/* A key of the table before anybody's eyes; false: it does nothing. */
static bool run_in_public(struct ui *ui, const struct command *c)
{
    struct entry *one = top(ui);
    if (one->ops->action != NULL && one->ops->action(ui, one->self, c->id)) {
        return true;
    }
    bool way_out = strcmp(c->id, "console.back") == 0 || strcmp(c->id, "console.leave") == 0;
    return way_out && run_own(ui, c->id);
}

bool ui_is_unseen(const struct ui *ui)
{
    return term_rows(ui->term) < TERM_ROWS_MIN || term_columns(ui->term) < TERM_COLUMNS_MIN;
}

/* A key that does nothing says so, and where to look. */
static void unknown_key(struct ui *ui, const struct press *p)
{
    if (p->paste != NULL) {
        ui_say(ui, STYLE_WARN, "%s", _("nothing is pasted here: go to a field first"));
    } else if (p->name[0] != '\0') {
        struct buf text;
        buf_init(&text, MESSAGE_MAX - 1);
        available_key(ui, p->name, top(ui)->ops->context, &text);
        ui_say(ui, STYLE_DIM, "%s", text.data);
        buf_free(&text);
    }
}

static bool prefix_begins(struct ui *ui, const struct press *p)
{
    const struct screen_ops *ops = top(ui)->ops;
    if (ops->modal || ops->typing || ui->is_public || !keymap_begins(ops->context, p->name)) {
        return false;
    }
    text_copy(ui->prefix, sizeof ui->prefix, p->name);
    ui->prefix_at = when_monotonic();
    ui->prefix_shown = false;
    return true;
}

/* The second press of a key of two. */
static void press_second(struct ui *ui, const struct press *p)
{
    char key[2 * KEY_NAME_SIZE], first[KEY_NAME_SIZE];
    unsigned context = top(ui)->ops->context;
    text_copy(first, sizeof first, ui->prefix);
    snprintf(key, sizeof key, "%s,%s", first, p->name);
    ui->prefix[0] = '\0';
    const struct command *c = keymap_find(context, key);
    if (c != NULL) {
        ui_run(ui, c);
    } else if (strcmp(p->name, "Esc") != 0) {
        struct buf text;
        buf_init(&text, MESSAGE_MAX - 1);
        follow_text(ui, first, context, &text);
        ui_say(ui, STYLE_DIM, _("%s %s does nothing; after %s: %s"), first, p->name, first, text.data);
        buf_free(&text);
    }
}

/* Leaving a field keeps the draft at once, typing after two quiet seconds (ui_tick). */
static void note_typing(struct ui *ui, const void *self, const struct press *p)
{
    struct entry *one = top(ui);
    if (one->self != self || one->ops->draft == NULL) {
        return;
    }
    note_unkept(one, true);
    if (p->text[0] == '\0' && p->paste == NULL && strcmp(p->name, "Backspace") != 0) {
        keep_draft(ui, one);
    }
}

/* Nothing is seen: what is typed goes on into its field, nothing else is done. */
static void press_unseen(struct ui *ui, const struct press *p)
{
    struct entry *one = top(ui);
    const void *self = one->self;
    bool acts = p->name[0] == 'F' && p->name[1] != '\0';
    acts = acts || strcmp(p->name, "Enter") == 0 || strcmp(p->name, "Esc") == 0;
    if (strcmp(p->name, "F10") == 0 && !any_unsaved(ui)) {
        ui->done = true;
    } else if (!acts && one->ops->typing && one->ops->press != NULL && one->ops->press(ui, one->self, p)) {
        note_typing(ui, self, p);
    }
}

void ui_press(struct ui *ui, const struct press *p)
{
    if (strcmp(p->name, "Resize") == 0) {
        term_resize(ui->term, 0, 0);
        return;
    }
    ui->idle_since = when_monotonic();
    ui->pressed = true;
    if (ui_is_unseen(ui)) {
        press_unseen(ui, p);
        return;
    }
    ui->message[0] = '\0';
    if (ui->prefix[0] != '\0') {
        press_second(ui, p);
        return;
    }
    struct entry *one = top(ui);
    const void *self = one->self;
    if (one->ops->press != NULL && one->ops->press(ui, one->self, p)) {
        note_typing(ui, self, p);
        return;
    }
    one = top(ui);
    bool letter = p->text[0] != '\0' && one->ops->typing;
    const struct command *c = one->ops->modal || letter ? NULL : keymap_find(one->ops->context, p->name);
    if (c != NULL && ui_is_public(ui)) {
        if (!run_in_public(ui, c)) {
            unknown_key(ui, p);
        }
    } else if (c != NULL) {
        ui_run(ui, c);
    } else if (one->ops->modal && strcmp(p->name, "F10") == 0) {
        run_own(ui, "console.leave");
    } else if (!prefix_begins(ui, p)) {
        unknown_key(ui, p);
    }
}

static void refresh(struct ui *ui)
{
    struct entry *one = ui->depth > 0 ? top(ui) : NULL;
    if (one != NULL && one->seen != ui->changes) {
        one->seen = ui->changes;
        if (one->ops->refresh != NULL) {
            one->ops->refresh(ui, one->self);
        }
    }
}

bool ui_watch(struct ui *ui)
{
    bool news = look_at_sync(ui);
    if (ui->prefix[0] != '\0' && !ui->prefix_shown && when_monotonic() - ui->prefix_at >= FOLLOW_MS) {
        ui->prefix_shown = true;
        news = true;
    }
    long long version = client_version(ui->client);
    if (version != ui->version) {
        ui->version = version;
        ui->changes++;
        news = true;
    }
    for (int i = 0; i < ui->depth; i++) {
        if (is_due(&ui->stack[i])) {
            keep_draft(ui, &ui->stack[i]);
            news = true;
        }
    }
    return news;
}

void ui_tick(struct ui *ui)
{
    if (ui_is_public(ui) && ui_idle_ms(ui) >= PUBLIC_MESSAGE_MS) {
        ui->message[0] = '\0'; /* nobody may ever press a key here */
    }
    ui_watch(ui);
    for (int i = 0; i < ui->depth; i++) {
        if (ui->stack[i].ops->tick != NULL) {
            ui->stack[i].ops->tick(ui, ui->stack[i].self);
        }
    }
    char *end = NULL;
    long long idle_s = strtoll(client_setting(ui->client, "ui.idle_lock_s"), &end, 10);
    bool idle = idle_s > 0 && when_monotonic() - ui->idle_since >= idle_s * 1000;
    if (idle && client_user(ui->client)[0] != '\0') {
        ui_keep_drafts(ui);
        screen_lock_open(ui);
    }
}

static void draw_title(struct ui *ui)
{
    struct buf left, right, row;
    buf_init(&left, BAR_MAX);
    buf_init(&right, BAR_MAX);
    buf_init(&row, BAR_MAX);
    struct entry *one = top(ui);
    buf_addf(&left, " clearbay %s  ", client_setting(ui->client, "outlet.code"));
    for (int i = ui->depth - 1; i >= 0 && ui->stack[i].ops->overlay; i--) {
        one = &ui->stack[i - 1];
    }
    if (one->ops->title != NULL) {
        one->ops->title(ui, one->self, &left);
    }
    bool inside = !ui_is_public(ui); /* who works here is nobody else's affair */
    if (inside && ui->sync != NULL) {
        buf_adds(&right, _("fetching price lists "));
    }
    if (inside && client_user(ui->client)[0] != '\0') {
        buf_addf(&right, " %s ", client_user_name(ui->client));
    }
    int columns = term_columns(ui->term), wide = text_width(right.data);
    text_pad(&row, left.data, columns - wide, false);
    buf_adds(&row, right.data);
    term_put(ui->term, 0, 0, columns, STYLE_BAR, row.data);
    buf_free(&left);
    buf_free(&right);
    buf_free(&row);
}

/* Keys of a context as the table labels them, on up to `rows` rows from y; `but` are contexts whose keys
 * stand elsewhere. Returns the rows used; with y < 0 it only counts them. */
static int draw_hints(struct ui *ui, int y, int rows, unsigned context, unsigned but)
{
    int x = 0, row = 0, columns = term_columns(ui->term);
    for (int i = 0; i < rows && y >= 0; i++) {
        term_put(ui->term, y + i, 0, columns, STYLE_TEXT, "");
    }
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        char key[KEY_NAME_SIZE];
        bool here = (c->contexts & context) != 0 && (c->contexts & but) == 0;
        if (!here || c->label == NULL || !offered(ui, c)) {
            continue;
        }
        keymap_key(c, key);
        int wide = text_width(key) + 1 + text_width(_(c->label));
        if (x + wide > columns) {
            x = 0;
            row++;
        }
        if (row == rows) {
            return rows;
        }
        if (y >= 0) {
            term_add(ui->term, y + row, x, columns - x, STYLE_KEY, key);
            term_add(ui->term, y + row, x + text_width(key) + 1, columns - x, STYLE_DIM, _(c->label));
        }
        x += wide + 2;
    }
    return x > 0 ? row + 1 : row;
}

static void draw_too_small(struct ui *ui)
{
    char text[200];
    snprintf(text, sizeof text, _("%dx%d: too small, %dx%d is needed"), term_columns(ui->term),
             term_rows(ui->term), TERM_COLUMNS_MIN, TERM_ROWS_MIN);
    term_put(ui->term, 0, 0, term_columns(ui->term), STYLE_BAD, text);
}

/* At the bottom: the keys that work everywhere, and above them the screen's own, or the message until the
 * next key; a long message covers what is above it. */
static void draw_bottom(struct ui *ui, int hint_rows)
{
    const struct screen_ops *ops = top(ui)->ops;
    int columns = term_columns(ui->term), last = term_rows(ui->term) - 1;
    draw_hints(ui, last, 1, ops->modal ? 0 : CTX_GLOBAL, 0);
    draw_hints(ui, last - hint_rows, hint_rows, ops->modal ? 0 : ops->context, CTX_GLOBAL);
    if (ui->message[0] != '\0') {
        int wanted = term_wrap(ui->term, 0, 0, MESSAGE_ROWS, columns, STYLE_COUNT, ui->message);
        int rows = wanted > hint_rows ? wanted : hint_rows;
        for (int i = 0; i < rows; i++) {
            term_put(ui->term, last - rows + i, 0, columns, STYLE_TEXT, "");
        }
        term_wrap(ui->term, last - rows, 0, wanted, columns, ui->message_style, ui->message);
    }
}

static void draw_screens(struct ui *ui)
{
    int rows = term_rows(ui->term), columns = term_columns(ui->term);
    int first = ui->depth - 1;
    while (first > 0 && ui->stack[first].ops->overlay) {
        first--;
    }
    const struct screen_ops *ops = ui->stack[first].ops;
    int hints = draw_hints(ui, -1, HINT_ROWS, ops->modal ? 0 : ops->context, CTX_GLOBAL);
    hints = hints > 0 ? hints : 1; /* the message's place */
    draw_title(ui);
    for (int i = first; i < ui->depth; i++) {
        ui->stack[i].ops->draw(ui, ui->stack[i].self, (struct area){1, 0, rows - 2 - hints, columns});
    }
    if (ui->prefix[0] != '\0' && ui->prefix_shown) {
        follow_draw(ui, ui->prefix, top(ui)->ops->context, (struct area){1, 0, rows - 2 - hints, columns});
    }
    draw_bottom(ui, hints);
}

void ui_draw(struct ui *ui)
{
    refresh(ui);
    term_clear(ui->term);
    if (ui_is_unseen(ui)) {
        draw_too_small(ui);
    } else if (ui->depth > 0) {
        draw_screens(ui);
    }
    term_flush(ui->term);
}
