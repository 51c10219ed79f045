#include "core/service/ticket.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/people/people.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { STAT_MAX = 1024, START_FIELD = 22, MAC_HEX = 2 * crypto_auth_BYTES + 1 };

static const char purpose[] = "clearbay session ticket 1";

struct claim {
    int64_t person, issued_at;
    unsigned long long began; /* of the peer, in the kernel's ticks since it booted */
};

/* When a process began: field 22 of /proc/PID/stat; the name in field 2 may hold blanks and brackets. */
static bool process_began(int pid, unsigned long long *ticks)
{
    char path[32], text[STAT_MAX];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "re");
    size_t n = f != NULL ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f != NULL) {
        fclose(f);
    }
    text[n] = '\0';
    const char *at = strrchr(text, ')');
    for (int field = 2; at != NULL && field < START_FIELD; field++) {
        at = strchr(at + 1, ' ');
    }
    return at != NULL && sscanf(at, " %llu", ticks) == 1;
}

/* The code over all that a ticket is bound to, in hex. */
static void seal(struct session *s, const struct claim *claim, const char *pin_hash, char hex[MAC_HEX])
{
    unsigned char key[crypto_auth_KEYBYTES], mac[crypto_auth_BYTES];
    char text[1024];
    snprintf(text, sizeof text, "%" PRId64 "|%" PRId64 "|%u|%d|%llu|%zu|%s|%s", claim->person,
             claim->issued_at, s->peer.uid, s->peer.pid, claim->began, strlen(s->terminal), s->terminal,
             pin_hash);
    _Static_assert(PEPPER_SIZE <= crypto_generichash_KEYBYTES_MAX, "the pepper is the key");
    crypto_generichash(key, sizeof key, (const unsigned char *)purpose, sizeof purpose - 1, s->app->pepper,
                       PEPPER_SIZE);
    crypto_auth(mac, (const unsigned char *)text, strlen(text), key);
    sodium_bin2hex(hex, MAC_HEX, mac, sizeof mac);
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
}

enum status ticket_write(struct session *s, char out[TICKET_SIZE], struct error *e)
{
    struct person_row row;
    struct claim claim = {.person = s->person, .issued_at = s->logged_in_at};
    char hex[MAC_HEX];
    out[0] = '\0';
    if (s->peer.pid <= 0 || !process_began(s->peer.pid, &claim.began)) {
        return ST_OK;
    }
    enum status st = app_pepper(s->app, false, e);
    st = st == ST_OK ? person_store_find(s->app->db, NULL, s->person, &row, e) : st;
    if (st == ST_OK) {
        seal(s, &claim, row.pin_hash, hex);
        snprintf(out, TICKET_SIZE, "%" PRId64 ".%" PRId64 ".%s", claim.person, claim.issued_at, hex);
    }
    return st;
}

static enum status bad_ticket(struct error *e)
{
    return error_set(e, ST_REFUSED, "bad_ticket",
                     _("this session cannot be taken up again: log in with your PIN"));
}

static bool read_ticket(const char *ticket, struct claim *claim, char hex[MAC_HEX])
{
    int end = 0;
    _Static_assert(MAC_HEX == 65, "the width below");
    return sscanf(ticket, "%" SCNd64 ".%" SCNd64 ".%64[0-9a-f]%n", &claim->person, &claim->issued_at, hex,
                  &end) == 3 &&
           strlen(hex) == MAC_HEX - 1 && ticket[end] == '\0';
}

enum status ticket_resume(struct session *s, const char *ticket, struct error *e)
{
    struct claim claim = {.person = 0};
    struct person_row row;
    char hex[MAC_HEX], wanted[MAC_HEX];
    session_logout(s);
    if (s->peer.pid <= 0 || !read_ticket(ticket, &claim, hex) || !process_began(s->peer.pid, &claim.began)) {
        return bad_ticket(e);
    }
    int64_t age = when_now() - claim.issued_at;
    enum status st = app_pepper(s->app, false, e);
    st = st == ST_OK ? person_store_find(s->app->db, NULL, claim.person, &row, e) : st;
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    if (st == ST_NOT_FOUND || age < -TICKET_SKEW_MS || age > TICKET_MS) {
        return bad_ticket(e);
    }
    seal(s, &claim, row.pin_hash, wanted);
    if (sodium_memcmp(hex, wanted, MAC_HEX) != 0) {
        return bad_ticket(e);
    }
    s->person = claim.person;
    s->logged_in_at = claim.issued_at;
    return session_refresh(s, e);
}
