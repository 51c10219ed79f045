/* A configuration of any bytes: refused with a message that names the file, or values inside their limits. */
#include "core/app/config.h"
#include "tests/fuzz/must.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config *config = NULL;
    struct error e = ERROR_NONE;
    if (config_parse((const char *)data, size, "fuzz.ini", &config, &e) != ST_OK) {
        must(config == NULL && strstr(e.message, "fuzz.ini") != NULL && harmless(e.message, true));
        return 0;
    }
    bool good = config->labour_discount_percent >= 0 && config->labour_discount_percent <= 100 &&
                config->labour_rate >= 0 && config->clock_create_s > 0 && config->ui_idle_lock_s >= 0 &&
                strlen(config->outlet_currency) == 3;
    for (size_t i = 0; i < config->source_count; i++) {
        const struct oem_source *s = &config->sources[i];
        good = good && s->columns[OEM_PART_NO] != NULL && s->columns[OEM_LIST_PRICE] != NULL &&
               s->price_basis > 0 && s->max_bytes > 0 && s->timeout_s > 0;
    }
    config_free(&config);
    must(good && config == NULL);
    return 0;
}
