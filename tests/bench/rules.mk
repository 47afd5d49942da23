# The meter that bytes.sh, terminfo.sh and `make bench` count with. It shares nothing with the program it measures.
BENCH_TOOLS := $(BUILD)/tests/bench/meter
$(BENCH_TOOLS): $(wildcard tests/bench/*.c) tests/bench/screen.h
	@mkdir -p $(@D)
	$(say) CC tests/bench
	$(Q)$(CC) $(filter-out -MMD -MP,$(CFLAGS_all)) $(flags_ui) -o $@ $(filter %.c,$^) $(LDFLAGS_all) \
	  $(LIBS_glib) $(LIBS_ncurses) -lutil
