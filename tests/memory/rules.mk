# What looks through the programs' memory for secrets: tests/memory.sh, tests/term/memory.sh.
MEMORY_TOOLS := $(BUILD)/tests/memory.so
$(MEMORY_TOOLS): tests/memory/watch.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) -fPIC -shared -o $@ $<
