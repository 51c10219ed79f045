#include "tui/cli/cli.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/print/sheet.h"
#include "tui/cli/progress.h"
#include "tui/cli/secret.h"
#include "tui/cli/show.h"
#include "tui/cli/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { OUTPUT_MAX = 256 * 1024 * 1024, LINE_ROOM = 8192, LONG_NICE = 10 };

int cli_print(const char *text)
{
    if (fputs(text, stdout) == EOF || fflush(stdout) != 0) {
        fprintf(stderr, "clearbay: %s\n", _("the answer could not be written; the command itself was done"));
        return ST_FAILED;
    }
    return ST_OK;
}

static int print_json(const json_t *document)
{
    char *text = json_dumps(document, JSON_INDENT(2));
    struct buf line;
    buf_init(&line, OUTPUT_MAX);
    buf_adds(&line, text != NULL ? text : "{}");
    buf_addc(&line, '\n');
    int status = line.failed ? ST_FAILED : cli_print(line.data);
    buf_free(&line);
    free(text);
    return status;
}

/* One line on standard error, whatever the message holds. */
static void complain(const char *prefix, const char *message)
{
    struct buf line;
    buf_init(&line, LINE_ROOM);
    text_show(message, strlen(message), &line);
    fprintf(stderr, "clearbay: %s%s\n", prefix, line.data);
    buf_free(&line);
}

int cli_error(const struct words *words, const struct error *e)
{
    if (!words->json) {
        complain("", e->message);
        return (int)e->status;
    }
    json_t *document = error_to_json(e);
    print_json(document);
    json_decref(document);
    return (int)e->status;
}

enum status cli_login(struct client *client, const struct words *w, char *pin, struct error *e)
{
    char secret[SECRET_SIZE] = "", question[256];
    if (w->user == NULL) {
        return ST_OK;
    }
    snprintf(question, sizeof question, _("PIN of %s: "), w->user);
    enum status st =
        w->pin_file != NULL ? secret_read(w->pin_file, secret, e) : secret_ask(question, secret, e);
    st = st == ST_OK ? client_login(client, w->user, secret, e) : st;
    if (st == ST_OK && pin != NULL) {
        memcpy(pin, secret, SECRET_SIZE);
    }
    secret_wipe(secret);
    return st;
}

/* Puts the PINs from their files into the arguments: new_pin from --new-pin-file, a signature's pin from the
 * log-in, init's from --pin-file. */
static enum status add_secrets(const struct words *w, const char *login_pin, json_t *params, struct error *e)
{
    char secret[SECRET_SIZE] = "";
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < w->secret_count; i++) {
        st = secret_read(w->secrets[i].file, secret, e);
        json_object_set_new(params, w->secrets[i].arg->name, json_string(secret));
    }
    for (const struct arg *a = w->command->args; st == ST_OK && a != NULL && a->name != NULL; a++) {
        if (a->type != ARG_PIN || strcmp(a->name, "pin") != 0) {
            continue;
        }
        if (login_pin[0] != '\0') {
            json_object_set_new(params, a->name, json_string(login_pin));
        } else if (w->pin_file != NULL) {
            st = secret_read(w->pin_file, secret, e);
            json_object_set_new(params, a->name, json_string(secret));
        } else if ((w->command->flags & CMD_ANYONE) != 0) {
            st = secret_ask(_("PIN: "), secret, e);
            json_object_set_new(params, a->name, json_string(secret));
        }
    }
    secret_wipe(secret);
    return st;
}

static void wipe_params(const struct words *w)
{
    for (const struct arg *a = w->command->args; a != NULL && a->name != NULL; a++) {
        const json_t *v = a->type == ARG_PIN ? json_object_get(w->params, a->name) : NULL;
        if (json_is_string(v)) {
            explicit_bzero((char *)(uintptr_t)json_string_value(v), json_string_length(v));
        }
    }
}

/* A failed source or a failed check is an answer, not an error, and still has its exit status. */
static int status_of(const json_t *result)
{
    bool good =
        !json_is_false(json_object_get(result, "ok")) && !json_is_false(json_object_get(result, "verified"));
    int status = good ? ST_OK : ST_FAILED;
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(result, "results"), i, one)
    {
        const char *word = json_string_value(json_object_get(one, "status"));
        if (word != NULL && strcmp(word, "failed") == 0) {
            return ST_FAILED;
        }
        if (word != NULL && strcmp(word, "held") == 0) {
            status = ST_REFUSED;
        }
    }
    return status;
}

/* 0: nobody looks at it, so nothing needs to fit. */
static int terminal_columns(void)
{
    struct winsize size;
    bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    return known ? size.ws_col : 0;
}

static int print_result(const struct words *w, const json_t *result)
{
    size_t i;
    const json_t *warning;
    json_array_foreach(json_object_get(result, "warnings"), i, warning)
    {
        complain(_("warning: "), json_string_value(warning));
    }
    int status = status_of(result);
    if (w->json) {
        int printed = print_json(result);
        return printed != ST_OK ? printed : status;
    }
    const char *page = json_string_value(json_object_get(result, "page"));
    if (page != NULL) { /* it is a printed page already */
        int printed = cli_print(page);
        return printed != ST_OK ? printed : status;
    }
    struct buf out;
    buf_init(&out, OUTPUT_MAX);
    show_fitting(result, terminal_columns(), &out);
    int printed = out.failed ? ST_FAILED : cli_print(out.data);
    buf_free(&out);
    return printed != ST_OK ? printed : status;
}

/* A long command lets those go first who wait at a counter, shows how far it is, where somebody can see it,
 * and Ctrl-C ends it cleanly. */
static enum status call(struct client *client, const struct words *w, json_t **result, struct error *e)
{
    struct progress_line *line = NULL;
    if ((w->command->flags & CMD_LONG) != 0) {
        setpriority(PRIO_PROCESS, 0, LONG_NICE);
        line = w->json ? NULL : progress_line_new();
        client_watch(client, line != NULL ? progress_line_show : NULL, line, stop_on_signals());
    }
    enum status st = client_call(client, w->command->id, w->params, result, e);
    client_watch(client, NULL, NULL, NULL);
    progress_line_free(&line);
    return st;
}

/* A certificate's PDF is written here, where the person is, wherever the certificate was made. */
static enum status write_pdf(const struct words *w, const json_t *result, struct error *e)
{
    struct sheet sheet;
    const char *pdf = json_string_value(json_object_get(w->params, "pdf"));
    if (pdf == NULL || strcmp(w->command->id, "order.certificate") != 0) {
        return ST_OK;
    }
    enum status st = sheet_of_certificate(result, &sheet, e);
    st = st == ST_OK ? sheet_pdf(&sheet, pdf, e) : st;
    sheet_free(&sheet);
    return st;
}

int cli_run(struct client *client, const struct words *w)
{
    struct error e = ERROR_NONE;
    char pin[SECRET_SIZE] = "";
    json_t *result = NULL;
    bool sets_pin =
        (w->command->flags & CMD_NO_DB) != 0; /* init: --pin-file is the new manager's, nobody logs in */
    enum status st = sets_pin ? ST_OK : cli_login(client, w, pin, &e);
    st = st == ST_OK ? add_secrets(w, pin, w->params, &e) : st;
    secret_wipe(pin);
    st = st == ST_OK ? call(client, w, &result, &e) : st;
    wipe_params(w);
    st = st == ST_OK ? write_pdf(w, result, &e) : st;
    int status = st == ST_OK ? print_result(w, result) : cli_error(w, &e);
    json_decref(result);
    return status;
}
