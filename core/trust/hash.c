#include "core/trust/hash.h"

#include <stdio.h>
#include <string.h>

static void update(struct hash *h, const char *bytes, size_t n)
{
    crypto_generichash_update(&h->state, (const unsigned char *)bytes, n);
}

void hash_start(struct hash *h)
{
    crypto_generichash_init(&h->state, NULL, 0, HASH_SIZE);
}

void hash_text(struct hash *h, const char *text)
{
    char head[32];
    size_t n = text == NULL ? 0 : strlen(text);
    int len = snprintf(head, sizeof head, text == NULL ? "n;" : "t%zu:", n);
    update(h, head, (size_t)len);
    if (n > 0) {
        update(h, text, n);
    }
}

void hash_int(struct hash *h, int64_t value)
{
    char text[32];
    int len = snprintf(text, sizeof text, "i%lld;", (long long)value);
    update(h, text, (size_t)len);
}

void hash_end(struct hash *h, char hex[HASH_HEX])
{
    unsigned char digest[HASH_SIZE];
    crypto_generichash_final(&h->state, digest, sizeof digest);
    sodium_bin2hex(hex, HASH_HEX, digest, sizeof digest);
}
