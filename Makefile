# backin: build, demo, tests. `make help` lists the targets; CONTRIBUTING.md says which one you want.
#
# The house (src/README.md) is enforced here: every room is an archive built with its own flags, and
# links only with the rooms below it.

VERSION   := 0.1.0
BUILD     ?= build$(if $(SANITIZE),-asan)
CC        ?= gcc
prefix    ?= /usr/local
bindir    := $(prefix)/bin
libexec   := $(prefix)/libexec/backin
datadir   := $(prefix)/share

.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:

# ---- flags -------------------------------------------------------------------------------------
# pkg-config is asked lazily and once, so that `make help` and `make packages` work on a bare system.
lazy = $(eval $1 := $(shell $2))$($1)
CFLAGS_glib      = $(call lazy,CFLAGS_glib,pkg-config --cflags glib-2.0)
CFLAGS_gio       = $(call lazy,CFLAGS_gio,pkg-config --cflags gio-2.0)
CFLAGS_cjson     = $(call lazy,CFLAGS_cjson,pkg-config --cflags libcjson)
CFLAGS_curl      = $(call lazy,CFLAGS_curl,pkg-config --cflags libcurl)
CFLAGS_secret    = $(call lazy,CFLAGS_secret,pkg-config --cflags libsecret-1)
CFLAGS_ncurses   = $(call lazy,CFLAGS_ncurses,pkg-config --cflags tinfo)
CFLAGS_microhttpd = $(call lazy,CFLAGS_microhttpd,pkg-config --cflags libmicrohttpd)
CFLAGS_qrencode  = $(call lazy,CFLAGS_qrencode,pkg-config --cflags libqrencode)
LIBS_qrencode    = $(call lazy,LIBS_qrencode,pkg-config --libs libqrencode)
LIBS_glib        = $(call lazy,LIBS_glib,pkg-config --libs glib-2.0)
LIBS_cjson       = $(call lazy,LIBS_cjson,pkg-config --libs libcjson)
LIBS_curl        = $(call lazy,LIBS_curl,pkg-config --libs libcurl)
LIBS_secret      = $(call lazy,LIBS_secret,pkg-config --libs libsecret-1)
LIBS_ncurses     = $(call lazy,LIBS_ncurses,pkg-config --libs tinfo)
LIBS_microhttpd  = $(call lazy,LIBS_microhttpd,pkg-config --libs libmicrohttpd)
LIBS_keyutils    = $(call lazy,LIBS_keyutils,pkg-config --libs libkeyutils)

WARN := -Wall -Wextra -Werror -Wformat=2 -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
  -Wold-style-definition -Wvla -Wwrite-strings -Wundef -Wimplicit-fallthrough
HARDEN := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
  $(if $(findstring clang,$(CC)),,-ftrivial-auto-var-init=zero) -fno-delete-null-pointer-checks -fno-strict-aliasing -fno-common \
  -fvisibility=hidden -ffile-prefix-map=$(CURDIR)=.
ifdef SANITIZE
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
else ifdef FUZZ
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
else
OPTIMISE := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif
CPPFLAGS += -D_GNU_SOURCE -DBK_VERSION='"$(VERSION)"' -DBK_PREFIX='"$(prefix)"' \
  -DBK_LIBEXEC='"$(libexec)"' -DBK_LOCALEDIR='"$(datadir)/locale"' -Isrc -I.
CFLAGS_all = -std=gnu11 $(OPTIMISE) $(WARN) $(HARDEN) $(CPPFLAGS) $(CFLAGS) -MMD -MP
LDFLAGS_all = $(OPTIMISE) -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code \
  -Wl,-z,defs -Wl,--as-needed $(LDFLAGS)

# ---- rooms: an archive each, what it may be compiled with, and what lies below it -------------------
ROOMS := base servers flow net store words app cli ui mock keyring
MAINS := ui/main.c src/mock/main.c src/keyring/main.c
dir_ui := ui
$(foreach r,$(filter-out ui,$(ROOMS)),$(eval dir_$r := src/$r))

flags_base    = $(CFLAGS_glib) $(CFLAGS_cjson)
flags_servers = $(flags_base)
flags_flow    = $(flags_base)
flags_net     = $(flags_base) $(CFLAGS_curl)
flags_store   = $(flags_base)
flags_words   = $(flags_base)
flags_app     = $(flags_base)
flags_cli     = $(flags_base)
flags_ui      = $(flags_base) $(CFLAGS_ncurses) $(CFLAGS_qrencode)
flags_mock    = $(flags_base) $(CFLAGS_microhttpd)
flags_keyring = $(flags_base) $(CFLAGS_secret)

below_base    :=
below_servers := base
below_flow    := servers base
below_net     := base
below_store   := base
below_words   := store servers base
below_app     := words flow net store servers base
below_cli     := app words flow net store servers base
below_ui      := cli app words flow net store servers base
below_mock    := flow servers base
below_keyring := store base

libs_base    = $(LIBS_glib) $(LIBS_cjson)
libs_servers = $(libs_base)
libs_flow    = $(libs_base)
libs_net     = $(libs_base) $(LIBS_curl)
libs_store   = $(libs_base) $(LIBS_keyutils)
libs_words   = $(libs_store)
libs_app     = $(libs_store) $(LIBS_curl)
libs_cli     = $(libs_app)
libs_ui      = $(libs_app) $(LIBS_ncurses) $(LIBS_qrencode)
libs_mock    = $(libs_base) $(LIBS_microhttpd)
libs_keyring = $(libs_store) $(LIBS_secret)

define room
sources_$1 := $$(filter-out $$(MAINS),$$(wildcard $$(dir_$1)/*.c))
objects_$1 := $$(patsubst %.c,$$(BUILD)/obj/%.o,$$(sources_$1))
$$(BUILD)/lib/$1.a: $$(objects_$1)
	@mkdir -p $$(@D)
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
$$(BUILD)/obj/$$(dir_$1)/%.o: $$(dir_$1)/%.c
	@mkdir -p $$(@D)
	$$(say) CC $$<
	$$(Q)$$(CC) $$(CFLAGS_all) $$(flags_$1) -c -o $$@ $$<
archives_$1 := $$(foreach r,$1 $$(below_$1),$$(BUILD)/lib/$$r.a)

tests_$1 := $$(patsubst tests/unit/%.c,$$(BUILD)/tests/%,$$(wildcard tests/unit/$1/test_*.c))
# what the tests of a room share: the sources beside them that are no tests
helpers_$1 := $$(filter-out tests/unit/$1/test_%.c,$$(wildcard tests/unit/$1/*.c))
$$(BUILD)/tests/$1/%: tests/unit/$1/%.c $$(helpers_$1) $$(archives_$1)
	@mkdir -p $$(@D)
	$$(say) CC $$<
	$$(Q)$$(CC) $$(CFLAGS_all) -Itests $$(flags_$1) -o $$@ $$< $$(helpers_$1) $$(archives_$1) $$(LDFLAGS_all) $$(libs_$1)
.PHONY: test-$1
test-$1: $$(tests_$1) ## (room) builds and runs the unit tests of one room: make test-flow
	$$(PROVE) $$(tests_$1)
endef
Q   := $(if $(V),,@)
say  = @printf '  %-4s %s\n'
$(foreach r,$(ROOMS),$(eval $(call room,$r)))

UNIT_TESTS := $(foreach r,$(ROOMS),$(tests_$r))
PROVE := prove --exec tests/run

# ---- programs ------------------------------------------------------------------------------------
PROGRAMS := $(BUILD)/backin $(BUILD)/backin-keyring $(BUILD)/backin-mock

$(BUILD)/backin: $(BUILD)/obj/ui/main.o $(archives_ui)
	$(say) LINK $@
	$(Q)$(CC) -o $@ $^ $(LDFLAGS_all) $(libs_ui)
$(BUILD)/backin-keyring: $(BUILD)/obj/src/keyring/main.o $(archives_keyring)
	$(say) LINK $@
	$(Q)$(CC) -o $@ $^ $(LDFLAGS_all) $(libs_keyring)
$(BUILD)/backin-mock: $(BUILD)/obj/src/mock/main.o $(archives_mock)
	$(say) LINK $@
	$(Q)$(CC) -o $@ $^ $(LDFLAGS_all) $(libs_mock)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# The manual of server files is their README, and a reference made from the tables that parse them.
MANUAL := $(BUILD)/man/backin-servers.d.5
$(MANUAL): packaging/man/backin-servers.d.5.in servers.d/README.md packaging/man/markdown-to-man $(BUILD)/backin
	@mkdir -p $(@D)
	$(Q){ sed 's|@prefix@|$(prefix)|' $< && { cat servers.d/README.md && printf '## Reference\n\n' && \
	  $(BUILD)/backin servers format; } | packaging/man/markdown-to-man; } >$@

# ---- languages ---------------------------------------------------------------------------------------
include src/words/po/rules.mk

.PHONY: all
all: $(PROGRAMS) $(CATALOGUES) $(MANUAL) ## builds the three programs, and the manual of server files, into build/

.PHONY: help
help: ## lists the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# ---- scenarios: a server file, what is given, the exact requests, the replies, the ending ----------
$(BUILD)/tests/scenario: $(wildcard tests/scenario/*.c) tests/scenario/scenario.h $(archives_flow)
	@mkdir -p $(@D)
	$(say) CC tests/scenario
	$(Q)$(CC) $(filter-out -MMD -MP,$(CFLAGS_all)) $(flags_flow) -o $@ $(filter %.c %.a,$^) $(LDFLAGS_all) $(libs_flow)
.PHONY: test-scenarios
test-scenarios: $(BUILD)/tests/scenario ## plays the server files against their expected requests and replies
	$(PROVE) $<

# ---- keyrings: gnome-keyring and fakes in all their states -------------------------------------------
include tests/keyring/rules.mk

# ---- memory: what looks through that of the programs ---------------------------------------------------
include tests/memory/rules.mk

# ---- fuzzing: the parsers, with whatever bytes ----------------------------------------------------------
include tests/fuzz/rules.mk

# ---- the meter: bytes on the line, screens of any terminal -------------------------------------------
include tests/bench/rules.mk

# ---- set-up ----------------------------------------------------------------------------------------
# `make demo` and `make check` set themselves up first, so that they work on a fresh Debian with git and
# make alone; everything else expects the packages to be there.
.PHONY: packages
packages: ## installs the Debian packages that are missing, and says which
	@packaging/install-packages build check

# ---- demo --------------------------------------------------------------------------------------------
.PHONY: demo
demo: packages ## the main job on this machine alone: four servers played here, and the screens
	+@$(MAKE) --no-print-directory all
	@tests/demo

# ---- tests -------------------------------------------------------------------------------------------
SCRIPTS = $(sort $(filter-out %/lib.sh,$(wildcard tests/*.sh tests/lint/*.sh tests/cli/*.sh tests/keyring/test_*.sh tests/term/*.sh)))
# These wait for their servers most of the time, so several go at once.
PROVE_REAL = $(PROVE) -j$(or $(REAL_JOBS),4)
REAL_ALL = $(sort $(filter-out %/lib.sh,$(wildcard tests/real/*.sh)))
REAL = $(filter-out tests/real/parse-server%,$(REAL_ALL))
export BUILD

.PHONY: check run-check check-real run-check-real check-real-all run-check-real-all golden lint analyse format
check: packages ## every test but those with real third-party servers (SANITIZE=1: under ASan and UBSan)
	+@$(MAKE) --no-print-directory run-check
run-check: all $(UNIT_TESTS) $(BUILD)/tests/scenario $(FUZZ_TESTS) $(KEYRING_TOOLS) $(BENCH_TOOLS) $(MEMORY_TOOLS)
	$(PROVE) $(UNIT_TESTS) $(BUILD)/tests/scenario $(FUZZ_TESTS) $(SCRIPTS)

check-real: ## drives the programs against servers written by others, on loopback
	@packaging/install-packages build check real
	+@$(MAKE) --no-print-directory run-check-real
run-check-real: all
	$(PROVE_REAL) $(REAL)
check-real-all: ## the same, and against one more, with a database of its own
	@packaging/install-packages build check real-all
	+@$(MAKE) --no-print-directory run-check-real-all
run-check-real-all: all
	$(PROVE_REAL) $(REAL_ALL)

golden: $(tests_ui) ## writes the expected screens again; read the difference before committing it
	BK_GOLDEN=write tests/run $(BUILD)/tests/ui/test_screens
	BK_GOLDEN=write tests/run $(BUILD)/tests/ui/test_spoken
.PHONY: bench
bench: ## holds backin against its peers on this machine: bytes, start, memory, calls; build/bench.txt, .svg
	@packaging/install-packages bench
	+@$(MAKE) --no-print-directory all $(BENCH_TOOLS)
	@tests/bench/run
lint: ## borders between rooms, banned calls, formatting: what no compiler and no test sees
	@tests/lint/run
analyse: ## gcc -fanalyzer, clang-tidy and cppcheck over all sources; takes minutes
	@tests/lint/analyse -std=gnu11 $(CPPFLAGS) $(sort $(foreach r,$(ROOMS),$(flags_$r)))
format: ## lays the sources out as .clang-format says
	clang-format -i $(wildcard src/*/*.[ch] ui/*.[ch] tests/*.c tests/*/*.[ch] tests/unit/*/*.[ch])

# ---- the rest ------------------------------------------------------------------------------------------
.PHONY: schema install clean
schema: $(BUILD)/backin ## writes the JSON Schemas of server files, for editors, into build/
	$(BUILD)/backin servers schema >$(BUILD)/server.schema.json
	$(BUILD)/backin servers schema --provider >$(BUILD)/provider.schema.json

install: all install-languages ## installs into DESTDIR/prefix
	install -D -t $(DESTDIR)$(bindir) $(BUILD)/backin $(BUILD)/backin-mock
	install -D -t $(DESTDIR)$(libexec) $(BUILD)/backin-keyring
	install -D -m 644 -t $(DESTDIR)$(datadir)/backin/servers.d $(wildcard servers.d/*.json)
	install -D -m 644 -t $(DESTDIR)$(datadir)/backin/servers.d/providers $(wildcard servers.d/providers/*.json)
	install -D -m 644 -t $(DESTDIR)$(datadir)/man/man1 $(wildcard packaging/man/*.1)
	@mkdir -p $(DESTDIR)$(datadir)/bash-completion/completions
	$(BUILD)/backin completion bash >$(DESTDIR)$(datadir)/bash-completion/completions/backin
	install -D -m 644 -t $(DESTDIR)$(datadir)/man/man5 $(MANUAL)

clean: ## removes what was built
	rm -rf build build-asan
