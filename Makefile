# clearbay: `make help` says what there is.
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=
CC ?= cc
B ?= build
PKGS = ncursesw sqlite3 libcurl libsodium libutf8proc jansson libxml-2.0 libmicrohttpd
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

WARN = -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Werror
HARD ?= -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LHARD ?= -pie -Wl,-z,relro,-z,now
CPPFLAGS += -D_GNU_SOURCE -DCLEARBAY_LOCALEDIR=\"$(PREFIX)/share/locale\" -DCLEARBAY_LIBDIR=\"$(PREFIX)/lib\" -I. -I$(B) $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
CFLAGS += -std=c11 -g $(WARN) $(HARD)
LDFLAGS += $(LHARD)
CORE_LIBS = $(shell pkg-config --libs sqlite3 libsodium libutf8proc jansson libqrencode 2>/dev/null) -liniparser -lcsv -lz
TUI_LIBS = $(shell pkg-config --libs ncursesw 2>/dev/null)

CORE_SRC = $(wildcard core/*/*.c db/*.c)
TUI_SRC = $(filter-out tui/main.c,$(wildcard tui/*.c tui/*/*.c))
CORE_OBJ = $(CORE_SRC:%.c=$(B)/%.o) $(B)/db/schema.o $(B)/core/base/pinyin_table.o \
	$(B)/core/base/text_ambiguous.o
TUI_OBJ = $(TUI_SRC:%.c=$(B)/%.o)
PO = $(wildcard core/po/*.po)
MO = $(PO:core/po/%.po=$(B)/locale/%/LC_MESSAGES/clearbay.mo)
UNIT = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/test_*.c))
BENCH = $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(filter-out tests/bench/queries.c,$(wildcard tests/bench/*.c)))
SCREEN = $(patsubst tests/screen/%.c,$(B)/tests/screen/%,$(wildcard tests/screen/test_*.c))

.PHONY: all
all: $(B)/clearbay $(B)/clearbay-print.so $(B)/doc-gen $(MO)

$(B)/clearbay: $(B)/tui/main.o $(B)/libtui.a $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) $(TUI_LIBS)

# What prints is loaded only when something is printed (core/print/module.h).
PRINT_PKGS = pangocairo cairo
$(B)/clearbay-print.so: $(wildcard core/print/module/*.[ch]) core/print/module.h core/print/sheet.h
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -I. $(shell pkg-config --cflags $(PRINT_PKGS) jansson 2>/dev/null) -std=c11 -g $(WARN) -O2 -D_FORTIFY_SOURCE=2 \
	    -fstack-protector-strong -fPIC -shared -Wl,-z,relro,-z,now -o $@ $(filter %.c,$^) $(shell pkg-config --libs $(PRINT_PKGS) 2>/dev/null)

$(B)/libclearbay.a: $(CORE_OBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(B)/libtui.a: $(TUI_OBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/core/app/config_place.o: CPPFLAGS += -DCLEARBAY_SYSCONFDIR=\"$(SYSCONFDIR)\"

# The program with another place for the system's configuration, so that a test can be somebody's login shell.
$(B)/tests/smoke/config_place.o: core/app/config_place.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -DCLEARBAY_SYSCONFDIR=\"$(abspath $(B))/tests/smoke/etc\" -c -o $@ $<

$(B)/tests/smoke/clearbay: $(B)/tui/main.o $(B)/tests/smoke/config_place.o $(B)/libtui.a $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) $(TUI_LIBS)

# The schema's SQL files become strings in the program, in the order of their numbers.
$(B)/db/schema.c: scripts/embed-schema $(wildcard db/schema/*.sql)
	@mkdir -p $(@D)
	scripts/embed-schema db/schema/*.sql > $@.new && mv $@.new $@

$(B)/db/schema.o: $(B)/db/schema.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Readings of Chinese characters, from Debian's unicode-data.
UNIHAN ?= /usr/share/unicode/Unihan_Readings.txt.bz2
$(B)/core/base/pinyin_table.c: scripts/make-pinyin $(UNIHAN)
	@mkdir -p $(@D)
	scripts/make-pinyin $(UNIHAN) > $@.new && mv $@.new $@

$(B)/core/base/pinyin_table.o: $(B)/core/base/pinyin_table.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Characters that some terminals show wide, from there as well.
WIDTHS ?= /usr/share/unicode/EastAsianWidth.txt
$(B)/core/base/text_ambiguous.c: scripts/make-widths $(WIDTHS)
	@mkdir -p $(@D)
	scripts/make-widths $(WIDTHS) > $@.new && mv $@.new $@

$(B)/core/base/text_ambiguous.o: $(B)/core/base/text_ambiguous.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/version.h: FORCE
	@mkdir -p $(@D)
	@echo '#define CLEARBAY_VERSION "$(VERSION)"' > $@.new
	@cmp -s $@.new $@ || mv $@.new $@; rm -f $@.new
.PHONY: FORCE
FORCE:
$(CORE_OBJ) $(TUI_OBJ) $(B)/tui/main.o: | $(B)/version.h $(B)/sonames.h

# The names under which the libraries that are loaded late (core/base/library.h) are found at run time.
$(B)/sonames.h: scripts/sonames
	@mkdir -p $(@D)
	scripts/sonames $(CC) > $@.new && mv $@.new $@

$(B)/doc-gen: $(B)/scripts/doc-gen.o $(B)/libtui.a $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) $(TUI_LIBS)

$(B)/locale/%/LC_MESSAGES/clearbay.mo: core/po/%.po
	@mkdir -p $(@D)
	msgfmt -c -o $@ $<

$(B)/tests/unit/%: $(B)/tests/unit/%.o $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) -lcmocka

$(B)/tests/bench/paint: $(B)/tests/bench/paint.o
	$(CC) $(LDFLAGS) -o $@ $^ -lncursesw

$(B)/tests/bench/%: $(B)/tests/bench/%.o $(B)/tests/bench/queries.o $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)

$(B)/tests/fault/hostile_server: $(B)/tests/fault/hostile_ranges.o
$(B)/tests/fault/keys_random: $(B)/tests/fault/keys_random.o $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) -lutil

FAULT = $(patsubst tests/fault/%.c,$(B)/tests/fault/%,$(wildcard tests/fault/test_*.c))
# Allocations that fail, and a clock that jumps: the calls of the library go through the test.
$(B)/tests/fault/test_memory: LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup
$(B)/tests/fault/test_clock_jumps: LDFLAGS += -Wl,--wrap=clock_gettime
FAULT_OBJ = $(B)/tests/fault/ready.o $(B)/tests/fault/line.o $(B)/tests/fault/shim.o

$(FAULT): $(B)/tests/fault/%: $(B)/tests/fault/%.o $(FAULT_OBJ) $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) -lcmocka

$(B)/tests/smoke/%: $(B)/tests/smoke/%.o
	$(CC) $(LDFLAGS) -o $@ $^ -lvterm -lutil

$(B)/tests/cli/%: $(B)/tests/cli/%.o
	$(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs libsodium 2>/dev/null)

$(B)/tests/fault/%: $(B)/tests/fault/%.o
	$(CC) $(LDFLAGS) -o $@ $^ -lz

# Their people's PINs are hashed at the least cost (tests/screen/workshop.c).
$(SCREEN): LDFLAGS += -Wl,--wrap=crypto_pwhash_str_alg
$(B)/tests/screen/%: $(B)/tests/screen/%.o $(patsubst %.c,$(B)/%.o,$(filter-out $(wildcard tests/screen/test_*.c),$(wildcard tests/screen/*.c))) $(B)/libtui.a $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS) $(TUI_LIBS) -lvterm -lcmocka

# Fuzzing: the library built by clang with coverage, and one program for each target.
FUZZ = $(patsubst tests/fuzz/%.c,build-fuzz/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS = B=build-fuzz CC=clang HARD='-O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
             LHARD='-fsanitize=fuzzer,address,undefined'
FUZZ_SECONDS ?= 60

$(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(B)/libclearbay.a
	$(CC) $(LDFLAGS) -o $@ $^ $(CORE_LIBS)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.SECONDARY:

SAN = B=build-asan HARD='-O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' \
      LHARD='-fsanitize=address,undefined'

.PHONY: torture run check check-asan check-clang tests fuzz bench lint docs install uninstall clean help
run:
	scripts/install-deps run
	$(MAKE) all
	scripts/demo

check:
	scripts/install-deps check
	$(MAKE) -j2 all tests
	$(MAKE) check-clang
	$(MAKE) -j2 $(SAN) all tests
	$(MAKE) -j2 $(FUZZ_FLAGS) $(FUZZ)
	tests/run build build-asan

tests: $(UNIT) $(SCREEN) $(BENCH) $(FAULT) $(B)/tests/fault/hostile_server $(B)/tests/fault/hostile_clients $(B)/tests/fault/peak $(B)/tests/fault/keys_random $(B)/tests/cli/talk $(B)/tests/cli/quick_pins $(B)/tests/smoke/terminal $(B)/tests/smoke/clearbay

check-asan:
	$(MAKE) -j2 $(SAN) all tests
	tests/run build-asan

# Clang sees other mistakes than gcc. What it does not compile for the fuzzers (the core is all compiled for them) is
# looked at here; nothing is kept.
check-clang:
	@printf '%s\n' $(TUI_SRC) tui/main.c scripts/doc-gen.c | xargs -P2 -n1 clang $(CPPFLAGS) -std=c11 $(WARN) -fsyntax-only
	@clang $(shell pkg-config --cflags $(PRINT_PKGS) jansson 2>/dev/null) -D_GNU_SOURCE -I. -std=c11 $(WARN) -fsyntax-only core/print/module/*.c

fuzz:
	scripts/install-deps check
	$(MAKE) -j2 $(FUZZ_FLAGS) $(FUZZ)
	set -e; for one in $(FUZZ); do tests/fuzz/run $$one $(FUZZ_SECONDS); done

bench:
	scripts/install-deps bench
	$(MAKE) all tests
	tests/bench/run $(B)
	tests/bench/lists $(B)
	tests/bench/console $(B)
	tests/bench/service $(B)

# Every promise of the workshop's trust in its full number: less than half an hour.
torture:
	scripts/install-deps check
	$(MAKE) -j2 all tests
	tests/fault/torture $(B)

lint:
	scripts/lint

docs: $(B)/doc-gen $(MO)
	scripts/make-docs $(B)/doc-gen man

# What is installed, and from where: file:place below the prefix.
SHARE = man/clearbay.1:share/man/man1/clearbay.1 man/clearbay.ini.5:share/man/man5/clearbay.ini.5 \
    man/zh_CN/clearbay.1:share/man/zh_CN/man1/clearbay.1 man/zh_CN/clearbay.ini.5:share/man/zh_CN/man5/clearbay.ini.5 \
    man/clearbay.bash:share/bash-completion/completions/clearbay man/_clearbay:share/zsh/site-functions/_clearbay \
    man/cheatsheet.txt:share/doc/clearbay/cheatsheet.txt man/zh_CN/cheatsheet.txt:share/doc/clearbay/cheatsheet.zh_CN.txt \
    $(B)/clearbay.service:lib/systemd/system/clearbay.service scripts/systemd/clearbay.socket:lib/systemd/system/clearbay.socket \
    scripts/systemd/sysusers.conf:lib/sysusers.d/clearbay.conf scripts/systemd/tmpfiles.conf:lib/tmpfiles.d/clearbay.conf \
    scripts/systemd/clearbay.ini:share/doc/clearbay/clearbay.ini scripts/systemd/sshd.conf:share/doc/clearbay/sshd.conf \
    README.md:share/doc/clearbay/README.md LICENSE:share/doc/clearbay/LICENSE \
    $(foreach l,$(PO:core/po/%.po=%),$(B)/locale/$(l)/LC_MESSAGES/clearbay.mo:share/locale/$(l)/LC_MESSAGES/clearbay.mo)

# The unit names the program where it is installed.
$(B)/clearbay.service: scripts/systemd/clearbay.service.in FORCE
	@mkdir -p $(@D)
	@sed -e 's#@PREFIX@#$(PREFIX)#g' -e 's#@SYSCONFDIR@#$(SYSCONFDIR)#g' $< > $@

install: all $(B)/clearbay.service
	install -Dm755 $(B)/clearbay "$(DESTDIR)$(PREFIX)/bin/clearbay"
	install -Dm755 $(B)/clearbay-print.so "$(DESTDIR)$(PREFIX)/lib/clearbay/clearbay-print.so"
	set -e; for one in $(SHARE); do install -Dm644 "$${one%%:*}" "$(DESTDIR)$(PREFIX)/$${one#*:}"; done

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/clearbay" "$(DESTDIR)$(PREFIX)/lib/clearbay/clearbay-print.so"
	set -e; for one in $(SHARE); do rm -f "$(DESTDIR)$(PREFIX)/$${one#*:}"; done

clean:
	rm -rf build build-*

help:
	@echo 'make run      set everything up, make a demo workshop and walk an order through it'
	@echo 'make check    set everything up and run every test'
	@echo 'make          build build/clearbay'
	@echo 'make torture  try every promise in its full number: kills, power cuts, failing disks, hostile clients'
	@echo 'make fuzz     fuzz the parsers, FUZZ_SECONDS=60 each'
	@echo 'make bench    measure beside peers: sqlite3, tig, fzf, rg'
	@echo 'make lint     check the rules of the house'
	@echo 'make docs     make the manual, completions and cheat sheet from the command table'
	@echo 'make install DESTDIR= PREFIX=/usr/local, make uninstall'
	@echo 'make clean    remove what was built'
