/* The same PINs hashed at libsodium's least cost, for a workshop whose test logs in a hundred times:
 * quick_pins DATABASE LOGIN PIN-FILE [LOGIN PIN-FILE...] prints the SQL that puts them in. What a PIN costs
 * in truth is looked at by those that create persons and change PINs, and by tests/unit/test_people.c. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    PEPPER_SIZE = 32,
    KEYED_SIZE = 32,
    PIN_ROOM = 200,
    PATH_ROOM = 4096
}; /* as core/people/pin.c has them */

static size_t read_file(const char *path, char *bytes, size_t room)
{
    FILE *f = fopen(path, "re");
    size_t n = f != NULL ? fread(bytes, 1, room, f) : 0;
    if (f != NULL) {
        fclose(f);
    }
    return n;
}

int main(int argc, char **argv)
{
    char path[PATH_ROOM], pepper[PEPPER_SIZE], pin[PIN_ROOM], keyed[KEYED_SIZE], hash[crypto_pwhash_STRBYTES];
    if (argc < 4 || sodium_init() < 0) {
        return 2;
    }
    snprintf(path, sizeof path, "%s.pepper", argv[1]);
    if (read_file(path, pepper, sizeof pepper) != sizeof pepper) {
        fprintf(stderr, "quick_pins: %s holds no pepper\n", path);
        return 1;
    }
    for (int i = 2; i + 1 < argc; i += 2) {
        size_t n = read_file(argv[i + 1], pin, sizeof pin);
        n = n > 0 && pin[n - 1] == '\n' ? n - 1 : n;
        crypto_generichash((unsigned char *)keyed, sizeof keyed, (const unsigned char *)pin, n,
                           (const unsigned char *)pepper, sizeof pepper);
        if (crypto_pwhash_str_alg(hash, keyed, sizeof keyed, crypto_pwhash_OPSLIMIT_MIN,
                                  crypto_pwhash_MEMLIMIT_MIN, crypto_pwhash_ALG_ARGON2ID13) != 0) {
            return 1;
        }
        printf("UPDATE person SET pin_hash = '%s' WHERE login = '%s';\n", hash, argv[i]);
    }
    return 0;
}
