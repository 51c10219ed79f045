#include "core/price/request.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void request_add(const struct curl_calls *curl, struct curl_slist **headers, const char *name,
                 const char *value)
{
    struct buf line;
    buf_init(&line, 8192);
    buf_addf(&line, "%s: %s", name, value);
    struct curl_slist *more = line.failed ? NULL : curl->slist_append(*headers, line.data);
    explicit_bzero(line.data, line.len); /* it may hold the token */
    buf_free(&line);
    *headers = more != NULL ? more : *headers;
}

enum status request_add_token(const struct curl_calls *curl, struct curl_slist **headers,
                              const char *token_file, struct error *e)
{
    char token[4096] = "Bearer ";
    if (token_file[0] == '\0') {
        return ST_OK;
    }
    FILE *file = fopen(token_file, "re");
    if (file == NULL || fgets(token + 7, sizeof token - 7, file) == NULL) {
        int why = errno;
        if (file != NULL) {
            fclose(file);
        }
        return error_set(e, ST_FAILED, "token_file", _("%s: the token cannot be read: %s"), token_file,
                         i18n_errno(why));
    }
    fclose(file);
    token[strcspn(token, "\r\n")] = '\0';
    request_add(curl, headers, "Authorization", token);
    explicit_bzero(token, sizeof token);
    return ST_OK;
}

bool request_may_redirect(const struct curl_calls *curl, const char *from, const char *to)
{
    CURLU *a = curl->url(), *b = curl->url();
    char *host_a = NULL, *host_b = NULL;
    bool ok = strncasecmp(to, "https://", 8) == 0 && curl->url_set(a, CURLUPART_URL, from, 0) == CURLUE_OK &&
              curl->url_set(b, CURLUPART_URL, to, 0) == CURLUE_OK &&
              curl->url_get(a, CURLUPART_HOST, &host_a, 0) == CURLUE_OK &&
              curl->url_get(b, CURLUPART_HOST, &host_b, 0) == CURLUE_OK && strcasecmp(host_a, host_b) == 0;
    curl->free(host_a);
    curl->free(host_b);
    curl->url_cleanup(a);
    curl->url_cleanup(b);
    return ok;
}
