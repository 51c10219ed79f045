#include "core/price/trouble.h"
#include "core/base/i18n.h"

#include <stdio.h>

enum trouble trouble_of_framing(enum framing_trouble trouble)
{
    static const enum trouble as[] = {[FRAMING_WHOLE] = TROUBLE_NONE,
                                      [FRAMING_UNCLEAR] = TROUBLE_UNCLEAR,
                                      [FRAMING_CUT] = TROUBLE_CUT,
                                      [FRAMING_PACKING] = TROUBLE_PACKING};
    return as[trouble];
}

enum trouble trouble_of_range(enum range_trouble trouble)
{
    static const enum trouble as[] = {[RANGE_GOOD] = TROUBLE_NONE,
                                      [RANGE_UNREADABLE] = TROUBLE_RANGE_UNREADABLE,
                                      [RANGE_ELSEWHERE] = TROUBLE_RANGE_ELSEWHERE,
                                      [RANGE_OTHER_SIZE] = TROUBLE_RANGE_SIZE,
                                      [RANGE_OTHER_LIST] = TROUBLE_RANGE_LIST};
    return as[trouble];
}

enum trouble trouble_of_unpacking(enum unpack_trouble trouble)
{
    static const enum trouble as[] = {[UNPACK_GOOD] = TROUBLE_NONE,
                                      [UNPACK_BROKEN] = TROUBLE_PACKED_BADLY,
                                      [UNPACK_MORE] = TROUBLE_PACKED_MORE,
                                      [UNPACK_LARGE] = TROUBLE_LARGE,
                                      [UNPACK_DISK] = TROUBLE_DISK};
    return as[trouble];
}

const char *trouble_text(enum trouble trouble)
{
    static const char *const texts[] = {
        [TROUBLE_MEMORY] = N_("out of memory"),
        [TROUBLE_DISK] = N_("the list could not be written beside the database; is the disk full?"),
        [TROUBLE_LARGE] = N_("the list is larger than max_bytes"),
        [TROUBLE_UNCLEAR] = N_("the server does not say clearly where the list ends, so it may be cut short"),
        [TROUBLE_CUT] = N_("the list broke off before its end; try again"),
        [TROUBLE_PACKING] =
            N_("the server packed the list in another way than gzip, which is all that was asked for"),
        [TROUBLE_PACKED_BADLY] = N_("the packed list is damaged: it cannot be unpacked"),
        [TROUBLE_PACKED_CUT] = N_("the packed list ends in its middle"),
        [TROUBLE_PACKED_MORE] = N_("something else follows behind the packed list"),
        [TROUBLE_UNASKED] = N_("the server answered 206: a part of the list, where all of it was asked for"),
        [TROUBLE_RANGE_UNREADABLE] =
            N_("the server sent a part of the list and does not say which; try again from its beginning"),
        [TROUBLE_RANGE_ELSEWHERE] =
            N_("the server sent another part of the list than the rest; try again from its beginning"),
        [TROUBLE_RANGE_SIZE] =
            N_("the rest of the list does not fit what came before; try again from its beginning"),
        [TROUBLE_RANGE_LIST] = N_("the server sent the rest of another list; try again from its beginning"),
    };
    const char *text = texts[trouble];
    return text != NULL ? _(text) : NULL;
}

void trouble_of_status(long http, char *why, size_t size)
{
    switch (http) {
    case HTTP_UNAUTHORIZED:
    case HTTP_FORBIDDEN:
        snprintf(why, size, _("the server answered %ld: it wants the right token, check token_file"), http);
        break;
    case HTTP_NOT_FOUND:
    case HTTP_GONE:
        snprintf(why, size, _("the server answered %ld: it has no list at this address, check url"), http);
        break;
    default:
        snprintf(why, size, _("the server answered %ld instead of a list; try again later"), http);
    }
}
