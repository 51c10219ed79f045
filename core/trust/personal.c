#include "core/trust/personal.h"
#include "core/trust/hash.h"

void personal_salt(char hex[PERSONAL_SALT_HEX])
{
    unsigned char bytes[PERSONAL_SALT_SIZE];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(hex, PERSONAL_SALT_HEX, bytes, sizeof bytes);
}

void personal_digest(const char *salt, const char *value, char hex[HASH_HEX])
{
    struct hash h;
    hash_start(&h);
    hash_text(&h, salt);
    hash_text(&h, value);
    hash_end(&h, hex);
}
