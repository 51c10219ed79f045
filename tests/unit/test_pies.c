/* PIES price lists: what an item says, which of its prices is taken, and what no file may do. */
#include "tests/unit/reading.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIES                                                                                                 \
    "format = pies\ncurrency = USD\ncolumns = part_no=PartNumber, brand=BrandAAIAID, name=DES/EN, "          \
    "name_local=DES/ZH, list_price=LST, core_charge=COR, min_order=MinimumOrderQuantity, "                   \
    "price_group=PartTerminologyID, superseded_by=SUP\n"
#define HEAD                                                                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PIES "                                                     \
    "xmlns=\"http://www.aftermarket.org\"><Header><PIESVersion>7.2</PIESVersion>"                            \
    "<SubmissionType>FULL</SubmissionType></Header><Items>\n"
#define TAIL "</Items></PIES>\n"
#define ITEM(number, inner)                                                                                  \
    "<Item MaintenanceType=\"A\"><PartNumber>" number "</PartNumber>" inner "</Item>\n"
#define PRICES(inner) "<Prices>" inner "</Prices>"
#define PRICE(type, terms, value)                                                                            \
    "<Pricing MaintenanceType=\"A\" PriceType=\"" type "\">" terms "<Price UOM=\"PE\">" value                \
    "</Price></Pricing>"
#define LST(value)   PRICES(PRICE("LST", "", value))
#define FROM(day)    "<EffectiveDate>" day "</EffectiveDate>"
#define UNTIL(day)   "<ExpirationDate>" day "</ExpirationDate>"
#define IN(currency) "<CurrencyCode>" currency "</CurrencyCode>"

/* One item on line 3 with these prices. */
#define EXPECT_PRICE(prices, expected) expect(PIES, HEAD ITEM("A1", PRICES(prices)) TAIL, expected)

static void reads_items(void **state)
{
    (void)state;
    expect(
        PIES,
        HEAD
        "<Item MaintenanceType=\"A\">\n <HazardousMaterialCode>Y</HazardousMaterialCode>\n"
        " <PartNumber> VC-21499\n</PartNumber><BrandAAIAID>DKGX</BrandAAIAID>"
        "<BrandLabel>Wako</BrandLabel><MinimumOrderQuantity UOM=\"EA\">2.5</MinimumOrderQuantity>"
        "<PartTerminologyID>5696</PartTerminologyID><Descriptions>"
        "<Description DescriptionCode=\"SHO\" LanguageCode=\"EN\">short</Description>"
        "<Description DescriptionCode=\"DES\" LanguageCode=\"EN\">Pad &amp; <![CDATA[<shim>]]></Description>"
        "<Description DescriptionCode=\"DES\" LanguageCode=\"ZH\">&#x5236;动片</Description>"
        "<Description DescriptionCode=\"DES\" LanguageCode=\"EN\">another</Description></Descriptions>"
        "<Prices>" PRICE("JBR", "", "10") PRICE("LST", FROM("2025-01-31"), "32.99") PRICE(
            "COR", "",
            "5") "</Prices><ExtendedInformation><ExtendedProductInformation EXPICode=\"HSB\">01"
                 "</ExtendedProductInformation><ExtendedProductInformation EXPICode=\"SUP\">VC21500"
                 "</ExtendedProductInformation></ExtendedInformation>"
                 "<Packages><Package><PackageLevelGTIN>1</PackageLevelGTIN><Weights "
                 "UOM=\"PG\"><Weight>1</Weight>"
                 "</Weights><HazardousMaterial><Description>x</Description></HazardousMaterial></Package></"
                 "Packages>"
                 "<PartInterchangeInfo><PartInterchange><PartNumber>GL26409</PartNumber></PartInterchange>"
                 "</PartInterchangeInfo><Kits><Kit><ComponentPartNumber>VC36004</ComponentPartNumber>"
                 "<Description DescriptionCode=\"DES\" LanguageCode=\"EN\">of the "
                 "kit</Description></Kit></Kits>"
                 "</Item>" TAIL,
        "+3 VC-21499 32.99 USD brand=DKGX name=Pad & <shim> local=制动片 group=5696 by=VC21500 "
        "from=2025-01-31 core=5.00 min=2.500\n#1\n");
}

static void reads_what_the_file_says_for_all(void **state)
{
    (void)state;
    const char *list =
        "<p:PIES xmlns:p=\"http://www.autocare.org\"><p:Header><p:PIESVersion>6.5</p:PIESVersion>"
        "<p:BlanketEffectiveDate>2025-01-01</p:BlanketEffectiveDate><p:CurrencyCode>CAD</p:CurrencyCode>"
        "<p:BrandOwnerAAIAID>OWNR</p:BrandOwnerAAIAID></p:Header><p:PriceSheets><p:PriceSheet>"
        "<p:PriceSheetNumber>S1</p:PriceSheetNumber><p:CurrencyCode>EUR</p:CurrencyCode>"
        "<p:EffectiveDate>2025-02-01</p:EffectiveDate></p:PriceSheet><p:PriceSheet>"
        "<p:PriceSheetNumber>S2</p:PriceSheetNumber><p:ExpirationDate>2025-03-01</p:ExpirationDate>"
        "</p:PriceSheet></p:PriceSheets><p:Items>\n"
        "<p:Item><p:PartNumber>A1</p:PartNumber><p:Prices><p:Pricing PriceType=\"LST\">"
        "<p:Price>1</p:Price></p:Pricing></p:Prices></p:Item>\n"
        "<p:Item><p:PartNumber>A2</p:PartNumber><p:BrandAAIAID>OWN2</p:BrandAAIAID><p:Prices>"
        "<p:Pricing PriceType=\"LST\"><p:PriceSheetNumber>S1</p:PriceSheetNumber>"
        "<p:Price>2</p:Price></p:Pricing></p:Prices></p:Item>\n"
        "<p:Item><p:PartNumber>A3</p:PartNumber><p:Prices><p:Pricing PriceType=\"LST\">"
        "<p:PriceSheetNumber>S2</p:PriceSheetNumber><p:Price>3</p:Price></p:Pricing></p:Prices></p:Item>\n"
        "</p:Items></p:PIES>";
    expect(PIES, list,
           "+2 A1 1.00 CAD brand=OWNR from=2025-01-01\n+3 A2 2.00 EUR brand=OWN2 from=2025-02-01\n"
           "+4 A3 USD brand=OWNR\n#3\n");
}

static void takes_the_price_of_the_day(void **state)
{
    (void)state;
    const char *list = HEAD ITEM(
        "A1", PRICES(PRICE("LST", FROM("2025-05-01"), "8") PRICE("LST", FROM("2024-05-01"), "7")
                         PRICE("LST", FROM("2026-12-01"), "9") PRICE("LST", FROM("2027-01-01"), "10"))) TAIL;
    static const struct {
        const char *today, *expected;
    } days[] = {{"2024-04-30", "+3 A1 7.00 USD from=2024-05-01\n#1\n"},
                {"2025-04-30", "+3 A1 7.00 USD from=2024-05-01\n#1\n"},
                {"2025-05-01", "+3 A1 8.00 USD from=2025-05-01\n#1\n"},
                {"2026-11-30", "+3 A1 8.00 USD from=2025-05-01\n#1\n"},
                {"2026-12-01", "+3 A1 9.00 USD from=2026-12-01\n#1\n"},
                {"2030-01-01", "+3 A1 10.00 USD from=2027-01-01\n#1\n"}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct told told = {.ask = true}; /* lines of XML are never asked for */
        read_list(&told, PIES, days[i].today, list, strlen(list));
        assert_string_equal(told.text.data, days[i].expected);
        buf_free(&told.text);
    }
    EXPECT_PRICE(PRICE("LST", FROM("2099-01-01"), "5"), "+3 A1 5.00 USD from=2099-01-01\n#1\n");
    EXPECT_PRICE(PRICE("LST", UNTIL("2026-11-22"), "5"), "+3 A1 USD\n#1\n");
    EXPECT_PRICE(PRICE("LST", UNTIL("2026-11-23"), "5"), "+3 A1 5.00 USD\n#1\n");
}

static void takes_the_right_one_of_several(void **state)
{
    (void)state;
    EXPECT_PRICE(PRICE("JBR", "", "1") PRICE("RET", "", "2"), "+3 A1 USD\n#1\n");
    EXPECT_PRICE(PRICE("LST", IN("CAD"), "9") PRICE("LST", IN("USD"), "7") PRICE("LST", IN("MXN"), "99"),
                 "+3 A1 7.00 USD\n#1\n");
    EXPECT_PRICE(PRICE("LST", IN("cad") FROM("2026-01-01"), "9"), "+3 A1 9.00 CAD from=2026-01-01\n#1\n");
    EXPECT_PRICE("<Pricing PriceType=\"LST\"><Price UOM=\"CA\">60</Price></Pricing>" PRICE("LST", "", "6"),
                 "+3 A1 6.00 USD\n#1\n");
    EXPECT_PRICE(
        "<Pricing PriceType=\"LST\"><Price UOM=\"PE\">5</Price><PriceBreak UOM=\"EA\">100</PriceBreak>"
        "</Pricing>" PRICE("LST", "<PriceBreak UOM=\"EA\">1</PriceBreak>", "6"),
        "+3 A1 6.00 USD\n#1\n");
    EXPECT_PRICE("<Pricing MaintenanceType=\"D\" PriceType=\"LST\"><Price>5</Price></Pricing>",
                 "+3 A1 USD\n#1\n");
    EXPECT_PRICE(PRICE("LST", "", "6") PRICE("LST", "", "6.00"), "+3 A1 6.00 USD\n#1\n");
}

static void refuses_items(void **state)
{
    (void)state;
    EXPECT_PRICE(PRICE("LST", "", "6") PRICE("LST", "", "7"),
                 "-3 list_price several prices for the same day, and not the same: 6\n#1\n");
    /* what an old sheet contradicts itself in is over */
    EXPECT_PRICE(PRICE("LST", FROM("2024-01-01"), "6") PRICE("LST", FROM("2024-01-01"), "7")
                     PRICE("LST", FROM("2025-01-01"), "8"),
                 "+3 A1 8.00 USD from=2025-01-01\n#1\n");
    EXPECT_PRICE("<Pricing PriceType=\"LST\"><Price UOM=\"CA\">60</Price></Pricing>",
                 "-3 list_price priced per another unit than the piece (PE, EA): CA\n#1\n");
    EXPECT_PRICE(PRICE("LST", IN("US$"), "6"), "-3 currency not a currency such as CNY: US$\n#1\n");
    EXPECT_PRICE(PRICE("LST", IN("CAD"), "6") PRICE("COR", IN("USD"), "1"),
                 "-3 core_charge in another currency than the price: USD\n#1\n");
    EXPECT_PRICE(PRICE("LST", FROM("soon"), "6"),
                 "-3 effective not a date such as 2026-11-23 or 20261123: soon\n#1\n");
    EXPECT_PRICE(PRICE("LST", UNTIL("2026-13-01"), "6"),
                 "-3 effective not a date such as 2026-11-23 or 20261123: 2026-13-01\n#1\n");
    EXPECT_PRICE(PRICE("LST", "", "6,5"), "-3 list_price its separators can be read in two ways: 6,5\n#1\n");
    EXPECT_PRICE(PRICE("LST", "", "-6"), "-3 list_price negative: -6\n#1\n");
    EXPECT_PRICE(PRICE("LST", "", "0000000000000000000000000000000000000000000000012.50"),
                 "-3 list_price too long: 0000000000000000000000000000000000000000000000012.50\n#1\n");
    expect(PIES,
           HEAD ITEM("", LST("1")) ITEM("1.2E+07", LST("1")) ITEM("A\tB", LST("1")) ITEM("A4", LST("4")) TAIL,
           "-3 part_no no part number: \n"
           "-4 part_no a spreadsheet turned this number into a float: get the list as text: 1.2E+07\n"
           "-5 part_no a control character: A B\n+6 A4 4.00 USD\n#4\n");
}

static void reads_deletions(void **state)
{
    (void)state;
    const char *update = "<PIES><Header><SubmissionType>UPDATE</SubmissionType></Header><Items>\n"
                         "<Item MaintenanceType=\"D\"><PartNumber>A1</PartNumber></Item>\n"
                         "<Item MaintenanceType=\"C\"><PartNumber>A2</PartNumber></Item></Items></PIES>";
    expect(
        PIES, update,
        "!line 1: the file is no full list: with op=MaintenanceType in columns, what it does not name stays "
        "on sale\n");
    expect("format = pies\ncolumns = part_no=PartNumber, list_price=LST, op=MaintenanceType", update,
           "+2 A1 CNY deleted\n+3 A2 CNY\n#2\n");
}

static void refuses_what_is_no_list(void **state)
{
    (void)state;
    static const struct {
        const char *list, *expected;
    } cases[] = {
        {"<html><body/></html>", "!line 1: this is no PIES file: its first element is not PIES\n"},
        {"<PIES><Header><PIESVersion>5.0</PIESVersion></Header></PIES>",
         "!line 1: this version of PIES is not known: 6.5 to 7.2 are\n"},
        {"<PIES>\n<Header>\n<SubmissionType>TEST</SubmissionType></Header></PIES>",
         "!line 3: the file says that it is a test\n"},
        {"<?xml version=\"1.0\"?>\n<!DOCTYPE PIES [<!ENTITY a \"b\">]>\n<PIES/>",
         "!line 2: document types and entities of their own have no place in a price list\n"},
        {"<!DOCTYPE PIES SYSTEM \"http://127.0.0.1:1/pies.dtd\"><PIES/>",
         "!line 1: document types and entities of their own have no place in a price list\n"},
        {"<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><PIES><Items><Item><PartNumber>&x;"
         "</PartNumber></Item></Items></PIES>",
         "!line 1: document types and entities of their own have no place in a price list\n"},
        {"<PIES><Items><Item><PartNumber>&nbsp;</PartNumber></Item></Items></PIES>",
         "!line 1: this is no whole XML: Entity 'nbsp' not defined\n"},
        {"<PIES><Items>\n<Item></Items></PIES>",
         "!line 2: this is no whole XML: Opening and ending tag mismatch: Item line 2 and Items\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(PIES, cases[i].list, cases[i].expected);
    }
}

/* Wherever a file breaks off, it is no list: the rows before the break must not be taken for all. */
static void refuses_every_beginning(void **state)
{
    (void)state;
    const char *list = HEAD ITEM("A1", LST("1")) "<!-- a -->" ITEM("A2", LST("2")) "</Items></PIES>";
    for (size_t n = 0; n < strlen(list); n++) {
        struct told told = {.ask = false};
        read_list(&told, PIES, NULL, list, n);
        if (strstr(told.text.data, "!line ") == NULL || strchr(told.text.data, '#') != NULL) {
            fail_msg("%zu bytes: %s", n, told.text.data);
        }
        buf_free(&told.text);
    }
    expect(PIES, list, "+3 A1 1.00 USD\n+4 A2 2.00 USD\n#2\n");
}

static void reads_encodings(void **state)
{
    (void)state;
    static const char gb[] =
        "<?xml version=\"1.0\" encoding=\"GB18030\"?><PIES><Items><Item><PartNumber>A1</PartNumber>"
        "<Descriptions><Description DescriptionCode=\"DES\" LanguageCode=\"ZH\">"
        "\xd6\xc6\xb6\xaf\xc6\xac</Description></Descriptions></Item></Items></PIES>";
    static const char latin[] =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><PIES><Items><Item><PartNumber>A1"
        "</PartNumber><Descriptions><Description DescriptionCode=\"DES\" "
        "LanguageCode=\"EN\">Fa\xe7"
        "ade</Description></Descriptions></Item></Items></PIES>";
    static const char ascii[] = "<PIES><Items><Item><PartNumber>A1</PartNumber></Item></Items></PIES>";
    char wide[2 * sizeof ascii];
    expect(PIES, gb, "+1 A1 USD local=制动片\n#1\n");
    expect(PIES, latin, "+1 A1 USD name=Façade\n#1\n");
    wide[0] = (char)0xff;
    wide[1] = (char)0xfe;
    for (size_t i = 0; i < sizeof ascii - 1; i++) {
        wide[2 * i + 2] = ascii[i];
        wide[2 * i + 3] = 0;
    }
    expect_bytes(PIES, wide, 2 * sizeof ascii, "+1 A1 USD\n#1\n");
    expect(PIES,
           "<?xml version=\"1.0\" "
           "encoding=\"UTF-8\"?>\n<PIES><Items>\n<Item><PartNumber>\xff</PartNumber></Item></Items></PIES>",
           "!line 3: this is no whole XML: Input is not proper UTF-8, indicate encoding !\n");
}

/* libxml2 has its own ways to standard error, which is the console's screen. */
static void writes_nothing_to_the_screen(void **state)
{
    (void)state;
    static const char wide[] = "\xff\xfe<\0P\0I\0E\0S\0>\0\x00\xd8\x00\xd8<\0/\0P\0I\0E\0S\0>\0";
    static const struct {
        const char *list;
        size_t n;
    } cases[] = {{wide, sizeof wide - 1},
                 {"<?xml version=\"1.0\" encoding=\"GB18030\"?><PIES>\xff\xff</PIES>", 56},
                 {"<?xml version=\"1.0\" encoding=\"none-such\"?><PIES/>", 49},
                 {"<PIES xmlns:a=\"::\" b:c=\"\"/>", 28},
                 {"\xff\xff", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct told told = {.ask = false};
        FILE *screen = tmpfile();
        int before = dup(STDERR_FILENO);
        assert_true(screen != NULL && before >= 0);
        dup2(fileno(screen), STDERR_FILENO);
        read_list(&told, PIES, NULL, cases[i].list, cases[i].n);
        fflush(stderr);
        dup2(before, STDERR_FILENO);
        close(before);
        struct stat written;
        assert_int_equal(fstat(fileno(screen), &written), 0);
        assert_int_equal(written.st_size, 0);
        fclose(screen);
        if (strstr(told.text.data, "!line ") == NULL) {
            fail_msg("%zu: %s", i, told.text.data);
        }
        buf_free(&told.text);
    }
}

static void repeat(FILE *file, const char *text, long times)
{
    for (long i = 0; i < times; i++) {
        fputs(text, file);
    }
}

static long peak_kb(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

#ifdef __SANITIZE_ADDRESS__
enum { MORE_KB = 1 << 20 }; /* it keeps what was freed */
#else
enum { MORE_KB = 8192 };
#endif

/* A file of before, `times` the middle, and after: what is told of it, and no more than MORE_KB for it. */
static void expect_flat(const char *before, const char *middle, long times, const char *after,
                        const char *expected)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    fputs(before, file);
    repeat(file, middle, times);
    fputs(after, file);
    struct told told = {.ask = false};
    long peak = peak_kb();
    read_file(&told, PIES, NULL, file);
    if (strcmp(told.text.data, expected) != 0) {
        fail_msg("%.40s x %ld: %.300s", middle, times, told.text.data);
    }
    buf_free(&told.text);
    if (peak_kb() - peak > MORE_KB) {
        fail_msg("%.40s x %ld: %ld kB more", middle, times, peak_kb() - peak);
    }
}

static void takes_little_memory(void **state)
{
    (void)state;
    const char *tag = "!line 3: a tag or a comment that does not end within 256 KiB\n",
               *number = "</PartNumber></Item>" ITEM("A2", LST("2")) TAIL, *open = HEAD "<Item><PartNumber>";
    char expected[400];
    char x[1025];
    memset(x, 'x', 1024);
    x[1024] = '\0';
    snprintf(expected, sizeof expected, "-3 part_no longer than 1023 bytes: %.119s\n%s", x,
             "+3 A2 2.00 USD\n#2\n");
    expect_flat(open, x, 10 * 1024, number, expected); /* a text of 10 MB */
    expect_flat(HEAD "<Item><PartNumber>A1</PartNumber>\n", "          ", 1000000,
                "</Item>" ITEM("A2", LST("2")) TAIL, "+3 A1 USD\n+4 A2 2.00 USD\n#2\n");
    expect_flat(HEAD, "<!-- c -->", 500000, ITEM("A2", LST("2")) TAIL, "+3 A2 2.00 USD\n#1\n");
    expect_flat("<PIES><Items>", "<?p i?>", 500000, ITEM("A2", LST("2")) TAIL, "+1 A2 2.00 USD\n#1\n");
    expect_flat(HEAD "<Item><PartNumber>A1</PartNumber><X>", "x<!---->", 500000, "</X></Item>" TAIL,
                "+3 A1 USD\n#1\n");
    expect_flat(HEAD "<!--", x, 10 * 1024, "-->" TAIL, tag);
    expect_flat(HEAD "<Item MaintenanceType=\"", x, 10 * 1024, "\"></Item>" TAIL, tag);
    expect_flat(HEAD "<Item><PartNumber><![CDATA[", x, 10 * 1024, "]]></PartNumber></Item>" TAIL, tag);
    expect_flat(HEAD "<Item ", "a", 1000000, "=\"\"></Item>" TAIL, tag);
    expect_flat(
        HEAD, "<a>", 100000, TAIL,
        "!line 3: this is no whole XML: Excessive depth in document: 256 use XML_PARSE_HUGE option\n");
    expect_flat("<!DOCTYPE PIES [", "<!ENTITY a \"b\">", 500000, "]><PIES/>",
                "!line 1: document types and entities of their own have no place in a price list\n");
}

/* The file with a different name, and a different attribute, each time. */
static void expect_names(const char *before, const char *format, int count, const char *after,
                         const char *expected)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    fputs(before, file);
    for (int i = 0; i < count; i++) {
        fprintf(file, "%s%d%s", format, i, after[0] == '=' ? "=\"\" " : "/>");
    }
    fputs(after[0] == '=' ? after + 1 : after, file);
    struct told told = {.ask = false};
    read_file(&told, PIES, NULL, file);
    assert_string_equal(told.text.data, expected);
    buf_free(&told.text);
}

static void limits_names(void **state)
{
    (void)state;
    expect_names(HEAD "<Item>", "<n", 20000, "</Item>" TAIL,
                 "!line 3: more than 10000 different names of elements\n");
    expect_names(HEAD "<Item ", "n", 65, "=></Item>" TAIL,
                 "!line 3: an element with more than 64 attributes\n");
    expect_names(HEAD "<Item ", "n", 64, "=><PartNumber>A1</PartNumber></Item>" TAIL, "+3 A1 USD\n#1\n");
    expect_names(HEAD "<Item ", "n", 40000, "=></Item>" TAIL,
                 "!line 3: a tag or a comment that does not end within 256 KiB\n");
}

/* libxml2's own trees forget lines above 65,535. */
static void counts_many_lines(void **state)
{
    (void)state;
    expect_flat(HEAD, "\n", 100000, ITEM("A1", LST("x")) TAIL, "-100003 list_price not a number: x\n#1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_items),
        cmocka_unit_test(reads_what_the_file_says_for_all),
        cmocka_unit_test(takes_the_price_of_the_day),
        cmocka_unit_test(takes_the_right_one_of_several),
        cmocka_unit_test(refuses_items),
        cmocka_unit_test(reads_deletions),
        cmocka_unit_test(refuses_what_is_no_list),
        cmocka_unit_test(refuses_every_beginning),
        cmocka_unit_test(reads_encodings),
        cmocka_unit_test(writes_nothing_to_the_screen),
        cmocka_unit_test(takes_little_memory),
        cmocka_unit_test(limits_names),
        cmocka_unit_test(counts_many_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
