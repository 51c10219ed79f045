/* clearbay: the command line, and without a command the console. */
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/client/client.h"
#include "tui/cli/cli.h"
#include "tui/cli/help.h"
#include "tui/cli/login_shell.h"
#include "tui/cli/secret.h"
#include "tui/console/console.h"
#include "tui/showroom/http.h"
#include "version.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWROOM_S = 10 }; /* a page stays */

static int print_help(const struct words *w)
{
    struct buf out;
    buf_init(&out, 65536);
    if (w->command != NULL) {
        help_command(w->command, &out);
    } else {
        help_program(w->group, &out);
    }
    int status = cli_print(out.data);
    buf_free(&out);
    return status;
}

/* The console opens logged in when --as says who. */
static int console(struct client *client, const struct words *w)
{
    struct error e = ERROR_NONE;
    enum status st = cli_login(client, w, NULL, &e);
    st = st == ST_OK ? console_run(client, &e) : st;
    return st == ST_OK ? ST_OK : cli_error(w, &e);
}

/* The public price list, for anybody who stands before it. */
static int showroom(struct client *client, const struct words *w)
{
    struct error e = ERROR_NONE;
    const char *address = json_string_value(json_object_get(w->params, "http"));
    const char *seconds = json_string_value(json_object_get(w->params, "seconds"));
    long wanted = seconds != NULL ? strtol(seconds, NULL, 10) : SHOWROOM_S;
    enum status st = wanted < 1 || wanted > 3600
                         ? error_set(&e, ST_USAGE, "bad_value", _("--seconds: 1 to 3600 are wanted"))
                     : address != NULL ? showroom_serve(client, address, &e)
                                       : console_showroom(client, (int)wanted, &e);
    return st == ST_OK ? ST_OK : cli_error(w, &e);
}

/* The language of texts and the widths of the terminal that they go to. */
static void speak_as_configured(const struct client *client)
{
    i18n_start(client_setting(client, "ui.language"));
    text_ambiguous_wide(strcmp(client_setting(client, "ui.ambiguous_width"), "wide") == 0);
}

static int start(const struct words *w)
{
    struct error e = ERROR_NONE;
    struct client *client = NULL;
    if (client_open(w->config, &client, &e) != ST_OK) {
        return cli_error(w, &e);
    }
    speak_as_configured(client);
    bool shows = w->command != NULL && strcmp(w->command->id, "showroom") == 0;
    int status = shows ? showroom(client, w) : w->command != NULL ? cli_run(client, w) : console(client, w);
    client_close(&client);
    return status;
}

/* As a login shell: the console, whatever the words and the environment say. */
static int log_in_here(int argc, char **argv)
{
    struct words nothing = {.params = NULL};
    struct error e = ERROR_NONE;
    struct client *client = NULL;
    int status = (int)login_shell_check(argc, argv, &e);
    status = status == ST_OK ? (int)client_open_confined(&client, &e) : status;
    if (status != ST_OK) {
        return cli_error(&nothing, &e);
    }
    speak_as_configured(client);
    status = console(client, &nothing);
    client_close(&client);
    return status;
}

int main(int argc, char **argv)
{
    struct words words;
    struct error e = ERROR_NONE;
    secret_protect();
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, said as one */
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is a full disk */
    bool confined = login_shell_is(argc, argv);
    if (confined) {
        login_shell_confine();
    }
    i18n_start(NULL);
    if (confined) {
        return log_in_here(argc, argv);
    }
    int status = (int)words_read(argc, argv, &words, &e);
    if (status == ST_OK && log_start(words.verbose) != 0) {
        status = (int)error_set(&e, ST_USAGE, "log", _("$CLEARBAY_LOG: the file cannot be opened"));
    }
    if (status != ST_OK) {
        status = cli_error(&words, &e);
    } else if (words.version) {
        status = cli_print("clearbay " CLEARBAY_VERSION "\n");
    } else if (words.help || words.group != NULL) {
        status = print_help(&words);
    } else {
        status = start(&words);
    }
    words_free(&words);
    log_stop();
    return status;
}
