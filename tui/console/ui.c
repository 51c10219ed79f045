/* The ui itself: who it works for, what it says, what changed. */
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tui/cli/show_words.h"
#include "tui/console/follow.h"
#include "tui/console/form.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"
#include "tui/console/ui_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PUBLIC_MESSAGE_MS = 10000 };

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

struct entry *ui_entry(struct ui *ui)
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
    ui->link = client_link(client);
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
    json_decref(ui->gone);
    ui_forget_thrown(ui);
    background_free(&ui->sync);
    explicit_bzero(ui->message, sizeof ui->message);
    explicit_bzero(&ui->recall, sizeof ui->recall);
    free(ui);
}

int64_t ui_idle_ms(const struct ui *ui)
{
    return ui->pressed ? when_monotonic() - ui->idle_since : -1;
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

void ui_say(struct ui *ui, enum style style, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(ui->message, sizeof ui->message, format, args);
    va_end(args);
    ui->message_style = style;
}

/* "qty: 0 ..." -> "quantity: 0 ...": a message that begins with an argument's name is about what people know
 * by its label. */
static void add_message(const char *message, struct buf *out)
{
    char name[32];
    size_t n = strspn(message, "abcdefghijklmnopqrstuvwxyz_");
    bool first = message[n] == ':' || strncmp(message + n, "：", 3) == 0;
    snprintf(name, sizeof name, "%.*s", first ? (int)n : 0, message);
    buf_adds(out, show_label(name));
    buf_adds(out, message + strlen(name));
}

void ui_error_text(const struct error *e, struct buf *out)
{
    add_message(e->message, out);
    ui_add_said_key(e->message, out);
    for (size_t i = 0; i < e->fact_count; i++) {
        const struct fact *f = &e->facts[i];
        if (e->status == ST_CONFLICT) {
            buf_addf(out, _("; %s: now \"%s\", yours \"%s\""), show_label(f->field),
                     show_word("", f->field, f->theirs), show_word("", f->field, f->mine));
        } else {
            buf_adds(out, _("; "));
            buf_addf(out, _("%s: %s"), show_label(f->field), f->theirs);
        }
    }
}

void ui_form_fail(struct form *form, const struct error *e)
{
    struct buf text;
    buf_init(&text, sizeof form->error - 1);
    ui_error_text(e, &text);
    form_fail(form, e, text.data);
    buf_free(&text);
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
    if (answer_warnings(result, &text)) {
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
    ui_note_write(ui, c, st, e, answer);
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

void ui_discard(struct ui *ui, json_t *answer)
{
    ui->gone = ui->gone == NULL && answer != NULL ? json_array() : ui->gone;
    if (ui->gone != NULL && answer != NULL) {
        json_array_append_new(ui->gone, answer); /* without memory it is freed at once */
    } else {
        json_decref(answer);
    }
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
        ui_discard(ui, ui->order);
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

void ui_refresh(struct ui *ui)
{
    struct entry *one = ui->depth > 0 ? ui_entry(ui) : NULL;
    if (one != NULL && one->seen != ui->changes) {
        one->seen = ui->changes;
        if (one->ops->refresh != NULL) {
            one->ops->refresh(ui, one->self);
        }
    }
}

bool ui_watch(struct ui *ui)
{
    bool news = ui_look_at_sync(ui);
    if (ui->prefix[0] != '\0' && !ui->prefix_shown && when_monotonic() - ui->prefix_at >= FOLLOW_MS) {
        ui->prefix_shown = true;
        news = true;
    }
    long long version = client_version(ui->client);
    news = ui_look_at_link(ui) || news;
    if (version != ui->version) {
        ui->version = version;
        ui->changes++;
        news = true;
    }
    for (int i = 0; i < ui->depth; i++) {
        if (ui_draft_is_due(&ui->stack[i])) {
            ui_keep_draft(ui, &ui->stack[i]);
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
