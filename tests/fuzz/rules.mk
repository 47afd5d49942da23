# Fuzzing: tests/fuzz/NAME.c is a target, tests/fuzz/corpus/NAME what it starts from.
FUZZ_TARGETS := json text url template server_file reply paste keys keyring_reply session state_file intake catalogue
# What a target is linked with: the highest room it looks into. The one of URLs asks libcurl itself, too.
room_of_json := base
room_of_text := base
room_of_url := base
room_of_template := flow
room_of_server_file := app
room_of_reply := app
room_of_paste := flow
room_of_keys := ui
room_of_keyring_reply := store
room_of_session := base
room_of_state_file := app
room_of_intake := net
room_of_catalogue := words
flags_of_url = $(CFLAGS_curl)
libs_of_url = $(LIBS_curl)
helpers_of_server_file := tests/fuzz/drive.c
helpers_of_reply := tests/fuzz/drive.c

# $1: target, $2: what drives it, $3: the program
define fuzz_program
$3: tests/fuzz/$1.c tests/fuzz/$2.c tests/fuzz/fuzz.c $$(helpers_of_$1) $$(wildcard tests/fuzz/*.h) \
    $$(archives_$$(room_of_$1))
	@mkdir -p $$(@D)
	$$(say) CC $$<
	$$(Q)$$(CC) $$(filter-out -MMD -MP,$$(CFLAGS_all)) -Itests -DBK_FUZZ_TARGET='"$1"' $$(flags_$$(room_of_$1)) $$(flags_of_$1) \
	  -o $$@ $$(filter %.c %.a,$$^) $$(LDFLAGS_all) $$(libs_$$(room_of_$1)) $$(libs_of_$1) $$(if $$(filter libfuzzer,$2),-fsanitize=fuzzer)
endef
$(foreach t,$(FUZZ_TARGETS),$(eval $(call fuzz_program,$t,replay,$(BUILD)/tests/fuzz/$t)))
FUZZ_TESTS := $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)

.PHONY: test-fuzz fuzz $(FUZZ_TARGETS:%=fuzz-%)
test-fuzz: $(FUZZ_TESTS) ## replays what the fuzzers start from and what they once found
	$(PROVE) $(FUZZ_TESTS)

# The fuzzers are built by clang into a folder of their own, where what they find stays: the corpus that grew,
# and crash-NAME-… files, which belong into tests/fuzz/corpus/NAME once they are mended.
TIME ?= 60
ifdef FUZZ
$(foreach t,$(FUZZ_TARGETS),$(eval $(call fuzz_program,$t,libfuzzer,$(BUILD)/fuzz/$t)))
seeds_of_server_file := servers.d servers.d/providers tests/scenarios/servers
$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: $(BUILD)/fuzz/%
	@mkdir -p $(BUILD)/corpus/$*
	ASAN_OPTIONS=detect_leaks=1 $< -max_total_time=$(TIME) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	  -artifact_prefix=$(BUILD)/crash-$*- $(BUILD)/corpus/$* tests/fuzz/corpus/$* $(seeds_of_$*)
fuzz: $(FUZZ_TARGETS:%=fuzz-%)
else
fuzz: ## makes up inputs for every parser, TIME seconds for each (60); fuzz-NAME for one
	+@$(MAKE) --no-print-directory FUZZ=1 CC=clang BUILD=build-fuzz fuzz
$(FUZZ_TARGETS:%=fuzz-%):
	+@$(MAKE) --no-print-directory FUZZ=1 CC=clang BUILD=build-fuzz $@
endif
